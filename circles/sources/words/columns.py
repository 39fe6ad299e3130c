"""Which column of a planner's table holds which field, by the names in ``columns.toml``."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.errors import Finding
from circles.phrases import Phrase
from circles.sources.words.coordinate_headers import FIELDS, coordinate_columns, kinds_placed, names_of_coordinates
from circles.sources.words.quantities import MEASURES, without_unit
from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TIERS = ("names", "weaker", "weakest")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:年度|年末|年底|年)?", re.ASCII)
_FILLERS = str.maketrans("", "", "_-")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name without what makes no difference: case, spaces, ``_``, ``-``, full width."""
    return squeezed(name).translate(_FILLERS)


def kinds_known() -> tuple[str, ...]:
    """Return the kinds of tables whose columns are found by name."""
    return tuple(_names())


def fields_known(kind: str) -> tuple[str, ...]:
    """Return the fields a table of this `kind` may have."""
    return tuple(_names()[kind])


def names_known(kind: str, field: str) -> tuple[str, ...]:
    """Return the names under which `field` is looked for, best first."""
    return tuple(name for tier in _names()[kind][field] for name in tier)


def find_columns(
    columns: Sequence[str],
    kind: str,
    *,
    mapping: Mapping[str, str] | None = None,
    file: str | None = None,
    cells: Mapping[str, Iterable[Any]] | None = None,
    datum: str | None = None,
) -> tuple[dict[str, str], list[Finding]]:
    """Return the column of each field that is there, and what stands against the choice.

    Parameters
    ----------
    columns : sequence of str
        The table's column names.
    kind : str
        ``centers``, ``blocks``, ``gates`` or ``streets``.
    mapping : mapping of str to str, optional
        Field to column, as the study file says; it wins.
    file : str, optional
        Named in the findings.
    cells, datum : optional
        The cells of each column and the declared datum, which tell columns of coordinates
        (:func:`circles.sources.words.coordinate_headers.coordinate_columns`).

    Returns
    -------
    found : dict of str to str
        Field to column; coordinates in one column are both `lon` and `lat`.
    findings : list of Finding
        Columns the mapping names that are not there, and fields with more than one column (but those that are
        only carried: they are left out then).
    """
    mapping = mapping or {}
    shown = ", ".join(columns)
    findings = [
        Finding(
            code="mapped_column_missing",
            file=file,
            column=column,
            details={"field": field, "name": Phrase(f"field.{field}", otherwise=field), "columns": shown},
        )
        for field, column in mapping.items()
        if column not in columns
    ]
    found = {field: column for field, column in mapping.items() if column in columns}
    free = [column for column in columns if column not in mapping.values()]
    if kind in kinds_placed() and not {"lon", "lat"} <= mapping.keys():
        places = coordinate_columns(free, cells=cells, datum=datum)
        found = {**{field: column for field, column in places.found.items() if field not in found}, **found}
        findings += [_ambiguous(field, alike, file) for field, alike in places.alike.items() if field not in mapping]
        taken = {*places.found.values(), *(column for alike in places.alike.values() for column in alike)}
        free = [column for column in free if column not in taken]
    for field in fields_known(kind):
        if field in mapping or (field in FIELDS and kind in kinds_placed()):
            continue
        candidates = _candidates(free, kind, field)
        if candidates and _data()[kind][field].get("several"):
            found[field] = candidates[0]
        elif len(candidates) > 1 and not _data()[kind][field].get("carried"):
            findings.append(_ambiguous(field, candidates, file))
        elif len(candidates) == 1:
            found[field] = candidates[0]
    return found, findings


def missing_columns(
    found: Mapping[str, str], needed: Sequence[str], columns: Sequence[str], kind: str, file: str | None
) -> list[Finding]:
    """Return a finding for each of the `needed` fields that no column was found for."""
    return [
        Finding(
            code="missing_column",
            file=file,
            details={
                "names": ", ".join(names_known(kind, field)[:8]),
                "columns": ", ".join(columns) or "–",
                "field": field,
                "name": Phrase(f"field.{field}", otherwise=field),
            },
        )
        for field in needed
        if field not in found
    ]


def columns_named(columns: Sequence[str], kind: str, field: str) -> tuple[list[str], list[str]]:
    """Return every column that has a name of `field`, and every one that has a weaker name of it."""
    names = {column: {plain(column), plain(without_unit(column, MEASURES.get(field)))} for column in columns}
    better, weaker, _ = _plain_names(kind, field)
    return [each for each in columns if names[each] & better], [each for each in columns if names[each] & weaker]


def _ambiguous(field: str, candidates: Sequence[str], file: str | None) -> Finding:
    details = {"field": field, "name": Phrase(f"field.{field}", otherwise=field), "first": candidates[0]}
    return Finding(code="ambiguous_column", file=file, column=", ".join(candidates), details=details)


def _candidates(columns: Sequence[str], kind: str, field: str) -> list[str]:
    """Return the columns whose names fit a field best, all alike."""
    fits = [(fit, column) for column in columns if (fit := _fits(column, kind).get(field)) is not None]
    best = min((fit for fit, _ in fits), default=None)
    return [column for fit, column in fits if fit == best]


@lru_cache(maxsize=4096)
def _fits(column: str, kind: str) -> Mapping[str, tuple[int, int]]:
    """Return how well a column's name fits each field that it fits, the least best: the tier, then the way.

    A name as it stands goes before one without its unit (人口 before 人口(万人), which is found where it stands alone),
    and that before one without its year.
    """
    fits: dict[str, tuple[int, int]] = {}
    for measure, fields in _fields_by_name(kind).items():
        ways = ({plain(column)}, {plain(without_unit(column, measure))}, _without_year(column, measure))
        for way, names in enumerate(ways):
            for field, tier in (each for name in names for each in fields.get(name, ())):
                fits[field] = min(fits.get(field, (tier, way)), (tier, way))
    return MappingProxyType(fits)


def _without_year(column: str, measure: str | None) -> frozenset[str]:
    """Return a name of people or dwellings without the year it begins with, and without its unit: 2023年末常住人口."""
    if measure not in ("people", "dwellings"):
        return frozenset()
    bare = _YEAR.sub("", column)
    return frozenset({plain(bare), plain(without_unit(bare, measure))})


@cache
def _fields_by_name(kind: str) -> Mapping[str | None, Mapping[str, tuple[tuple[str, int], ...]]]:
    """Return the fields that each plain name is of, with its tier, by what their numbers measure."""
    fields: dict[str | None, dict[str, tuple[tuple[str, int], ...]]] = {}
    for field in fields_known(kind):
        named = fields.setdefault(MEASURES.get(field), {})
        for tier, names in enumerate(_plain_names(kind, field)):
            for name in names:
                named[name] = (*named.get(name, ()), (field, tier))
    return fields


@cache
def _plain_names(kind: str, field: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(plain(name) for name in tier) for tier in _names()[kind][field])


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    return rules_in(__package__, "columns.toml")


@cache
def _names() -> Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]:
    own = {
        kind: {field: tuple(tuple(entry.get(tier, ())) for tier in _TIERS) for field, entry in fields.items()}
        for kind, fields in _data().items()
    }
    return {**own, **{kind: {**own[kind], **names_of_coordinates()} for kind in kinds_placed()}}
