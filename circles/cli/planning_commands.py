"""Plan a study, check it, tell one walk of it, and the demo: their handlers (commands.py lists them)."""

from __future__ import annotations

from pathlib import Path

import typer

from circles.cli import options as given
from circles.cli.running import failures
from circles.cli.study_choice import asked_study
from circles.errors import Finding, InputError


def demo(out: given.Out = Path("maps/demo"), lang: given.Lang = None, tiles: given.Tiles = False) -> None:
    """Plan the bundled demo study."""
    with failures(lang) as spoken:
        from circles.cli.planning_runs import plan_and_write
        from circles.sources import demo_study

        asked = asked_study(demo_study() / "study.toml", {}, lang=lang)
        plan_and_write(asked, out, spoken, lang=lang, tiles=tiles, following=[["init", "FOLDER"]])


def plan(
    study: given.StudyFile = None,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    edits: given.EditsFile = None,
    only: given.OnlyEdits = None,
    demand: given.DemandFile = None,
    scenario: given.ScenarioFile = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    rings: given.Rings = None,
    series: given.Series = False,
    remedies: given.Remedies = False,
    doubt: given.Doubt = False,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
    edition: given.Edition = None,
) -> None:
    """Plan a study and write the result."""
    files = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of, edition)
    options = given.with_rings(given.with_edits(files, edits, only, demand), rings)
    with failures(lang) as spoken:
        from circles.cli.planning_runs import Besides, plan_and_write

        asked = asked_study(study, options, lang=lang, scenario=scenario)
        besides = Besides(remedies=remedies, doubt=doubt, series=series)
        plan_and_write(asked, out, spoken, lang=lang, tiles=tiles, besides=besides)


def check(
    study: given.StudyFile = None,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    json: given.Report = None,
    replace: given.ReplaceReport = False,
    lang: given.Lang = None,
) -> None:
    """Check a study; the exit status is that of what was found."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of)
    with failures(lang) as spoken:
        from circles.cli.checking_runs import check_and_tell

        status = check_and_tell(asked_study(study, options, lang=lang), spoken, report=json, replace=replace)
    raise typer.Exit({"clean": 0, "warnings": 1, "unusable": 2}[status])


def explain(
    study: given.StudyFile = None,
    named: given.BlockNamed = None,
    block: given.Block = "",
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    scenario: given.ScenarioFile = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    remedies: given.BlockRemedies = False,
    lang: given.Lang = None,
) -> None:
    """Tell one walk."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of)
    with failures(lang) as spoken:
        from circles.cli.planning_runs import explain_and_tell

        if study is not None and not (named or block) and not study.suffix and not study.exists():
            study, named = None, str(study)  # one word that is no file: the block of the study that stands here
        if not (named or block):
            raise InputError(Finding(code="option_missing", column="--block"))
        asked = asked_study(study, options, lang=lang, scenario=scenario)
        explain_and_tell(asked, block or str(named), spoken, with_remedies=remedies)
