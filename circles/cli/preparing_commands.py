"""Begin a study, find places by name, download streets: their handlers (commands.py lists them)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from circles import settings
from circles.cli import options as given
from circles.cli import running
from circles.cli.running import failures, progress, shown


def init(folder: given.Folder, replace: given.ReplaceBoth = False, lang: given.Lang = None) -> None:
    """Begin a study."""
    with failures(lang) as spoken:
        import circles
        from circles.cli.telling import tell

        with progress(spoken, running.INIT_STEPS) as step:
            begun = circles.init_study(folder, lang=lang, replace=replace, progress=step)
        with shown(spoken, folder):
            tell(begun.document())


def place(
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
