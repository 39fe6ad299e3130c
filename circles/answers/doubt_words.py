"""How a doubt tells itself: whose verdict is robust, what makes the others another, where a look is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circles.answers.doubt import Doubt
from circles.answers.marks import mark_of
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.phrases import Words

_STANDINGS = ("robust_inside", "robust_outside", "sensitive", "not_evaluated")


@document_of.register(Doubt)
def _document(doubt: Doubt) -> Document:
    account = {
        str(base): {str(column): _figure(doubt, str(base), column, value) for column, value in row.items()}
        for base, row in doubt.account.iterrows()
    }
    flipped: dict[str, dict[str, Figure]] = {
        str(said): {"blocks": Figure(value=len(rows)), "people": _people(doubt, rows["population"])}
        for said, rows in doubt.blocks[doubt.blocks["flipped_by"] != ""].groupby("flipped_by")
    }
    to_verify = {"blocks": Figure(value=len(doubt.to_verify)), "people": _people(doubt, doubt.to_verify["population"])}
    return Document(
        lang=doubt.lang,
        title=doubt.plan.study.name,
        sections=(
            _headline(account[doubt.base]),
            Section(name="account", table=_account_table(account)),
            Section(name="flipped", title=phrase("doubt.flipped"), table=_flipped_table(flipped)),
            lines_section("notes", _notes(doubt, to_verify)),
        ),
        facts={
            "base": doubt.base,
            "account": account,
            "flipped_by": flipped,
            "to_verify": to_verify,
            "varied": dict(doubt.varied),
        },
    )


def _headline(figures: dict[str, Figure]) -> Section:
    said = sentence_section(phrase("doubt.sentence", **figures))
    return replace(said, title=phrase("doubt.title"))


def _figure(doubt: Doubt, base: str, column: object, value: float) -> Figure:
    unit, mark = phrase(f"unit.{base}"), mark_of(doubt.plan.study, base)
    if column == "unknown_blocks":
        return Figure(value=value)
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6, unit=unit, mark=mark)
    return Figure(value=value, precision="count", unit=unit, mark=mark)


def _people(doubt: Doubt, population: object) -> Figure:
    known = population.dropna()  # type: ignore[attr-defined]
    mark = mark_of(doubt.plan.study, "people")
    return Figure(value=float(known.sum()) if len(known) else None, precision="count", mark=mark)


def _account_table(account: dict[str, dict[str, Figure]]) -> Table:
    columns = ("total", *_STANDINGS)
    heads = (Head(""), *(Head(phrase(f"doubt.{column}"), figures=True) for column in columns))
    rows: tuple[tuple[Words, ...], ...] = tuple(
        (phrase(f"base.{base}"), *(figures[column] for column in columns)) for base, figures in account.items()
    )
    return Table(heads=heads, rows=rows)


def _flipped_table(flipped: dict[str, dict[str, Figure]]) -> Table:
    heads = (
        Head(phrase("doubt.by")),
        Head(phrase("base.blocks"), figures=True),
        Head(phrase("base.people"), figures=True),
    )
    rows = tuple((factors_words(said), each["blocks"], each["people"]) for said, each in flipped.items())
    return Table(heads=heads, rows=rows)


def factors_words(flipped_by: str) -> Words:
    """Return the factors that flip a verdict, as `flipped_by` names them, in words."""
    named: list[Words] = [phrase(f"doubt.factor.{factor}") for factor in flipped_by.split(", ") if factor]
    return joined(named, phrase("check.joint"))


def _notes(doubt: Doubt, to_verify: dict[str, Figure]) -> list[Words]:
    """Return what is to be looked at on the spot, and what could not be varied."""
    fixed: list[Words] = [phrase(f"doubt.fixed.{factor}") for factor, varies in doubt.varied.items() if not varies]
    asked: list[Words] = [phrase("doubt.to_verify", **to_verify)] if len(doubt.to_verify) else []
    return [*asked, *fixed]
