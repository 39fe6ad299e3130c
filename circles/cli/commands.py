"""The commands, each a short handler around one public function.

Nothing heavy is imported before a command needs it. Exit status: 0, 2 bad input, 3 failure, 130 Ctrl-C; check's is own.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from circles import __version__, settings, texts
from circles.cli import options as given
from circles.cli import running
from circles.cli.parsing import Command, Commands
from circles.cli.running import failures, progress, shown
from circles.cli.study_choice import asked_study
from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTEXT = {"help_option_names": ["-h", "--help"]}
_ASKED, _SAID = settings.SITING, texts.chapter("en", "help")
_Handler = TypeVar("_Handler", bound="Callable[..., None]")

app = typer.Typer(
    name="circles",
    cls=Commands,
    context_settings=_CONTEXT,
    help=_SAID["help.purpose"],
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _command(name: str) -> Callable[[_Handler], _Handler]:
    return app.command(name, cls=Command, help=_SAID[f"help.command.{name}"], context_settings=_CONTEXT)


@app.callback(invoke_without_command=True)
def root(version: bool = typer.Option(False, "--version", help=given.option_help("--version", "en"))) -> None:
    """Print the version where that is asked."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@_command("demo")
def demo(out: given.Out = Path("maps/demo"), lang: given.Lang = None, tiles: given.Tiles = False) -> None:
    """Plan the bundled demo study."""
    with failures(lang) as spoken:
        from circles.cli.planning_runs import plan_and_write
        from circles.sources import demo_study

        asked = asked_study(demo_study() / "study.toml", {}, lang=lang)
        plan_and_write(asked, out, spoken, lang=lang, tiles=tiles, following=[["init", "FOLDER"]])


@_command("plan")
def plan(  # noqa: PLR0917 typer reads the signature
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
    remedies: given.Remedies = False,
    doubt: given.Doubt = False,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
    edition: given.Edition = None,
) -> None:
    """Plan a study and write the result."""
    files = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of, edition)
    options = given.with_edits(files, edits, only, demand)
    with failures(lang) as spoken:
        from circles.cli.planning_runs import plan_and_write

        asked = asked_study(study, options, lang=lang, scenario=scenario)
        plan_and_write(asked, out, spoken, lang=lang, tiles=tiles, with_remedies=remedies, with_doubt=doubt)


@_command("check")
def check(  # noqa: PLR0917 typer reads the signature
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


@_command("site")
def site(  # noqa: PLR0917 typer reads the signature
    study: given.StudyFile = None,
    new: given.New = None,
    candidates: given.CandidatesFile = None,
    objective: given.Objective = _ASKED["objective"].default,
    share: given.Share = _ASKED["share"].default,
    budget: given.Budget = None,
    cost_per_m2: given.CostPerM2 = None,
    floor_area: given.FloorArea = None,
    capacity: given.Capacity = None,
    weight: given.Weight = _ASKED["weight"].default,
    worst_first: given.WorstFirst = False,
    close: given.Close = _ASKED["close"].default,
    relocate: given.Relocate = _ASKED["relocate"].default,
    phases: given.Phases = "",
    time_limit: given.TimeLimit = _ASKED["time_limit_s"].default,
    seed: given.Seed = _ASKED["seed"].default,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    scenario: given.ScenarioFile = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
    edition: given.Edition = None,
) -> None:
    """Propose sites and write the plan with them."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of, edition)
    options |= {} if candidates is None else {"candidates": {"file": str(candidates)}}
    with failures(lang) as spoken:
        from circles.cli.planning_runs import site_and_write
        from circles.siting.question import SitingQuestion

        question = SitingQuestion(
            objective=objective,
            new=new,
            share=share,
            budget=budget,
            cost_per_m2=cost_per_m2,
            floor_area_m2=floor_area,
            capacity=capacity,
            weight=weight,
            worst_first=worst_first,
            close=close,
            relocate=relocate,
            phases=given.phases_of(phases),
            time_limit_s=time_limit,
            seed=seed,
        )
        asked = asked_study(study, options, lang=lang, scenario=scenario)
        is_whole = site_and_write(asked, question, out, spoken, lang=lang, tiles=tiles)
        running.exit_unless(spoken, is_whole=is_whole)


@_command("choose")
def choose(  # noqa: PLR0917 typer reads the signature
    study: given.StudyFile = None,
    candidates: given.SitesListed = None,
    sites: given.Sites = None,
    budget: given.BudgetWan = None,
    fixed: given.Fixed = None,
    least_per_type: given.LeastPerType = None,
    least_per_county: given.LeastPerCounty = None,
    most_per_county: given.MostPerCounty = None,
    must: given.Must = None,
    must_not: given.MustNot = None,
    more: given.MoreWan = None,
    why: given.Why = None,
    time_limit: given.TimeLimit = _ASKED["time_limit_s"].default,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
) -> None:
    """Choose demonstration sites and write the plan with them."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of)
    rules = {"sites": sites, "budget_wan": budget, "fixed": fixed, "more_wan": more, "must": must, "must_not": must_not}
    rules |= {"least_per_type": least_per_type, "least_per_county": least_per_county, "why": why}
    options = given.with_demonstration(options, candidates, rules | {"most_per_county": most_per_county})
    with failures(lang) as spoken:
        from circles.cli.choosing_runs import choose_and_write

        asked = asked_study(study, options, lang=lang)
        choose_and_write(asked, out, spoken, lang=lang, tiles=tiles, time_limit_s=time_limit)


@_command("explain")
def explain(  # noqa: PLR0917 typer reads the signature
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


@_command("audit")
def audit(  # noqa: PLR0917 typer reads the signature
    study: given.StudyFile = None,
    norm: given.NormsAsked = None,
    as_of: given.DayOfAudit = None,
    ledger: given.LastLedger = None,
    earlier: given.Earlier = None,
    doubt: given.Doubt = False,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    out: given.Out = Path("maps_audit"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
) -> None:
    """Plan a study, hold it against norms and write the result."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of)
    with failures(lang) as spoken:
        from circles.cli.auditing_runs import AskedAudit, audit_and_write

        audited = AskedAudit(norms=norm or (), as_of=as_of, ledger=ledger, earlier=earlier, with_doubt=doubt)
        audit_and_write(asked_study(study, options, lang=lang), audited, out, spoken, lang=lang, tiles=tiles)


@_command("norms")
def norms(
    name: given.NormName = None,
    study: given.NeedsStudy = None,
    needs: given.Needs = False,
    out: given.OutNeeds = None,
    replace: given.ReplaceNeeds = False,
    lang: given.Lang = None,
) -> None:
    """List norms, the clauses of one, or the data that it asks for."""
    with failures(lang) as spoken:
        from circles.cli.auditing_runs import tell_norms

        asked = None if study is None else asked_study(study, {}, lang=lang)
        tell_norms(name, asked, spoken, needs=needs, out=out, replace=replace)


@_command("compare")
def compare(
    before: given.Before,
    after: given.After,
    published: given.Published = None,
    as_of_before: given.AsOfBefore = None,
    as_of: given.AsOfAfter = None,
    out: given.OutTable = None,
    edition: given.Edition = None,
    lang: given.Lang = None,
) -> None:
    """Compare two results, or the studies of two years."""
    with failures(lang) as spoken:
        from circles.cli.comparing_runs import compare_and_tell

        compare_and_tell(before, after, published, spoken, days=(as_of_before, as_of), out=out, of=edition, lang=lang)


@_command("init")
def init(folder: given.Folder, replace: given.ReplaceBoth = False, lang: given.Lang = None) -> None:
    """Begin a study."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import tell

        with progress(spoken, running.INIT_STEPS) as step:
            begun = circles.init_study(folder, lang=lang, replace=replace, progress=step)
        with shown(spoken, folder):
            tell(begun.document())


@_command("place")
def place(  # noqa: PLR0917 typer reads the signature
    listed: given.Listed,
    points: given.PointFiles = None,
    communities: given.CommunityFile = None,
    aliases: given.AliasFile = None,
    kind: given.Kind = "centers",
    sheet: given.Sheet = None,
    layer: given.Layer = None,
    datum: given.Datum = None,
    out: given.OutWorkbook = None,
    replace: given.ReplaceWorkbook = False,
    lang: given.Lang = None,
) -> None:
    """Find places by name."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import tell
        from circles.document import lines_section
        from circles.phrases import phrase
        from circles.publish import check_places_file

        workbook = out or Path(f"{kind}_to_place.xlsx")
        files: dict[str, Any] = {"points": points or (), "communities": communities, "aliases": aliases}
        inputs = [file for file in (listed, communities, aliases, *(points or ())) if file is not None]
        check_places_file(workbook, replace=replace, inputs=inputs)
        with progress(spoken, running.PLACE_STEPS) as step:
            step("step.places_match")
            found = circles.match_places(listed, **files, kind=kind, sheet=sheet, layer=layer, datum=datum)
            step("step.places_write")
            workbook = circles.write_places(found, workbook, lang=lang, replace=replace, inputs=inputs)
        lines = [phrase("places.written", path=str(workbook)), phrase(f"places.next_{found.kind}", file=workbook.name)]
        with shown(spoken, workbook):
            tell(found.document().followed_by(lines_section("written", lines)), lang)


@_command("fetch")
def fetch(
    place: given.Place,
    out: given.OutStreets = Path("streets.gpkg"),
    reach: given.Reach = settings.FETCH["reach_m"].default,
    deadline: given.Deadline = settings.FETCH["deadline_s"].default,
    replace: given.ReplaceStreets = False,
    lang: given.Lang = None,
) -> None:
    """Download streets."""
    with failures(lang) as spoken:
        from circles.cli.endings import next_commands
        from circles.cli.telling import tell_sections
        from circles.document import lines_section
        from circles.phrases import phrase
        from circles.sources import fetch_streets

        with progress(spoken, running.FETCH_STEPS) as step:
            file = fetch_streets(place, out, reach_m=reach, deadline_s=deadline, replace=replace, progress=step)
        done = lines_section("done", [phrase("fetch.done", file=file)])
        with shown(spoken, file):
            tell_sections([done, next_commands(["init", Path(out).parent])], spoken.lang)


@_command("completion")
def completion(shell: given.Shell, lang: given.Lang = None) -> None:
    """Print a script for a shell."""
    with failures(lang) as spoken:
        from typer.main import get_command

        from circles.cli.completion import completion_script

        group: Any = get_command(app)
        script = completion_script(shell, group.commands, lang=spoken.lang)
        with shown(spoken):
            typer.echo(script, nl=False)


def run() -> None:
    """Run the command line; what calls it catches Ctrl-C."""
    # A run makes millions of small objects and few rings of them: looking for rings each 700 takes a tenth of its time.
    gc.set_threshold(500_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # A console with a small code page (936 on Windows) must not end a run over one character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    finally:
        # The process is about to end: what is left goes back to the system as a whole, not ring by ring.
        gc.freeze()
