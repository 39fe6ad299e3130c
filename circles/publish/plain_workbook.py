"""Tables as a workbook (.xlsx) whose bytes repeat: headings, filters, widths, numbers as numbers, texts never run.

Written here and not by a library because a result repeats byte for byte, and a library writes the clock into its file;
and because one object a cell takes longer than all else of a plan of some thousand blocks.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from itertools import repeat
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from circles.answers.matches import LONGEST_CELL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")
"""A text that begins so is marked as one, so that it stays a text when a person edits the cell."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

MOST_ROWS = 1_048_575
"""Rows below its heading that a sheet of Excel can have."""

Style = Literal[
    "plain",
    "quoted",
    "head",
    "title",
    "wrapped",
    "whole",
    "tenth",
    "hundredth",
    "degrees",
    "share",
    "outside",
    "unknown",
]

_FORMATS: Mapping[Style, str] = MappingProxyType(
    {
        "plain": 'numFmtId="0"',
        "quoted": 'numFmtId="0" quotePrefix="1"',
        "head": 'numFmtId="0" fontId="1" fillId="2"',
        "title": 'numFmtId="0" fontId="1"',
        "wrapped": 'numFmtId="0"',
        "whole": 'numFmtId="3"',
        "tenth": 'numFmtId="164"',
        "hundredth": 'numFmtId="4"',
        "degrees": 'numFmtId="165"',
        "share": 'numFmtId="166"',
        "outside": 'numFmtId="0" fillId="3"',
        "unknown": 'numFmtId="0" fillId="4"',
    }
)
_STYLES: tuple[Style, ...] = tuple(_FORMATS)
_WRAPPED = frozenset({"head", "wrapped"})
_FILLS = ("DDE7F3", "FBE3D6", "E7E6E6")
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 48, 200
_GUIDE_WIDTHS = (26, 96)
_SHOWN: Mapping[Style, str] = MappingProxyType(
    {"whole": "{:,.0f}", "tenth": "{:,.1f}", "hundredth": "{:,.2f}", "degrees": "{:.7f}", "share": "{:.1%}"}
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column: its heading and its cells, numbers in the format of `style`.

    Attributes
    ----------
    heading : str
        In the first row.
    cells : sequence
        Texts, numbers and booleans; None and NaN leave a cell empty.
    style : str or tuple of str
        How numbers are shown, alike in all rows or one for each: ``whole``, ``tenth``, ``hundredth``, ``degrees``
        (seven decimals), ``share`` (per cent), ``plain``.
    tints : mapping of str to str
        Texts whose cells are coloured: ``outside`` or ``unknown``.
    """

    heading: str
    cells: Sequence[object]
    style: Style | tuple[Style, ...] = "plain"
    tints: Mapping[str, Style] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TableSheet:
    """A sheet with a table: its heading stays in sight, with as many columns as `kept`, and filters."""

    name: str
    columns: tuple[SheetColumn, ...]
    kept: int = 1


@dataclass(frozen=True, kw_only=True)
class GuideSheet:
    """A sheet to be read: what something is called and what it means; a row without a meaning is a title."""

    name: str
    rows: tuple[tuple[str, str], ...]


def workbook_bytes(sheets: Iterable[TableSheet | GuideSheet]) -> bytes:
    """Return the workbook; the same sheets give the same bytes.

    Examples
    --------
    >>> table = TableSheet(name="小区", columns=(SheetColumn(heading="名称", cells=["=1+1"]),))
    >>> workbook_bytes([table])[:2]
    b'PK'
    """
    wanted = tuple(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(wanted)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(wanted),
        "xl/_rels/workbook.xml.rels": _relations(
            {
                **{f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(wanted) + 1)},
                f"rId{len(wanted) + 1}": ("styles", "styles.xml"),
            }
        ),
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{at}.xml": _sheet(sheet, is_first=at == 1) for at, sheet in enumerate(wanted, 1)},
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in parts.items():
            # A date of its own, so that the clock is not in the file; as on Unix, wherever it is written.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            packed.writestr(entry, text.encode())
    return content.getvalue()


def column_width(heading: str, cells: Sequence[object]) -> float:
    """Return a width that shows most of a column: a Chinese character is as wide as two letters.

    Examples
    --------
    >>> column_width("名称", ["幸福里小区", "A"])
    12.0
    """
    shown = [heading, *(str(cell) for cell in cells[:_LOOKED_AT] if not _is_empty(cell))]
    return float(min(_WIDEST, max(_NARROWEST, max(_display_width(text[:60]) for text in shown) + 2)))


def free_heading(heading: str, taken: Iterable[str]) -> str:
    """Return a heading that is not taken: the heading itself, else with stars behind it."""
    known = set(taken)
    while heading in known:
        heading += " *"
    return heading


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _is_empty(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and not isfinite(cell))


def _sheet(sheet: TableSheet | GuideSheet, *, is_first: bool) -> str:
    parts = _guide(sheet) if isinstance(sheet, GuideSheet) else _table(sheet, is_first=is_first)
    return "".join((_HEAD, f'<worksheet xmlns="{_MAIN}">', *parts, "</worksheet>"))


def _table(sheet: TableSheet, *, is_first: bool) -> Iterator[str]:
    count = max((len(column.cells) for column in sheet.columns), default=0)
    last = f"{_letters(len(sheet.columns))}{count + 1}"
    corner = f"{_letters(sheet.kept + 1)}2"
    widths = [_table_width(column) for column in sheet.columns]
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    selected = ' tabSelected="1"' if is_first else ""
    yield f'<sheetViews><sheetView{selected} workbookViewId="0">'
    yield f'<pane xSplit="{sheet.kept}" ySplit="1" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
    yield f'<selection pane="bottomRight" activeCell="{corner}" sqref="{corner}"/></sheetView></sheetViews>'
    yield from _columns(widths)
    yield "<sheetData>"
    heads = (_cell(_letters(at), 1, column.heading, "head") for at, column in enumerate(sheet.columns, 1))
    yield f'<row r="1">{"".join(heads)}</row>'
    cells = [list(_column_cells(_letters(at), column)) for at, column in enumerate(sheet.columns, 1)]
    for number, row in enumerate(zip(*cells, strict=True), 2):
        yield f'<row r="{number}">{"".join(row)}</row>'
    yield f'</sheetData><autoFilter ref="A1:{last}"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    yield "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"


def _table_width(column: SheetColumn) -> float:
    """Return the width of a column: of numbers as they are shown, with a long heading over two lines."""
    shown = _SHOWN.get(column.style if isinstance(column.style, str) else column.style[0], "{}")
    cells = [cell for cell in column.cells[:_LOOKED_AT] if not _is_empty(cell)]
    half = max(_NARROWEST, len(column.heading) // 2 + 2)
    written = [cell if isinstance(cell, str) else shown.format(cell) for cell in cells]
    return column_width(f"{column.heading[:half]} ▾", written)


def _guide(sheet: GuideSheet) -> Iterator[str]:
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
    yield from _columns(_GUIDE_WIDTHS)
    yield "<sheetData>"
    for number, (name, meaning) in enumerate(sheet.rows, 1):
        style: Style = "wrapped" if meaning else "title"
        cells = (_cell("A", number, name, style), _cell("B", number, meaning, "wrapped") if meaning else "")
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield '</sheetData><pageSetup paperSize="9" fitToHeight="0"/>'


def _columns(widths: Sequence[float]) -> Iterator[str]:
    yield "<cols>"
    for at, width in enumerate(widths, 1):
        yield f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>'
    yield "</cols>"


def _column_cells(letters: str, column: SheetColumn) -> Iterator[str]:
    styles = column.style if isinstance(column.style, tuple) else repeat(column.style)
    for number, (value, style) in enumerate(zip(column.cells, styles, strict=False), 2):
        yield _cell(letters, number, value, column.tints.get(value, "plain") if isinstance(value, str) else style)


def _cell(letters: str, number: int, value: object, style: Style) -> str:
    """Return a cell, nothing where it is empty; a text is a text, whatever it begins with."""
    if _is_empty(value):
        return ""
    at = f'<c r="{letters}{number}"'
    if isinstance(value, bool):
        return f'{at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'{at} s="{_STYLES.index(style)}"><v>{value!r}</v></c>'
    text = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
    text = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    shown: Style = "quoted" if style == "plain" and text.startswith(FORMULA_STARTS) else style
    return f'{at} s="{_STYLES.index(shown)}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _letters(number: int) -> str:
    """Return the letters of a column, from 1: A, B, ... Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _workbook(sheets: Sequence[TableSheet | GuideSheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" r:id="rId{at}"/>' for at, sheet in enumerate(sheets, 1)
    )
    named = "".join(_names(sheet, at) for at, sheet in enumerate(sheets) if isinstance(sheet, TableSheet))
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets>'
        f"<definedNames>{named}</definedNames></workbook>"
    )


def _names(sheet: TableSheet, at: int) -> str:
    """Return what Excel calls the filtered cells, and the heading that is printed on each page."""
    name = escape("'" + sheet.name.replace("'", "''") + "'")
    last = f"${_letters(len(sheet.columns))}${max((len(column.cells) for column in sheet.columns), default=0) + 1}"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{name}!$A$1:{last}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{name}!$1:$1</definedName>'
    )


def _styles() -> str:
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>' for colour in _FILLS
    )
    formats = "".join(_format(style) for style in _STYLES)
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.0"/>'
        '<numFmt numFmtId="165" formatCode="0.0000000"/><numFmt numFmtId="166" formatCode="0.0%"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        f'<fills count="{len(_FILLS) + 2}"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_STYLES)}">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _format(style: Style) -> str:
    wrap = ' wrapText="1"' if style in _WRAPPED else ""
    said = _FORMATS[style]
    fonts = "" if "fontId" in said else ' fontId="0"'
    fills = "" if "fillId" in said else ' fillId="0"'
    applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"'
    return f'<xf {said}{fonts}{fills} borderId="0" xfId="0" {applied}><alignment vertical="top"{wrap}/></xf>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for at in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
    )
