"""A document on the terminal: titles in bold, tables, lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Drawn
from rich.text import Text

from circles.document import Line, Section
from circles.phrases import phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from circles.document import Document, Table
    from circles.errors import Finding


def tell(document: Document, lang: str | None = None) -> None:
    """Print a document, by default in its own language."""
    lang = lang or document.lang
    screen = Console()
    for section in document.shown:
        _tell_section(screen, section, lang)


def _tell_section(screen: Console, section: Section, lang: str) -> None:
    if section.title:
        screen.print(Text(text_of(section.title, lang), style="bold"))
    if section.table is not None and section.table.rows:
        screen.print(_drawn(section.table, lang))
    for line in section.lines:
        screen.print(Text(line.text(lang), style="bold" if line.role == "sentence" else ""))
    if section.set_apart:
        screen.print()


def _drawn(table: Table, lang: str) -> Drawn:
    heads, rows = table.texts(lang)
    title = escape(text_of(table.title, lang)) or None
    drawn = Drawn(title=title, title_justify="left", show_header=any(heads))
    for name, head in zip(heads, table.heads, strict=True):
        drawn.add_column(escape(name), justify="right" if head.figures else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    return drawn


def files_written(files: Iterable[Path]) -> tuple[Section, ...]:
    """Return where files are, nothing where there are none."""
    lines = tuple(Line(phrase("terminal.file_at", path=str(file))) for file in files)
    return (Section(name="written", lines=lines),) if lines else ()


def written_to(folder: Path, findings: Iterable[Finding]) -> Section:
    """Return where the files of a result are, and what could not be replaced."""
    place = Line(phrase("terminal.map_at", path=str(folder / "coverage.html")))
    return Section(name="written", lines=(*(Line(finding, "warning") for finding in findings), place))
