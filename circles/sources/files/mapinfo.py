"""A MapInfo table (TAB) before GDAL opens it: its own parts and no others, in the encoding their bytes are in."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.encodings import GB18030, UTF8, is_in
from circles.sources.files.format import CRS, LAYER, REFUSED, Format
from circles.sources.files.shapefile import refuse_parts, table_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.sources.files.format import Head

_PARTS = (".dat", ".map", ".id", ".ind")
_NAME = "MapInfo TAB"
_TYPE = re.compile(rb"^\s*Type\s+(\w+)", re.IGNORECASE | re.MULTILINE)
_ELSEWHERE = re.compile(rb"^\s*(?:File\s*\"|Open\s+Table)", re.IGNORECASE | re.MULTILINE)
_NEUTRAL = re.compile(rb"(charset\s+\"?)Neutral", re.IGNORECASE)


@contextmanager
def own_parts(path: Path) -> Iterator[Path]:
    """Give a copy of a table and its parts under plain names; a charset left open is named by what the bytes are in.

    Raises
    ------
    InputError
        If a part is missing or a link, all are larger than is read, or the table is kept in another file.
    """
    whole = path.resolve()
    beside = {part.suffix.lower(): part for part in whole.parent.iterdir() if part.stem == whole.stem}
    parts = {suffix: beside[suffix] for suffix in _PARTS if suffix in beside}
    refuse_parts([whole, *parts.values()], path.name, _NAME)
    text = whole.read_bytes()
    kinds = {kind.upper() for kind in _TYPE.findall(text)}
    if kinds != {b"NATIVE"} or _ELSEWHERE.search(text):
        raise InputError(Finding(code="tab_of_other_file", file=path.name))
    for needed in (".dat", ".map"):
        if needed not in parts:
            raise InputError(Finding(code="tab_part_missing", file=path.name, value=f"{path.stem}{needed}"))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve() / f"{path.stem.replace('!', '_')}.tab"
        for suffix, part in parts.items():
            shutil.copyfile(part, copy.with_suffix(suffix))
        copy.write_bytes(_with_charset(text, parts[".dat"].read_bytes()))
        yield copy


def _with_charset(text: bytes, table: bytes) -> bytes:
    texts = [each for each in (text, *table_texts(table)) if not each.isascii()]
    if not texts or not _NEUTRAL.search(text):
        return text
    for encoding, charset in ((UTF8, b"UTF-8"), (GB18030, b"WindowsSimpChinese")):
        if all(is_in(encoding, each) for each in texts):
            return _NEUTRAL.sub(rb"\g<1>" + charset, text)
    return text


def _is_tab(head: Head) -> bool:
    return head.is_text and head.text[:6].lower() == b"!table"


FORMAT = Format(
    name=_NAME,
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=_is_tab,
    at_rest=own_parts,
    driver="MapInfo File",
    suffixes=(".tab",),
)
PART_OF_ONE = Format(
    name="MapInfo .dat / .map / .id",
    family=REFUSED,
    recognise=lambda head: head.suffix in (".dat", ".map", ".id", ".ind") and not head.is_text,
    refused_as="part_of_tab",
)
INTERCHANGE = Format(
    name="MapInfo MIF",
    family=REFUSED,
    recognise=lambda head: re.match(rb"version\s+\d+", head.text, re.IGNORECASE) is not None and head.suffix == ".mif",
    refused_as="mif_not_read",
)
