"""How closing tells itself: what each center takes with it, and the blocks that lose their circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.closing import losses, lost_blocks
from circles.answers.marks import mark_of
from circles.document import Head, Line, Section, Table
from circles.figures import Figure, minutes_of
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.siting import Siting
    from circles.phrases import Words

SHOWN_BLOCKS = 10


def closing_sections(siting: Siting) -> tuple[Section, ...]:
    """Return a row for each center that closes and for the worst blocks it leaves; nothing where none closes."""
    if not siting.closed:
        return ()
    mark = mark_of(siting.study_after, "people")
    people = Head(joined([phrase("closing.people"), mark]), figures=True)
    heads = (Head(phrase("closing.center")), people, Head(phrase("closing.blocks"), figures=True))
    rows = tuple((f"{name} ({center})", told, blocks) for center, name, told, blocks in loss_rows(siting))
    table = Table(title=phrase("closing.losses"), heads=heads, rows=rows)
    return (Section(name="losses", table=table), _lost(siting, mark))


def loss_rows(siting: Siting) -> list[tuple[str, str, Words, Figure]]:
    """Return center, its name, the people and the blocks that it takes with it."""
    return [
        (center, name, _people(people, unknown), Figure(value=blocks))
        for center, name, blocks, people, unknown in _rows_of(losses(siting))
    ]


def loss_facts(siting: Siting) -> list[dict[str, object]]:
    """Return the same by stable names."""
    return [
        {"center_id": center, "name": name, "blocks": blocks, "people": Figure(value=people), "unknown_blocks": unknown}
        for center, name, blocks, people, unknown in _rows_of(losses(siting))
    ]


def _rows_of(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False)


def _people(people: float, unknown: int) -> Words:
    known = Figure(value=people, precision="count")
    return phrase("closing.unknown", people=known, count=Figure(value=unknown)) if unknown else known


def _lost(siting: Siting, mark: Words) -> Section:
    lost = lost_blocks(siting)
    if lost.empty:
        return Section(name="lost", lines=(Line(phrase("closing.none")),))
    names = siting.study_after.centers.set_index("center_id")["name"]
    limits = siting.study_after.scenario.uneven_limits
    rows: list[tuple[Words, ...]] = [
        (
            row.block_id,
            row.name,
            minutes_of(row.minutes_before, limits),
            minutes_of(row.minutes_after, limits) if row.minutes_after > 0 else phrase("map.no_path"),
            Figure(value=row.population, precision="count"),
            str(names[row.center_id]),
        )
        for row in _rows_of(lost.head(SHOWN_BLOCKS))
    ]
    heads = (
        Head(phrase("terminal.block")),
        Head(phrase("terminal.name")),
        Head(phrase("closing.before"), figures=True),
        Head(phrase("closing.after"), figures=True),
        Head(joined([phrase("terminal.people"), mark]), figures=True),
        Head(phrase("closing.center")),
    )
    more = len(lost) - len(rows)
    lines = (Line(phrase("closing.more", count=Figure(value=more))),) if more else ()
    return Section(name="lost", table=Table(title=phrase("closing.lost"), heads=heads, rows=tuple(rows)), lines=lines)
