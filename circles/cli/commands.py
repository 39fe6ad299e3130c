"""The commands, each a short handler around one public function.

Nothing heavy is imported before a command needs it, so that ``circles --help`` answers at once. Exit status: 0, 2 for
bad input, 3 for an unexpected failure.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from circles import __version__, settings, texts
from circles.cli.running import Spoken, failures, progress, stopped_by_interrupt
from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from circles.answers import Check
    from circles.planning_study import Study
    from circles.siting.question import SitingQuestion

app = typer.Typer(
    name="circles",
    help="15-minute walking service circles: who is outside, why, and how the answer was found.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_SAID = settings.SECTIONS
_ASKED = settings.SITING


def _option(setting: settings.Setting, *flags: str) -> Any:
    """Return a command option that is a setting: what it means is told by the setting."""
    said = setting.help("en")
    if setting.section == "scenario":
        said = texts.chapter("en", "settings")["setting_option.unless"].format(help=said, default=setting.default)
    return typer.Option(*flags, help=said)


StudyFile = Annotated[Path | None, typer.Argument(help="The study file, study.toml.", show_default=False)]
Streets = Annotated[Path | None, _option(_SAID["streets"]["file"])]
Centers = Annotated[Path | None, _option(_SAID["centers"]["file"])]
Blocks = Annotated[Path | None, _option(_SAID["blocks"]["file"])]
Minutes = Annotated[float | None, _option(_SAID["scenario"]["minutes"])]
Speed = Annotated[float | None, _option(_SAID["scenario"]["walking_speed_kmh"])]
Out = Annotated[Path, typer.Option(help="Folder for the results.")]
Lang = Annotated[str | None, _option(_SAID["output"]["lang"])]
Tiles = Annotated[bool, typer.Option("--tiles", help="Put online map tiles under the map (needs internet to view).")]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """15-minute walking service circles: who is outside, why, and how the answer was found."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def demo(out: Out = Path("maps/demo"), lang: Lang = None, tiles: Tiles = False) -> None:
    """Plan the bundled demo study and write its map."""
    from circles.sources import demo_study

    _plan_and_write(demo_study() / "study.toml", {}, out, lang=lang, tiles=tiles)


@app.command()
def plan(  # noqa: PLR0917 typer reads the signature
    study: StudyFile = None,
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    out: Out = Path("maps"),
    lang: Lang = None,
    tiles: Tiles = False,
) -> None:
    """Plan a study: the map, the tables and the account, written to a folder."""
    options = _options(streets, centers, blocks, minutes, speed)
    _plan_and_write(study, options, out, lang=lang, tiles=tiles)


@app.command()
def check(  # noqa: PLR0917 typer reads the signature
    study: StudyFile = None,
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    json: Annotated[Path | None, typer.Option(help="Write the whole report as JSON to this file; - prints it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that is no report; it is kept.")] = False,
    lang: Lang = None,
) -> None:
    """Check a study: what was read, what not and why. Exit status 0, 1 with something to look at, 2 unusable."""
    with failures(lang) as spoken:
        from circles.cli.telling import tell
        from circles.publish import check_report_file, write_report
        from circles.sources import examine_study, input_files
        from circles.workflows.checking import check_examined, language_of

        options = _options(streets, centers, blocks, minutes, speed)
        if lang is not None:
            options = {**options, "output": {"lang": lang}}
        asked: dict[str, Any] = {"replace": replace, "inputs": input_files(study or {}, options=options)}
        printed = str(json) == "-"
        if json is not None and not printed:
            check_report_file(json, **asked)
        with progress(spoken) as step:
            step("step.read")
            examined = examine_study(study or options, options=options if study else None)
            spoken.follow(language_of(examined))
            found = check_examined(examined, progress=step)
        if printed:
            typer.echo(_as_json(found))
        else:
            tell(found.document())
            if json is not None:
                write_report(found.summary(), json, **asked)
                Console().print(Text(texts.say("check.written", found.lang, path=json)))
    raise typer.Exit({"clean": 0, "warnings": 1, "unusable": 2}[found.status])


@app.command()
def site(  # noqa: PLR0917 typer reads the signature
    study: StudyFile = None,
    new: Annotated[int | None, _option(_ASKED["new"])] = None,
    candidates: Annotated[Path | None, _option(_SAID["candidates"]["file"])] = None,
    objective: Annotated[str, _option(_ASKED["objective"])] = _ASKED["objective"].default,
    share: Annotated[float, _option(_ASKED["share"])] = _ASKED["share"].default,
    budget: Annotated[float | None, _option(_ASKED["budget"])] = None,
    cost_per_m2: Annotated[float | None, _option(_ASKED["cost_per_m2"], "--cost-per-m2")] = None,
    floor_area: Annotated[float | None, _option(_ASKED["floor_area_m2"])] = None,
    capacity: Annotated[float | None, _option(_ASKED["capacity"])] = None,
    weight: Annotated[str, _option(_ASKED["weight"])] = _ASKED["weight"].default,
    worst_first: Annotated[bool, _option(_ASKED["worst_first"], "--worst-first", "--equity")] = False,
    close: Annotated[int, _option(_ASKED["close"])] = _ASKED["close"].default,
    relocate: Annotated[int, _option(_ASKED["relocate"])] = _ASKED["relocate"].default,
    phases: Annotated[str, _option(_ASKED["phases"])] = "",
    time_limit: Annotated[float, _option(_ASKED["time_limit_s"])] = _ASKED["time_limit_s"].default,
    seed: Annotated[int, _option(_ASKED["seed"])] = _ASKED["seed"].default,
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    out: Out = Path("maps"),
    lang: Lang = None,
    tiles: Tiles = False,
) -> None:
    """Propose where the next centers go, with proof, and plan with them. Ctrl-C gives the best found so far."""
    options = _options(streets, centers, blocks, minutes, speed)
    if candidates is not None:
        options["candidates"] = {"file": str(candidates)}
    with failures(lang) as spoken:
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
            phases=_phases(phases),
            time_limit_s=time_limit,
            seed=seed,
        )
        _site_and_write(study, options, question, out, spoken, lang=lang, tiles=tiles)


@app.command()
def explain(
    study: StudyFile = None,
    block: Annotated[str, typer.Option(help="The block to explain, by its id or its name.")] = "",
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    lang: Lang = None,
) -> None:
    """Tell the walk of one block to its nearest center, leg by leg."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import tell

        if not block:
            raise InputError(Finding(code="option_missing", column="--block"))
        read = _study(study, _options(streets, centers, blocks, minutes, speed), lang)
        spoken.follow(read.lang)
        tell(circles.explain(circles.plan(read), block).document())


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="A result folder.")],
    after: Annotated[Path, typer.Argument(help="Another result folder.")],
    out: Annotated[Path | None, typer.Option(help="A folder for a table and a map of what changed.")] = None,
    lang: Lang = None,
) -> None:
    """Compare two result folders: what was asked differently, both rates, blocks and people gained, lost, changed."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import files_written, tell

        plans = (circles.read_plan(before), circles.read_plan(after))
        change = circles.compare(*plans, lang=lang, names=(plans[0].name, plans[1].name))
        spoken.follow(change.lang)
        files = circles.write_comparison(change, out, lang=lang) if out else ()
        tell(change.document().followed_by(*files_written(files)))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder that the files are in.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace both files; the earlier are kept.")] = False,
    lang: Lang = None,
) -> None:
    """Recognise the files of a folder and begin a study: study.toml with every guess and its reason, and a template."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import tell

        with progress(spoken) as step:
            begun = circles.init_study(folder, lang=lang, replace=replace, progress=step)
        tell(begun.document())


@app.command()
def place(  # noqa: PLR0917 typer reads the signature
    listed: Annotated[Path, typer.Argument(metavar="LIST", help="The list without coordinates: .xlsx, .csv ...")],
    points: Annotated[list[Path] | None, typer.Option(help="Points with names; may be given more than once.")] = None,
    communities: Annotated[Path | None, typer.Option(help="Polygons of communities with names.")] = None,
    aliases: Annotated[Path | None, typer.Option(help="Other names: .csv or .xlsx (alias, name), or .toml.")] = None,
    kind: Annotated[str, typer.Option(help="What the list holds: centers or blocks.")] = "centers",
    sheet: Annotated[str | None, typer.Option(help="Sheet of the list, where it has several.")] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of the points, where a file has several.")] = None,
    datum: Annotated[str | None, typer.Option(help="Datum of the points: GCJ-02, BD-09, CGCS2000 or WGS-84.")] = None,
    out: Annotated[Path | None, typer.Option(help="The workbook, .xlsx; centers_to_place.xlsx if not given.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the workbook; the earlier is kept.")] = False,
    lang: Lang = None,
) -> None:
    """Find places for a list without coordinates, by name, as proposals in a workbook to be completed by hand."""
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
        said: dict[str, Any] = {"kind": kind, "sheet": sheet, "layer": layer, "datum": datum}
        with progress(spoken) as step:
            step("step.places_match")
            found = circles.match_places(listed, **files, **said)
            step("step.places_write")
            workbook = circles.write_places(found, workbook, lang=lang, replace=replace, inputs=inputs)
        following = phrase(f"places.next_{found.kind}", file=workbook.name)
        written = lines_section("written", [phrase("places.written", path=str(workbook)), following])
        tell(found.document().followed_by(written), lang)


@app.command()
def fetch(
    place: Annotated[str, typer.Argument(help="Name of an area: 'Lianchi District, Baoding, China'.")],
    out: Annotated[Path, typer.Option(help="GeoPackage for the streets, .gpkg.")] = Path("streets.gpkg"),
    reach: Annotated[float, _option(settings.FETCH["reach_m"])] = settings.FETCH["reach_m"].default,
    deadline: Annotated[float, _option(settings.FETCH["deadline_s"])] = settings.FETCH["deadline_s"].default,
    private_ways: Annotated[bool, _option(_SAID["streets"]["private_ways"], "--private-ways")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file if it is there.")] = False,
    lang: Lang = None,
) -> None:
    """Download the walkable streets of a place from OpenStreetMap (needs internet)."""
    with failures(lang) as spoken:
        from circles.sources import fetch_streets

        asked: dict[str, Any] = {"reach_m": reach, "deadline_s": deadline, "private_ways": private_ways}
        with progress(spoken) as step:
            file = fetch_streets(place, out, **asked, replace=replace, progress=step)
        Console().print(Text(texts.say("fetch.done", spoken.lang, file=file)))


def main() -> None:
    """Run the command line."""
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


def _options(
    streets: Path | None, centers: Path | None, blocks: Path | None, minutes: float | None, speed: float | None
) -> dict[str, Any]:
    """Return the given options in the shape of a study file."""
    files = {"streets": streets, "centers": centers, "blocks": blocks}
    options: dict[str, Any] = {name: {"file": str(file)} for name, file in files.items() if file is not None}
    scenario = {"minutes": minutes, "walking_speed_kmh": speed}
    given = {name: value for name, value in scenario.items() if value is not None}
    return {**options, "scenario": given} if given else options


def _study(file: Path | None, options: dict[str, Any], lang: str | None) -> Study:
    from circles.sources import read_study

    if lang is not None:
        options = {**options, "output": {"lang": lang}}
    return read_study(file, options=options) if file is not None else read_study(options)


def _plan_and_write(file: Path | None, options: dict[str, Any], out: Path, *, lang: str | None, tiles: bool) -> None:
    with failures(lang) as spoken:
        from circles.cli.telling import tell, written_to
        from circles.publish import check_folder, write_plan
        from circles.sources import input_files
        from circles.workflows import plan

        inputs = input_files(file or {}, options=options)
        check_folder(out, inputs=inputs)
        with progress(spoken) as step:
            step("step.read")
            study = _study(file, options, lang)
            spoken.follow(study.lang)
            result = plan(study, progress=step)
            step("step.write")
            run = {"durations_s": step.seconds()}
            written = write_plan(result, out, lang=lang, tiles=tiles, run=run, inputs=inputs)
        tell(result.document().followed_by(written_to(written.folder, written.findings)))


def _as_json(found: Check) -> str:
    """Return a check as JSON text, escaped because a console may lack the letters."""
    import json

    return json.dumps(found.summary(), ensure_ascii=True, allow_nan=False, indent=2)


def _site_and_write(
    file: Path | None,
    options: dict[str, Any],
    question: SitingQuestion,
    out: Path,
    spoken: Spoken,
    *,
    lang: str | None,
    tiles: bool,
) -> None:
    from circles.cli.telling import tell, written_to
    from circles.publish import check_folder, write_siting
    from circles.results import SITING_FILES
    from circles.sources import input_files
    from circles.workflows import site as find_sites

    inputs = input_files(file or {}, options=options)
    check_folder(out, more=SITING_FILES, inputs=inputs)
    with progress(spoken) as step:
        step("step.read")
        study = _study(file, options, lang)
        spoken.follow(study.lang)
        with stopped_by_interrupt(step, during="step.site_search") as stop:
            found = find_sites(study, question, progress=step, stop=stop)
        step("step.write")
        run = {"durations_s": step.seconds()}
        written = write_siting(found, out, lang=lang, tiles=tiles, run=run, inputs=inputs)
    tell(found.document().followed_by(written_to(written.folder, written.findings)))


def _phases(said: str) -> tuple[int, ...]:
    """Return the new centers of each phase, as ``2,3,2`` says."""
    parts = [part.strip() for part in said.replace("，", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise InputError(Finding(code="site_bad_number", column="--phases", value=said))
    return tuple(map(int, parts))
