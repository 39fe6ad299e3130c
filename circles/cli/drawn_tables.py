"""A table as it is drawn on a terminal: in columns where they fit, else a record for each row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.table import Table as Drawn
from rich.text import Text

from circles.cli.broken_lines import broken, unbroken
from circles.figures import UNKNOWN
from circles.phrases import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from circles.document import Head, Table

_MOST_LINES = 3
"""A cell of words may be broken into so many lines before columns are held to be too many."""

_LEAST_WORDS = 8
"""Columns of words are not narrower, and longer words of a head may be broken over figures."""

_NUMBER = re.compile(r"\d")
"""What begins with a number: it is not broken, nor parted from the unit that follows it."""

_BESIDE = 3
"""Signs that a column takes beside what it holds."""


def drawn(table: Table, lang: str, *, width: int) -> Iterable[RenderableType]:
    """Return what draws a table in a terminal of so many signs.

    Parameters
    ----------
    table : Table
        Of a document.
    lang : str
        Language of its words.
    width : int
        Of the terminal; a Chinese sign takes two.

    Returns
    -------
    iterable of renderable
        A table of columns; where figures would be cut, or words broken into more than three lines, a record for
        each row.
    """
    heads, rows = table.texts(lang)
    title = text_of(table.title, lang)
    titled = [Text(title, style="bold")] if title else []
    columns = list(zip(table.heads, heads, zip(*rows, strict=True), strict=True))
    least = [_least(*column) for column in columns]
    room = width - _BESIDE * (len(columns) - 1)
    if sum(least) > room:
        return [*titled, *_records(heads, rows, width)]
    whole = [max(map(cell_len, (text, *cells))) for _, text, cells in columns]
    return [*titled, _columns(table, heads, rows, _fitted(whole, least, room))]


def _least(head: Head, text: str, cells: Sequence[str]) -> int:
    """Return the least width of a column: figures whole with their units, words in few lines, no word of a head cut."""
    widest = max(map(cell_len, cells), default=0)
    longest_word = max(map(cell_len, text.split()), default=0)
    if head.figures:
        return max(widest, min(longest_word, _LEAST_WORDS))
    counted = max((cell_len(part) for cell in cells for part in unbroken(cell) if _NUMBER.match(part)), default=0)
    least = max(-(-widest // _MOST_LINES), min(widest, _LEAST_WORDS), longest_word, counted)
    # Lines end where a sign may stand, so that they may be more than their width alone would make.
    while least < widest and any(len(list(broken(cell, least))) > _MOST_LINES for cell in cells):
        least += 1
    return least


def _fitted(whole: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths of columns that fit: what is missing is taken from those that have most to give."""
    widths = list(whole)
    for _ in range(sum(whole) - room):
        at = max(range(len(widths)), key=lambda at: widths[at] - least[at])
        widths[at] -= 1
    return widths


def _columns(table: Table, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Drawn:
    columns = Drawn(show_header=any(heads), box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head, text, width in zip(table.heads, heads, widths, strict=True):
        columns.add_column(
            _in_lines(text, width), justify="right" if head.figures else "left", overflow="fold", width=width
        )
    for row in rows:
        columns.add_row(*map(_in_lines, row, widths))
    return columns


def _in_lines(text: str, width: int) -> Text:
    """Return a text broken as every line of the terminal is: rich would part 64 from its hectares."""
    return Text("\n".join(broken(text, width)))


def _records(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterable[RenderableType]:
    """Yield a record for each row: its first cell, and below it what the others say, those without content left out."""
    widest = max(cell_len(head) for head in heads)
    room = max(width - widest - _BESIDE - 1, 1)
    for row in rows:
        yield Text(row[0], style="bold")
        record = Drawn.grid(padding=(0, 2, 0, 0))
        record.add_column(width=widest + 2)
        record.add_column(overflow="fold")
        for head, cell in zip(heads[1:], row[1:], strict=True):
            if cell not in {"", UNKNOWN}:
                record.add_row(Text(f"  {head}"), _in_lines(cell, room))
        yield record
