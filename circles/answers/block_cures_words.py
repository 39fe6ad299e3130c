"""Why one block is outside and what would bring it inside: the card of a block on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.line_words import line_of_block
from circles.answers.remedies_words import (
    by_trouble,
    cheapest_words,
    check_words,
    consent_words,
    cost_words,
    easiest_out_of_reach,
    remedy_words,
)
from circles.document import Head, Section, Table, lines_section
from circles.figures import Figure, minutes_of
from circles.phrases import phrase
from circles.remedy_tables import NONE, OTHER_COMMUNITY

if TYPE_CHECKING:
    from circles.answers.remedies import Remedies
    from circles.phrases import Words

Rows = list[dict[Any, Any]]

_HEADS = ("measure", "gained", "consent", "cost", "checks")


def block_cures(remedies: Remedies, block_id: str) -> tuple[Section, ...]:
    """Return why a block is not inside and each single measure that brings it inside, that of least trouble first.

    Parameters
    ----------
    remedies : Remedies
        Of the plan of the block.
    block_id : str
        A block of it; of one that is inside nothing is told.
    """
    causes: Rows = remedies.causes[remedies.causes["block_id"] == block_id].to_dict("records")
    ids = remedies.gained.loc[remedies.gained["block_id"] == block_id, "edit_id"]
    rows: Rows = remedies.table[remedies.table["edit_id"].isin(ids) & (remedies.table["remedy"] != NONE)].to_dict(
        "records"
    )
    if not causes and not rows:
        return ()
    return (
        lines_section("why", [line for row in causes for line in _why(row, remedies)], title=phrase("remedies.why")),
        _cures(
            sorted({row["edit_id"]: row for row in rows}.values(), key=by_trouble),
            easiest_out_of_reach(remedies).get(block_id),
        ),
    )


def _why(cause: dict[Any, Any], remedies: Remedies) -> list[Words]:
    why = phrase(f"remedies.cause.{cause['cause']}")
    gap = phrase("remedies.gap_row", number=Figure(value=cause["gap_id"]))
    said: list[Words] = [phrase("remedies.why_no_path", cause=why, gap=gap)]
    if cause["excess_minutes"] == cause["excess_minutes"] and cause["cause"] != OTHER_COMMUNITY:
        excess = minutes_of(cause["excess_minutes"])
        limit = Figure(value=remedies.plan.scenario.minutes, precision="setting")
        said = [phrase("remedies.why_excess", cause=why, gap=gap, excess=excess, limit=limit)]
    line = line_of_block(cause, remedies)
    return said if line is None else [*said, line]


def _cures(rows: Rows, out_of_reach: dict[Any, Any] | None) -> Section:
    """Return the measures of a block, and the easiest one of its gap where that does not bring it inside."""
    cells: list[tuple[Words, ...]] = [
        (
            remedy_words(row),
            Figure(value=row["people_gained"], precision="count"),
            consent_words(row),
            cost_words(row),
            check_words(row),
        )
        for row in rows
    ]
    said = [phrase("remedies.cures_alone" if cells else "remedies.no_cure")]
    said += [phrase("remedies.cheapest.line", told=cheapest_words(rows))] if rows else []
    if out_of_reach is not None:
        said.append(phrase("remedies.out_of_reach", measure=remedy_words(out_of_reach)))
    heads = tuple(Head(phrase(f"remedies.head.{name}"), figures=name == "gained") for name in _HEADS)
    return Section(
        name="cures",
        title=phrase("remedies.cures"),
        table=Table(heads=heads, rows=tuple(cells)),
        lines=lines_section("", said).lines,
    )
