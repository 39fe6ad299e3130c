"""A choice of demonstration sites as files: a table, a workbook for people, the question with its answer and proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from circles import texts
from circles.answers.demonstration import Demonstration
from circles.answers.demonstration_words import candidate_cell, candidate_head
from circles.demonstration_table import LEFT_OUT, SITES_TOLD
from circles.document import document_of
from circles.errors import expect
from circles.phrases import text_of
from circles.publish.csv_text import csv_bytes
from circles.publish.plain_workbook import GuideSheet, SheetColumn, TableSheet, free_heading, workbook_bytes
from circles.publish.plan_files import WrittenPlan, expect_how_written, written
from circles.publish.summary_json import as_json
from circles.results import DEMONSTRATION_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from circles.publish.plain_workbook import Style

_WORDED = ("standing", "against", "reasons", "gained")
_STYLES: Mapping[str, Style] = {
    **dict.fromkeys(("people", "services_now", "services_after", "services_gained", "worth"), "whole"),
    **dict.fromkeys(("total_with_it", "loses", "replaces"), "whole"),
    **dict.fromkeys(("lon", "lat"), "degrees"),
}


def write_demonstration(
    demonstration: Demonstration,
    folder: str | Path,
    *,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write a plan with its demonstration sites to `folder`, all files or none; other files in it are left alone.

    Parameters
    ----------
    demonstration : Demonstration
        What is written: all that :func:`circles.write_plan` writes of its plan; ``demonstration.csv``, a row a
        candidate; ``demonstration.xlsx``, the same in words; ``demonstration.json``, the question, the answer and its
        proof. The map marks those chosen and the first reserves, and the card of each center says what
        became of it.
    folder, lang, tiles, run, inputs
        As for :func:`circles.write_plan`.

    Raises
    ------
    OutputError
        As :func:`circles.write_plan`.

    Examples
    --------
    >>> import circles, pandas
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> rows = pandas.DataFrame({"中心": ["示例中心 1", "示例中心 2"], "新增服务": ["慈善超市", "慈善超市"]})
    >>> found = circles.choose(plan, rows, circles.DemonstrationRules(sites=1))
    >>> folder = circles.write_demonstration(found, "demonstration").folder
    >>> (folder / "demonstration.xlsx").is_file()
    True
    """
    expect("demonstration", demonstration, Demonstration)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    language = lang or demonstration.lang
    marked = replace(demonstration, plan=replace(demonstration.plan, centers=_marked(demonstration, language)))
    more = demonstration_files(demonstration, language)
    return written(marked, folder, more, lang=language, tiles=tiles, run=run or {}, inputs=inputs)


def demonstration_files(demonstration: Demonstration, lang: str) -> dict[str, bytes]:
    """Return the files of a choice by name."""
    contents = (_csv(demonstration, lang), _workbook(demonstration, lang), as_json(demonstration.summary()))
    return dict(zip(DEMONSTRATION_FILES, contents, strict=True))


def _marked(demonstration: Demonstration, lang: str) -> gpd.GeoDataFrame:
    """Return the centers of the plan with a column of what became of each."""
    centers, table = demonstration.plan.centers, demonstration.candidates
    said = {
        center: texts.say(f"demonstration.standing.{standing}", lang)
        for center, standing in zip(table["center_id"], table["standing"], strict=True)
        if center
    }
    name = free_heading(texts.say("demonstration.column", lang), map(str, centers.columns))
    return centers.assign(**{name: [said.get(str(center)) for center in centers["center_id"]]})


def _csv(demonstration: Demonstration, lang: str) -> bytes:
    """Return the candidates, rules and reasons in words, what became of each as it is known by."""
    cells = _cells(demonstration, lang)
    cells["standing"] = demonstration.candidates["standing"].tolist()
    return csv_bytes(list(SITES_TOLD), [cells[name] for name in SITES_TOLD])


def _cells(demonstration: Demonstration, lang: str) -> dict[str, list[Any]]:
    rows = demonstration.candidates.to_dict("records")
    return {
        name: [text_of(candidate_cell(row, name, demonstration), lang) for row in rows]
        if name in _WORDED
        else demonstration.candidates[name].tolist()
        for name in SITES_TOLD
    }


def _workbook(demonstration: Demonstration, lang: str) -> bytes:
    tint: Mapping[str, Style] = {texts.say(f"demonstration.standing.{LEFT_OUT}", lang): "unknown"}
    columns = tuple(
        SheetColumn(
            heading=text_of(candidate_head(name, demonstration), lang),
            cells=cells,
            style=_STYLES.get(name, "plain"),
            tints=tint if name == "standing" else {},
        )
        for name, cells in _cells(demonstration, lang).items()
    )
    table = TableSheet(name=texts.say("demonstration.sheet", lang), columns=columns, kept=3)
    guide = GuideSheet(name=texts.say("demonstration.guide", lang), rows=_guide(demonstration, lang))
    return workbook_bytes((table, guide))


def _guide(demonstration: Demonstration, lang: str) -> tuple[tuple[str, str], ...]:
    """Return what the answer says besides the table: the sentence, money, people, what more would bring, the proof."""
    document = document_of(demonstration)
    rows = [(texts.say("demonstration.sheet", lang), text_of(document.sentence, lang))]
    for section in document.sections:
        if section.name in {"chosen", "more", "why", "proof", "warnings"}:
            said = [text_of(line.words, lang) for line in section.lines]
            title = text_of(section.title, lang)
            rows += [(title if at == 0 else "", line) for at, line in enumerate(said)]
    return tuple(rows)
