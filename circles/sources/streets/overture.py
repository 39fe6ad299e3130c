"""Segments of Overture Maps as lines with the tags of OpenStreetMap (``overture.toml``), joined at connectors."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles.sources.geo.shapes import parts_alone
from circles.sources.streets.connectors import cut_line, with_connectors
from circles.sources.words.cells import text_cells
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_SUBTYPES = frozenset({"road", "rail", "water"})
_LONGEST_TEXT = 1_000_000
_PLAIN_ACCESS = {"denied": "no", "designated": "designated"}

_Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Segments:
    """The segments that are roads, cut where what their rules say of a walk changes.

    Attributes
    ----------
    rows : list of int
        Segment of each line.
    ids : list of str
        Of each line; parts of one segment are ``id.1``, ``id.2``.
    tags : list of mapping
        Tags of each line as OpenStreetMap has them, `name` among them.
    shapes : ndarray of geometry
        Each line, with a vertex at every connector.
    counts : mapping
        ``rail_left_out``, ``water_left_out``; ``connectors_added``: vertices that the lines lacked;
        ``rules_unread``: cells that hold no list of rules.
    """

    rows: list[int]
    ids: list[str]
    tags: list[Mapping[str, str]]
    shapes: NDArray[np.object_]
    counts: Mapping[str, int]


def is_overture(raw: RawTable) -> bool:
    """Return whether a layer holds segments of Overture Maps: a `subtype` of road, rail or water, and a `class`."""
    if not {"subtype", "class"} <= set(raw.columns):
        return False
    said = set(text_cells(raw.cells["subtype"])) - {""}
    return bool(said) and said <= _SUBTYPES


def segments_of(raw: RawTable) -> Segments:
    """Return the roads among the segments of a layer (:func:`is_overture`).

    Parameters
    ----------
    raw : RawTable
        Columns as Parquet has them (lists and structures) or as JSON text.
    """
    counts: Counter[str] = Counter()
    subtype = text_cells(raw.cells["subtype"])
    streets = np.isin(subtype, _rules()["streets"])
    counts.update(f"{name}_left_out" for name in subtype[~streets] if name)
    shapes = np.array(raw.geometry, dtype=object)
    streets &= ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    cells = raw.cells[streets].reset_index(drop=True)
    numbers = raw.rows[streets].astype(str)
    connectors = [_records(value, counts) for value in _column(cells, "connectors")]
    shapes, added = with_connectors(parts_alone(shapes[streets]), connectors)
    counts["connectors_added"] = added
    rows: list[int] = []
    ids, tags, lines = [], [], []
    for i, parts in enumerate(_parts(cells, counts)):
        own = text_cells(cells["id"].iloc[i : i + 1])[0] if "id" in cells else numbers[i]
        for number, (low, high, said) in enumerate(parts, 1):
            ids.append(f"{own}.{number}" if len(parts) > 1 else own)
            rows.append(i)
            tags.append(said)
            whole = len(parts) == 1 or shapes[i].geom_type != "LineString"
            lines.append(shapes[i] if whole else cut_line(shapes[i], low, high))
    return Segments(rows=rows, ids=ids, tags=tags, shapes=np.array(lines, dtype=object), counts=dict(counts))


def _parts(cells: pd.DataFrame, counts: Counter[str]) -> Iterator[list[tuple[float, float, Mapping[str, str]]]]:
    """Yield for each segment the stretches (from, to, tags) in which its rules say one thing."""
    columns = [_column(cells, name) for name in ("access_restrictions", "road_flags", "level_rules")]
    names = [_name(value) for value in _column(cells, "names")]
    plain_level = [_whole(value) for value in _column(cells, "level")]
    for i, kind in enumerate(text_cells(cells["class"])):
        access, flags, levels = (_records(column[i], counts) for column in columns)
        fixed = {"highway": _rules()["highway"].get(kind, kind) or "road", "name": names[i], "layer": plain_level[i]}
        ends = sorted({0.0, 1.0, *(end for rule in (*access, *flags, *levels) for end in _between(rule))})
        parts: list[tuple[float, float, Mapping[str, str]]] = []
        for low, high in pairwise(ends):
            middle = (low + high) / 2
            here = ([rule for rule in rules if _covers(rule, middle)] for rules in (access, flags, levels))
            said = _tags(fixed, *here)
            begin = parts.pop()[0] if parts and parts[-1][2] == said else low
            parts.append((begin, high, said))
        yield parts


def _tags(
    fixed: Mapping[str, str], access: Sequence[_Record], flags: Sequence[_Record], levels: Sequence[_Record]
) -> Mapping[str, str]:
    tags = dict(fixed)
    for rule in flags:
        for value in _texts(rule.get("values")):
            tags |= _rules()["flags"].get(value, {})
    for rule in levels:
        tags["layer"] = _whole(rule.get("value"))
    for rule in access:
        tags |= _access(rule, tags)
    return {key: value for key, value in tags.items() if value}


def _access(rule: _Record, so_far: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a rule of access says of people on foot, as a tag; nothing where it does not concern them."""
    given = rule.get("when")
    when = {name: value for name, value in given.items() if _is_given(value)} if isinstance(given, dict) else {}
    modes = _texts(when.get("mode"))
    if any(name in when for name in _rules()["ignored_when"]) or (modes and not set(modes) & set(_rules()["on_foot"])):
        return {}
    key = "foot" if modes else "access"
    if not {"recognized", "using"} & when.keys():
        return {key: _PLAIN_ACCESS.get(str(rule.get("access_type")), "yes")}
    words = [(name, value) for name in ("recognized", "using") for value in _texts(when.get(name))]
    whom = [_rules()[name][value] for name, value in words if value in _rules()[name]]
    # Only for some: after a denial the exception from it, alone those who may walk here at all.
    only = whom and rule.get("access_type") != "denied" and so_far.get(key) in {None, "no"}
    return {key: whom[0]} if only else {}


def _column(cells: pd.DataFrame, name: str) -> list[object]:
    return cells[name].tolist() if name in cells else [None] * len(cells)


def _records(value: object, counts: Counter[str]) -> list[_Record]:
    """Return a cell as a list of structures; one that holds no such list is counted."""
    value = _plain(value)
    if value is None or value != value or value == "":  # noqa: PLR0124 NaN
        return []
    if isinstance(value, str):
        counts["rules_unread"] += 1
        return []
    records = value if isinstance(value, list) else [value]
    flat = [{"values": [each]} if isinstance(each, str) else each for each in records]
    return [each for each in flat if isinstance(each, dict)]


def _plain(value: object) -> object:
    """Return a cell as plain lists and mappings: arrays of Parquet, or JSON text; other text stays text."""
    if isinstance(value, np.ndarray):
        return [_plain(each) for each in value.tolist()]
    if isinstance(value, str) and value[:1] in {"[", "{"} and len(value) <= _LONGEST_TEXT:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _texts(value: object) -> list[str]:
    value = value.tolist() if isinstance(value, np.ndarray) else value
    return [each for each in (value if isinstance(value, (list, tuple)) else [value]) if isinstance(each, str)]


def _is_given(value: object) -> bool:
    return value is not None and (not isinstance(value, (list, tuple, str, dict, np.ndarray)) or len(value) > 0)


def _between(rule: _Record) -> tuple[float, ...]:
    value = rule.get("between")
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(value, (list, tuple)) or len(value) != 2:  # a pair, or the whole segment
        return ()
    numbers = [
        float(each) if isinstance(each, (int, float)) and each == each else default  # noqa: PLR0124 NaN
        for each, default in zip(value, (0.0, 1.0), strict=True)
    ]
    return tuple(min(1.0, max(0.0, each)) for each in sorted(numbers))


def _covers(rule: _Record, at: float) -> bool:
    ends = _between(rule)
    return not ends or ends[0] <= at <= ends[1]


def _name(value: object) -> str:
    value = _plain(value)
    primary = value.get("primary") if isinstance(value, dict) else value
    return primary.strip() if isinstance(primary, str) else ""


def _whole(value: object) -> str:
    return str(int(value)) if isinstance(value, (int, float, np.integer)) and value == value and value else ""  # noqa: PLR0124


@cache
def _rules() -> Mapping[str, Any]:
    return rules_in(__package__, "overture.toml")
