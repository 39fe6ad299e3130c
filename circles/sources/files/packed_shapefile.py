"""A Shapefile packed in a zip, as portals hand it out: taken out to be read, by the size that was counted."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, Format, unreadable
from circles.sources.files.shapefile import PARTS, refuse_hostile_shapefile, shapefile_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.sources.files.format import Head

_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the Shapefile of a zip, removed afterwards.

    Raises
    ------
    InputError
        If there are several, one is too large unpacked, or the zip is broken or locked.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        target = Path(folder).resolve() / f"{path.stem.replace('!', '_')}.shp"
        try:
            with zipfile.ZipFile(path) as archive:
                _take_out(archive, path, target)
        except InputError:
            raise
        except _FAULTS as error:
            raise unreadable(path.name, error) from error
        yield target


def _take_out(archive: zipfile.ZipFile, path: Path, target: Path) -> None:
    whole = [name for name in archive.namelist() if name.lower().endswith(".shp") and "__MACOSX" not in name]
    if len(whole) != 1:
        names = ", ".join(PurePosixPath(name).name for name in whole[:10])
        raise InputError(Finding(code="zip_of_several", file=path.name, details={"names": names}))
    stem = whole[0][: -len(".shp")]
    parts = [
        part
        for part in archive.infolist()
        if part.filename.startswith(f"{stem}.") and part.filename[len(stem) :].lower() in PARTS
    ]
    limits.refuse_bomb(sum(part.file_size for part in parts), limits.most_unpacked(path.stat().st_size), path.name)
    for part in parts:
        # A part that unpacks to more than it says fails its checksum: what it says can be relied on.
        target.with_suffix(part.filename[len(stem) :].lower()).write_bytes(archive.read(part))


def _is_packed_shapefile(head: Head) -> bool:
    if not head.start.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(head.path) as archive:
            return any(name.lower().endswith(".shp") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError, struct.error):
        return False


FORMAT = Format(
    name="Shapefile (.zip)",
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=_is_packed_shapefile,
    at_rest=unpacked,
    refuse_hostile=refuse_hostile_shapefile,
    encoding=shapefile_encoding,
)
