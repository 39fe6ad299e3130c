"""The commands, each a short handler around one public function.

Nothing heavy is imported before a command needs it, so that ``circles --help`` answers at once. Exit status: 0, 2 for
bad input, 3 for an unexpected failure.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from circles import __version__, texts
from circles.cli.running import failures, progress, stopped_by_interrupt, terminal_language
from circles.cli.telling import table_of, tell_check, tell_matches, tell_plan, tell_siting
from circles.errors import Finding, InputError, OutputError

if TYPE_CHECKING:
    from circles.siting.question import SitingQuestion
    from circles.study import Study
    from circles.workflows import Check

app = typer.Typer(
    name="circles",
    help="15-minute walking service circles: who is outside, why, and how the answer was found.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StudyFile = Annotated[Path | None, typer.Argument(help="The study file, study.toml.", show_default=False)]
Streets = Annotated[Path | None, typer.Option(help="Streets: .osm.pbf, .graphml, .gpkg, .geojson, .parquet, .shp.")]
Centers = Annotated[Path | None, typer.Option(help="Centers: .csv with coordinates, .geojson, .gpkg, .parquet.")]
Blocks = Annotated[Path | None, typer.Option(help="Blocks: polygons or points, formats as for centers.")]
Minutes = Annotated[float | None, typer.Option(help="Minutes allowed for the walk; 15 unless the study says.")]
Speed = Annotated[float | None, typer.Option(help="Walking speed in km/h; 4.0 unless the study says.")]
Out = Annotated[Path, typer.Option(help="Folder for the results.")]
Lang = Annotated[str | None, typer.Option(help="Language of the results, zh or en; by the study's names if not given.")]
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
def check(
    study: StudyFile = None,
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    json: Annotated[Path | None, typer.Option(help="Write the whole report as JSON to this file; - prints it.")] = None,
    lang: Lang = None,
) -> None:
    """Check a study: what was read, what not and why. Exit status 0, 1 with something to look at, 2 unusable."""
    with failures(lang):
        import circles

        options = _options(streets, centers, blocks, minutes, speed)
        if lang is not None:
            options = {**options, "output": {"lang": lang}}
        with progress(lang) as step:
            found = circles.check_study(study or options, options=options if study else None, progress=step)
        if str(json) == "-":
            typer.echo(_as_json(found, escaped=True))
        else:
            tell_check(found)
            if json is not None:
                _write_report(json, _as_json(found))
                Console().print(Text(texts.say("check.written", found.lang, path=json)))
    raise typer.Exit({"clean": 0, "warnings": 1, "unusable": 2}[found.status])


@app.command()
def site(  # noqa: PLR0917 typer reads the signature
    study: StudyFile = None,
    new: Annotated[int | None, typer.Option(help="How many new centers at most.")] = None,
    candidates: Annotated[
        Path | None, typer.Option(help="Points or parcels where they may stand; street junctions if not given.")
    ] = None,
    objective: Annotated[
        str, typer.Option(help="people (most covered), fewest, cheapest, total_walk or worst_walk.")
    ] = "people",
    share: Annotated[float, typer.Option(help="For fewest and cheapest: the share to cover, 0.95 for 95 %.")] = 1.0,
    budget: Annotated[float | None, typer.Option(help="What all new centers together may cost.")] = None,
    cost_per_m2: Annotated[float | None, typer.Option("--cost-per-m2", help="Cost of a square metre.")] = None,
    floor_area: Annotated[
        float | None, typer.Option(help="Floor area of a new center in m2, where its candidate says none.")
    ] = None,
    capacity: Annotated[float | None, typer.Option(help="How many people a center can serve.")] = None,
    weight: Annotated[
        str, typer.Option(help="Who counts: population, people_60_plus, people_renovation, dwellings, blocks ...")
    ] = "population",
    worst_first: Annotated[
        bool, typer.Option("--worst-first", "--equity", help="The worst-off sub-district first, then the total.")
    ] = False,
    close: Annotated[int, typer.Option(help="How many existing centers close.")] = 0,
    relocate: Annotated[int, typer.Option(help="How many existing centers move.")] = 0,
    phases: Annotated[str, typer.Option(help="New centers by phase: 2,3,2.")] = "",
    time_limit: Annotated[float, typer.Option(help="Seconds for the search.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 0,
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
    with failures(lang):
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
        _site_and_write(study, options, question, out, lang=lang, tiles=tiles)


@app.command()
def explain(
    study: StudyFile = None,
    block: Annotated[str, typer.Option(help="The block_id to explain.")] = "",
    streets: Streets = None,
    centers: Centers = None,
    blocks: Blocks = None,
    minutes: Minutes = None,
    speed: Speed = None,
    lang: Lang = None,
) -> None:
    """Tell the walk of one block to its nearest center, leg by leg."""
    with failures(lang):
        import circles

        if not block:
            raise InputError(Finding(code="option_missing", column="--block"))
        plan = circles.plan(_study(study, _options(streets, centers, blocks, minutes, speed), lang))
        walk = circles.explain(plan, block)
        screen = Console()
        screen.print(Text(walk.heading, style="bold"))
        if walk.verdict_text:
            screen.print(Text(walk.verdict_text))
            screen.print(table_of([("explain.part", "left"), ("explain.metres", "right")], walk.rows(), walk.lang))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="A result folder.")],
    after: Annotated[Path, typer.Argument(help="Another result folder.")],
    lang: Lang = None,
) -> None:
    """Compare two result folders: blocks and people gained, lost, changed."""
    with failures(lang):
        import circles
        from circles.sources import read_plan_blocks

        comparison = circles.compare(read_plan_blocks(before), read_plan_blocks(after), lang=lang)
        screen = Console()
        title = texts.say("compare.title", comparison.lang, before=before.name, after=after.name)
        screen.print(Text(title, style="bold"))
        heads = [("compare.change", "left"), ("compare.blocks", "right"), ("compare.people", "right")]
        screen.print(table_of(heads, comparison.rows(), comparison.lang))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder that the files are in.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace both files; the earlier are kept.")] = False,
    lang: Lang = None,
) -> None:
    """Recognise the files of a folder and begin a study: study.toml with every guess and its reason, and a template."""
    with failures(lang):
        import circles

        with progress(lang) as step:
            begun = circles.init_study(folder, lang=lang, replace=replace, progress=step)
        screen = Console()
        heads = [("init.head_file", "left"), ("init.head_role", "left"), ("init.head_why", "left")]
        screen.print(table_of(heads, begun.rows(), begun.lang))
        for line in begun.lines():
            screen.print(Text(line))


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
    with failures(lang):
        import circles

        files: dict[str, Any] = {"points": points or (), "communities": communities, "aliases": aliases}
        said: dict[str, Any] = {"kind": kind, "sheet": sheet, "layer": layer, "datum": datum}
        with progress(lang) as step:
            step("step.places_match")
            found = circles.match_places(listed, **files, **said)
            step("step.places_write")
            workbook = circles.write_places(found, out or Path(f"{kind}_to_place.xlsx"), lang=lang, replace=replace)
        tell_matches(found, workbook, lang or found.lang)


@app.command()
def fetch(
    place: Annotated[str, typer.Argument(help="Name of an area: 'Lianchi District, Baoding, China'.")],
    out: Annotated[Path, typer.Option(help="GeoPackage for the streets, .gpkg.")] = Path("streets.gpkg"),
    reach: Annotated[float, typer.Option(help="Metres beyond the place; at least the walking limit.")] = 1000,
    deadline: Annotated[float, typer.Option(help="Seconds after which the download is given up.")] = 300,
    private_ways: Annotated[bool, typer.Option("--private-ways", help="Let in ways closed only as private.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file if it is there.")] = False,
    lang: Lang = None,
) -> None:
    """Download the walkable streets of a place from OpenStreetMap (needs internet)."""
    with failures(lang):
        from circles.sources import fetch_streets

        asked: dict[str, Any] = {"reach_m": reach, "deadline_s": deadline, "private_ways": private_ways}
        with progress(lang) as step:
            file = fetch_streets(place, out, **asked, replace=replace, progress=step)
        Console().print(Text(texts.say("fetch.done", terminal_language(lang), file=file)))


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A console with a small code page (936 on Windows) must not end a run over one character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


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
    with failures(lang):
        from circles.publish import check_folder, write_plan
        from circles.workflows import plan

        check_folder(out)
        with progress(lang) as step:
            step("step.read")
            study = _study(file, options, lang)
            result = plan(study, progress=step)
            step("step.write")
            written = write_plan(result, out, lang=lang, tiles=tiles, run={"durations_s": step.seconds()})
        tell_plan(result, written.folder, written.findings)


def _as_json(found: Check, *, escaped: bool = False) -> str:
    """Return a check as JSON text, `escaped` where a console may lack the letters."""
    import json

    return json.dumps(found.summary(), ensure_ascii=escaped, allow_nan=False, indent=2)


def _write_report(file: Path, text: str) -> None:
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        details = {"why": error.strerror or str(error)}
        raise OutputError(Finding(code="report_not_written", file=str(file), details=details)) from error


def _site_and_write(
    file: Path | None, options: dict[str, Any], question: SitingQuestion, out: Path, *, lang: str | None, tiles: bool
) -> None:
    from circles.publish import check_folder, write_siting
    from circles.publish.result_folder import SITING_FILES
    from circles.sources import read_candidates
    from circles.workflows import site as find_sites

    check_folder(out, more=SITING_FILES)
    with progress(lang) as step:
        step("step.read")
        study = _study(file, options, lang)
        candidates = read_candidates(file if file is not None else options, options=options if file else None)
        with stopped_by_interrupt(step, during="step.site_search") as stop:
            found = find_sites(study, question, candidates=candidates, progress=step, stop=stop)
        step("step.write")
        written = write_siting(found, out, lang=lang, tiles=tiles, run={"durations_s": step.seconds()})
    tell_siting(found, written.folder, written.findings)


def _phases(said: str) -> tuple[int, ...]:
    """Return the new centers of each phase, as ``2,3,2`` says."""
    parts = [part.strip() for part in said.replace("，", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise InputError(Finding(code="site_bad_number", column="--phases", value=said))
    return tuple(map(int, parts))
