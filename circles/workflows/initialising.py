"""From a folder of files to a study file and a workbook to fill in: every guess written down with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from circles import texts
from circles.answers.begun_study import BegunStudy
from circles.errors import expect, expect_language
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.planning_study import silent
from circles.publish.study_draft import check_beside, study_text, write_beside
from circles.publish.study_template import ListColumn, ListSheet, SettingsSheet, template_bytes
from circles.sources.folder.editions import editions_beside
from circles.sources.folder.glimpses import POINT
from circles.sources.folder.listing import look_at_folder
from circles.sources.folder.recognising import fields_of, needs_places
from circles.sources.folder.trial_reading import try_reading
from circles.sources.places.doctor import SWAPPED
from circles.workflows.file_choice import MOST_OTHERS, choice_of, reasons_of
from circles.workflows.study_drafting import drafted_sections
from circles.workflows.unjoined_streets import soundness_on_trial, unjoined_figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circles.network import StreetSoundness
    from circles.phrases import Words
    from circles.planning_study import Progress
    from circles.publish.study_draft import Section
    from circles.sources.folder.listing import FolderSeen, PassedOver
    from circles.sources.folder.recognising import Candidate
    from circles.sources.folder.trial_reading import Trial
    from circles.workflows.file_choice import Choice

STUDY_FILE = "study.toml"

_SHOWN_FILES = 4
_LISTS = {
    "centers": ("name", "lon", "lat", "status", "kind", "address", "floor_area", "subdistrict", "community"),
    "blocks": ("name", "lon", "lat", "population", "dwellings", "subdistrict", "community"),
    "demand": ("name", "lon", "lat", "population", "dwellings", "delivered", "subdistrict", "community"),
}
_STATUSES = ("open", "renovating", "under_construction", "planned", "closed")


def init_study(
    folder: str | Path, *, lang: str | None = None, replace: bool = False, progress: Progress = silent
) -> BegunStudy:
    """Recognise the files of a folder and write a study file and a workbook to fill in.

    Files are told by their content, their columns and their names; sub-folders are not entered. The streets, the
    centers, the blocks and the area that are taken are read once to see whether they fit together. Nothing is
    converted: what the datum doctor says is written as a proposal behind a comment mark.

    Parameters
    ----------
    folder : str or Path
        Where the files are, and where ``study.toml`` and ``study_template.xlsx`` (``填报模板.xlsx`` in Chinese) go.
    lang : str, optional
        ``zh`` or ``en``; by default Chinese where names or columns in the folder are.
    replace : bool
        Whether the two files may be replaced; the earlier ones are kept with ``.bak`` after their names.
    progress : callable
        Told the key of each step as it begins.

    Returns
    -------
    BegunStudy

    Raises
    ------
    InputError
        If there is no such folder, or it may not be read.
    OutputError
        If a study is there already, or the files cannot be written; then nothing is changed.

    Examples
    --------
    >>> import circles
    >>> import shutil
    >>> folder = shutil.copytree(circles.demo_study(), "folder", ignore=shutil.ignore_patterns("study.toml"))
    >>> begun = circles.init_study(folder)
    >>> circles.read_study("folder/study.toml").name
    'folder'
    """
    expect_language(lang)
    expect("replace", replace, bool)
    expect("progress", progress, Callable)
    expect("folder", folder, str, Path)
    path = Path(folder)
    check_beside(path, [STUDY_FILE, *([] if lang is None else [_template_name(lang)])], replace=replace)
    progress("step.look")
    seen = look_at_folder(path)
    spoken = lang or _language(path, seen)
    choice = choice_of(seen.candidates, seen.passed)
    inputs = [candidate.glimpse.path for candidate in choice.chosen.values()]
    check_beside(path, [STUDY_FILE, _template_name(spoken)], replace=replace, inputs=inputs)
    progress("step.try")
    trial = try_reading(choice.chosen)
    sound = soundness_on_trial(choice, trial)
    sections = drafted_sections(choice, trial, spoken, output_lang=lang, sound=sound)
    name = path.resolve().name.encode("utf-8", "replace").decode("utf-8")
    text = study_text(
        name, sections, heading=[texts.say(f"init.heading_{part}", spoken) for part in ("what", "how", "next")]
    )
    workbook = template_bytes(
        _settings(name, sections, spoken), _lists(spoken), refusal=texts.say("template.refusal", spoken)
    )
    # The workbook first: it is what people keep open.
    made = {_template_name(spoken): workbook, STUDY_FILE: text.encode("utf-8")}
    template, study_file = write_beside(path, made, replace=replace, inputs=inputs)
    return BegunStudy(
        study_file=study_file,
        template=template,
        taken=tuple(_taken(choice)),
        passed=tuple(_together(seen.passed)),
        to_decide=(*_to_decide(choice, trial), *_nodes_to_decide(choice, sound)),
        missing=tuple(_missing(choice)),
        commands=tuple(_commands(choice, trial, study_file)),
        later=() if _is_complete(choice, trial) else tuple(_study_commands(_to_complete(choice, study_file, template))),
        lang=spoken,
    )


def _template_name(lang: str) -> str:
    return texts.say("template.file", lang)


def _language(folder: Path, seen: FolderSeen) -> str:
    glimpses = [candidate.glimpse for candidate in seen.candidates]
    columns = [column for glimpse in glimpses for column in glimpse.columns]
    cells = [cell for glimpse in glimpses for column in glimpse.sample.values() for cell in column[:10]]
    return texts.language_of(folder.resolve().name, *(glimpse.title for glimpse in glimpses), *columns, *cells)


def _taken(choice: Choice) -> Iterator[tuple[Words, Words, Words]]:
    for role, candidate in choice.chosen.items():
        yield candidate.glimpse.title, phrase(f"init.role_{role}"), reasons_of(candidate)
    for role, others in choice.others.items():
        perhaps = phrase("init.role_perhaps", role=phrase(f"init.role_{role}"))
        for candidate in others[:MOST_OTHERS]:
            yield candidate.glimpse.title, perhaps, reasons_of(candidate)
        if len(others) > MOST_OTHERS:
            yield phrase("init.more_others", count=len(others) - MOST_OTHERS), perhaps, ""


def _together(passed: Sequence[PassedOver]) -> Iterator[tuple[Words, Words]]:
    """Yield (files, reason), the files that are passed over for one reason named together."""
    files: dict[tuple[str, ...], list[PassedOver]] = {}
    for each in passed:
        files.setdefault(tuple(each.reason.text(lang) for lang in texts.LANGUAGES), []).append(each)
    for alike in files.values():
        names = ", ".join(each.file for each in alike[:_SHOWN_FILES])
        more = [phrase("init.more_files", count=len(alike))] if len(alike) > _SHOWN_FILES else []
        yield joined([names, *more]), alike[0].reason


def _nodes_to_decide(choice: Choice, sound: StreetSoundness | None) -> Iterator[Words]:
    if sound is not None and sound.without_nodes:
        file = choice.chosen["streets"].glimpse.path.name
        yield phrase("init.decide_nodes", file=file, **unjoined_figures(sound))


def _sheets_to_decide(choice: Choice, role: str, chosen: Candidate) -> Iterator[Words]:
    """Yield which sheets or files are alike, and what was made of that."""
    glimpse, others = chosen.glimpse, choice.others.get(role, ())
    if glimpse.sheets:
        count = Figure(value=len(glimpse.sheets))
        yield phrase("init.decide_sheets", file=glimpse.path.name, count=count, sheets=", ".join(glimpse.sheets))
    editions = editions_beside(chosen, others)
    if editions:
        older = ", ".join(each.glimpse.title for each in editions)
        yield phrase("init.decide_edition", file=glimpse.title, others=older)
    beside = [each.glimpse.layer for each in others if each.glimpse.path == glimpse.path and each not in editions]
    if glimpse.layer and any(beside):
        yield phrase("init.decide_layers", file=glimpse.title, others=", ".join(filter(None, beside)))


def _to_decide(choice: Choice, trial: Trial) -> Iterator[Words]:
    for role, candidate in choice.chosen.items():
        tried, file = trial.of(role), candidate.glimpse.path.name
        yield from _sheets_to_decide(choice, role, candidate)
        for finding in tried.findings[:1]:
            yield phrase("init.decide_fault", file=file, text=finding)
        if tried.crs_because is not None:
            yield phrase("init.decide_crs", file=file, text=tried.crs_because)
        if tried.is_away:
            yield phrase("init.decide_away", file=file)
        if tried.verdict is not None and tried.verdict.datum == SWAPPED:
            yield phrase("init.decide_swapped", file=file)
        elif tried.verdict is not None and tried.verdict.is_doubtful:
            shift_m = Figure(value=tried.verdict.shift_m)
            yield phrase("init.decide_datum", file=file, datum=tried.verdict.datum, shift_m=shift_m)


def _missing(choice: Choice) -> Iterator[Words]:
    if "streets" not in choice.chosen:
        yield phrase("init.no_streets")
    for each in choice.unread.get("centers", ()):
        if each.may_be == "centers":
            yield phrase("init.centers_unread", file=each.file, text=each.reason)
    if "centers" not in choice.chosen:
        yield phrase("init.no_centers")
    for candidate in _without_places(choice):
        yield phrase("init.places_needed", file=candidate.glimpse.path.name)
    for each in choice.unread.get("blocks", ()):
        yield phrase("init.list_unread", file=each.file, text=each.reason)
    if choice.makes_blocks:
        yield phrase("init.no_blocks")


def _without_places(choice: Choice) -> list[Candidate]:
    """Return the chosen lists that have no coordinates."""
    return [each for role, each in choice.chosen.items() if role in _LISTS and needs_places(each.glimpse)]


def _commands(choice: Choice, trial: Trial, study_file: Path) -> Iterator[str]:
    """Yield what can be typed as it stands: nothing that is sure to be refused."""
    for candidate in _without_places(choice):
        places = _places_to_match(choice, candidate)
        if places:
            yield f"circles place {_typed(candidate.glimpse.path)} --kind {candidate.role}{places}"
    if _is_complete(choice, trial):
        yield from _study_commands(study_file)


def _to_complete(choice: Choice, study_file: Path, template: Path) -> Path:
    """Return which of the two is planned once it is completed: with no list of centers, they are filled in by hand."""
    return study_file if "centers" in choice.chosen else template


def _study_commands(study_file: Path) -> Iterator[str]:
    yield from (f"circles {command} {_typed(study_file)}" for command in ("check", "plan"))


def _is_complete(choice: Choice, trial: Trial) -> bool:
    """Return whether the study can be read as it was written."""
    usable = {role for role in choice.chosen if not trial.of(role).findings} - {
        each.role for each in _without_places(choice)
    }
    return {"streets", "centers"} <= usable and ("blocks" in usable or choice.makes_blocks)


def _places_to_match(choice: Choice, listed: Candidate) -> str:
    """Return the options of what names can be matched to: points with names that are no list of the study, polygons."""
    beside = [each for group in choice.others.values() for each in group]
    points = [
        each.glimpse.path
        for each in (*beside, *choice.chosen.values())
        if each.glimpse.shape == POINT and each.role != "gates" and "name" in fields_of(each.glimpse, "centers")
    ]
    communities = choice.chosen.get("communities")
    options = [f" --points {_typed(path)}" for path in dict.fromkeys(points) if path != listed.glimpse.path]
    return "".join([*options, *([f" --communities {_typed(communities.glimpse.path)}"] if communities else [])])


def _typed(path: Path) -> str:
    """Return a path as it is typed on a command line."""
    shown = str(path)
    return f'"{shown}"' if any(letter in shown for letter in " &()'") else shown


def _settings(name: str, sections: tuple[Section, ...], lang: str) -> SettingsSheet:
    header = ("section", "key", "value", "remark")
    one, two, three, four = (texts.say(f"template.column_{column}", lang) for column in header)
    return SettingsSheet(
        name=texts.say("template.sheet_settings", lang),
        header=(one, two, three, four),
        study_name=name,
        sections=sections,
        lang=lang,
    )


def _lists(lang: str) -> list[ListSheet]:
    statuses = tuple(texts.say(f"template.status_{status}", lang) for status in _STATUSES)
    return [
        ListSheet(
            name=texts.say(f"template.sheet_{kind}", lang),
            title=texts.say(f"template.title_{kind}", lang),
            columns=tuple(
                ListColumn(
                    header=texts.say(f"template.{kind}_{field}", lang),
                    note=texts.say(f"template.note_{field}", lang),
                    example=texts.say(f"template.example_{kind}_{field}", lang),
                    choices=statuses if field == "status" else (),
                )
                for field in fields
            ),
        )
        for kind, fields in _LISTS.items()
    ]
