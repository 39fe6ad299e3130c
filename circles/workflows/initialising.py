"""From a folder of files to a study file and a workbook to fill in: every guess written down with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from circles import texts
from circles.errors import Finding, raise_if_any
from circles.publish.study_draft import check_beside, study_text, write_beside
from circles.publish.study_template import ListColumn, ListSheet, SettingsSheet, template_bytes
from circles.sources.folder.listing import look_at_folder
from circles.sources.folder.recognising import needs_places
from circles.sources.folder.trial_reading import try_reading
from circles.sources.places.doctor import SWAPPED
from circles.sources.study.settings import CHOICES
from circles.study import silent
from circles.workflows.study_drafting import MOST_OTHERS, choice_of, drafted_sections, reasons_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from circles.publish.study_draft import Section
    from circles.sources.folder.listing import FolderSeen, PassedOver
    from circles.sources.folder.recognising import Candidate
    from circles.sources.folder.trial_reading import Trial
    from circles.study import Progress
    from circles.workflows.study_drafting import Choice

STUDY_FILE = "study.toml"

_SHOWN_FILES = 4
_LISTS = {
    "centers": ("name", "lon", "lat", "status", "kind", "address", "floor_area", "subdistrict", "community"),
    "blocks": ("name", "lon", "lat", "population", "dwellings", "subdistrict", "community"),
}
_STATUSES = ("open", "renovating", "under_construction", "planned", "closed")


@dataclass(frozen=True, kw_only=True)
class Initialised:
    """A study begun from a folder.

    Attributes
    ----------
    study_file, template : Path
        What was written.
    taken : tuple of tuple of str
        A row for each layer, sheet or file that was recognised: its name, what it is taken as, and why.
    passed : tuple of tuple of str
        A row for the files passed over for one reason: their names, and the reason.
    to_decide : tuple of str
        What a person should look at before the study is planned, the datum of a list for example.
    missing : tuple of str
        What the study still lacks.
    commands : tuple of str
        What to type next.
    lang : str
        Of the words.
    """

    study_file: Path
    template: Path
    taken: tuple[tuple[str, str, str], ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    to_decide: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    lang: str = "en"

    def rows(self) -> list[tuple[str, str, str]]:
        """Return (file, taken as, why) as shown, what is passed over last."""
        dash = texts.say("init.role_none", self.lang)
        return [*self.taken, *((files, dash, reason) for files, reason in self.passed)]

    def lines(self) -> list[str]:
        """Return what is said below the table."""
        written = texts.say("init.written", self.lang, study=self.study_file, template=self.template)
        following = [texts.say("init.next", self.lang), *(f"  {command}" for command in self.commands)]
        return [*self.to_decide, *self.missing, written, *following]

    def _repr_html_(self) -> str:
        heads = (texts.say(key, self.lang) for key in ("init.head_file", "init.head_role", "init.head_why"))
        head = "".join(f"<th>{escape(name)}</th>" for name in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows())
        below = "".join(f"<p>{escape(line)}</p>" for line in self.lines())
        return f"<table><tr>{head}</tr>{body}</table>{below}"


def init_study(
    folder: str | Path, *, lang: str | None = None, replace: bool = False, progress: Progress = silent
) -> Initialised:
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
    Initialised

    Raises
    ------
    InputError
        If there is no such folder, or it may not be read.
    OutputError
        If a study is there already, or the files cannot be written; then nothing is changed.
    """
    known = ", ".join(texts.LANGUAGES)
    wrong_lang = lang is not None and lang not in texts.LANGUAGES
    raise_if_any([Finding(code="not_a_choice", column="lang", value=lang, details={"known": known})] * wrong_lang)
    path = Path(folder)
    check_beside(path, [STUDY_FILE, *([] if lang is None else [_template_name(lang)])], replace=replace)
    progress("step.look")
    seen = look_at_folder(path)
    spoken = lang or _language(path, seen)
    check_beside(path, [_template_name(spoken)], replace=replace)
    choice = choice_of(seen.candidates)
    progress("step.try")
    trial = try_reading(choice.chosen)
    sections = drafted_sections(choice, trial, spoken, output_lang=lang)
    name = path.resolve().name.encode("utf-8", "replace").decode("utf-8")
    text = study_text(
        name, sections, heading=[texts.say(f"init.heading_{part}", spoken) for part in ("what", "how", "next")]
    )
    workbook = template_bytes(
        _settings(name, sections, spoken), _lists(spoken), refusal=texts.say("template.refusal", spoken)
    )
    # The workbook first: it is what people keep open.
    made = {_template_name(spoken): workbook, STUDY_FILE: text.encode("utf-8")}
    template, study_file = write_beside(path, made, replace=replace)
    return Initialised(
        study_file=study_file,
        template=template,
        taken=tuple(_taken(choice, spoken)),
        passed=tuple(_together(seen.passed, spoken)),
        to_decide=tuple(_to_decide(choice, trial, spoken)),
        missing=tuple(_missing(choice, spoken)),
        commands=tuple(_commands(choice, study_file)),
        lang=spoken,
    )


def _template_name(lang: str) -> str:
    return texts.say("template.file", lang)


def _language(folder: Path, seen: FolderSeen) -> str:
    glimpses = [candidate.glimpse for candidate in seen.candidates]
    columns = [column for glimpse in glimpses for column in glimpse.columns]
    cells = [cell for glimpse in glimpses for column in glimpse.sample.values() for cell in column[:10]]
    return texts.language_of(folder.resolve().name, *(glimpse.title for glimpse in glimpses), *columns, *cells)


def _taken(choice: Choice, lang: str) -> Iterator[tuple[str, str, str]]:
    for role, candidate in choice.chosen.items():
        yield candidate.glimpse.title, texts.say(f"init.role_{role}", lang), reasons_text(candidate, lang)
    for role, others in choice.others.items():
        shown = texts.say("init.role_perhaps", lang, role=texts.say(f"init.role_{role}", lang))
        for candidate in others[:MOST_OTHERS]:
            yield candidate.glimpse.title, shown, reasons_text(candidate, lang)
        if len(others) > MOST_OTHERS:
            yield texts.say("init.more_others", lang, count=len(others) - MOST_OTHERS), shown, ""


def _together(passed: Sequence[PassedOver], lang: str) -> Iterator[tuple[str, str]]:
    """Yield (files, reason), the files that are passed over for one reason named together."""
    files: dict[str, list[str]] = {}
    for each in passed:
        files.setdefault(each.reason.text(lang), []).append(each.file)
    for reason, names in files.items():
        more = texts.say("init.more_files", lang, count=len(names)) if len(names) > _SHOWN_FILES else ""
        yield ", ".join(names[:_SHOWN_FILES]) + more, reason


def _to_decide(choice: Choice, trial: Trial, lang: str) -> Iterator[str]:
    for role, candidate in choice.chosen.items():
        tried, file = trial.of(role), candidate.glimpse.path.name
        for finding in tried.findings[:1]:
            yield texts.say("init.decide_fault", lang, file=file, text=finding.text(lang))
        if tried.crs_because is not None:
            yield texts.say("init.decide_crs", lang, file=file, text=tried.crs_because.text(lang))
        if tried.is_away:
            yield texts.say("init.decide_away", lang, file=file)
        if tried.verdict is not None and tried.verdict.datum == SWAPPED:
            yield texts.say("init.decide_swapped", lang, file=file)
        elif tried.verdict is not None and tried.verdict.is_doubtful:
            shift_m = f"{tried.verdict.shift_m:,.0f}"
            yield texts.say("init.decide_datum", lang, file=file, datum=tried.verdict.datum, shift_m=shift_m)


def _missing(choice: Choice, lang: str) -> Iterator[str]:
    if "streets" not in choice.chosen:
        yield texts.say("init.no_streets", lang)
    if "centers" not in choice.chosen:
        yield texts.say("init.no_centers", lang)
    for candidate in _without_places(choice):
        yield texts.say("init.places_needed", lang, file=candidate.glimpse.path.name)
    if "blocks" not in choice.chosen:
        yield texts.say("init.no_blocks", lang)


def _without_places(choice: Choice) -> list[Candidate]:
    """Return the chosen lists that have no coordinates."""
    return [each for role, each in choice.chosen.items() if role in _LISTS and needs_places(each.glimpse)]


def _commands(choice: Choice, study_file: Path) -> Iterator[str]:
    communities = choice.chosen.get("communities")
    polygons = "" if communities is None else f" --communities {_typed(communities.glimpse.path)}"
    for candidate in _without_places(choice):
        yield f"circles place {_typed(candidate.glimpse.path)} --kind {candidate.role}{polygons}"
    yield from (f"circles {command} {_typed(study_file)}" for command in ("check", "plan"))


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
        choices=CHOICES,
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
