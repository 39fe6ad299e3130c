"""The commands, each a short handler around one public function.

Nothing heavy is imported before a command needs it, so that ``circles --help`` answers at once. Exit status: 0, 2 for
bad input, 3 for an unexpected failure.
"""

from __future__ import annotations

import locale
import sys
import time
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from circles import __version__, texts
from circles.errors import CirclesError, Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from circles.answer import Plan
    from circles.study import Study

SHOWN_BLOCKS = 10

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
    with _failures(lang):
        import circles

        if not block:
            raise InputError(Finding(code="option_missing", column="--block"))
        plan = circles.plan(_study(study, _options(streets, centers, blocks, minutes, speed), lang))
        walk = circles.explain(plan, block)
        screen = Console()
        screen.print(Text(walk.heading, style="bold"))
        if walk.verdict_text:
            screen.print(Text(walk.verdict_text))
            screen.print(_table([("explain.part", "left"), ("explain.metres", "right")], walk.rows(), walk.lang))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="A result folder.")],
    after: Annotated[Path, typer.Argument(help="Another result folder.")],
    lang: Lang = None,
) -> None:
    """Compare two result folders: blocks and people gained, lost, changed."""
    with _failures(lang):
        import circles
        from circles.sources import read_plan_blocks

        comparison = circles.compare(read_plan_blocks(before), read_plan_blocks(after), lang=lang)
        screen = Console()
        title = texts.say("compare.title", comparison.lang, before=before.name, after=after.name)
        screen.print(Text(title, style="bold"))
        heads = [("compare.change", "left"), ("compare.blocks", "right"), ("compare.people", "right")]
        screen.print(_table(heads, comparison.rows(), comparison.lang))


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
    with _failures(lang):
        from circles.sources import fetch_streets

        asked: dict[str, Any] = {"reach_m": reach, "deadline_s": deadline, "private_ways": private_ways}
        with _progress(lang) as step:
            file = fetch_streets(place, out, **asked, replace=replace, progress=step)
        Console().print(Text(texts.say("fetch.done", _spoken(lang), file=file)))


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
    with _failures(lang):
        from circles.publish import check_folder, write_plan
        from circles.workflows import plan

        check_folder(out)
        with _progress(lang) as step:
            step("step.read")
            study = _study(file, options, lang)
            result = plan(study, progress=step)
            step("step.write")
            written = write_plan(result, out, lang=lang, tiles=tiles, run={"durations_s": step.seconds()})
        _report(result, written.folder, written.findings)


def _report(result: Plan, folder: Path, findings: tuple[Finding, ...]) -> None:
    """Print the headline, the account, the worst blocks and where the map is."""
    from circles.answer import summary_rows

    lang = result.study.lang
    screen = Console()
    screen.print(Text(result.sentence(lang), style="bold"))
    screen.print(_table([("terminal.verdict", "left"), ("", "right")], summary_rows(result, lang), lang))
    rows, more = _worst_rows(result)
    if rows:
        heads = [("terminal.block", "left"), ("terminal.name", "left"), ("terminal.minutes", "right")]
        heads += [("terminal.people", "right"), ("terminal.center", "left")]
        screen.print(_table(heads, rows, lang, title=texts.say("terminal.outside_title", lang)))
    if more:
        screen.print(Text(texts.say("terminal.more", lang, count=more)))
    for finding in (*result.warnings, *findings):
        screen.print(Text(texts.say("terminal.warning", lang, text=finding.text(lang))))
    screen.print(Text(texts.say("terminal.map_at", lang, path=folder / "coverage.html")))


def _worst_rows(result: Plan) -> tuple[list[tuple[str, str, str, str, str]], int]:
    """Return the worst outside blocks as shown (block, name, minutes, people, center) and how many more there are."""
    from circles import tables, walking
    from circles.publish import worst_first

    outside = worst_first(result.blocks[result.blocks["verdict"] == tables.OUTSIDE])
    names = dict(zip(result.centers["center_id"], result.centers["name"], strict=True))
    shown = outside.head(SHOWN_BLOCKS)
    rows = [
        (
            str(block_id),
            str(name),
            walking.shown_minutes(minutes, tables.OUTSIDE) if minutes == minutes else "–",  # noqa: PLR0124 NaN
            f"{people:,.0f}" if people == people else "–",  # noqa: PLR0124
            str(names.get(center_id, "–")),
        )
        for block_id, name, minutes, people, center_id in shown[
            ["block_id", "name", "minutes", "population", "center_id"]
        ].itertuples(index=False)
    ]
    return rows, len(outside) - len(shown)


def _table(heads: list[tuple[str, Any]], rows: list[Any], lang: str, *, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    for key, justify in heads:
        table.add_column(texts.say(key, lang) if key else "", justify=justify)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


class _Steps:
    """The steps of a run as they begin: shown on the terminal, timed for run.json."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        self._begun.append((step, time.perf_counter()))
        self._show(step)

    def seconds(self) -> dict[str, float]:
        """Return how long each finished step took; the one under way is left out."""
        return {step.removeprefix("step."): round(end - begun, 3) for (step, begun), (_, end) in pairwise(self._begun)}


def _spoken(lang: str | None) -> str:
    """Return the language of the terminal: as asked for, else the machine's own where it is Chinese."""
    if lang in texts.LANGUAGES:
        return str(lang)
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def _progress(lang: str | None) -> Iterator[_Steps]:
    screen = Console(stderr=True)
    spoken = _spoken(lang)
    with screen.status("") as status:
        yield _Steps(lambda step: status.update(Text(texts.say(step, spoken))))


@contextmanager
def _failures(lang: str | None) -> Iterator[None]:
    """Turn an error into one clear message and an exit status."""
    spoken = _spoken(lang)
    screen = Console(stderr=True)
    try:
        yield
    except CirclesError as error:
        screen.print(Text(texts.say("terminal.error", spoken), style="bold"))
        screen.print(Text(error.text(spoken)))
        raise typer.Exit(2) from error
    except Exception as error:
        screen.print(Text(texts.say("terminal.unexpected", spoken, text=f"{type(error).__name__}: {error}")))
        raise typer.Exit(3) from error


if __name__ == "__main__":
    main()
