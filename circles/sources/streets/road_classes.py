"""The class of each line in a planner's road file, by the words in ``road_classes.toml``: which classes are walked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

EXPRESSWAY = "expressway"

_WARNED = ("motorway", "rail")
_TOLD_REASONS = {EXPRESSWAY: EXPRESSWAY, "bicycle": "cycleway"}
_NOTHING = frozenset({"", "no", "none", "null", "nan", "否", "无", "f", "0"})
_LISTED_VALUES = 10
_MOST_CLASSES = 200
"""A column with more values than these holds no classes."""


@dataclass(frozen=True, kw_only=True)
class ClassRules:
    """The words of ``road_classes.toml``, each in its plain form."""

    headers: frozenset[str]
    weak: frozenset[str]
    not_streets: frozenset[str]
    not_walked: Mapping[str, str]
    walked: frozenset[str]

    def knows(self, value: str) -> bool:
        """Return whether a value, as written, is a class that is known."""
        word = plain(value)
        return word in self.not_walked or word in self.walked


@dataclass(frozen=True, kw_only=True, eq=False)
class Classified:
    """The lines of a layer by their class.

    Attributes
    ----------
    column : str
        The column of classes, empty where there is none that is understood.
    refusals : ndarray of object
        Of each line None where it is walked, else the reason that is told of it, empty where there is none.
    counts : mapping
        Lines left out by kind: ``motorway_left_out``, ``rail_left_out`` ...
    warnings : tuple of Finding
        Values not understood; rail or motorways that are walked for want of a rule.
    """

    column: str
    refusals: NDArray[np.object_]
    counts: Mapping[str, int]
    warnings: tuple[Finding, ...]


@cache
def class_rules() -> ClassRules:
    """Return the rules of ``road_classes.toml``."""
    data = rules_in(__package__, "road_classes.toml")
    return ClassRules(
        headers=frozenset(map(plain, data["headers"])),
        weak=frozenset(map(plain, data["weak"])),
        not_streets=frozenset(map(plain, data["not_streets"])),
        not_walked={plain(word): kind for kind, words in data["not_walked"].items() for word in words},
        walked=frozenset(plain(word) for words in data["walked"].values() for word in words),
    )


def classified(raw: RawTable, *, carried: Collection[str] = ()) -> Classified:
    """Return which lines of a layer without a `highway` column are walked, by their class.

    Parameters
    ----------
    raw : RawTable
        The layer.
    carried : collection of str
        Columns that hold something else: names, ids, levels.
    """
    rules = class_rules()
    refusals = np.full(len(raw.cells), None, dtype=object)
    counts: Counter[str] = Counter()
    for column in raw.columns:
        if plain(column) in rules.not_streets:
            there = _said(raw.cells[column])
            refusals[there] = ""
            counts[f"{_kind_of_column(column)}_left_out"] += int(there.sum())
    values = {column: _values(raw.cells[column]) for column in raw.columns if column not in carried}
    chosen = _class_column(values)
    if chosen is None:
        doubts = _walked_for_want_of_a_rule(raw, values)
        return Classified(column="", refusals=refusals, counts=dict(counts), warnings=doubts)
    cells = text_cells(raw.cells[chosen])
    kinds = {value: rules.not_walked.get(plain(value)) for value in values[chosen]}
    kind_of = np.array([kinds.get(cell) for cell in cells], dtype=object)
    left_out = np.array([kind is not None for kind in kind_of], dtype=bool)
    refusals[left_out] = [_TOLD_REASONS.get(kind, "") for kind in kind_of[left_out]]
    counts.update(f"{kind}_left_out" for kind in kind_of[left_out])
    unknown = {value: n for value, n in values[chosen].items() if not rules.knows(value)}
    warnings = (unknown_classes(raw.file, chosen, unknown),) if unknown else ()
    return Classified(column=chosen, refusals=refusals, counts=dict(counts), warnings=warnings)


def unknown_classes(file: str, column: str, values: Mapping[str, int]) -> Finding:
    """Return what to tell of values of a class column that are in no list, each with the number of its lines."""
    details = {"values": _by_count(values), "count": Figure(value=sum(values.values()), precision="whole")}
    return Finding(code="road_classes_unknown", file=file, column=column, details=details)


def _class_column(values: Mapping[str, Counter[str]]) -> str | None:
    """Return the column that holds classes: of those with a header for it the best known, else one wholly known."""
    rules = class_rules()
    by_header = {column: _known_share(found) for column, found in values.items() if plain(column) in rules.headers}
    strong = {
        column: share for column, share in by_header.items() if plain(column) not in rules.weak and values[column]
    }
    fitting = {column: share for column, share in by_header.items() if share > 0} or strong
    if fitting:
        return max(fitting, key=lambda column: fitting[column])
    wholly = [column for column, found in values.items() if _known_share(found) == 1 and not _numbers(found)]
    return wholly[0] if wholly else None


def _walked_for_want_of_a_rule(raw: RawTable, values: Mapping[str, Counter[str]]) -> tuple[Finding, ...]:
    not_walked = class_rules().not_walked
    findings = []
    for column, found in values.items():
        doubtful = {value: n for value, n in found.items() if not_walked.get(plain(value)) in _WARNED}
        doubtful = {value: n for value, n in doubtful.items() if not _numbers([value])}
        if doubtful:
            details = {"values": _by_count(doubtful), "count": Figure(value=sum(doubtful.values()), precision="whole")}
            findings.append(Finding(code="not_walked_without_rule", file=raw.file, column=column, details=details))
    return tuple(findings)


def _values(column: pd.Series) -> Counter[str]:
    """Return how often each value stands in a column of words or codes; nothing of one with too many of them."""
    try:
        several = column.nunique() > _MOST_CLASSES
    except TypeError:  # lists and structures, as Parquet has them
        return Counter()
    if several or (pd.api.types.is_float_dtype(column.dtype) and not column.dropna().mod(1).eq(0).all()):
        return Counter()
    return Counter(cell for cell in text_cells(column) if cell != "")


def _known_share(found: Counter[str]) -> float:
    known = sum(n for value, n in found.items() if class_rules().knows(value))
    return known / found.total() if found else 0.0


def _numbers(found: Iterable[str]) -> bool:
    return all(value.lstrip("+-").isdigit() for value in found)


def _said(column: pd.Series) -> NDArray[np.bool_]:
    return np.array([plain(cell) not in _NOTHING for cell in text_cells(column)], dtype=bool)


def _kind_of_column(column: str) -> str:
    return {"railway": "rail", "铁路类型": "rail", "waterway": "water"}.get(plain(column), "other")


def _by_count(values: Mapping[str, int]) -> object:
    """Return values with their numbers, the most frequent first, at most ten."""
    ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [joined([value, " ", Figure(value=n, precision="whole")]) for value, n in ordered[:_LISTED_VALUES]]
    return joined([*shown, *(["…"] if len(ordered) > _LISTED_VALUES else [])], phrase("check.joint"))
