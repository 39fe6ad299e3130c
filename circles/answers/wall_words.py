"""How the price of walls is told: the compounds whose opening would bring most people within the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.phrases import Words

SHOWN_WALLS = 5


def walls_section(plan: Plan) -> Section:
    """Return the walls that cost most, nothing where none keeps anybody outside."""
    walls = plan.walls
    costly = None if walls is None else walls[walls["blocks"] > 0]
    if costly is None or costly.empty:
        return Section(name="walls")
    shown = costly.head(SHOWN_WALLS)
    rows: list[tuple[Words, ...]] = [
        (
            str(name) or phrase("walls.unnamed", compound_id=str(compound_id)),
            Figure(value=gates),
            Figure(value=blocks),
            Figure(value=people, precision="count"),
        )
        for compound_id, name, gates, blocks, people in shown[
            ["compound_id", "name", "gates", "blocks", "people"]
        ].itertuples(index=False)
    ]
    title = [phrase("walls.title"), mark_of(plan.study, "people")]
    more = Figure(value=len(costly) - len(shown))
    return Section(
        name="walls",
        table=Table(
            title=joined(title if shown["people"].notna().any() else title[:1]),
            heads=(
                Head(phrase("walls.compound")),
                *(Head(phrase(f"walls.{name}"), figures=True) for name in ("gates", "blocks", "people")),
            ),
            rows=tuple(rows),
        ),
        lines=(
            *([Line(phrase("walls.more", count=more))] if more.value else []),
            Line(phrase("walls.each")),
        ),
    )


def wall_facts(plan: Plan) -> list[dict[str, object]]:
    """Return every wall that keeps somebody outside."""
    if plan.walls is None:
        return []
    costly = plan.walls[plan.walls["blocks"] > 0]
    return [
        {**row, "block_ids": str(row["block_ids"]).split(";")}
        for row in costly.drop(columns="geometry").to_dict("records")
    ]
