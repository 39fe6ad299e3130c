"""A plan as a folder of files: map, GeoPackage, table, summary and the record of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from circles.answers.audit import Audit
from circles.answers.plan import Plan
from circles.answers.siting import Siting
from circles.errors import Finding, expect, expect_language, expect_paths
from circles.figures import Figure
from circles.publish.blocks_csv import blocks_csv
from circles.publish.csv_text import csv_bytes
from circles.publish.days_chart import days_drawn
from circles.publish.districts_csv import districts_csv
from circles.publish.geopackage import output_crs, write_geopackage
from circles.publish.plan_of_answer import plan_of
from circles.publish.plan_workbook import MOST_BLOCKS, plan_workbook
from circles.publish.result_folder import deliver, opened
from circles.publish.single_files import read_from
from circles.publish.summary_json import run_json, summary_json
from circles.results import DISTRICT_FILES, FILES, SERIES_CHART, TABLE_FILES, WORKBOOKS, written_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.remedies import Remedies
    from circles.publish.plan_of_answer import Drawn


@dataclass(frozen=True, kw_only=True)
class WrittenPlan:
    """Where a plan was written.

    Attributes
    ----------
    folder : Path
        The folder that holds the files.
    files : tuple of Path
        Every file, `coverage.html` first and `summary.json` last.
    kept_aside : bool
        True where the folder asked for holds a file that cannot be replaced: its earlier result stands, and
        `folder` is another one beside it.
    findings : tuple of Finding
        What could not be replaced, and what to do; that a workbook lists only a part of the blocks.
    replaced : str or None
        When the earlier result was written that this one took the place of, as its ``run.json`` says (empty where it
        does not say); None where there was none.
    """

    folder: Path
    files: tuple[Path, ...]
    kept_aside: bool = False
    findings: tuple[Finding, ...] = ()
    replaced: str | None = None


def write_plan(
    plan: Plan,
    folder: str | Path,
    *,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write a plan to `folder`, all files or none; other files in it are left alone.

    Whoever reads the folder meanwhile finds the earlier result or the new one, never parts of both.

    Parameters
    ----------
    plan : Plan
        What is written: ``coverage.html``, ``plan.gpkg`` (in the study's output CRS, by default the blocks'
        own), ``blocks.csv``, ``小区.xlsx`` or, in English, ``blocks.xlsx`` (the blocks in words, a guide, the gaps,
        the account by sub-district), ``summary.json`` and ``run.json``; where blocks name their districts,
        ``districts.csv`` too, and ``tiers.csv``, ``community_coverage.csv``, ``funnel.csv``, ``walls.csv``,
        ``hours.csv``, ``use.csv``, ``rings.csv`` and ``series.csv`` (with ``series.svg``) where it has these tables.
        All but ``run.json`` repeat to the byte.
    folder : str or Path
        Made where it does not exist.
    lang : str, optional
        ``zh`` or ``en``; by default the study's.
    tiles : bool
        Whether the map offers online tiles; without them it asks for nothing from outside.
    run : mapping, optional
        Facts for ``run.json``; ``durations_s`` in it is kept beside the durations of the writing.
    inputs : iterable of str or Path, optional
        Files that the study was read from: a folder that holds one is refused. By default those that would be
        replaced are known by name and sum.

    Returns
    -------
    WrittenPlan
        Where the files are. If one in `folder` is open elsewhere and cannot be replaced, it is named in
        `findings`, the earlier result stands and the new one is whole in ``<folder>-<n>``.

    Raises
    ------
    OutputError
        If the files cannot be written; the earlier result stands. If two write to one folder, the second. If the
        folder holds an input, a siting, files of these names that are no earlier result, or a workbook of one that
        somebody has written in since.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> folder = circles.write_plan(plan, "maps").folder
    >>> sorted(path.name for path in folder.glob("*.csv"))[3:]
    ['funnel.csv', 'hours.csv', 'rings.csv', 'services.csv', 'tiers.csv', 'use.csv']
    """
    expect("plan", plan, Plan)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    return written(plan, folder, {}, lang=lang or plan.study.lang, tiles=tiles, run=run or {}, inputs=inputs)


def expect_how_written(folder: object, *, lang: object, tiles: object, run: object, inputs: object) -> None:
    """Raise where an argument of :func:`write_plan` that says where and how to write is none, before any work."""
    expect_language(lang)
    expect("tiles", tiles, bool)
    expect("run", run, Mapping, None)
    expect_paths("inputs", inputs)
    expect("folder", folder, str, Path)


def written(
    answer: Drawn,
    folder: str | Path,
    more: Mapping[str, bytes],
    *,
    lang: str,
    tiles: bool,
    run: Mapping[str, object],
    inputs: Iterable[str | Path] | None = None,
    remedies: Remedies | None = None,
) -> WrittenPlan:
    """Write a plan as :func:`write_plan` does, and `more` files beside it, all or none.

    Parameters
    ----------
    answer : Plan or Siting or Audit or Demonstration
        Of a siting, the plan with its sites is written and the map shows both; of an audit its plan, and the map shows
        what it found in each community; of a choice of demonstration sites its plan, and the map marks them.
    folder, lang, tiles, run, inputs
        As for :func:`write_plan`.
    more : mapping of str to bytes
        Further files by name, of ``results.SITING_FILES``.
    remedies : Remedies, optional
        What the map shows besides, and the workbook lists.
    """
    plan = plan_of(answer)
    output_crs(plan.study)
    more = {**_of_districts(plan), **_of_tables(plan, lang), **more}
    further = (WORKBOOKS[lang], *more)
    if inputs is None:
        inputs = read_from([Path(folder) / name for name in (*FILES, *further)], plan.study.sources)
    with opened(folder, more=further, inputs=inputs) as (target, hidden):
        _make(answer, hidden / "new", more, lang=lang, tiles=tiles, run=run, remedies=remedies)
        earlier = written_at(target)
        delivered = deliver(hidden, target)
    names = sorted([*FILES, *further], key=("coverage.html", *further, *FILES).index)
    return WrittenPlan(
        folder=delivered.folder,
        files=tuple(delivered.folder / name for name in names),
        kept_aside=delivered.kept_aside,
        findings=(*delivered.findings, *_cut(plan, WORKBOOKS[lang])),
        replaced=None if delivered.kept_aside else earlier,
    )


def _of_tables(plan: Plan, lang: str) -> dict[str, bytes]:
    """Return the files of further tables: by tier and community, from plan to use, compounds, services, groups."""
    walls = None if plan.walls is None or plan.walls.empty else plan.walls.drop(columns="geometry")
    told = plan.services
    services = None if told is None or not len(told.services) else told.services
    groups = None if told is None or not len(told.group_blocks) else told.group_blocks
    use = None if plan.use is None else plan.use.centers
    found = (plan.tiers, plan.communities, plan.funnel, walls, services, groups, plan.hours, use)
    days = None if plan.series is None else plan.series.reset_index()
    held = zip(TABLE_FILES, (*found, plan.rings, days), strict=True)
    chart = {} if days is None else {SERIES_CHART: days_drawn(plan, lang)}
    return chart | {
        name: csv_bytes(list(table.columns), [table[column].tolist() for column in table.columns])
        for name, table in held
        if table is not None
    }


def _of_districts(plan: Plan) -> dict[str, bytes]:
    """Return the files of districts, where there are any."""
    return dict(zip(DISTRICT_FILES, [districts_csv(plan.districts)], strict=True)) if plan.levels else {}


def _cut(plan: Plan, workbook: str) -> list[Finding]:
    """Return that the workbook lists only a part of the blocks, where it does."""
    if len(plan.blocks) <= MOST_BLOCKS:
        return []
    details = {"count": Figure(value=len(plan.blocks)), "shown": Figure(value=MOST_BLOCKS), "file": workbook}
    return [Finding(code="workbook_cut", details=details)]


def _make(
    answer: Drawn,
    new: Path,
    more: Mapping[str, bytes],
    *,
    lang: str,
    tiles: bool,
    run: Mapping[str, object],
    remedies: Remedies | None,
) -> None:
    from circles.publish.coverage_map import map_html

    plan, siting = plan_of(answer), answer if isinstance(answer, Siting) else None
    audit = answer if isinstance(answer, Audit) else None
    steps: dict[str, Callable[[Path], object]] = {
        "coverage.html": lambda file: file.write_bytes(
            map_html(answer, lang=lang, tiles=tiles, remedies=remedies).encode()
        ),
        "plan.gpkg": lambda file: write_geopackage(plan, file, lang=lang, siting=siting),
        "blocks.csv": lambda file: file.write_bytes(blocks_csv(plan.blocks)),
        WORKBOOKS[lang]: lambda file: file.write_bytes(plan_workbook(plan, lang=lang, audit=audit, remedies=remedies)),
        **{name: partial(Path.write_bytes, data=content) for name, content in more.items()},
    }
    durations_s = {}
    for name, step in steps.items():
        began = perf_counter()
        step(new / name)
        durations_s[name] = round(perf_counter() - began, 3)
    files = {name: new / name for name in steps}
    (new / "summary.json").write_bytes(
        summary_json(plan, files, **({"audit": answer} if isinstance(answer, Audit) else {}))
    )
    (new / "run.json").write_bytes(run_json(run, durations_s))
