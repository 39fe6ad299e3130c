"""An audit as a folder of files: what a plan writes, and the clauses, the coverages and the districts as tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import tables
from circles.answers.audit import COMMUNITIES, COVERAGES, Audit
from circles.answers.doubt import Doubt
from circles.answers.money_words import money_rows
from circles.answers.norms_known import DataNeeds
from circles.answers.norms_known_words import need_cells
from circles.answers.ranking_words import ranking_table
from circles.answers.remedies import Remedies
from circles.errors import Finding, OutputError, expect, expect_language
from circles.phrases import phrase, text_of
from circles.publish.csv_text import cell, csv_bytes, plain_cell
from circles.publish.doubt_files import doubt_files
from circles.publish.plain_workbook import SheetColumn, TableSheet, workbook_bytes
from circles.publish.plan_files import WrittenPlan, expect_how_written, written
from circles.publish.plan_workbook_communities import gap_words
from circles.publish.remedies_files import remedy_files
from circles.publish.study_draft import check_beside, write_beside
from circles.results import AUDIT_FILES, CLAIMS_FILE, MONEY_FILE, RANKING_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NEED_COLUMNS = ("name", "used", "needed", "provider", "date", "format", "known")


def write_audit(
    audit: Audit,
    folder: str | Path,
    *,
    remedies: Remedies | None = None,
    doubt: Doubt | None = None,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write an audit to `folder`, all files or none; other files in it are left alone.

    Parameters
    ----------
    audit : Audit
        What is written: all that :func:`circles.write_plan` writes of its plan; ``audit.csv``, a row for each clause;
        ``coverages.csv``, the five coverages; ``communities.csv``, the floor and the shortfall of each; ``ledger.csv``,
        the ledger of problems; ``ranking.csv``, the districts in their order, where blocks name them; ``money.csv`` and
        ``claims.csv`` where the study lists what is to be paid, and claims.
    remedies : Remedies, optional
        What :func:`circles.remedies` gave of the plan: ``remedies.csv`` and ``remedies.geojson`` are written too.
    doubt : Doubt, optional
        What :func:`circles.doubt` gave, whose plan was audited: ``doubt.csv`` and ``field_check.xlsx`` are written too.
    folder, lang, tiles, run, inputs
        As for :func:`circles.write_plan`.

    Raises
    ------
    OutputError
        As :func:`circles.write_plan`; a plan or a siting is not replaced either, nor a ledger that somebody has
        written in since.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> folder = circles.write_audit(circles.audit(plan, norms="shenzhen-2016"), "audit").folder
    >>> (folder / "audit.csv").is_file()
    True
    """
    expect("audit", audit, Audit)
    expect("remedies", remedies, Remedies, None)
    expect("doubt", doubt, Doubt, None)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    language = lang or audit.lang
    contents = (
        _csv(audit.rows(language)),
        _csv(_read(audit.coverages[list(COVERAGES)], language)),
        _csv(audit.communities[list(COMMUNITIES)].assign(gap_unknown=gap_words(audit.communities, language))),
        _csv(audit.ledger_rows(language), text_of=plain_cell),
    )
    more = dict(zip(AUDIT_FILES, contents, strict=True))
    if audit.ranking is not None:
        heads, rows = ranking_table(audit.ranking, audit.plan.study).texts(language)
        more[RANKING_FILE] = csv_bytes(heads, [list(column) for column in zip(*rows, strict=True)])
    if audit.money is not None:
        heads, rows = money_rows(audit.money).texts(language)
        more[MONEY_FILE] = csv_bytes(heads, [list(column) for column in zip(*rows, strict=True)])
    if audit.claims is not None:
        notes = [text_of(note, language) for note in audit.claims["note"]]
        more[CLAIMS_FILE] = _csv(audit.claims.assign(note=notes))
    if remedies is not None:
        more |= remedy_files(remedies, language)
    if doubt is not None:
        more |= doubt_files(doubt, language)
    said: dict[str, Any] = {"lang": language, "tiles": tiles, "run": run or {}, "inputs": inputs}
    return written(_with_ranking(audit), folder, more, **said, remedies=remedies)


def _with_ranking(audit: Audit) -> Audit:
    """Return an audit whose plan ranks districts as it does: beside the older result, where one was given."""
    own, rows = audit.ranking, audit.plan.ranking
    if own is None or rows is None or own.empty:
        return audit
    levels = [own if level == own["level"].iloc[0] else rows[rows["level"] == level] for level in tables.LEVELS]
    merged = pd.concat([each for each in levels if len(each)], ignore_index=True)
    return replace(audit, plan=replace(audit.plan, ranking=merged))


def write_data_needs(needs: DataNeeds, file: str | Path, *, lang: str | None = None, replace: bool = False) -> Path:
    """Write the data to ask for as a workbook (.xlsx) and return its path.

    Parameters
    ----------
    needs : DataNeeds
        What :func:`circles.data_needs` gave.
    file : str or Path
        The workbook.
    lang : str, optional
        ``zh`` or ``en``; by default that of the answer.
    replace : bool
        Whether a file that is there may be replaced; the earlier one is kept as ``.bak``.

    Raises
    ------
    OutputError
        If the name does not end in .xlsx, the file is there and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import circles
    >>> circles.write_data_needs(circles.data_needs("dezhou", lang="zh"), "资料清单.xlsx").name
    '资料清单.xlsx'
    """
    expect_language(lang)
    expect("needs", needs, DataNeeds)
    expect("file", file, str, Path)
    expect("replace", replace, bool)
    target = Path(file)
    check_needs_file(target, replace=replace)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        details = {"reason": error.strerror or str(error)}
        raise OutputError(Finding(code="output_not_written", file=str(target), details=details)) from error
    content = _workbook(needs, lang or needs.lang)
    return write_beside(target.parent, {target.name: content}, replace=replace, inputs=())[0]


def check_needs_file(file: Path, *, replace: bool = False) -> None:
    """Make sure, before any work, that :func:`write_data_needs` may write `file`; it raises as that does."""
    if file.suffix.lower() != ".xlsx":
        raise OutputError(Finding(code="places_suffix", file=file.name))
    check_beside(file.parent, [file.name], replace=replace)


def _workbook(needs: DataNeeds, lang: str) -> bytes:
    rows = [need_cells(row) for row in needs.needs.to_dict("records")]
    columns = tuple(
        SheetColumn(
            heading=text_of(phrase(f"norms.needs.{name}"), lang), cells=[text_of(row[name], lang) for row in rows]
        )
        for name in _NEED_COLUMNS
    )
    return workbook_bytes([TableSheet(name=text_of(phrase("norms.needs.sheet"), lang), columns=columns)])


def _read(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a table with what is to be read as text, and the names of what is missing one after another."""
    columns: dict[str, list[Any]] = {name: table[name].tolist() for name in table.columns}
    for name in ("label", "clause"):
        columns[name] = [text_of(words, lang) for words in columns[name]]
    columns["missing"] = [
        "、".join(text_of(phrase(f"norms.field.{each}.name"), lang) for each in own) for own in columns["missing"]
    ]
    return table.assign(**columns)


def _csv(table: pd.DataFrame, *, text_of: Callable[[object], str] = cell) -> bytes:
    names = [str(name) for name in table.columns]
    return csv_bytes(names, [table[name].tolist() for name in names], text_of=text_of)
