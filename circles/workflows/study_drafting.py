"""From the files of a folder to the sections of a study: what holds, what is proposed, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles import settings
from circles.figures import Figure
from circles.phrases import Phrase, joined, phrase
from circles.publish.study_draft import Entry, Section
from circles.sources.files import contents
from circles.sources.files.format import WORKBOOK
from circles.sources.folder.recognising import fields_of, needs_places
from circles.sources.places.doctor import FEWEST_POINTS, SWAPPED
from circles.sources.tables.sheets import EVERY
from circles.sources.words.table_words import persons_columns
from circles.workflows.file_choice import MOST_OTHERS, reasons_of
from circles.workflows.unjoined_streets import unjoined_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.network import StreetSoundness
    from circles.sources.folder.listing import PassedOver
    from circles.sources.folder.recognising import Candidate
    from circles.sources.folder.trial_reading import FileOnTrial, Trial
    from circles.workflows.file_choice import Choice

PLAIN_ROLES = ("gates", "area", "communities", "subdistricts", "edits", "compounds")
"""Roles that are one section with one file, which a study may do without."""

_SHOWN_FINDINGS = 3


def drafted_sections(
    choice: Choice,
    trial: Trial,
    lang: str,
    *,
    output_lang: str | None = None,
    sound: StreetSoundness | None = None,
) -> tuple[Section, ...]:
    """Return the sections of a study.

    Parameters
    ----------
    choice : Choice
        Which file is taken for what.
    trial : Trial
        What came of reading them.
    lang : str
        Of the words.
    output_lang : str, optional
        Language that the results are asked for in.
    sound : StreetSoundness, optional
        Which crossings of the streets share a vertex, where the format of their file does not say it.
    """
    draft = _Draft(choice=choice, trial=trial, lang=lang, sound=sound)
    return (
        _streets(draft),
        _centers(draft),
        _blocks(draft),
        *(_plain(draft, role) for role in PLAIN_ROLES),
        _population(draft),
        _scenario(draft),
        _output(draft, output_lang),
    )


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What a section is drafted from."""

    choice: Choice
    trial: Trial
    lang: str
    sound: StreetSoundness | None = None

    def say(self, key: str, **values: object) -> str:
        return phrase(key, **values).text(self.lang)

    def chosen(self, role: str) -> Candidate | None:
        return self.choice.chosen.get(role)

    def is_extract(self) -> bool:
        streets = self.chosen("streets")
        return streets is not None and streets.glimpse.content in contents.EXTRACTS


def _streets(draft: _Draft) -> Section:
    chosen = draft.chosen("streets")
    if chosen is None:
        notes = (draft.say("init.no_streets"),)
        place = Entry(key="place", value=draft.say("init.place_example"), stated=False)
        return Section(name="streets", notes=notes, entries=(*_others(draft, "streets"), place))
    return Section(
        name="streets", entries=(*_file(draft, "streets"), _crossings(draft, chosen), *_others(draft, "streets"))
    )


def _crossings(draft: _Draft, streets: Candidate) -> Entry:
    """Return how lines meet: joined where the file was drawn without nodes, which is the only way to walk on it."""
    if draft.sound is not None and draft.sound.without_nodes:
        note = draft.say("init.nodes_missing", **unjoined_figures(draft.sound))
        return Entry(key="crossings", value="join", notes=(note,))
    has_nodes = streets.glimpse.content in (*contents.EXTRACTS, contents.GRAPHML)
    nodes = "init.nodes_shared" if has_nodes or draft.sound is not None else "init.nodes_unknown"
    return Entry(key="crossings", value=settings.default("streets.crossings"), notes=(draft.say(nodes),))


def _centers(draft: _Draft) -> Section:
    chosen = draft.chosen("centers")
    if chosen is None:
        example = Entry(key="file", value="centers.xlsx", stated=False)
        entries = (*_unread(draft, "centers"), *_others(draft, "centers"), example, _datum_hint(draft))
        return Section(name="centers", notes=(draft.say("init.no_centers"),), entries=entries)
    if needs_places(chosen.glimpse):
        notes = (draft.say("init.places_needed", file=chosen.glimpse.path.name),)
        return Section(name="centers", notes=notes, entries=(*_file(draft, "centers"), *_others(draft, "centers")))
    entries = (*_file(draft, "centers"), *_datum(draft, "centers"), *_others(draft, "centers"))
    return Section(name="centers", entries=entries)


def _blocks(draft: _Draft) -> Section:
    chosen = draft.chosen("blocks")
    if chosen is not None and not needs_places(chosen.glimpse):
        entries = (*_file(draft, "blocks"), *_datum(draft, "blocks"), *_others(draft, "blocks"))
        return Section(name="blocks", entries=entries)
    notes = () if chosen is None else (draft.say("init.places_needed", file=chosen.glimpse.path.name),)
    waiting = _unread(draft, "blocks") if chosen is None else _file(draft, "blocks")
    makes = draft.choice.makes_blocks
    note = draft.say("init.blocks_made" if makes else "init.blocks_may_be_made")
    made = Entry(key="from", value="streets", stated=makes, notes=(note,))
    from_osm = [
        Entry(key="from", value=source, stated=False, notes=(draft.say(f"init.blocks_from_{source}"),))
        for source in (("landuse", "buildings", "h3") if draft.is_extract() else ("h3",))
    ]
    return Section(name="blocks", notes=notes, entries=(*waiting, made, *from_osm, *_others(draft, "blocks")))


def _unread(draft: _Draft, role: str) -> tuple[Entry, ...]:
    """Return the files that may be a list and are not read; the one whose name says so holds: a plan tells why."""
    entries: list[Entry] = []
    for each in draft.choice.unread.get(role, ()):
        key = "init.list_unread" if role == "blocks" else "init.centers_unread"
        note = draft.say(key, file=each.file, text=each.reason)
        stated = each.may_be == role and not any(entry.stated for entry in entries)
        entries.append(Entry(key="file", value=_file_of(each), stated=stated, notes=(note,)))
    return tuple(entries)


def _file_of(passed: PassedOver) -> str:
    return passed.file.partition(" › ")[0]


def _plain(draft: _Draft, role: str) -> Section:
    chosen = draft.chosen(role)
    notes: tuple[str, ...] = ()
    if chosen is None:
        notes = (draft.say(f"init.no_{role}"),)
        proposal = Entry(key="from", value="osm", stated=False) if role == "gates" and draft.is_extract() else None
        entries = (proposal,) if proposal else (Entry(key="file", value=f"{role}.gpkg", stated=False),)
        return Section(name=role, notes=notes, entries=(*_others(draft, role), *entries))
    tried = draft.trial.of(role)
    if tried.is_away:
        notes = (draft.say("init.area_away"),)
    blocks = draft.chosen("blocks")
    # Gates name blocks of a list: those that are made bear other names.
    ownerless = role == "gates" and (blocks is None or needs_places(blocks.glimpse))
    usable = not (tried.is_away or tried.findings or ownerless)
    return Section(name=role, notes=notes, entries=(*_file(draft, role, stated=usable), *_others(draft, role)))


def _population(draft: _Draft) -> Section:
    blocks = draft.chosen("blocks")
    fields = {} if blocks is None else fields_of(blocks.glimpse, "blocks")
    column = fields.get("population", "")
    kind = next((kind for kind in ("常住", "户籍") if kind in column), "")
    entries = [*_raster(draft, column), *_control(draft, fields)]
    if not column and "dwellings" in fields:
        note = draft.say("init.household_size")
        entries.append(Entry(key="household_size", value=2.6, stated=False, notes=(note,)))
    if kind:
        entries.append(Entry(key="kind", value=kind, notes=(draft.say("init.kind_by_column", column=column),)))
    entries += [
        Entry(key="source", value=draft.say("init.source_example"), stated=False),
        Entry(key="year", value=2020, stated=False),
        Entry(key="label", value="estimate", stated=False, notes=(draft.say("init.label"),)),
    ]
    return Section(name="population", notes=(draft.say("init.population"),), entries=tuple(entries))


def _raster(draft: _Draft, column: str) -> list[Entry]:
    """Return the raster of people: it holds where the blocks have no column of people."""
    chosen = draft.chosen("raster")
    if chosen is None:
        return []
    instead = (draft.say("init.raster_instead"),) if column else ()
    notes = (*_because(draft, chosen), *instead)
    return [Entry(key="raster", value=chosen.glimpse.path.name, stated=not column, notes=notes)]


def _control(draft: _Draft, fields: Mapping[str, str]) -> list[Entry]:
    """Return the list of totals: it holds where the blocks have people, and it is known where each belongs."""
    chosen = draft.chosen("control")
    if chosen is None:
        return []
    peopled = "population" in fields or draft.chosen("raster") is not None
    belonging = {"subdistrict", "community"} & fields.keys()
    belonging |= {"subdistricts", "communities"} & draft.choice.chosen.keys()
    usable = peopled and bool(belonging)
    notes = (*_because(draft, chosen), *(() if usable else (draft.say("init.control_needs"),)))
    return [Entry(key="control", value=chosen.glimpse.path.name, stated=usable, notes=notes)]


def _scenario(draft: _Draft) -> Section:
    return Section(
        name="scenario",
        notes=(draft.say("init.scenario"),),
        entries=(
            Entry(key="minutes", value=int(settings.default("scenario.minutes"))),
            Entry(key="walking_speed_kmh", value=settings.default("scenario.walking_speed_kmh")),
            Entry(key="profile", value="elderly", stated=False, notes=(draft.say("init.elderly"),)),
        ),
    )


def _output(draft: _Draft, output_lang: str | None) -> Section:
    lang = Entry(key="lang", value=output_lang or draft.lang, stated=output_lang is not None)
    proposals = [
        Entry(key=key, value=draft.say(f"init.example_{key}"), stated=False)
        for key in ("title", "prepared_by", "data_date", "marking")
    ]
    return Section(name="output", notes=(draft.say("init.output"),), entries=(lang, *proposals))


def _file(draft: _Draft, role: str, *, stated: bool = True) -> tuple[Entry, ...]:
    """Return the entries of a chosen file: its name, its layer and its CRS, each with its reason."""
    candidate, tried = draft.choice.chosen[role], draft.trial.of(role)
    glimpse = candidate.glimpse
    why = () if tried.crs_because is None else (tried.crs_because.text(draft.lang),)
    told = () if tried.crs or tried.datum else why
    notes = (*_because(draft, candidate), *_reading_notes(draft, tried), *told)
    entries = [Entry(key="file", value=glimpse.path.name, stated=stated, notes=notes)]
    if glimpse.sheets:
        why = (draft.say("init.sheets_as_one", sheets=", ".join(glimpse.sheets)),)
        entries.append(Entry(key="sheets", value=EVERY, stated=stated, notes=why))
    elif glimpse.layer:
        entries.append(Entry(key=_layer_key(candidate), value=glimpse.layer, stated=stated))
    if tried.crs:
        entries.append(Entry(key="crs", value=tried.crs, stated=stated, notes=why))
    elif tried.datum:
        entries.append(Entry(key="datum", value=tried.datum, stated=False, notes=why))
    return tuple(entries)


def _others(draft: _Draft, role: str) -> tuple[Entry, ...]:
    """Return the other candidates of a role as proposals."""
    entries = []
    others = draft.choice.others.get(role, ())
    for candidate in others[:MOST_OTHERS]:
        notes = (draft.say("init.other"), *_because(draft, candidate))
        entries.append(Entry(key="file", value=candidate.glimpse.path.name, stated=False, notes=notes))
        if candidate.glimpse.sheets:
            entries.append(Entry(key="sheets", value=EVERY, stated=False))
        elif candidate.glimpse.layer:
            entries.append(Entry(key=_layer_key(candidate), value=candidate.glimpse.layer, stated=False))
    return tuple(entries)


def _because(draft: _Draft, candidate: Candidate) -> tuple[str, ...]:
    """Return the lines that say why a file is taken, and what was seen in it."""
    glimpse, persons = candidate.glimpse, ", ".join(persons_columns(candidate.glimpse.columns))
    columns = _columns_text(draft, candidate)
    seen = {
        draft.say("init.because", file=glimpse.title, reasons=reasons_of(candidate).text(draft.lang)): True,
        draft.say("init.columns", columns=columns): columns,
        draft.say("init.persons", columns=persons): persons,
        draft.say("init.crs_said", crs=glimpse.crs): glimpse.crs,
    }
    return tuple(line for line, there in seen.items() if there)


def _columns_text(draft: _Draft, candidate: Candidate) -> str:
    """Return which column holds which field: “小区名称”为名称."""
    kind = candidate.role if candidate.role != "area" else ""
    fields = fields_of(candidate.glimpse, kind) if kind in _WITH_COLUMNS else {}
    told = [
        phrase("init.column", column=column, name=Phrase(f"field.{field}", otherwise=field))
        for field, column in fields.items()
    ]
    return joined(told, phrase("list.joint")).text(draft.lang)


_WITH_COLUMNS = ("streets", "centers", "blocks", "gates", "edits", "communities", "subdistricts", "control")


def _layer_key(candidate: Candidate) -> str:
    return "sheet" if contents.family_of(candidate.glimpse.content) == WORKBOOK else "layer"


def _reading_notes(draft: _Draft, tried: FileOnTrial) -> tuple[str, ...]:
    """Return what came of reading the file: how many rows, or why it cannot be read as it is."""
    rows = (draft.say("init.rows_read", rows=Figure(value=tried.rows)),) if tried.rows is not None else ()
    away = (draft.say("init.away"),) if tried.is_away else ()
    faults = tuple(draft.say("init.not_readable", text=finding) for finding in tried.findings[:_SHOWN_FINDINGS])
    more = len(tried.findings) - _SHOWN_FINDINGS
    return (*rows, *away, *faults, *((draft.say("init.more_faults", count=more),) if more > 0 else ()))


def _datum(draft: _Draft, role: str) -> tuple[Entry, ...]:
    """Return what the datum doctor says: a proposal only, because nothing is converted in silence."""
    tried = draft.trial.of(role)
    verdict = tried.verdict
    if verdict is None or (tried.said_datum and not verdict.is_doubtful):
        return ()
    if verdict.datum is None:
        # Many points that were not tried are outside China, where there is nothing to ask.
        asked = verdict.street_m or verdict.points < FEWEST_POINTS
        return (_datum_hint(draft, draft.say("init.datum_unknown", points=verdict.points)),) if asked else ()
    if not verdict.is_doubtful:
        street_m = Figure(value=verdict.street_m.get("WGS-84"))
        note = draft.say("init.datum_fits", points=verdict.points, street_m=street_m)
        return (Entry(key="datum", value="WGS-84", stated=False, notes=(note,)),)
    if verdict.datum == SWAPPED:
        return _columns_swapped(draft, role)
    note = draft.say(
        "init.datum_shifted",
        datum=verdict.datum,
        shift_m=Figure(value=verdict.shift_m),
        given_m=Figure(value=verdict.street_m.get("WGS-84")),
        moved_m=Figure(value=verdict.street_m.get(str(verdict.datum))),
        sure=Figure(value=verdict.confidence, precision="confidence"),
        points=verdict.points,
    )
    notes = (note, draft.say("init.datum_uncomment"))
    return (Entry(key="datum", value=str(verdict.datum), stated=False, notes=notes),)


def _columns_swapped(draft: _Draft, role: str) -> tuple[Entry, ...]:
    """Return the columns of a list the other way round, as a proposal; the shapes of a layer are mended where made."""
    fields = fields_of(draft.choice.chosen[role].glimpse, role)
    if draft.choice.chosen[role].glimpse.shape or not {"lon", "lat"} <= fields.keys():
        return ()
    lon = Entry(key="columns.lon", value=fields["lat"], stated=False, notes=(draft.say("init.datum_swapped"),))
    return (lon, Entry(key="columns.lat", value=fields["lon"], stated=False))


def _datum_hint(draft: _Draft, *notes: str) -> Entry:
    return Entry(key="datum", value="GCJ-02", stated=False, notes=(*notes, draft.say("init.datum_hint")))
