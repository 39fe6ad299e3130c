"""A study in one workbook: a sheet of settings, and sheets that are the lists of centers, blocks, gates and estates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from circles import texts
from circles.errors import Finding, InputError, raise_if_any
from circles.settings import SECTIONS
from circles.sources.tables.headers import HEADER_WITHIN, Row, header_of
from circles.sources.tables.spreadsheets import tops_of_sheets
from circles.sources.words.columns import find_columns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

LISTS = ("centers", "blocks", "gates", "demand")
"""Inputs that may be a sheet of the workbook."""

_MOST_SETTINGS = 2_000
_COLUMNS = ("section", "key", "value")
_QUOTES = ('""', "''", "``", "“”", "””", "‘’", "’’", "「」", "『』", "《》", "＂＂", "«»")
_YES_NO = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}

Fits = Callable[[str, str, object], bool]
"""Tells whether a value is of the type that a key of a section holds."""


def is_settings_sheet(name: str) -> bool:
    """Return whether a sheet of this name is one of settings."""
    return plain(name) in _sheet_names("settings")


def study_in_workbook(path: Path, *, fits: Fits) -> Mapping[str, object]:
    """Return what a workbook says of a study, in the shape of a study file.

    A sheet of centers, blocks, gates or planned estates with a row of data is named as that input's file, in the place
    of what the settings make it from; a path in the settings is relative to the workbook as in a study file.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    fits : callable
        Given section, key and a value: whether the value is of the key's type. A cell is text; the first reading
        of it that fits counts, the text itself where none does.

    Raises
    ------
    InputError
        If the workbook is broken, has no sheet of settings, a setting stands twice, or an input is both a sheet and a
        file of the settings.
    """
    sheets = tops_of_sheets(path, most_rows=_MOST_SETTINGS)
    name = next((name for name in sheets if is_settings_sheet(name)), None)
    if name is None:
        details = {"sheets": ", ".join(sheets), "wanted": " / ".join(sorted(_sheet_names("settings")))}
        raise InputError(Finding(code="workbook_without_settings", file=path.name, details=details))
    said, findings = _settings(path.name, sheets[name], fits)
    for kind in LISTS:
        sheet = _filled_sheet(sheets, kind)
        given = said.setdefault(kind, {})
        if sheet is not None and isinstance(given, dict):
            if "file" in given:
                details = {"sheet": sheet, "section": kind, "key": "file"}
                findings.append(Finding(code="sheet_and_setting", file=path.name, value=sheet, details=details))
            # What blocks and gates are made from is said for where there is no list of them.
            kept = {key: value for key, value in given.items() if key != "from" and not _is_of_made(kind, key)}
            said[kind] = {**kept, "file": path.name, "sheet": sheet}
    raise_if_any(findings)
    return {section: values for section, values in said.items() if values}


def _is_of_made(section: str, key: str) -> bool:
    setting = SECTIONS[section].get(key)
    return setting is not None and bool(setting.only_from)


def _settings(file: str, rows: Sequence[Row], fits: Fits) -> tuple[dict[str, object], list[Finding]]:
    said: dict[str, object] = {}
    findings = []
    for row, section, key, text in _said_rows(file, rows):
        table, _, field = key.rpartition(".")  # columns.name = 名称
        held: object = said
        for step in filter(None, (section, table)):
            held = held.setdefault(step, {}) if isinstance(held, dict) else held
        if not isinstance(held, dict) or field in held:
            column = f"{section}.{key}" if section else key
            findings.append(Finding(code="setting_said_twice", file=file, row=row, column=column, value=text))
        else:
            held[field] = text if table else _value(section, key, text, fits)
    return said, findings


def _said_rows(file: str, rows: Sequence[Row]) -> Iterator[tuple[int, str, str, str]]:
    """Yield the number, section, key and value of each row that says something."""
    headers = [(i, at) for i, row in enumerate(rows[:HEADER_WITHIN]) if (at := _columns_at(row))]
    if not headers:
        raise InputError(Finding(code="settings_without_header", file=file, details={"columns": ", ".join(_COLUMNS)}))
    first, at = headers[0]
    for number, cells in rows[first + 1 :]:
        section, key, value = (cells[i].strip() if i < len(cells) else "" for i in at)
        value = _unquoted(value, key)
        if value and key:
            yield number, section.strip("[]"), key, value


def _unquoted(value: str, key: str) -> str:
    """Return a value as it is meant where it was typed as the remarks show it: in quotes, or as a whole line."""
    before, equals, after = value.partition("=")
    if equals and before.strip() == key:
        value = after.strip()
    while len(value) > 1 and value[0] + value[-1] in _QUOTES:
        value = value[1:-1].strip()
    return value


def _columns_at(row: Row) -> tuple[int, ...]:
    names = [plain(cell) for cell in row.cells]
    found = [next((i for i, name in enumerate(names) if name in _column_names(column)), -1) for column in _COLUMNS]
    return () if -1 in found else tuple(found)


def _value(section: str, key: str, text: str, fits: Fits) -> object:
    return next((value for value in _readings(text) if fits(section, key, value)), text)


def _readings(text: str) -> Iterator[object]:
    yield text
    if text.casefold() in _YES_NO:
        yield _YES_NO[text.casefold()]
    for number in (int, float):
        try:
            yield number(text)
        except ValueError:
            continue


def _filled_sheet(sheets: Mapping[str, Sequence[Row]], kind: str) -> str | None:
    """Return the sheet of this name that has a row below its header."""
    name = next((name for name in sheets if plain(name) in _sheet_names(kind)), None)
    if name is None:
        return None
    rows = sheets[name]
    header = header_of(rows, kind=kind)
    known = bool(find_columns([name for name in header.names if name], kind)[0])
    filled = any(cell.strip() for row in rows[header.end :] for cell in row.cells) or (bool(rows) and not known)
    return name if filled else None


def _sheet_names(kind: str) -> frozenset[str]:
    return frozenset(plain(texts.say(f"template.sheet_{kind}", lang)) for lang in texts.LANGUAGES)


def _column_names(column: str) -> frozenset[str]:
    return frozenset(plain(texts.say(f"template.column_{column}", lang)) for lang in texts.LANGUAGES)
