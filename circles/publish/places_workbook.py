"""A list and the candidates for its places as a workbook that a planner completes and gives back as the list."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles import texts
from circles.answers.matches import LONGEST_CELL, MOST_CANDIDATES, RESULTS, Matches, heading
from circles.errors import Finding, OutputError, expect, expect_language, expect_paths
from circles.figures import Figure
from circles.publish.plain_workbook import FORMULA_STARTS, NOT_IN_XML, column_width
from circles.publish.single_files import read_from
from circles.publish.study_draft import check_beside, write_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

_HEAD_FILL, _FILL_IN = "DDE7F3", "FFF2B3"
_RESULT_FILLS = {"missing": "F8CBAD", "community_only": "F8CBAD", "to_confirm": "FFE699", "proposed": "C6E0B4"}
_GUIDE_LINES = 9

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?", re.ASCII)


def write_places(
    matches: Matches,
    file: str | Path,
    *,
    lang: str | None = None,
    replace: bool = False,
    inputs: Iterable[str | Path] | None = None,
) -> Path:
    """Write a list with the candidates for its places as a workbook (.xlsx) and return its path.

    The first sheet is the list, rows without a candidate first, with columns to accept a candidate or to type a
    position; the second explains them in Chinese and English, the third lists all candidates.

    Parameters
    ----------
    matches : Matches
        As :func:`circles.match_places` gives them.
    file : str or Path
        The workbook.
    lang : str, optional
        Language of its columns, ``zh`` or ``en``; by default that of the list. Both can be given back.
    replace : bool
        Whether a file that is there may be replaced; the earlier one is kept as ``.bak``.
    inputs : iterable of str or Path, optional
        Files that the matches were read from; none of them is replaced. By default they are known by name and sum.

    Raises
    ------
    OutputError
        If the name does not end in .xlsx, the file is there and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import circles
    >>> import pandas
    >>> pandas.DataFrame({"名称": ["示例中心1", "别的中心"]}).to_csv("list.csv", index=False)
    >>> matches = circles.match_places("list.csv", points=circles.demo_study() / "centers.csv")
    >>> circles.write_places(matches, "list-places.xlsx").name
    'list-places.xlsx'
    """
    expect_language(lang)
    expect("replace", replace, bool)
    expect_paths("inputs", inputs)
    expect("matches", matches, Matches)
    expect("file", file, str, Path)
    target = Path(file)
    inputs = read_from([target], matches.sources) if inputs is None else tuple(inputs)
    check_places_file(target, replace=replace, inputs=inputs)
    content = places_workbook(matches, lang=lang or matches.lang)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        details = {"reason": error.strerror or str(error)}
        raise OutputError(Finding(code="output_not_written", file=str(target), details=details)) from error
    return write_beside(target.parent, {target.name: content}, replace=replace, inputs=inputs)[0]


def check_places_file(file: Path, *, replace: bool = False, inputs: Iterable[str | Path] = ()) -> None:
    """Make sure, before any work, that :func:`write_places` may write `file`; it raises as that does."""
    if file.suffix.lower() != ".xlsx":
        raise OutputError(Finding(code="places_suffix", file=file.name))
    check_beside(file.parent, [file.name], replace=replace, inputs=inputs)


def places_workbook(matches: Matches, *, lang: str) -> bytes:
    """Return the workbook of :func:`write_places` in `lang`."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    columns = _columns(matches, lang)
    _write(book.create_sheet(texts.say(f"places.sheet.{matches.kind}", lang)), columns, _order(matches))
    _write_guide(book.create_sheet(texts.say("places.sheet.guide", lang)), matches)
    _write_candidates(book.create_sheet(texts.say("places.sheet.candidates", lang)), matches, lang)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _order(matches: Matches) -> list[int]:
    """Return the positions of the rows, what is missing first; rows of one result keep the list's order."""
    ranks = [RESULTS.index(result) for result in matches.rows["result"]]
    return sorted(range(len(ranks)), key=lambda at: ranks[at])


def _columns(matches: Matches, lang: str) -> dict[str, tuple[Sequence[object], str]]:
    """Return each column of the first sheet: its name, its cells in the list's order, and the colour of its head."""
    rows, taken = matches.rows, dict.fromkeys(map(str, matches.own.columns))
    columns: dict[str, tuple[Sequence[object], str]] = {
        str(name): (_numbers_or_texts(matches.own[name]), _HEAD_FILL) for name in matches.own.columns
    }

    def add(mark: str, cells: Iterable[object], fill: str = _HEAD_FILL) -> None:
        name = heading(mark, lang)
        # A column of the planner's that is named like one of ours is theirs; ours is told apart.
        free = next(each for number in range(1, len(taken) + 2) if (each := name + " *" * (number - 1)) not in taken)
        taken[free] = None
        columns[free] = (list(cells), fill)

    add("choice", [""] * len(rows), _FILL_IN)
    for axis in ("lon", "lat"):
        if axis not in matches.coordinate_columns:
            add(axis, matches.places[axis], _FILL_IN)
    add("result", (texts.say(f"places.result.{result}", lang) for result in rows["result"]))
    remarks = zip(rows["remark"], rows["count"], strict=True)
    add("remark", (texts.say(f"places.remark.{remark}", lang, count=count) for remark, count in remarks))
    if (rows["via"] != "").any():
        add("via", rows["via"])
    for mark, cells in _candidate_cells(matches):
        add(mark, cells)
    for mark in ("community", "subdistrict", "communities_like"):
        if (rows[mark] != "").any():
            add(mark, rows[mark])
    add("row", rows["row"])
    return columns


def _candidate_cells(matches: Matches) -> Iterator[tuple[str, list[str]]]:
    """Yield the columns of the candidates, names and places, as many as the row with most of them needs."""
    points = matches.candidates[matches.candidates["kind"] == "point"]
    at_row = {row: at for at, row in enumerate(matches.rows["row"])}
    most = min(MOST_CANDIDATES, max([1, *points["rank"].tolist()]))
    for number in range(1, most + 1):
        names, places = [""] * len(matches.rows), [""] * len(matches.rows)
        ranked = points[points["rank"] == number]
        for row, name, subdistrict, score, lon, lat in ranked[
            ["row", "name", "subdistrict", "score", "lon", "lat"]
        ].itertuples(index=False):
            names[at_row[row]] = f"{name}{f' ({subdistrict})' if subdistrict else ''}  {score:.2f}"
            places[at_row[row]] = f"{lon:.7f}, {lat:.7f}"
        yield f"candidate_{number}", names
        yield f"place_{number}", places


def _write(sheet: Any, columns: Mapping[str, tuple[Sequence[object], str]], order: Sequence[int]) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    names = list(columns)
    result_names = {heading("result", lang) for lang in texts.LANGUAGES}
    fills = {
        texts.say(f"places.result.{result}", lang): PatternFill("solid", fgColor=fill)
        for result, fill in _RESULT_FILLS.items()
        for lang in texts.LANGUAGES
    }
    sheet.freeze_panes = "A2"
    for at, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column_width(name, columns[name][0])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(order) + 1}"
    sheet.append([_head(sheet, name, columns[name][1]) for name in names])
    for at in order:
        cells = [_cell(sheet, columns[name][0][at]) for name in names]
        for name, cell in zip(names, cells, strict=True):
            if name in result_names and cell is not None and cell.value in fills:
                cell.fill = fills[cell.value]
        sheet.append(cells)


def _write_guide(sheet: Any, matches: Matches) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 110
    for lang in texts.LANGUAGES:
        counts = {result: Figure(value=count).text(lang) for result, count in matches.counts.items()}
        title = _cell(sheet, texts.say("places.guide.title", lang))
        title.font = Font(bold=True)
        lines = [texts.say(f"places.guide.line_{number}", lang, **counts) for number in range(1, _GUIDE_LINES + 1)]
        files = "; ".join(f"{source.file} ({Figure(value=source.rows).text(lang)})" for source in matches.sources)
        sheet.append([title])
        for line in [*lines, texts.say("places.guide.files", lang, files=files)]:
            cell = _cell(sheet, line)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.append([cell])
        sheet.append([])


def _write_candidates(sheet: Any, matches: Matches, lang: str) -> None:
    from openpyxl.utils import get_column_letter

    marks = ("row", "listed", "rank", "kind", "found", "found_subdistrict", "score", "found_lon", "found_lat", "file")
    names = dict(zip(matches.rows["row"], matches.rows["name"], strict=True))
    kinds = {kind: texts.say(f"places.kind.{kind}", lang) for kind in ("point", "community")}
    sheet.freeze_panes = "A2"
    for at, mark in enumerate(marks, 1):
        sheet.column_dimensions[get_column_letter(at)].width = 30 if mark in {"listed", "found"} else 14
    sheet.append([_head(sheet, heading(mark, lang), _HEAD_FILL) for mark in marks])
    table: pd.DataFrame = matches.candidates
    for row, rank, kind, name, subdistrict, score, lon, lat, file in table[
        ["row", "rank", "kind", "name", "subdistrict", "score", "lon", "lat", "file"]
    ].itertuples(index=False):
        values = (row, names[row], rank or None, kinds[kind], name, subdistrict, score, lon, lat, file)
        sheet.append([_cell(sheet, value) for value in values])


def _head(sheet: Any, name: str, fill: str) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _cell(sheet, name)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: object) -> Any:
    """Return a cell, None where it is empty; a text is a text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "" or value != value:  # noqa: PLR0124 NaN
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    shown = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
    cell = WriteOnlyCell(sheet, value=shown if len(shown) <= LONGEST_CELL else f"{shown[: LONGEST_CELL - 1]}…")
    cell.data_type = "s"  # openpyxl would take a formula, an error or a number for what it looks like
    if shown.startswith(FORMULA_STARTS):
        cell.quotePrefix = True  # so that it stays a text when a person edits the cell
    return cell


def _numbers_or_texts(cells: pd.Series) -> list[object]:
    """Return the cells of a column, numbers as numbers where all that is filled in are such: never an id like 007."""
    filled = [str(cell) for cell in cells if cell != ""]
    if not filled or not all(_NUMBER.fullmatch(cell) and _as_typed(float(cell)) == cell for cell in filled):
        return list(cells)
    return [_value(str(cell)) if cell != "" else "" for cell in cells]


def _value(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _as_typed(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() else repr(number)
