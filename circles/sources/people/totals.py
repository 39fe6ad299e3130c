"""Known totals of sub-districts or communities, and the people of blocks scaled to meet them exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from circles import integers, tables
from circles.errors import Finding, InputError, raise_if_any
from circles.figures import Figure
from circles.known_people import ControlFactor
from circles.phrases import Phrase
from circles.rule_numbers import LARGEST_FACTOR, LEAST_FACTOR
from circles.sources.people.apportioning import apportioned
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import RawTable, Reading, listed, shortened
from circles.sources.words.columns import missing_columns
from circles.sources.words.place_names import keys_met, keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.provenance import Source

_MOST_PEOPLE = 1e10


class Scaled(NamedTuple):
    """The list of totals and its record; blocks that meet them, and the factor of each district."""

    totals: pd.DataFrame
    source: Source
    warnings: tuple[Finding, ...]
    blocks: Reading
    factors: tuple[ControlFactor, ...]


class _Totals(NamedTuple):
    """A list of totals: for each row its name and key, those of its sub-district, and people in thousandths."""

    level: str
    names: NDArray[np.object_]
    keys: list[str]
    around: list[str]
    outer_names: list[str]
    thousandths: list[int]


def scaled_to_totals(blocks: Reading, raw: RawTable, *, people_kind: str = "") -> Scaled:
    """Scale the people of each block so that its sub-district or community has the total that is known.

    All blocks of a district get one factor, rounded to thousandths by the largest remainders; age groups get the
    same factor. Blocks whose people are not known stay so.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS`` with `subdistrict` or `community`.
    raw : RawTable
        Names and totals. With a column of communities these are the level, else sub-districts.
    people_kind : str
        ``resident``, ``registered`` or empty: a column of totals that says the other is a fault.

    Raises
    ------
    InputError
        With every fault: no columns, a row without name or total, a name twice, blocks without districts, no name in
        common, a total where the blocks have nobody.
    """
    if not blocks.table["population"].notna().any():
        raise InputError(Finding(code="control_without_people", file=raw.file))
    totals = _totals_from(raw, people_kind)
    rows_of = _rows_of(totals, blocks.table, raw)
    people = integers.thousandths(blocks.table["population"])
    known = blocks.table["population"].notna().to_numpy()
    before = [int(people[rows].sum()) for rows in rows_of]
    nobody = [i for i, rows in enumerate(rows_of) if len(rows) and before[i] == 0 < totals.thousandths[i]]
    raise_if_any(Finding(code="control_nobody", file=raw.file, row=raw.row(i), value=totals.names[i]) for i in nobody)
    scaled = [i for i, rows in enumerate(rows_of) if len(rows) and before[i]]
    if not scaled:
        raise InputError(
            Finding(
                code="control_matches_nothing",
                file=raw.file,
                details={"level": Phrase(f"field.{totals.level}", otherwise=totals.level)},
            )
        )
    ratios = {i: (totals.thousandths[i], before[i]) for i in scaled}
    columns = ("population", *(group for group in tables.AGE_GROUPS if group in blocks.table))
    table = blocks.table.assign(**{column: _scaled(blocks.table, column, rows_of, ratios) for column in columns})
    factors = tuple(
        ControlFactor(
            level=totals.level,
            name=str(totals.names[i]),
            blocks=int(known[rows_of[i]].sum()),
            before=before[i] / 1000,
            total=totals.thousandths[i] / 1000,
        )
        for i in sorted(scaled, key=lambda i: (totals.around[i], totals.names[i]))
    )
    warnings = _warnings(raw, totals, rows_of, blocks.table, factors)
    placeless = raw if raw.geometry is not None else replace(raw, crs="")
    source = placeless.source("control", counts={"districts_scaled": len(factors)})
    listed_totals = pd.DataFrame({"name": totals.names, "total": np.array(totals.thousandths) / 1000})
    told = tuple(raw.told_of((*raw.warnings, *warnings)))
    return Scaled(
        listed_totals, source, told, blocks._replace(table=table, warnings=(*blocks.warnings, *told)), factors
    )


def _totals_from(raw: RawTable, people_kind: str) -> _Totals:
    table = FieldTable(raw, "control")
    level = "community" if "community" in table.fields else "subdistrict"
    table.faults += missing_columns(table.fields, (level, "total"), raw.columns, "control", raw.file)
    table.refuse_other_people("total", people_kind)
    table.raise_faults()
    values = table.amounts("total", most=_MOST_PEOPLE)
    names = table.texts(level)
    around = table.texts("subdistrict") if level == "community" else np.full(len(names), "", dtype=object)
    keys, outer = (keys_of(texts).tolist() for texts in (names, around))
    all_numbers = not table.faults
    for i in range(len(table)):
        if not names[i]:
            table.faults.append(table.of_row("control_name_missing", i, column=table.fields[level]))
        elif np.isnan(values[i]) and all_numbers:
            table.faults.append(table.of_row("control_total_missing", i, column=table.fields["total"]))
    table.faults += _repeated(raw, names, list(zip(outer, keys, strict=True)))
    table.raise_faults()
    thousandths = integers.thousandths(pd.Series(values)).tolist()
    return _Totals(level, names, keys, outer, [str(name) for name in around], thousandths)


def _repeated(raw: RawTable, names: NDArray[np.object_], keys: list[tuple[str, str]]) -> list[Finding]:
    places: dict[tuple[str, str], list[int]] = {}
    for i, key in enumerate(keys):
        places.setdefault(key, []).append(i)
    return [
        Finding(
            code="control_repeated",
            file=raw.file,
            row=raw.row(each[1]),
            value=names[each[1]],
            details={"rows": listed(raw.rows[each])},
        )
        for (_, key), each in places.items()
        if len(each) > 1 and key
    ]


def _rows_of(totals: _Totals, blocks: pd.DataFrame, raw: RawTable) -> list[NDArray[np.int64]]:
    """Return for each total the row numbers of its blocks."""
    if totals.level not in blocks:
        level = Phrase(f"field.{totals.level}", otherwise=totals.level)
        raise InputError(Finding(code="control_without_districts", file=raw.file, details={"level": level}))
    known = dict(zip(totals.keys, map(str, totals.names), strict=True))
    own = keys_met(blocks[totals.level].to_numpy(dtype=object), known, totals.level)
    by_key = {str(key): np.asarray(rows) for key, rows in pd.Series(own).groupby(own).indices.items()}
    nowhere = np.zeros(0, dtype=np.int64)
    outer = np.full(len(own), "", dtype=object)
    if totals.level == "community" and "subdistrict" in blocks:
        above = dict(zip(totals.around, totals.outer_names, strict=True))
        outer = keys_met(blocks["subdistrict"].to_numpy(dtype=object), above, "subdistrict")
    found, findings = [], []
    named = Counter(totals.keys)
    for i, (key, around) in enumerate(zip(totals.keys, totals.around, strict=True)):
        rows = by_key.get(key, nowhere)
        if around:
            alone = named[key] == 1
            rows = rows[(outer[rows] == around) | ((outer[rows] == "") & alone)]
        elif len(names := set(outer[rows]) - {""}) > 1:
            details = {"subdistricts": listed(sorted(names))}
            findings.append(_of_row("control_namesakes", i, totals, raw, details))
        found.append(rows)
    raise_if_any(shortened([*findings, *_claimed_twice(found, totals, raw)]))
    return found


def _claimed_twice(found: list[NDArray[np.int64]], totals: _Totals, raw: RawTable) -> list[Finding]:
    """Return a finding for each row whose blocks an earlier row has too: 光明 beside 光明 of one sub-district."""
    owner: dict[int, int] = {}
    findings = []
    for i, rows in enumerate(found):
        earlier = {owner.setdefault(row, i) for row in rows.tolist()} - {i}
        if earlier:
            details = {"rows": listed(raw.rows[[*sorted(earlier), i]])}
            findings.append(_of_row("control_repeated", i, totals, raw, details))
    return findings


def _of_row(code: str, i: int, totals: _Totals, raw: RawTable, details: Mapping[str, object]) -> Finding:
    return Finding(code=code, file=raw.file, row=raw.row(i), value=totals.names[i], details=details)


def _scaled(
    table: pd.DataFrame, column: str, rows_of: list[NDArray[np.int64]], ratios: Mapping[int, tuple[int, int]]
) -> NDArray[np.float64]:
    values = table[column].to_numpy(dtype=np.float64, copy=True)
    for i, ratio in ratios.items():
        rows = rows_of[i][~np.isnan(values[rows_of[i]])]
        values[rows] = _shared(table, column, rows, factor=ratio)
    return values


def _shared(
    table: pd.DataFrame, column: str, rows: NDArray[np.int64], *, factor: tuple[int, int]
) -> NDArray[np.float64]:
    """Return the people of some rows times a factor of whole numbers, adding up to their sum times it, rounded."""
    weights = integers.thousandths(table[column].iloc[rows]).tolist()
    whole = sum(weights)
    if not whole:
        return np.zeros(len(rows))
    total = (2 * whole * factor[0] + factor[1]) // (2 * factor[1])
    parts = apportioned(total, weights, table["block_id"].iloc[rows].astype(str).tolist())
    return np.array(parts, dtype=np.float64) / 1000


def _warnings(
    raw: RawTable,
    totals: _Totals,
    rows_of: list[NDArray[np.int64]],
    blocks: pd.DataFrame,
    factors: tuple[ControlFactor, ...],
) -> list[Finding]:
    furthest = sorted(factors, key=lambda each: -max(each.factor, 1 / each.factor if each.factor else np.inf))
    shown = listed(f"{each.name} ×{each.factor:.3f}" for each in furthest)
    findings = [Finding(code="people_scaled", file=raw.file, details={"count": len(factors), "factors": shown})]
    for each in furthest:
        if not LEAST_FACTOR <= each.factor <= LARGEST_FACTOR:
            figures = {"factor": f"{each.factor:.3f}", "before": f"{each.before:,.0f}", "total": f"{each.total:,.0f}"}
            findings.append(Finding(code="control_factor", file=raw.file, value=each.name, details=figures))
    empty = [name for name, rows in zip(totals.names, rows_of, strict=True) if not len(rows)]
    if empty:
        details: Mapping[str, object] = {"count": len(empty), "names": listed(empty)}
        findings.append(Finding(code="control_without_blocks", file=raw.file, details=details))
    left = np.ones(len(blocks), dtype=bool)
    left[np.concatenate(rows_of)] = False
    if left.any():
        names = listed(sorted(set(blocks[totals.level][left]) - {""})) or "–"
        people = Figure(value=int(integers.thousandths(blocks["population"][left]).sum()) / 1000, precision="noted")
        details = {"count": int(left.sum()), "names": names, "people": people}
        findings.append(Finding(code="blocks_without_total", file=raw.file, details=details))
    unknown = int(blocks["population"].isna().to_numpy()[~left].sum())
    if unknown:
        findings.append(Finding(code="control_unknown_blocks", file=raw.file, details={"count": unknown}))
    return shortened(findings)
