"""How a check tells itself: sections of small tables and lines, a sentence that concludes them, plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from circles import data_edge
from circles.answers.centers_told import funnel_section, sites_section, tables_told
from circles.answers.check import Check
from circles.answers.compound_words import compound_facts, compound_rows, without_gate
from circles.answers.datum import UNSHIFTED
from circles.answers.demand_words import demand_facts, demand_section
from circles.answers.edge_words import certainty_words
from circles.answers.findings_together import SHOWN, together
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import KILOMETRES, METRES, UNKNOWN, Figure
from circles.phrases import joined, phrase
from circles.plain_values import plain
from circles.planning_study import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from circles.answers.datum import DatumReport
    from circles.errors import Finding
    from circles.figures import Precision
    from circles.phrases import Words

SHOWN_COLUMNS = 10
SHOWN_DISTRICTS = 10

Rows = list[dict[str, Any]]
"""The rows of a table by column, what is counted or measured as figures."""

_COUNTED: Mapping[str, Precision] = {
    "rows": "whole",
    "accepted": "some",
    "left_out": "some",
    "rejected": "some",
    "repaired": "some",
    "points": "whole",
    "median_m": "whole",
    "p90_m": "whole",
    "max_m": "whole",
    "beyond": "some",
    "blocks": "whole",
    "land_km2": "hundredth",
    "street_km": "tenth",
    "street_km_per_km2": "tenth",
    "blocks_without_street": "whole",
    "count": "whole",
}
_STREETS: Mapping[str, Precision] = {
    "length_km": "tenth",
    "islands": "whole",
    "island_km": "tenth",
    "cut_ends": "whole",
    "squares": "whole",
    "square_ha": "tenth",
    "square_pieces": "whole",
    "junctions": "whole",
    "unjoined": "whole",
    "unjoined_share": "other_share",
    "excepted": "whole",
}


@document_of.register(Check)
def _document(check: Check) -> Document:
    facts = _facts(check)
    sections = [
        _inputs(facts["inputs"]),
        _found("faults", check.faults),
        demand_section(check.demand, check.day),
        funnel_section(check.funnel),
        sites_section(check.sites),
        _snapping(facts["snapping"]),
        _streets(check, facts),
        _districts(check, facts["districts"]),
        _datums(check, facts["datums"]),
        _not_evaluated(check, facts["not_evaluated"]),
        _columns(check),
        _found("warnings", check.warnings),
    ]
    return Document(
        lang=check.lang,
        sections=(*(replace(section, set_apart=True) for section in sections), sentence_section(_sentence(check))),
        facts=facts,
    )


def _sentence(check: Check) -> Words:
    """Return the status of a check in one sentence."""
    counts = {"faults": Figure(value=len(check.faults)), "warnings": Figure(value=len(check.warnings))}
    return phrase(f"check.sentence.{check.status}", name=check.name or phrase("check.unnamed"), **counts)


def _facts(check: Check) -> dict[str, Any]:
    """Return the check by stable names."""
    return {
        "study": check.name,
        "method_version": METHOD_VERSION,
        "status": check.status,
        "sentence": _sentence(check),
        "inputs": _rows(check.inputs),
        "faults": [
            {"input": kind, **_finding(finding)}
            for kind, finding in zip(check.rejected["kind"], check.faults, strict=True)
        ],
        "warnings": [_finding(finding) for finding in check.warnings],
        "columns": {"unused": _rows(check.unused), "persons_dropped": _rows(check.dropped)},
        "snapping": [
            {**row, "furthest": [{"id": point, "name": name, "snap_m": Figure(value=m)} for point, name, m in furthest]}
            for row, furthest in zip(
                _rows(check.snapping.drop(columns="furthest")), check.snapping["furthest"], strict=True
            )
        ],
        "streets": {
            name: Figure(value=value, precision=_STREETS[name]) if name in _STREETS else value
            for name, value in check.streets.items()
        },
        "edge": {
            name: Figure(value=value, precision="count") if name in {"total", *data_edge.CERTAINTIES} else value
            for name, value in check.edge.items()
        },
        "compounds": compound_facts(check.compounds),
        "demand": demand_facts(check.demand, check.day),
        "districts": _rows(check.districts),
        "sparse_areas": [
            {**row, "bounds": list(shape.bounds)}
            for row, shape in zip(
                _rows(check.sparse_areas.drop(columns="geometry")), check.sparse_areas.geometry, strict=True
            )
        ],
        "datums": [_datum(report) for report in check.datums],
        "not_evaluated": [
            {**row, "points": [{"id": point, "name": name} for point, name in points]}
            for row, points in zip(
                _rows(check.not_evaluated.drop(columns="points")), check.not_evaluated["points"], strict=True
            )
        ],
        "unknown": check.unknown,
        **tables_told(funnel=check.funnel, sites=check.sites),
    }


def _rows(table: pd.DataFrame) -> Rows:
    columns = [str(name) for name in table.columns]
    missing = table.isna().to_numpy()
    return [
        {
            name: _value(name, None if absent else plain(value))
            for name, value, absent in zip(columns, row, row_missing, strict=True)
        }
        for row, row_missing in zip(table.itertuples(index=False, name=None), missing, strict=True)
    ]


def _value(column: str, value: Any) -> Any:
    return Figure(value=value, precision=_COUNTED[column]) if column in _COUNTED else value


@dataclass(frozen=True)
class _Part:
    """The problem or the remedy of a finding, without its place."""

    finding: Finding
    part: str

    def text(self, lang: str, /) -> str:
        return self.finding.said(self.part, lang)


def _finding(finding: Finding) -> dict[str, Any]:
    """Return where a finding is, and its problem and remedy."""
    return {
        "code": finding.code,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        **{part: _Part(finding, part) for part in ("problem", "remedy")},
    }


def _datum(report: DatumReport) -> dict[str, Any]:
    verdict = report.verdict
    return {
        "kind": report.kind,
        "file": report.file,
        "declared": report.declared,
        "state": report.state,
        "datum": verdict.datum,
        "confidence": Figure(value=verdict.confidence, precision="confidence"),
        "shift_m": Figure(value=verdict.shift_m),
        "shift_east_m": verdict.shift_east_m,
        "shift_north_m": verdict.shift_north_m,
        "street_m": {datum: Figure(value=metres, unit=METRES) for datum, metres in verdict.street_m.items()},
        "points": verdict.points,
        "write": report.write,
    }


def _inputs(rows: Rows) -> Section:
    counts = ("rows", "accepted", "left_out", "rejected", "repaired")
    cells: list[tuple[Words, ...]] = [
        (
            phrase(f"map.source.{row['kind']}"),
            row["file"] or UNKNOWN,
            *(row[name] for name in counts),
            row["datum"] or row["crs"] or UNKNOWN,
        )
        for row in rows
    ]
    labels: list[Words] = [
        joined([phrase(f"map.source.{row['kind']}"), phrase("map.colon"), phrase(f"label.{row['label']}")])
        for row in rows
        if row["label"] not in {"", "source"}
    ]
    left_out = [phrase("check.left_out")] if any(row["left_out"].value for row in rows) else []
    table = _table((("input", "file"), counts, ("coordinates",)), cells)
    return _section("inputs", table, [*left_out, *labels])


def _found(name: str, findings: Sequence[Finding]) -> Section:
    """Return findings, those of one kind in one column of a file as one line that lists their rows."""
    lines = [joined(["- ", words]) for words in together(findings)]
    return lines_section(name, lines, title=phrase(f"check.{name}", count=Figure(value=len(findings))))


def _snapping(rows: Rows) -> Section:
    measures = ("points", "median_m", "p90_m", "max_m", "beyond")
    cells: list[tuple[Words, ...]] = [
        (phrase(f"map.kind.{row['kind']}"), *(row[name] for name in measures)) for row in rows
    ]
    table = _table((("points",), ("count", "median", "p90", "max", "beyond"), ()), cells)
    return _section("snapping", table, [_furthest(row) for row in rows if row["beyond"].value])


def _furthest(row: Mapping[str, Any]) -> Words:
    """Return the furthest points that are beyond the limit as one line."""
    beyond = row["beyond"].value
    named = [
        phrase("check.point", name=point["name"] or point["id"], metres=point["snap_m"])
        for point in row["furthest"][:beyond]
    ]
    points = _listed(named, beyond - len(named))
    return phrase("check.beyond", kind=phrase(f"map.kind.{row['kind']}"), points=points)


def _squares(facts: Mapping[str, Any]) -> dict[str, Words]:
    """Return what is told of squares, nothing where there are none."""
    if not facts["squares"].value:
        return {}
    values = {"count": facts["squares"], "area": facts["square_ha"], "pieces": facts["square_pieces"]}
    return {"squares": phrase("check.squares_of", **values)}


def _streets(check: Check, told: Mapping[str, Any]) -> Section:
    facts, edge, compounds = (told[name] for name in ("streets", "edge", "compounds"))
    if not facts:
        return Section(name="streets")
    values: dict[str, Words] = {
        "length": replace(facts["length_km"], unit=KILOMETRES),
        "islands": phrase("check.islands_of", count=facts["islands"], km=facts["island_km"]),
        "cut_ends": facts["cut_ends"],
        "junctions": facts["junctions"],
        "unjoined": phrase("amount.with_share", amount=facts["unjoined"], share=facts["unjoined_share"]),
        "excepted": facts["excepted"],
        **_squares(facts),
        **compound_rows(compounds),
        "sparse": _sparse(check),
    }
    rows = tuple((phrase(f"check.streets.{name}"), value) for name, value in values.items())
    were_joined = facts["crossings"] == "join" and facts["unjoined"].value
    return Section(
        name="streets",
        title=phrase("check.streets.title"),
        table=Table(heads=(Head(""), Head("", figures=True)), rows=rows),
        lines=(
            *without_gate(compounds),
            *map(Line, (*([phrase("check.streets.joined")] if were_joined else []), *_edge(edge))),
        ),
    )


def _edge(facts: Mapping[str, Any]) -> list[Words]:
    """Return how the edge of the data is known, and whose verdict it leaves open."""
    if not facts.get("known_by"):
        return [phrase("edge.unknown")] if facts else []
    known = phrase("edge.known", known=phrase(f"edge.by.{facts['known_by']}"))
    return [known, certainty_words(facts["base"], facts)] if "base" in facts else [known]


def _sparse(check: Check) -> Words:
    if not len(check.sparse_areas):
        return UNKNOWN
    blocks = Figure(value=int(check.sparse_areas["blocks"].sum()))
    return phrase("check.sparse_of", areas=Figure(value=len(check.sparse_areas)), blocks=blocks)


def _districts(check: Check, rows: Rows) -> Section:
    found = check.districts.reset_index(drop=True)
    if found.empty:
        return Section(name="districts")
    shown = found.sort_values(["street_km_per_km2", "name"], kind="stable").head(SHOWN_DISTRICTS)
    measures = ("blocks", "land_km2", "street_km", "street_km_per_km2", "blocks_without_street")
    cells: list[tuple[Words, ...]] = [(rows[at]["name"], *(rows[at][name] for name in measures)) for at in shown.index]
    heads = (str(found["level"].iloc[0]),), ("blocks", "land", "street", "density", "without_street"), ()
    left = len(found) - len(shown)
    more = [phrase("check.more_districts", count=Figure(value=left))] if left else []
    return _section("districts", _table(heads, cells), [*more, phrase(f"check.basis.{found['basis'].iloc[0]}")])


def _datums(check: Check, facts: Sequence[Mapping[str, Any]]) -> Section:
    """Return what the doctor says of each input, those of which it says the same in one line."""
    kinds: dict[Words, list[Words]] = {}
    for report, fact in zip(check.datums, facts, strict=True):
        kinds.setdefault(_datum_words(report, fact), []).append(phrase(f"map.source.{report.kind}"))
    lines = [
        joined([joined(alike, phrase("check.joint")), phrase("map.colon"), words]) for words, alike in kinds.items()
    ]
    return lines_section("datums", lines, title=phrase("check.datums"))


def _datum_words(report: DatumReport, fact: Mapping[str, Any]) -> Words:
    words = phrase(
        f"check.datum.{report.state}",
        datum=report.verdict.datum or "",
        declared=report.declared or UNSHIFTED,
        sure=fact["confidence"],
        shift=fact["shift_m"],
        write=report.write,
    )
    if not fact["street_m"]:
        return words
    near = [joined([datum, " ", metres]) for datum, metres in fact["street_m"].items()]
    return joined([words, phrase("check.datum.near", near=_listed(near, 0))])


def _not_evaluated(check: Check, rows: Rows) -> Section:
    cells: list[tuple[Words, ...]] = []
    for row in rows:
        named = [point["name"] or point["id"] for point in row["points"][:SHOWN]]
        first = _listed(named, row["count"].value - len(named))
        cells.append((phrase(f"map.kind.{row['kind']}"), phrase(f"reason.{row['reason']}"), row["count"], first))
    table = _table((("points", "reason"), ("count",), ("first",)), cells)
    return _section("not_evaluated", table, _unknown(check.unknown), whole=True)


def _unknown(unknown: Mapping[str, int]) -> Iterator[Words]:
    """Yield a line where the population is not known of all blocks, or the dwellings of some of them."""
    blocks, people, dwellings = (unknown.get(name, 0) for name in ("blocks", "population", "dwellings"))
    if blocks and people == blocks:
        yield phrase("check.unknown.all_population")
    elif people:
        yield phrase("check.unknown.population", count=Figure(value=people), blocks=Figure(value=blocks))
    if 0 < dwellings < blocks:
        yield phrase("check.unknown.dwellings", count=Figure(value=dwellings), blocks=Figure(value=blocks))


def _columns(check: Check) -> Section:
    lines: list[Words] = []
    for (kind, file), own in check.unused.groupby(["kind", "file"], sort=False):
        named = own["column"].tolist()
        columns = _listed(named[:SHOWN_COLUMNS], len(named) - SHOWN_COLUMNS)
        lines.append(phrase("check.columns.unused", what=phrase(f"map.source.{kind}"), file=file, columns=columns))
    return lines_section("columns", lines, title=phrase("check.columns.title"))


def _section(name: str, table: Table, lines: Iterable[Words], *, whole: bool = False) -> Section:
    """Return a titled section; of its table the columns that say something, unless it is shown `whole`."""
    shown = table if whole else table.without_empty
    return Section(name=name, title=phrase(f"check.{name}"), table=shown, lines=tuple(map(Line, lines)))


def _table(heads: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], rows: Sequence[tuple[Words, ...]]) -> Table:
    """Return a table with heads of words, of figures, and of words again."""
    sides = zip(heads, (False, True, False), strict=True)
    return Table(
        heads=tuple(
            Head(phrase(f"map.inputs_head.{name}"), figures=figures) for names, figures in sides for name in names
        ),
        rows=tuple(rows),
    )


def _listed(named: Iterable[Words], left: int) -> Words:
    words = joined(named, phrase("check.joint"))
    return joined([words, phrase("check.and_more", count=Figure(value=left))]) if left > 0 else words
