"""Encodings of texts as offices write them, told apart strictly by their bytes, and delimited texts in them."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import CRS, LIST, Format

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from circles.sources.files.format import Head

UTF8, GB18030 = "utf-8", "gb18030"
_SEPARATORS = (b",", b";", b"\t")

_SUFFIXES = (".csv", ".txt", ".tsv")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHINESE = frozenset({"gb2312", "gbk", "cp936"})
_HANZI_SHARE = 0.9

ENCODINGS = ("utf-8-sig", GB18030)
"""In this order: nearly every text in GB18030 is invalid as UTF-8, but not the other way round."""


def decoded(data: bytes, file: str) -> str:
    """Return a whole text: UTF-16 where it begins with the mark of it ("Unicode text" of Excel and WPS), else as tried.

    Raises
    ------
    InputError
        If it is in none of :data:`ENCODINGS`.
    """
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Finding(code="unknown_encoding", file=file))


def is_in(encoding: str, text: bytes) -> bool:
    """Return whether a text, perhaps cut within its last character, is in an encoding."""
    try:
        without_half(encoding, text)
    except UnicodeDecodeError:
        return False
    return True


def without_half(encoding: str, text: bytes) -> str:
    """Return a text without the part of a character at its end, where it was cut.

    Raises
    ------
    UnicodeDecodeError
        If it is not in this encoding.
    """
    return codecs.getincrementaldecoder(encoding)().decode(text, final=False)


def codec_named(name: str) -> str:
    """Return the codec of an encoding as a .cpg names it (``UTF-8``, ``936``, ``88591``), empty where there is none."""
    plain = re.sub(r"^(?:ansi|ldid/|oem|windows-?)\s*", "", name.strip().casefold())
    if re.fullmatch(r"8859-?\d{1,2}", plain):
        plain = f"iso8859-{plain.removeprefix('8859').removeprefix('-')}"
    for each in (f"cp{plain}", plain) if plain.isdigit() else (plain,):
        try:
            found = codecs.lookup(each).name
            b"".decode(found)
        except (LookupError, ValueError, UnicodeError):  # a codec of bytes, such as base64, is none of texts
            continue
        return GB18030 if found in _CHINESE else UTF8 if found == "utf-8-sig" else found
    return ""


def is_of_single_bytes(encoding: str) -> bool:
    """Return whether each byte is a letter of its own, so that nearly any bytes are a text in this encoding."""
    return len(b"\xa1\xa1".decode(encoding, "replace")) == 2


def is_chinese(texts: Iterable[bytes]) -> bool:
    """Return whether the bytes beyond ASCII are Chinese in GB18030, and are not letters of single bytes by their look.

    Letters with accents stand between plain ones. In Chinese nearly all bytes beyond ASCII are pairs of them.
    """
    common = rare = 0
    for text in texts:
        if not is_in(GB18030, text):
            return False
        common += len(re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", text))
        rare += len(re.findall(rb"[\x80-\xff]", re.sub(rb"[\xa1-\xf7][\xa1-\xfe]", b"", text)))
    return common > 0 and common >= _HANZI_SHARE * (common + rare)


def _is_delimited(head: Head) -> bool:
    # UTF-16 holds zero bytes; whoever reads the text says what is wrong with it.
    plain = head.is_text and not head.text.startswith((b"{", b"<"))
    return head.suffix in _SUFFIXES and (plain or head.start.startswith(_UTF16))


def refuse_long_text(path: Path) -> None:
    """Refuse a text with more lines or separators than a table can have, before it is read.

    Raises
    ------
    InputError
        For the first of them: lines, separators in all, or those of one line.
    """
    lines, in_line = 0, 0
    separators = dict.fromkeys(_SEPARATORS, 0)
    with path.open("rb") as stream:
        while chunk := stream.read(limits.MB):
            lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
            separators = {each: count + chunk.count(each) for each, count in separators.items()}
            in_line = max(map(chunk.count, _SEPARATORS)) + (0 if b"\n" in chunk or b"\r" in chunk else in_line)
            if lines > limits.TEXT_LINES:
                raise limits.too_many("too_many_rows", path.name, most=limits.LIST_ROWS)
            if max(separators.values()) > limits.TEXT_SEPARATORS:
                raise limits.too_many("too_many_table_cells", path.name, most=limits.CELLS)
            if in_line > limits.LINE_SEPARATORS and b"\n" not in chunk and b"\r" not in chunk:
                raise limits.too_many("too_many_columns", path.name, most=limits.COLUMNS)


FORMAT = Format(
    name="CSV",
    family=LIST,
    honours=frozenset({CRS}),
    recognise=_is_delimited,
    refuse_hostile=refuse_long_text,
)
