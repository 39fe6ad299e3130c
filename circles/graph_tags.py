"""Tags of the edges and nodes of a graph: as text, who may walk an edge, which nodes are barriers."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from circles import access

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

_FIRST = re.compile(r"""\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,\[\]]*))""", re.DOTALL)
"""The first member of a list that was written out: ``['a', 'b']``, ``[7, 8]``."""


class Barrier(NamedTuple):
    """A node at which streets are parted: its id, why, and its longitude and latitude in 1e-7 degree."""

    barrier_id: str
    reason: str
    lon: int
    lat: int


def edges_access(edges: Sequence[tuple[Any, Any, dict[str, Any]]]) -> list[str]:
    """Return who may walk each edge. A merged edge has several values for a tag: the strictest way in it decides.

    OSMnx keeps `foot` only where it is asked to: where no edge has it a right on foot cannot be known, and none is
    closed.
    """
    keys = access.access_keys()
    no_foot = not any(data.get("foot") for _, _, data in edges)

    @cache
    def who(*values: tuple[str, ...]) -> str:
        found = {access.access_of(dict(zip(keys, each, strict=True))) for each in product(*values)}
        if access.CLOSED in found and not no_foot:
            return access.CLOSED
        return access.PRIVATE if access.PRIVATE in found else access.PUBLIC

    return [who(*(_several(data.get(key)) for key in keys)) for _, _, data in edges]


def ways_said(value: object) -> str:
    """Return the ids of the ways that an edge is of, parted by ``;``: a merged edge is of several.

    Examples
    --------
    >>> ways_said([31, 7]), ways_said("[31, 7]"), ways_said(31), ways_said(None)
    ('31;7', '31;7', '31', '')
    """
    return ";".join(_several(value))


def _several(value: object) -> tuple[str, ...]:
    """Return every value of a tag; a list may be written out, as GraphML has it."""
    if isinstance(value, str) and value.startswith("["):
        return tuple(part.strip().strip("'\"") for part in value.strip("[]").split(",")) or ("",)
    if isinstance(value, (list, tuple, set)):
        return tuple(text_of(each) for each in value) or ("",)
    return (text_of(value),)


def barred_nodes(graph: nx.Graph, units: Mapping[Any, list[int]]) -> tuple[Barrier, ...]:
    """Return the nodes that are barriers which nobody passes."""
    keys = access.barrier_keys()
    found = []
    for node, data in graph.nodes(data=True):
        why = access.barred_by({key: text_of(data.get(key)) for key in keys}) if data.get("barrier") else ""
        if why:
            found.append(Barrier(str(node), why, *units[node]))
    return tuple(found)


def text_of(value: object) -> str:
    """Return a tag as text; of a list, as simplified graphs hold (GraphML as text), the first."""
    if isinstance(value, str) and value.startswith("["):
        return _first_written(value)
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 NaN


def _first_written(text: str) -> str:
    """Return the first member of a list that was written out, read as text and never evaluated."""
    found = _FIRST.match(text)
    if found is None:
        return text
    quoted = found[1] if found[1] is not None else found[2]
    return found[3].strip() if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
