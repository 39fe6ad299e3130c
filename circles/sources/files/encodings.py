"""Delimited texts as offices write them: UTF-8 or GB18030, told apart strictly."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.format import LIST, Format

if TYPE_CHECKING:
    from collections.abc import Collection

    from circles.sources.files.format import Head

_SUFFIXES = (".csv", ".txt", ".tsv")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

ENCODINGS = ("utf-8-sig", "gb18030")
"""In this order: nearly every text in GB18030 is invalid as UTF-8, but not the other way round."""


def decoded(data: bytes, file: str) -> str:
    """Return a whole text.

    Raises
    ------
    InputError
        If it is in none of :data:`ENCODINGS`.
    """
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Finding(code="unknown_encoding", file=file))


def encoding_of(texts: Collection[bytes]) -> str | None:
    """Return the encoding that all of `texts` are in, each perhaps cut within its last character; None if in none."""
    return next((encoding for encoding in ENCODINGS if all(_is_in(encoding, text) for text in texts)), None)


def _is_in(encoding: str, text: bytes) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _is_delimited(head: Head) -> bool:
    # UTF-16 holds zero bytes; whoever reads the text says what is wrong with it.
    plain = head.is_text and not head.text.startswith((b"{", b"<"))
    return head.suffix in _SUFFIXES and (plain or head.start.startswith(_UTF16))


FORMAT = Format(name="CSV", family=LIST, recognise=_is_delimited)
