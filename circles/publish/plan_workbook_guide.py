"""The guide of a plan's workbook: the answer, what each column means, where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import tables, texts
from circles.answers.people_told import people_words
from circles.answers.standing_words import assumptions_words
from circles.document import document_of
from circles.figures import Figure
from circles.phrases import phrase, text_of
from circles.planning_study import METHOD_VERSION
from circles.publish.payload_sections import page_title, streets_from_osm
from circles.publish.plain_workbook import GuideSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from circles.answers.plan import Plan
    from circles.phrases import Words
    from circles.provenance import Source
    from circles.publish.told_sheet import ToldSheet

_OWN = "own "
_PEOPLE = frozenset({"people", *tables.PEOPLE_GROUPS, "dwellings"})
"""Columns of numbers that a list gives, which are told alike."""


def guide_sheet(
    plan: Plan,
    blocks: ToldSheet,
    others: Iterable[ToldSheet],
    lang: str,
    *,
    listed: int,
    absent: Sequence[tuple[Words, Words]] = (),
) -> GuideSheet:
    """Return the sheet that explains the others.

    Parameters
    ----------
    plan : Plan
        What the workbook is of.
    blocks : ToldSheet
        The sheet of blocks; keys of own columns begin with ``own``.
    others : iterable of ToldSheet
        The others in their order.
    lang : str
        ``zh`` or ``en``.
    listed : int
        How many of the blocks are listed.
    absent : sequence of (Words, Words)
        Sheets that a reader may look for, and what to hand in for them.
    """
    columns = phrase("workbook.guide.columns")
    rows = [*_answer(plan, listed), (columns, ""), *_meanings(blocks, plan), *_other_sheets(others, plan)]
    rows += [(phrase("workbook.guide.absent"), ""), *absent] if absent else []
    rows += _origin(plan)
    shown = tuple((text_of(name, lang), text_of(meaning, lang)) for name, meaning in rows)
    return GuideSheet(name=texts.say("workbook.sheet.guide", lang), rows=shown)


def _answer(plan: Plan, listed: int) -> Iterator[tuple[Words, Words]]:
    yield page_title(plan), ""
    yield phrase("workbook.guide.answer"), document_of(plan).sentence
    if plan.study.output.marking:
        yield phrase("workbook.guide.marking"), plan.study.output.marking
    yield phrase("workbook.guide.note"), phrase("workbook.guide.figures")
    yield phrase("workbook.guide.order"), phrase("workbook.guide.ordered")
    if listed < len(plan.blocks):
        counts = {"shown": Figure(value=listed), "count": Figure(value=len(plan.blocks))}
        yield "", phrase("workbook.guide.cut", **counts)


def _meanings(sheet: ToldSheet, plan: Plan) -> Iterator[tuple[Words, Words]]:
    """Yield what each column of a sheet means: those that stand on it, by the key that it was made by."""
    for name, column in sheet.columns.items():
        means = "own" if name.startswith(_OWN) else "people" if name in _PEOPLE else name
        told: dict[str, Words] = {}
        if name == "standing" and plan.doubts is not None:
            told = {"assumptions": assumptions_words(plan.doubts)}
        yield column.heading, phrase(f"{sheet.family}{means}", **told)


def _other_sheets(sheets: Iterable[ToldSheet], plan: Plan) -> Iterator[tuple[Words, Words]]:
    yield phrase("workbook.guide.sheets"), ""
    for sheet in sheets:
        yield phrase("workbook.guide.sheet_named", name=sheet.name), sheet.about
        yield from _meanings(sheet, plan)


def _origin(plan: Plan) -> Iterator[tuple[Words, Words]]:
    """Yield sources, labels, the licence of the streets, the method and its version, the date of the data."""
    study = plan.study
    yield phrase("workbook.guide.sources"), ""
    for source in study.sources:
        yield phrase(f"map.source.{source.kind}"), _source(source)
    if streets_from_osm(plan):
        yield phrase("workbook.guide.osm"), phrase("map.osm")
    yield phrase("workbook.guide.centers"), phrase(f"label.{study.centers_label}")
    people = people_words(plan)
    if people:
        yield phrase("workbook.guide.people"), people
    yield phrase("workbook.guide.method"), phrase("map.method_version", method_version=METHOD_VERSION)
    yield phrase("workbook.guide.data_date"), study.output.data_date or phrase("map.no_data_date")
    if study.output.prepared_by:
        yield phrase("workbook.guide.prepared_by"), study.output.prepared_by


def _source(source: Source) -> Words:
    figures = {"rows": Figure(value=source.rows), "label": phrase(f"label.{source.label}")}
    if not source.sha256:
        return phrase("workbook.guide.source_made", **figures)
    return phrase("workbook.guide.source", file=source.file, sum=source.sha256[:12], **figures)
