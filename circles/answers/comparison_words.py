"""How a comparison tells itself: blocks and people by what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.comparison import Comparison
from circles.document import Document, Head, Section, Table, document_of, sentence_section
from circles.figures import Figure
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words

_COLUMNS = ("blocks", "people", "unknown_blocks")


@document_of.register(Comparison)
def _document(comparison: Comparison) -> Document:
    before, after = comparison.names
    totals = {
        str(change): {name: Figure(value=row[name]) for name in _COLUMNS}
        for change, row in comparison.totals.iterrows()
    }
    return Document(
        lang=comparison.lang,
        sections=(
            sentence_section(phrase("compare.title", before=before, after=after)),
            Section(name="changes", table=_table(totals)),
        ),
        facts={"before": before, "after": after, "changes": totals},
    )


def _table(totals: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Return a row for each change that some block has."""
    heads = (
        Head(phrase("compare.change")),
        Head(phrase("compare.blocks"), figures=True),
        Head(phrase("compare.people"), figures=True),
    )
    rows = tuple(
        (phrase(f"compare.{change}"), figures["blocks"], _people(figures))
        for change, figures in totals.items()
        if figures["blocks"].value
    )
    return Table(heads=heads, rows=rows)


def _people(figures: Mapping[str, Figure]) -> Words:
    people, unknown = figures["people"], figures["unknown_blocks"].value
    if not unknown:
        return people
    return phrase("compare.unknown", people=people, unknown=Figure(value=unknown, precision="plain"))
