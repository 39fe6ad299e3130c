"""A workbook to be filled in by hand, which is then a study: settings, and lists with their headers ready."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circles import settings, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.publish.study_draft import Section

LAST_ROW = 5_000
"""Down to which row the lists offer their choices."""

_HEAD_FILL, _EXAMPLE_INK, _NOTE_INK = "DDE7F3", "8A8A8A", "5A5A5A"
_TITLE_ROW, _NOTE_ROW, _EXAMPLE_ROW, _HEADER_ROW = 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """One column of a list.

    Attributes
    ----------
    header, note, example : str
        Its name, what is filled in, and a cell of the example.
    choices : tuple of str
        What may be filled in; empty where anything may.
    """

    header: str
    note: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListSheet:
    """A sheet with a list to be filled in below its header; what stands above it is read by people only."""

    name: str
    title: str
    columns: tuple[ListColumn, ...]


@dataclass(frozen=True, kw_only=True)
class SettingsSheet:
    """The sheet of settings.

    Attributes
    ----------
    name : str
        Of the sheet.
    header : tuple of str
        Names of its four columns: section, key, value and remark.
    study_name : str
        Name of the study.
    sections : tuple of Section
        What is said or proposed.
    lang : str
        Of the remarks.
    """

    name: str
    header: tuple[str, str, str, str]
    study_name: str
    sections: tuple[Section, ...]
    lang: str


def template_bytes(said: SettingsSheet, lists: Iterable[ListSheet], *, refusal: str) -> bytes:
    """Return the workbook (.xlsx).

    Parameters
    ----------
    said : SettingsSheet
        The sheet of settings; a proposal has its row, but no value.
    lists : iterable of ListSheet
        The others.
    refusal : str
        Said by the spreadsheet where somebody writes over an example, which is not read.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for each in lists:
        _write_list(book.create_sheet(each.name), each, refusal)
    _write_settings(book.create_sheet(said.name), said)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write_list(sheet: Any, wanted: ListSheet, refusal: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    _put(sheet, _TITLE_ROW, 1, wanted.title).font = Font(bold=True)
    for at, column in enumerate(wanted.columns, 1):
        note = _put(sheet, _NOTE_ROW, at, column.note)
        note.font, note.alignment = Font(color=_NOTE_INK, size=9), Alignment(wrap_text=True, vertical="top")
        _put(sheet, _EXAMPLE_ROW, at, column.example).font = Font(color=_EXAMPLE_INK, italic=True)
        header = _put(sheet, _HEADER_ROW, at, column.header)
        header.font, header.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD_FILL)
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 30 if at == 1 else 18
        if column.choices:
            _offer(sheet, f"{letter}{_HEADER_ROW + 1}:{letter}{LAST_ROW}", column.choices)
    last = get_column_letter(len(wanted.columns))
    _refuse(sheet, f"A{_TITLE_ROW}:{last}{_EXAMPLE_ROW}", refusal)
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"


def _write_settings(sheet: Any, wanted: SettingsSheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for at, name in enumerate(wanted.header, 1):
        cell = _put(sheet, 1, at, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD_FILL)
    rows = [("", "name", wanted.study_name, ""), *_setting_rows(wanted.sections, wanted.lang)]
    for number, (section, key, value, remark) in enumerate(rows, 2):
        for at, text in enumerate((section, key, value, remark), 1):
            _put(sheet, number, at, text).alignment = Alignment(wrap_text=at == 4, vertical="top")
        setting = settings.SECTIONS.get(section, {}).get(key)
        if setting is not None and setting.choices:
            _offer(sheet, f"C{number}", setting.choices)
    for letter, width in zip("ABCD", (16, 24, 40, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _setting_rows(sections: Sequence[Section], lang: str) -> list[tuple[str, str, Any, str]]:
    """Return (section, key, value, remark): one row a key, what is only proposed said in the remark."""
    rows = []
    for section in sections:
        stated = {entry.key for entry in section.entries if entry.stated}
        first = list(section.notes)
        seen: set[str] = set()
        for entry in sorted(section.entries, key=lambda entry: not entry.stated):
            proposal = () if entry.stated else (texts.say("template.proposal", lang, value=entry.value),)
            remark = "\n".join((*first, *entry.notes, *proposal))
            if entry.stated or entry.key not in stated | seen:
                rows.append((section.name, entry.key, entry.value if entry.stated else "", remark))
                first = []
            seen.add(entry.key)
    return rows


def _put(sheet: Any, row: int, column: int, value: object) -> Any:
    """Return the cell with `value` in it; a text is a text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row=row, column=column)
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
        cell.data_type = "s"  # a formula or an error it is only by its look
    return cell


def _offer(sheet: Any, cells: str, choices: Iterable[object]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list", formula1=f'"{",".join(map(str, choices))}"', allow_blank=True, showErrorMessage=True
    )
    sheet.add_data_validation(rule)
    rule.add(cells)


def _refuse(sheet: Any, cells: str, refusal: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="custom", formula1="FALSE", error=refusal, showErrorMessage=True, allow_blank=False)
    sheet.add_data_validation(rule)
    rule.add(cells)
