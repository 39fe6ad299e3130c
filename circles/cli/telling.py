"""A document on the terminal: titles in bold, tables, lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from circles.answers.findings_together import together
from circles.cli.broken_lines import broken
from circles.cli.drawn_tables import drawn
from circles.document import Line
from circles.errors import Finding
from circles.phrases import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.document import Document, Section


_WHOLE = frozenset({"written", "next"})
"""Sections of what is copied: paths and commands stand whole on their lines, however narrow the terminal."""

_APART = _WHOLE | {"warnings"}
"""Sections that stand apart though they have no title."""


def tell(document: Document, lang: str | None = None) -> None:
    """Print a document, by default in its own language."""
    tell_sections(document.shown, lang or document.lang)


def tell_sections(sections: Iterable[Section], lang: str) -> None:
    """Print sections of a document."""
    screen = Console()
    is_apart = True
    for section in sections:
        if not section.lines and not (section.table and section.table.rows):
            continue
        stands_out = bool(section.title or section.table or section.name in _APART)
        if stands_out and not is_apart:
            screen.print()
        _tell_section(screen, section, lang)
        is_apart = section.set_apart
        if section.table and not is_apart:
            screen.print()
            is_apart = True


def _tell_section(screen: Console, section: Section, lang: str) -> None:
    if section.title:
        screen.print(Text(text_of(section.title, lang), style="bold"))
    if section.table is not None and section.table.rows:
        for part in drawn(section.table, lang, width=screen.width):
            screen.print(part)
    for line in _lines(section):
        text = line.text(lang) + text_of(line.typed, lang)
        style = "bold" if line.role == "sentence" else ""
        for part in (text,) if section.name in _WHOLE else broken(text, screen.width):
            screen.print(Text(part, style=style), soft_wrap=True)
    if section.set_apart:
        screen.print()


def _lines(section: Section) -> Iterable[Line]:
    """Return the lines of a section, findings of one kind together."""
    found = [line.words for line in section.lines if isinstance(line.words, Finding)]
    if len(found) < len(section.lines):
        return section.lines
    return [Line(words, section.lines[0].role) for words in together(found)]
