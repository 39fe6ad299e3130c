"""XML texts read element by element: no document type, no more elements than are read, in any encoding of China."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.encodings import codec_named, decoded
from circles.sources.files.format import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"'][^>]*\?>")
_KNOWN_TO_THE_PARSER = ("utf-8", "utf-16", "ascii", "iso8859-1")


def elements(data: bytes, file: str) -> Iterator[tuple[str, Any]]:
    """Yield ``start`` and ``end`` of each element of a text, and the element.

    Parameters
    ----------
    data : bytes
        The text.
    file : str
        Named in the findings.

    Raises
    ------
    InputError
        If it declares a document type, has more elements than are read, or is no XML.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    if data.count(b"<") > 2 * limits.ELEMENTS:
        raise limits.too_many("too_many_elements", file, most=limits.ELEMENTS)
    try:
        yield from iterparse(BytesIO(_in_known_encoding(data, file)), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputError(Finding(code="document_type_refused", file=file)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise unreadable(file, error) from error


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Any) -> str:
    """Return the text of an element without space around it."""
    return (element.text or "").strip()


def _in_known_encoding(data: bytes, file: str) -> bytes:
    """Return a text that declares GBK or another encoding that the parser does not know, in UTF-8."""
    declared = _DECLARED.match(data[:400])
    codec = codec_named(declared[1].decode("ascii", "ignore")) if declared else ""
    if declared is None or not codec or codec in _KNOWN_TO_THE_PARSER:
        return data
    return decoded(data[declared.end() :], file).encode()
