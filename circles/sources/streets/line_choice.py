"""Which lines of a layer are walked: by tags of OpenStreetMap, by segments of Overture, by classes, or all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.sources.streets.overture import segments_of
from circles.sources.streets.road_classes import class_rules, classified, unknown_classes
from circles.sources.streets.tags import (
    BY_ALL_LINES,
    BY_CLASSES,
    BY_FILTER,
    BY_OVERTURE,
    highway_values,
    level_text,
    refusal_of,
    walk_rules,
)
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.errors import Finding
    from circles.sources.tables.raw_table import RawTable


@dataclass(frozen=True, kw_only=True, eq=False)
class ChosenLines:
    """Which lines are walked.

    Attributes
    ----------
    refusals : ndarray of object
        Of each line None where it is walked, else the reason that is told of it, empty where there is none.
    rule : str
        A key of :data:`circles.provenance.RULES`.
    rows_walked : int
        Rows of the layer that are walked, in whole or in part.
    counts : mapping of str to int
        What was counted on the way.
    warnings : tuple of Finding
        What a person should look at.
    """

    refusals: NDArray[np.object_]
    rule: str
    rows_walked: int
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()

    @property
    def walked(self) -> NDArray[np.bool_]:
        """Whether each line is walked."""
        return np.array([refusal is None for refusal in self.refusals], dtype=bool)


def all_chosen(count: int, *, rule: str) -> ChosenLines:
    """Return the choice of all of `count` lines."""
    return ChosenLines(refusals=np.full(count, None, dtype=object), rule=rule, rows_walked=count)


def chosen_lines(raw: RawTable, fields: Mapping[str, str], *, private_ways: bool) -> ChosenLines:
    """Return which lines of a layer are walked, by its tags where it has a `highway` or `fclass` column.

    Parameters
    ----------
    raw : RawTable
        The layer.
    fields : mapping of str to str
        Field to column, as they were found.
    private_ways : bool
        Let in ways that are refused only for being private.
    """
    if "highway" in fields:
        refusals, unknown = _by_tags(raw, fields["highway"], private_ways=private_ways)
        warnings = (unknown_classes(raw.file, fields["highway"], unknown),) if unknown else ()
        return _chosen(refusals, BY_FILTER, {}, warnings)
    by_class = classified(raw, carried=set(fields.values()))
    rule = BY_CLASSES if by_class.column or by_class.counts else BY_ALL_LINES
    return _chosen(by_class.refusals, rule, by_class.counts, by_class.warnings)


def segment_lines(raw: RawTable, *, private_ways: bool) -> tuple[pd.DataFrame, NDArray[np.object_], ChosenLines]:
    """Return the roads among segments of Overture: columns of ``tables.STREETS``, lines, and which are walked."""
    segments = segments_of(raw)
    refusals = np.empty(len(segments.tags), dtype=object)
    refusals[:] = [refusal_of(tags, private_ways=private_ways) for tags in segments.tags]
    columns = pd.DataFrame(
        {
            "street_id": segments.ids,
            **{name: [tags.get(name, "") for tags in segments.tags] for name in ("name", "highway")},
            "level": [level_text(tags) for tags in segments.tags],
            "cut_start": False,
            "cut_end": False,
        }
    )
    of = {segments.rows[i] for i, refusal in enumerate(refusals) if refusal is None}
    chosen = ChosenLines(refusals=refusals, rule=BY_OVERTURE, rows_walked=len(of), counts=segments.counts)
    return columns, segments.shapes, chosen


def _chosen(
    refusals: NDArray[np.object_], rule: str, counts: Mapping[str, int], warnings: tuple[Finding, ...]
) -> ChosenLines:
    walked = sum(refusal is None for refusal in refusals)
    return ChosenLines(refusals=refusals, rule=rule, rows_walked=walked, counts=counts, warnings=warnings)


def _by_tags(raw: RawTable, highway: str, *, private_ways: bool) -> tuple[NDArray[np.object_], Mapping[str, int]]:
    """Return the refusal of each line by the walk filter, and the values of `highway` nobody knows with their lines."""
    by_plain_name = {plain(column): column for column in raw.columns}
    columns = {key: by_plain_name.get(plain(key)) for key in walk_rules().keys} | {"highway": highway}
    there = {key: column for key, column in columns.items() if column is not None}

    @cache
    def refusal(*values: str) -> str | None:
        tags = dict(zip(there, values, strict=True))
        options = [{**tags, "highway": _in_osm_words(value)} for value in highway_values(tags["highway"])]
        found = [refusal_of(option, private_ways=private_ways) for option in options]
        return None if None in found else found[0]

    cells = [text_cells(raw.cells[column]) for column in there.values()]
    refusals = np.empty(len(raw.cells), dtype=object)
    refusals[:] = [refusal(*values) for values in zip(*cells, strict=True)]
    of = Counter(text_cells(raw.cells[highway]))
    unknown = {text: n for text, n in of.items() if text and not any(map(class_rules().knows, highway_values(text)))}
    return refusals, {text: n for text, n in unknown.items() if refusal_of({"highway": text}) is None}


def _in_osm_words(value: str) -> str:
    """Return a class as `highway` says it: where a file keeps other words there, a motorway is one all the same."""
    kind = class_rules().not_walked.get(plain(value))
    words = {"motorway": "motorway", "expressway": "trunk", "rail": "no", "water": "no", "other": "no"}
    return value if kind is None or refusal_of({"highway": value}) is not None else words.get(kind, value)
