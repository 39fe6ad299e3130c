"""Which lines of a layer are walked: by tags of OpenStreetMap, by segments of Overture, by classes, or all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.access import PRIVATE, PUBLIC, access_keys, access_of
from circles.sources.streets.access_columns import SaidByColumns, said_by_columns, strictest
from circles.sources.streets.overture import segments_of
from circles.sources.streets.road_classes import class_rules, classified, unknown_classes
from circles.sources.streets.tags import (
    BY_ALL_LINES,
    BY_CLASSES,
    BY_FILTER,
    BY_MORE_THAN_TAGS,
    BY_OVERTURE,
    BY_TABLE,
    TakenAs,
    WalkFilter,
    access_taken,
    highway_values,
    level_text,
    refusal_of,
    walk_rules,
    way_taken,
)
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    access : ndarray of object
        Of each line who walks it, as in ``tables.STREETS``.
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
    access: NDArray[np.object_]
    rule: str
    rows_walked: int
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()

    @property
    def walked(self) -> NDArray[np.bool_]:
        """Whether each line is walked."""
        return np.array([refusal is None for refusal in self.refusals], dtype=bool)


def given_lines(raw: RawTable, asked: WalkFilter) -> ChosenLines:
    """Return which lines are walked of a table that is taken as given: all but private ones that are left out."""
    columns = [column for column in access_keys() if column in raw.columns]
    cells = [text_cells(raw.cells[column]) for column in columns]
    taken = cache(lambda *values: access_taken(_private_or_public(dict(zip(columns, values, strict=True))), asked))
    lines = [taken(*values) for values in zip(*cells, strict=True)] if columns else [TakenAs(None)] * len(raw.cells)
    return _chosen(lines, BY_TABLE, {}, ())


def _private_or_public(tags: Mapping[str, str]) -> str:
    return PRIVATE if access_of(tags) == PRIVATE else PUBLIC


def chosen_lines(raw: RawTable, fields: Mapping[str, str], asked: WalkFilter) -> ChosenLines:
    """Return which lines of a layer are walked, by its tags where it has a `highway` or `fclass` column.

    Parameters
    ----------
    raw : RawTable
        The layer.
    fields : mapping of str to str
        Field to column, as they were found.
    asked : WalkFilter
        What is done with private ways.
    """
    said = said_by_columns(raw, fields) if asked.access_rules == BY_MORE_THAN_TAGS else SaidByColumns([])
    if "highway" in fields:
        taken, unknown = _by_tags(raw, fields["highway"], asked)
        warnings = (unknown_classes(raw.file, fields["highway"], unknown),) if unknown else ()
        return _chosen(_with_columns(taken, said, asked), BY_FILTER, {}, (*warnings, *said.warnings))
    by_class = classified(raw, carried=set(fields.values()))
    rule = BY_CLASSES if by_class.column or by_class.counts else BY_ALL_LINES
    taken = _with_columns(list(map(TakenAs, by_class.refusals)), said, asked)
    return _chosen(taken, rule, by_class.counts, (*by_class.warnings, *said.warnings))


def _with_columns(taken: list[TakenAs], said: SaidByColumns, asked: WalkFilter) -> list[TakenAs]:
    """Return how lines are taken where columns of their own let in fewer; what is left out anyhow keeps its reason."""
    return [
        each if each.refusal is not None or who == PUBLIC else access_taken(strictest(each.access, who), asked)
        for each, who in zip(taken, said.who or [PUBLIC] * len(taken), strict=True)
    ]


def segment_lines(raw: RawTable, asked: WalkFilter) -> tuple[pd.DataFrame, NDArray[np.object_], ChosenLines]:
    """Return the roads among segments of Overture: columns of ``tables.STREETS``, lines, and which are walked."""
    segments = segments_of(raw)
    taken = [way_taken(tags, asked) for tags in segments.tags]
    columns = pd.DataFrame(
        {
            "street_id": segments.ids,
            **{name: [tags.get(name, "") for tags in segments.tags] for name in ("name", "highway")},
            "level": [level_text(tags) for tags in segments.tags],
            "cut_start": False,
            "cut_end": False,
        }
    )
    of = {segments.rows[i] for i, each in enumerate(taken) if each.refusal is None}
    chosen = replace(_chosen(taken, BY_OVERTURE, segments.counts, ()), rows_walked=len(of))
    return columns, segments.shapes, chosen


def _chosen(
    taken: Sequence[TakenAs], rule: str, counts: Mapping[str, int], warnings: tuple[Finding, ...]
) -> ChosenLines:
    refusals, access = (np.empty(len(taken), dtype=object) for _ in range(2))
    refusals[:], access[:] = [each.refusal for each in taken], [each.access for each in taken]
    walked = sum(refusal is None for refusal in refusals)
    return ChosenLines(
        refusals=refusals, access=access, rule=rule, rows_walked=walked, counts=counts, warnings=warnings
    )


def _by_tags(raw: RawTable, highway: str, asked: WalkFilter) -> tuple[list[TakenAs], Mapping[str, int]]:
    """Return how the walk filter takes each line, and the values of `highway` nobody knows with their lines."""
    by_plain_name = {plain(column): column for column in raw.columns}
    columns = {key: by_plain_name.get(plain(key)) for key in walk_rules().keys} | {"highway": highway}
    there = {key: column for key, column in columns.items() if column is not None}

    @cache
    def taken(*values: str) -> TakenAs:
        tags = dict(zip(there, values, strict=True))
        options = [{**tags, "highway": _in_osm_words(value)} for value in highway_values(tags["highway"])]
        found = [way_taken(option, asked) for option in options]
        return next((each for each in found if each.refusal is None), found[0])

    cells = [text_cells(raw.cells[column]) for column in there.values()]
    of = Counter(text_cells(raw.cells[highway]))
    unknown = {text: n for text, n in of.items() if text and not any(map(class_rules().knows, highway_values(text)))}
    lines = [taken(*values) for values in zip(*cells, strict=True)]
    return lines, {text: n for text, n in unknown.items() if refusal_of({"highway": text}) is None}


def _in_osm_words(value: str) -> str:
    """Return a class as `highway` says it: where a file keeps other words there, a motorway is one all the same."""
    kind = class_rules().not_walked.get(plain(value))
    words = {"motorway": "motorway", "expressway": "trunk", "rail": "no", "water": "no", "other": "no"}
    return value if kind is None or refusal_of({"highway": value}) is not None else words.get(kind, value)
