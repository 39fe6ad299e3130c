"""What a file is, by its first bytes and never by its name alone."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits

if TYPE_CHECKING:
    from pathlib import Path

PBF, GRAPHML, GEOJSON, GEOPACKAGE = "OSM PBF", "GraphML", "GeoJSON", "GeoPackage"
GEOPARQUET, SHAPEFILE, CSV, OTHER = "GeoParquet", "Shapefile", "CSV", "other"
GEODATABASE, WORKBOOK, OLD_WORKBOOK = "File Geodatabase", "Excel (.xlsx)", "Excel (.xls)"

LAYERS = (GEOPACKAGE, GEOJSON, GEOPARQUET, SHAPEFILE, GEODATABASE)

_HEAD = 8192
_LONGEST_WHY = 300
_DELIMITED = (".csv", ".txt", ".tsv")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.\-]+:|[/\\]{1,2}vsi[a-z0-9_]*[/\\])", re.IGNORECASE)


_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

RASTER = "GeoTIFF"
"""What a raster of one band that lies on the earth holds, beside the names of :mod:`circles.sources.files.contents`."""


def is_address(path: str) -> bool:
    """Return whether `path` is an address or a driver's own notation rather than a file on this machine."""
    return bool(_ADDRESS.match(path.strip()))


def existing_file(path: Path) -> list[Finding]:
    """Return what keeps `path` from being read as a file."""
    if is_address(str(path)):
        return [Finding(code="address_refused", value=str(path))]
    try:
        if path.is_dir() and not is_geodatabase(path):
            return [Finding(code="folder_not_file", file=path.name)]
        if path.exists() and not path.is_file() and not path.is_dir():
            return [Finding(code="not_regular_file", file=path.name)]
        missing = not (path.is_file() or is_geodatabase(path))
    except (OSError, ValueError):  # a name that the system does not allow, or a folder that may not be entered
        missing = True
    return [Finding(code="file_missing", file=path.name)] if missing else []


def is_geodatabase(path: Path) -> bool:
    """Return whether a folder is an Esri File Geodatabase."""
    return path.suffix.lower() == ".gdb" and (path / "a00000001.gdbtable").is_file()


def content_of(path: Path) -> str:
    """Return what the file holds, one of this module's names.

    Raises
    ------
    InputError
        If there is no such file, it cannot be opened, is empty, or is larger than is read.
    """
    findings = existing_file(path)
    if findings:
        raise InputError(findings)
    try:
        content = GEODATABASE if path.is_dir() else _content_of_file(path)
        if content not in (GEODATABASE, SHAPEFILE):  # whose parts are measured together
            limits.refuse_large_file(path.stat().st_size, content, path.name)
    except OSError as error:
        raise unreadable(path.name, error) from error
    return content


def _content_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise InputError(Finding(code="empty_file", file=path.name))
    suffix = path.suffix.lower()
    if suffix in _DELIMITED and head.startswith(_UTF16):
        return CSV  # whose reader says what is wrong with it
    if head.startswith(b"PK\x03\x04"):
        return WORKBOOK if _is_workbook(path) else OTHER
    return _binary(head) or _text(head, suffix)


def unreadable(file: str, error: Exception) -> InputError:
    """Return the error for a file that its reader gave up on."""
    said = str(error).strip() or repr(error)
    why = "".join(letter if letter.isprintable() else " " for letter in said)
    shown = why if len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]}…"
    return InputError(Finding(code="unreadable", file=file, details={"why": shown}))


def wrong_content(path: Path, content: str, wanted: tuple[str, ...]) -> InputError:
    """Return the error for a file of another kind than those `wanted`."""
    if content == OLD_WORKBOOK:
        return InputError(Finding(code="old_workbook", file=path.name))
    code = "unknown_content" if content == OTHER else "wrong_content"
    details = {"content": content, "wanted": ", ".join(wanted)}
    return InputError(Finding(code=code, file=path.name, details=details))


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lstrip("/").startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError, struct.error):
        return path.suffix.lower() == ".xlsx"  # whose reader says what is wrong with it


def _binary(head: bytes) -> str | None:
    if head[4:15] == b"\n\tOSMHeader":
        return PBF
    if head.startswith(b"PAR1"):
        return GEOPARQUET
    if head.startswith(b"SQLite format 3\0") and head[68:72] in _GEOPACKAGE_IDS:
        return GEOPACKAGE
    if head.startswith(b"\0\0\x27\x0a"):
        return SHAPEFILE
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_WORKBOOK
    return OTHER if b"\0" in head else None


def _text(head: bytes, suffix: str) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return GEOJSON
    if start.startswith(b"<"):
        return GRAPHML if b"<graphml" in start or suffix == ".graphml" else OTHER
    return CSV if suffix in _DELIMITED else OTHER


def is_tiff(path: Path) -> bool:
    """Return whether a file begins as a TIFF does."""
    with path.open("rb") as stream:
        return stream.read(4) in _TIFF
