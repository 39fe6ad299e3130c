"""How norms tell themselves: one line a norm, one line a clause, one line a thing to ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.norms_known import DataNeeds, NormsKnown
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import UNKNOWN, Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.phrases import Words

_STATUSES = ("verified", "secondary", "reported", "unverified")
HELD = ("name", "provider", "date", "format")
"""What the texts say of each thing that may be asked for."""


@document_of.register(NormsKnown)
def _of_norms(known: NormsKnown) -> Document:
    norms: list[dict[Any, Any]] = known.norms.to_dict("records")
    clauses: list[dict[Any, Any]] = known.clauses.to_dict("records")
    sections = [_clauses(clauses)] if clauses else [_norms(norms)]
    return Document(
        lang=known.lang,
        title=phrase("norms.known.title"),
        sections=(*sections, lines_section("statuses", [phrase("norms.known.statuses")])),
        facts={"norms": norms, "clauses": clauses},
    )


@document_of.register(DataNeeds)
def _of_needs(needs: DataNeeds) -> Document:
    rows: list[dict[Any, Any]] = needs.needs.to_dict("records")
    columns = ("name", "used", "needed", "provider", "date", "format", "known")
    table = Table(
        heads=tuple(Head(phrase(f"norms.needs.{name}")) for name in columns),
        rows=tuple(tuple(need_cells(row)[name] for name in columns) for row in rows),
    )
    required = Figure(value=sum(bool(row["needed"]) for row in rows))
    lacking = sum(bool(row["lacking"]) for row in rows)
    sentence = phrase("norms.needs.sentence", norm=needs.norm, count=Figure(value=len(rows)), required=required)
    told = (
        [sentence]
        if any(row["known"] is None for row in rows)
        else [joined([sentence, phrase("norms.needs.lacking", count=Figure(value=lacking))])]
    )
    return Document(
        lang=needs.lang,
        title=phrase("norms.needs.title", norm=needs.norm),
        sections=(Section(name="needs", table=table.without_empty), sentence_section(told[0])),
        facts={
            "norm": needs.norm,
            "needs": [
                {
                    **row,
                    **{name: list(row[name]) for name in ("clauses", "lacking")},
                    **{name: need_cells(row)[name] for name in HELD},
                }
                for row in rows
            ],
        },
    )


def need_cells(row: dict[Any, Any]) -> dict[str, Words]:
    """Return what is shown of one thing to ask for, by column."""
    field, known = row["field"], row["known"]
    said: dict[str, Words] = {name: phrase(f"norms.field.{field}.{name}") for name in HELD}
    return {
        **said,
        "used": joined(list(row["clauses"]), phrase("norms.joint")),
        "needed": phrase("norms.needs.required" if row["needed"] else "norms.needs.optional"),
        "known": "" if known is None else _known(row),
    }


def _known(row: dict[Any, Any]) -> Words:
    """Return whether a study has a thing, and the clauses that lack it where it has but a part."""
    if row["partly"]:
        return phrase("norms.needs.partly", names=joined(list(row["lacking"]), phrase("norms.joint")))
    return phrase("norms.needs.yes" if row["known"] else "norms.needs.no")


def _norms(rows: list[dict[Any, Any]]) -> Section:
    heads = (
        Head(phrase("norms.known.norm")),
        Head(phrase("norms.known.named")),
        Head(phrase("norms.head.clauses"), figures=True),
        *(Head(phrase(f"norms.status.{status}"), figures=True) for status in _STATUSES),
        Head(phrase("norms.known.until")),
    )
    cells: list[tuple[Words, ...]] = [
        (
            row["norm"],
            joined([row["standard"], " ", row["title"]]),
            Figure(value=row["clauses"]),
            *(Figure(value=row[status], precision="some") for status in _STATUSES),
            row["until"] or UNKNOWN,
        )
        for row in rows
    ]
    return Section(name="norms", title=phrase("norms.known.title"), table=Table(heads=heads, rows=tuple(cells)))


def _clauses(rows: list[dict[Any, Any]]) -> Section:
    heads = (
        Head(phrase("norms.head.clause")),
        Head(phrase("norms.head.requirement")),
        Head(phrase("norms.head.required"), figures=True),
        Head(phrase("norms.known.force")),
        Head(phrase("norms.known.until")),
        Head(phrase("norms.known.status")),
        Head(phrase("norms.known.source")),
    )
    cells: list[tuple[Words, ...]] = [
        (
            row["clause"],
            row["requirement"],
            joined([row["required"], phrase(f"norms.unit.{row['unit']}")]) if row["required"] else UNKNOWN,
            phrase(f"norms.force.{row['force']}"),
            row["until"] or UNKNOWN,
            phrase(f"norms.status.{row['status']}"),
            row["source"],
        )
        for row in rows
    ]
    return Section(name="clauses", title=phrase("norms.known.clauses"), table=Table(heads=heads, rows=tuple(cells)))
