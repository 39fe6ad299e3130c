"""How sure verdicts are, as files: a table of the blocks, and a list to take along where entrances are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import tables, texts
from circles.answers.doubt import Doubt
from circles.answers.remedies import Remedies
from circles.errors import expect
from circles.phrases import phrase, text_of
from circles.publish.csv_text import csv_bytes
from circles.publish.plain_workbook import SheetColumn, TableSheet, workbook_bytes
from circles.publish.plan_files import WrittenPlan, expect_how_written, written
from circles.publish.plan_workbook import minutes_cells
from circles.publish.remedies_files import remedy_files
from circles.results import DOUBT_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_FILLED_IN = ("gate_name", "lon", "lat", "finding", "verified_by", "verified_on")
"""Columns that are left empty for what is found on the spot."""


def write_doubt(
    doubt: Doubt,
    folder: str | Path,
    *,
    remedies: Remedies | None = None,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write a plan with how sure its verdicts are to `folder`, all files or none; other files in it are left alone.

    Parameters
    ----------
    doubt : Doubt
        What is written: all that :func:`circles.write_plan` writes of its plan; ``doubt.csv``, a row for each block;
        ``field_check.xlsx``, the blocks whose entrances are to be looked at, with room for what is found, which
        `[gates] file` reads back.
    remedies : Remedies, optional
        What :func:`circles.remedies` gave of the plan: its files are written too.
    folder, lang, tiles, run, inputs
        As for :func:`circles.write_plan`.

    Raises
    ------
    OutputError
        As :func:`circles.write_plan`.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> folder = circles.write_doubt(circles.doubt(plan), "how_sure").folder
    >>> (folder / "field_check.xlsx").is_file()
    True
    """
    expect("doubt", doubt, Doubt)
    expect("remedies", remedies, Remedies, None)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    language = lang or doubt.lang
    more = doubt_files(doubt, language) | (remedy_files(remedies, language) if remedies is not None else {})
    said: dict[str, Any] = {"lang": language, "tiles": tiles, "run": run or {}, "inputs": inputs}
    return written(doubt.plan, folder, more, **said, remedies=remedies)


def doubt_files(doubt: Doubt, lang: str) -> dict[str, bytes]:
    """Return the files of a doubt by name."""
    blocks = doubt.blocks.drop(columns="geometry")
    table = csv_bytes([str(name) for name in blocks.columns], [blocks[name].tolist() for name in blocks.columns])
    return dict(zip(DOUBT_FILES, (table, _field_check(doubt, lang)), strict=True))


def _field_check(doubt: Doubt, lang: str) -> bytes:
    """Return the list of blocks whose entrances are to be looked at, with empty columns for what is found."""
    columns = (
        SheetColumn(heading=texts.say(f"field_check.column.{name}", lang), cells=cells, **more)
        for name, cells, more in _columns(doubt, lang)
    )
    sheet = TableSheet(name=texts.say("field_check.sheet", lang), columns=tuple(columns), kept=2)
    return workbook_bytes((sheet,))


def _columns(doubt: Doubt, lang: str) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    asked = doubt.to_verify

    def said(name: str) -> list[Any]:
        return [None if cell is None or cell != cell else cell for cell in asked[name].tolist()]  # noqa: PLR0124 NaN

    yield "block_id", said("block_id"), {}
    yield "block_name", said("name"), {}
    for level in tables.LEVELS:
        if level in asked:
            yield level, said(level), {}
    yield "people", said("population"), {"style": "whole"}
    verdicts = asked["verdict"].tolist()
    yield "verdict", [texts.say(f"verdict.{verdict}", lang) for verdict in verdicts], {}
    yield "minutes", minutes_cells(asked["minutes"], doubt.plan.scenario.uneven_limits), {"style": "tenth"}
    yield "snap_m", [round(snap) for snap in asked["snap_m"].tolist()], {"style": "whole"}
    names = [name or "" for name in said("center_name")]
    yield "nearest", names, {}
    yield "at", [f"{lon:.6f} {lat:.6f}" for lon, lat in zip(asked["lon"], asked["lat"], strict=True)], {}
    looks = zip(verdicts, names, strict=True)
    yield "look_for", [text_of(phrase(f"field_check.look.{verdict}", center=name), lang) for verdict, name in looks], {}
    for name in _FILLED_IN:
        yield name, [None] * len(asked), {}
