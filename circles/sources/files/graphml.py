"""A GraphML text before any parser expands it: no document type, no more elements than are read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import GRAPH, Format, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.files.format import Head


def refuse_hostile_graphml(path: Path) -> None:
    """Refuse a graph that declares a document type or has more elements than are read.

    Raises
    ------
    InputError
        For the first of them, or if the file is no XML.
    """
    _refuse_document_type(path)
    _refuse_too_many(path)


def _refuse_document_type(path: Path) -> None:
    """Refuse a document type before any parser expands its entities: it would notice bombs too late."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        # A document type stands before the first element, so the first element ends the search.
        with path.open("rb") as stream:
            next(iter(iterparse(stream, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException as error:
        raise InputError(Finding(code="document_type_refused", file=path.name)) from error
    except (ParseError, ValueError, LookupError, OSError) as error:
        raise unreadable(path.name, error) from error


def _refuse_too_many(path: Path) -> None:
    """Refuse a graph of more elements than are read, each of which begins with one angle bracket and ends with one."""
    found = 0
    with path.open("rb") as stream:
        while chunk := stream.read(limits.MB):
            found += chunk.count(b"<")
            if found > 2 * limits.ELEMENTS:
                raise limits.too_many("too_many_elements", path.name, most=limits.ELEMENTS)


def _is_graphml(head: Head) -> bool:
    return head.text.startswith(b"<") and (b"<graphml" in head.text or head.suffix == ".graphml")


FORMAT = Format(name="GraphML", family=GRAPH, recognise=_is_graphml, refuse_hostile=refuse_hostile_graphml)
