"""How a comparison tells itself: what was asked differently, both rates, blocks and people by what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.comparison import Comparison
from circles.answers.marks import label_mark
from circles.answers.rate_names import short_rate_name
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.answers.comparison import Side
    from circles.phrases import Words

_COLUMNS = ("blocks", "people", "unknown_blocks")


@document_of.register(Comparison)
def _document(comparison: Comparison) -> Document:
    totals = _totals(comparison)
    before, after = comparison.before, comparison.after
    return Document(
        lang=comparison.lang,
        title=phrase("compare.title", before=before.name, after=after.name),
        sections=(
            lines_section("settings", _differing(comparison), role="warning"),
            sentence_section(_sentence(comparison)),
            changes_section(comparison),
        ),
        facts={
            "before": before.name,
            "after": after.name,
            "base": comparison.rate_base,
            "coverage_rate": {"before": _rate(comparison, before), "after": _rate(comparison, after)},
            "differing_settings": {
                name: {"before": one, "after": other} for name, (one, other) in comparison.differing_settings.items()
            },
            "labels": {"population": comparison.population_label},
            "changes": totals,
        },
    )


def changes_section(comparison: Comparison) -> Section:
    """Return blocks and people by what became of them."""
    return Section(name="changes", table=_table(_totals(comparison), label_mark(comparison.population_label)))


def _totals(comparison: Comparison) -> dict[str, dict[str, Figure]]:
    return {
        str(change): {name: Figure(value=row[name], precision="count") for name in _COLUMNS}
        for change, row in comparison.totals.iterrows()
    }


def _sentence(comparison: Comparison) -> Words:
    before, after = comparison.before, comparison.after
    return phrase(
        "compare.sentence",
        before=before.name,
        after=after.name,
        rate=short_rate_name(comparison.rate_base),
        rate_before=_rate(comparison, before),
        rate_after=_rate(comparison, after),
    )


def _rate(comparison: Comparison, side: Side) -> Figure:
    return Figure(value=side.account["coverage_rate"][comparison.rate_base], precision="covered_share")


def _differing(comparison: Comparison) -> list[Words]:
    """Return a line for each setting that differs: what changed may be owed to it."""
    return [
        phrase(
            "compare.differs",
            setting=phrase(f"compare.setting.{name}"),
            before=_value(name, one),
            after=_value(name, other),
        )
        for name, (one, other) in comparison.differing_settings.items()
    ]


def _value(name: str, value: object) -> Words:
    if name == "crossings":
        return phrase(f"compare.crossings.{value}")
    return Figure(value=value, precision="setting") if isinstance(value, (int, float)) else str(value)


def _table(totals: Mapping[str, Mapping[str, Figure]], mark: Words) -> Table:
    """Return a row for each change that some block has."""
    heads = (
        Head(phrase("compare.change")),
        Head(phrase("compare.blocks"), figures=True),
        Head(joined([phrase("compare.people"), mark]), figures=True),
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
