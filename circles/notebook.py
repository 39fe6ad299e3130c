"""A document as HTML for a notebook: plain tables and paragraphs, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from circles.document import Document, Head, Section, Table
from circles.phrases import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.document import Line
    from circles.phrases import Words

_RIGHT = " style='text-align:right'"


def html_of(document: Document, lang: str | None = None) -> str:
    """Return a document as HTML, by default in its own language."""
    lang = lang or document.lang
    title = f"<h3>{_escaped(document.title, lang)}</h3>" if document.title else ""
    return title + "".join(_section(section, lang) for section in document.shown)


def html_of_rows(title: Words, rows: Iterable[tuple[Words, Words]], *, lang: str) -> str:
    """Return what something holds as HTML: a name and a figure in each row."""
    heads = (Head(""), Head("", figures=True))
    held = Section(name="held", table=Table(heads=heads, rows=tuple(rows)))
    return html_of(Document(lang=lang, sections=(held,), title=title))


def _section(section: Section, lang: str) -> str:
    title = f"<h4>{_escaped(section.title, lang)}</h4>" if section.title else ""
    table = "" if section.table is None or not section.table.rows else _table(section.table, lang)
    return title + table + "".join(_line(line, lang) for line in section.lines)


def _line(line: Line, lang: str) -> str:
    text = escape(line.text(lang))
    return f"<p><strong>{text}</strong></p>" if line.role == "sentence" else f"<p>{text}</p>"


def _table(table: Table, lang: str) -> str:
    heads, rows = table.texts(lang)
    sides = [_RIGHT if head.figures else "" for head in table.heads]
    caption = f"<caption>{_escaped(table.title, lang)}</caption>" if table.title else ""
    body = ["".join(f"<td{side}>{escape(cell)}</td>" for cell, side in zip(row, sides, strict=True)) for row in rows]
    head = "".join(f"<th{side}>{escape(name)}</th>" for name, side in zip(heads, sides, strict=True))
    lines = [head, *body] if any(heads) else body
    return f"<table>{caption}{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _escaped(words: Words, lang: str) -> str:
    return escape(text_of(words, lang))
