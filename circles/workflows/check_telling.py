"""How a check is told: a sentence, sections of small tables for a terminal or a notebook, plain values for JSON."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from circles import answer, texts
from circles.sources.geo.datum import WGS84
from circles.study import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from circles.errors import Finding
    from circles.sources import DatumReport
    from circles.workflows.checking import Check

SHOWN = 5
"""So many points, columns or rows with one fault are named; the JSON names all."""

SHOWN_COLUMNS = 10
SHOWN_DISTRICTS = 10

Side = Literal["left", "right"]

_LEFT: Side = "left"
_RIGHT: Side = "right"


class Section(NamedTuple):
    """A titled table: heads as (text, ``left`` or ``right``), rows of text, and lines below it."""

    title: str
    heads: tuple[tuple[str, Side], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def sentence(check: Check, lang: str) -> str:
    """Return the status of a check in one sentence."""
    counts = {"faults": f"{len(check.faults):,}", "warnings": f"{len(check.warnings):,}"}
    return texts.say(f"check.sentence.{check.status}", lang, name=check.name or _say("unnamed", lang), **counts)


def sections(check: Check, lang: str) -> list[Section]:
    """Return all that a check tells in `lang`; what there is nothing to tell of is left out."""
    told = [
        _inputs(check, lang),
        _found("faults", check.faults, lang),
        _snapping(check, lang),
        _streets(check, lang),
        _districts(check, lang),
        _datums(check, lang),
        _not_evaluated(check, lang),
        _columns(check, lang),
        _found("warnings", check.warnings, lang),
    ]
    return [section for section in told if section.rows or section.lines]


def html(check: Check, lang: str) -> str:
    """Return a check as HTML for a notebook."""
    return f"<p><strong>{escape(sentence(check, lang))}</strong></p>" + "".join(
        f"<h4>{escape(section.title)}</h4>{_html_table(section)}"
        + "".join(f"<p>{escape(line)}</p>" for line in section.lines)
        for section in sections(check, lang)
    )


def summary(check: Check) -> dict[str, Any]:
    """Return a check as plain values; keys are stable."""
    return {
        "study": check.name,
        "method_version": METHOD_VERSION,
        "status": check.status,
        "sentence": {lang: sentence(check, lang) for lang in texts.LANGUAGES},
        "inputs": _plain_rows(check.inputs),
        "faults": [
            {"input": kind, **_plain_finding(finding)}
            for kind, finding in zip(check.rejected["kind"], check.faults, strict=True)
        ],
        "warnings": [_plain_finding(finding) for finding in check.warnings],
        "columns": {"unused": _plain_rows(check.unused), "persons_dropped": _plain_rows(check.dropped)},
        "snapping": [
            {**row, "furthest": [{"id": point, "name": name, "snap_m": answer.plain(m)} for point, name, m in furthest]}
            for row, furthest in zip(
                _plain_rows(check.snapping.drop(columns="furthest")), check.snapping["furthest"], strict=True
            )
        ],
        "streets": {name: answer.plain(value) for name, value in check.streets.items()},
        "districts": _plain_rows(check.districts),
        "sparse_areas": [
            {**row, "bounds": list(shape.bounds)}
            for row, shape in zip(
                _plain_rows(check.sparse_areas.drop(columns="geometry")), check.sparse_areas.geometry, strict=True
            )
        ],
        "datums": [_plain_datum(report) for report in check.datums],
        "not_evaluated": [
            {**row, "points": [{"id": point, "name": name} for point, name in points]}
            for row, points in zip(
                _plain_rows(check.not_evaluated.drop(columns="points")), check.not_evaluated["points"], strict=True
            )
        ],
        "unknown": dict(check.unknown),
    }


def _plain_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values: where it is, and its problem and remedy in both languages."""
    return {
        "code": finding.code,
        "file": finding.file,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        **{part: {lang: finding.said(part, lang) for lang in texts.LANGUAGES} for part in ("problem", "remedy")},
    }


def _plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [str(name) for name in table.columns]
    missing = table.isna().to_numpy()
    return [
        {
            name: None if absent else answer.plain(value)
            for name, value, absent in zip(columns, row, row_missing, strict=True)
        }
        for row, row_missing in zip(table.itertuples(index=False, name=None), missing, strict=True)
    ]


def _plain_datum(report: DatumReport) -> dict[str, Any]:
    verdict = report.verdict
    return {
        "kind": report.kind,
        "file": report.file,
        "declared": report.declared,
        "state": report.state,
        "datum": verdict.datum,
        "confidence": verdict.confidence,
        "shift_m": verdict.shift_m,
        "shift_east_m": verdict.shift_east_m,
        "shift_north_m": verdict.shift_north_m,
        "street_m": dict(verdict.street_m),
        "points": verdict.points,
        "write": report.write,
    }


def _inputs(check: Check, lang: str) -> Section:
    heads = ("input", "file"), ("rows", "accepted", "left_out", "rejected", "repaired"), ("coordinates",)
    records = [*_records(check.inputs.astype(object).where(check.inputs.notna(), None))]
    rows = [
        (
            texts.say(f"map.source.{row.kind}", lang),
            row.file or "–",
            "–" if row.rows is None else f"{row.rows:,}",
            *(f"{value:,}" if value else "–" for value in (row.accepted, row.left_out, row.rejected, row.repaired)),
            row.datum or row.crs or "–",
        )
        for row in records
    ]
    lines = [_say("left_out", lang)] if check.inputs["left_out"].any() else []
    lines += [
        texts.say(f"map.source.{row.kind}", lang) + texts.say("map.colon", lang) + texts.say(f"label.{row.label}", lang)
        for row in records
        if row.label not in {"", "source"}
    ]
    return _without_empty(Section(_say("inputs", lang), _heads(heads, lang), tuple(rows), tuple(lines)))


def _without_empty(section: Section) -> Section:
    """Return a section without the columns that say nothing in any row."""
    kept = [i for i in range(len(section.heads)) if any(row[i] not in {"", "–"} for row in section.rows)]
    rows = tuple(tuple(row[i] for i in kept) for row in section.rows)
    return section._replace(heads=tuple(section.heads[i] for i in kept), rows=rows)


def _found(name: str, findings: Sequence[Finding], lang: str) -> Section:
    """Return findings, those of one kind in one column of a file as one line that lists their rows."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for i, finding in enumerate(findings):
        own = i if finding.row is None else None
        alike.setdefault((finding.file, finding.code, finding.column, own), []).append(finding)
    lines = []
    for group in alike.values():
        more = [_where(finding, lang) for finding in group[1:SHOWN]]
        left = len(group) - 1 - len(more)
        also = _say("also", lang, rows=_joined(more, left, lang)) if more else ""
        lines.append(f"- {group[0].text(lang)}{also}")
    return Section(_say(name, lang, count=f"{len(findings):,}"), lines=tuple(lines))


def _where(finding: Finding, lang: str) -> str:
    row = texts.say("finding_place.row", lang, row=finding.row)
    return row if not finding.value else f"{row} {texts.say('finding_place.value', lang, value=finding.value[:20])}"


def _snapping(check: Check, lang: str) -> Section:
    heads = ("points",), ("count", "median", "p90", "max", "beyond"), ()
    rows = [
        (
            texts.say(f"map.kind.{row.kind}", lang),
            f"{row.points:,}",
            *(_metres(value) for value in (row.median_m, row.p90_m, row.max_m)),
            f"{row.beyond:,}" if row.beyond else "–",
        )
        for row in _records(check.snapping)
    ]
    lines = [_furthest(row, lang) for row in _records(check.snapping) if row.beyond]
    return _without_empty(Section(_say("snapping", lang), _heads(heads, lang), tuple(rows), tuple(lines)))


def _furthest(row: Any, lang: str) -> str:
    """Return the furthest points that are beyond the limit as one line."""
    furthest = row.furthest[: row.beyond]
    named = [_say("point", lang, name=name or point, metres=f"{metres:,.0f}") for point, name, metres in furthest]
    points = _joined(named, row.beyond - len(named), lang)
    return _say("beyond", lang, kind=texts.say(f"map.kind.{row.kind}", lang), points=points)


def _metres(value: float) -> str:
    return "–" if isnan(value) else f"{value:,.0f}"


def _streets(check: Check, lang: str) -> Section:
    if not check.streets:
        return Section("")
    facts = check.streets
    share = facts["unjoined_share"]
    values = {
        "length": f"{facts['length_km']:,.1f} km",
        "islands": _say("islands_of", lang, count=f"{facts['islands']:,}", km=f"{facts['island_km']:,.1f}"),
        "cut_ends": f"{facts['cut_ends']:,}",
        "junctions": f"{facts['junctions']:,}",
        "unjoined": f"{facts['unjoined']:,} ({'–' if isnan(share) else f'{share:.1%}'})",
        "excepted": f"{facts['excepted']:,}",
        "sparse": _sparse(check, lang),
    }
    rows = tuple((_say(f"streets.{name}", lang), value) for name, value in values.items())
    lines = [_say("streets.joined", lang)] if facts["crossings"] == "join" and facts["unjoined"] else []
    return Section(_say("streets.title", lang), (("", _LEFT), ("", _RIGHT)), rows, tuple(lines))


def _sparse(check: Check, lang: str) -> str:
    if not len(check.sparse_areas):
        return "–"
    blocks = int(check.sparse_areas["blocks"].sum())
    return _say("sparse_of", lang, areas=f"{len(check.sparse_areas):,}", blocks=f"{blocks:,}")


def _districts(check: Check, lang: str) -> Section:
    found = check.districts
    if found.empty:
        return Section("")
    shown = found.sort_values(["street_km_per_km2", "name"], kind="stable").head(SHOWN_DISTRICTS)
    level = str(found["level"].iloc[0])
    heads = (level,), ("blocks", "land", "street", "density", "without_street"), ()
    rows = [
        (
            row.name,
            f"{row.blocks:,}",
            f"{row.land_km2:,.2f}",
            f"{row.street_km:,.1f}",
            "–" if isnan(row.street_km_per_km2) else f"{row.street_km_per_km2:,.1f}",
            "–" if isnan(row.blocks_without_street) else f"{row.blocks_without_street:,.0f}",
        )
        for row in _records(shown)
    ]
    left = len(found) - len(shown)
    lines = [_say("more_districts", lang, count=f"{left:,}")] if left else []
    lines.append(_say(f"basis.{found['basis'].iloc[0]}", lang))
    return _without_empty(Section(_say("districts", lang), _heads(heads, lang), tuple(rows), tuple(lines)))


def _datums(check: Check, lang: str) -> Section:
    """Return what the doctor says of each input, those of which nothing is told in one line."""
    by_told: dict[str, list[str]] = {}
    for report in check.datums:
        by_told.setdefault(_datum_told(report, lang), []).append(texts.say(f"map.source.{report.kind}", lang))
    joint, colon = _say("joint", lang), texts.say("map.colon", lang)
    return Section(_say("datums", lang), lines=tuple(joint.join(who) + colon + told for told, who in by_told.items()))


def _datum_told(report: DatumReport, lang: str) -> str:
    verdict = report.verdict
    values = {
        "datum": verdict.datum or "",
        "declared": report.declared or WGS84,
        "sure": f"{min(verdict.confidence, 0.99):.0%}",
        "shift": f"{verdict.shift_m:,.0f}",
        "write": report.write,
    }
    told = _say(f"datum.{report.state}", lang, **values)
    if not verdict.street_m:
        return told
    near = [f"{datum} {metres:,.0f} m" for datum, metres in verdict.street_m.items()]
    return told + _say("datum.near", lang, near=_joined(near, 0, lang))


def _not_evaluated(check: Check, lang: str) -> Section:
    heads = ("points", "reason"), ("count",), ("first",)
    rows = []
    for row in _records(check.not_evaluated):
        named = [name or point for point, name in row.points[:SHOWN]]
        first = _joined(named, row.count - len(named), lang)
        rows.append(
            (texts.say(f"map.kind.{row.kind}", lang), texts.say(f"reason.{row.reason}", lang), f"{row.count:,}", first)
        )
    title = _say("not_evaluated", lang)
    return Section(title, _heads(heads, lang), tuple(rows), tuple(_unknown(check.unknown, lang)))


def _unknown(unknown: Mapping[str, int], lang: str) -> Iterator[str]:
    """Yield a line where the population is not known of all blocks, or the dwellings of some of them."""
    blocks, people, dwellings = (unknown.get(name, 0) for name in ("blocks", "population", "dwellings"))
    if blocks and people == blocks:
        yield _say("unknown.all_population", lang)
    elif people:
        yield _say("unknown.population", lang, count=f"{people:,}", blocks=f"{blocks:,}")
    if 0 < dwellings < blocks:
        yield _say("unknown.dwellings", lang, count=f"{dwellings:,}", blocks=f"{blocks:,}")


def _columns(check: Check, lang: str) -> Section:
    lines = []
    for (kind, file), own in check.unused.groupby(["kind", "file"], sort=False):
        named = own["column"].tolist()
        shown = _joined(named[:SHOWN_COLUMNS], len(named) - SHOWN_COLUMNS, lang)
        lines.append(_say("columns.unused", lang, what=texts.say(f"map.source.{kind}", lang), file=file, columns=shown))
    return Section(_say("columns.title", lang), lines=tuple(lines))


def _records(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples(index=False)


def _joined(named: Iterable[str], left: int, lang: str) -> str:
    text = _say("joint", lang).join(named)
    return text + _say("and_more", lang, count=f"{left:,}") if left > 0 else text


def _heads(names: Sequence[tuple[str, ...]], lang: str) -> tuple[tuple[str, Side], ...]:
    """Return heads in `lang`: those of text, of numbers, of text again."""
    sides = (_LEFT, _RIGHT, _LEFT)
    return tuple(
        (texts.say(f"map.inputs_head.{name}", lang), side)
        for group, side in zip(names, sides, strict=True)
        for name in group
    )


def _say(key: str, lang: str, **values: object) -> str:
    return texts.say(f"check.{key}", lang, **values)


def _html_table(section: Section) -> str:
    if not section.rows:
        return ""
    head = "".join(f"<th style='text-align:{side}'>{escape(name)}</th>" for name, side in section.heads)
    sides = [side for _, side in section.heads]
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:{side}'>{escape(cell)}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in section.rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
