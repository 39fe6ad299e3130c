"""An answer as a document: sections of tables and lines, made of words and figures in no language yet.

A terminal, a notebook, a page and a file of plain values render the same document. How an answer tells itself is found
by its type: :func:`document_of`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatch
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from circles import texts
from circles.figures import UNKNOWN
from circles.phrases import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circles.phrases import Words


Role = Literal["plain", "sentence", "item", "warning"]

_PUT_INTO: Mapping[Role, str] = MappingProxyType({"item": "assumed.line", "warning": "terminal.warning"})
"""Texts that lines of a role are put into."""


@dataclass(frozen=True)
class Line:
    """A line of a section.

    Attributes
    ----------
    words : Words
        What it says.
    role : str
        ``sentence`` for the one that holds the answer, ``item`` of a list, ``warning``: to be looked at, ``plain``.
    typed : Words
        How it is asked for by a command, said behind it on a terminal alone: elsewhere nobody types one.
    """

    words: Words
    role: Role = "plain"
    typed: Words = ""

    def text(self, lang: str, /) -> str:
        """Return the line as it is shown, an item with its dot, a warning named as one."""
        text = text_of(self.words, lang)
        return texts.say(_PUT_INTO[self.role], lang, text=text) if self.role in _PUT_INTO else text


@dataclass(frozen=True)
class Head:
    """The head of a column, and whether the column holds figures."""

    words: Words
    figures: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: a head for each column, and rows of words and figures."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Words, ...], ...]
    title: Words = ""

    @property
    def without_empty(self) -> Table:
        """The table without the columns that say nothing in any row; the first stays."""
        columns = range(1, len(self.heads))
        kept = [0, *(at for at in columns if any(says_something(row[at]) for row in self.rows))]
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return replace(self, heads=tuple(self.heads[at] for at in kept), rows=rows)

    def texts(self, lang: str) -> tuple[list[str], list[list[str]]]:
        """Return the heads and the rows in `lang`."""
        heads = [text_of(head.words, lang) for head in self.heads]
        return heads, [[text_of(cell, lang) for cell in row] for row in self.rows]


def says_something(cell: Words) -> bool:
    """Return whether a cell holds more than nothing or a dash."""
    return text_of(cell, texts.LANGUAGES[0]) not in {"", UNKNOWN}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a document: a title, a table, and lines below it, each where there is one.

    Attributes
    ----------
    name : str
        By which a renderer finds it; never shown.
    title : Words
        Empty where it has none.
    table : Table or None
        Left out where it has no rows.
    lines : tuple of Line
        Below the table.
    set_apart : bool
        Whether space follows.
    """

    name: str
    title: Words = ""
    table: Table | None = None
    lines: tuple[Line, ...] = ()
    set_apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """What an answer tells.

    Attributes
    ----------
    lang : str
        Its language; a renderer may be asked for another.
    sections : tuple of Section
        In the order in which they are read; those that hold nothing are not shown.
    facts : mapping
        The same figures and words by stable names, for a file of plain values.
    title : Words
        Of what it is told, where its own words do not say so.
    """

    lang: str
    sections: tuple[Section, ...]
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    title: Words = ""

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that hold a row or a line."""
        return tuple(section for section in self.sections if section.lines or (section.table and section.table.rows))

    @property
    def sentence(self) -> Words:
        """The line that holds the answer, empty where there is none."""
        lines = (line for section in self.sections for line in section.lines if line.role == "sentence")
        return next((line.words for line in lines), "")

    def lines(self, name: str) -> tuple[Words, ...]:
        """Return what the lines of the section of that name say."""
        return tuple(line.words for section in self.sections if section.name == name for line in section.lines)

    def table(self, name: str) -> Table:
        """Return the table of the section of that name, an empty one where it has none."""
        found = (section.table for section in self.sections if section.name == name and section.table is not None)
        return next(found, Table(heads=(), rows=()))

    def followed_by(self, *sections: Section) -> Document:
        """Return the document with further sections at its end."""
        return replace(self, sections=(*self.sections, *sections))


@singledispatch
def document_of(answer: object) -> Document:
    """Return what an answer tells, by its type.

    Raises
    ------
    TypeError
        If nothing says how such an object tells itself.
    """
    message = f"nothing tells how a {type(answer).__name__} is told"
    raise TypeError(message)


def sentence_section(words: Words, *, name: str = "sentence") -> Section:
    """Return a section of the one line that holds the answer."""
    return Section(name=name, lines=(Line(words, "sentence"),))


def lines_of(said: Iterable[Words | Line], role: Role = "plain") -> tuple[Line, ...]:
    """Return lines of what is said, those that are one already as they are."""
    return tuple(each if isinstance(each, Line) else Line(each, role) for each in said)


def lines_section(name: str, words: Iterable[Words | Line], *, title: Words = "", role: Role = "plain") -> Section:
    """Return a section of lines."""
    return Section(name=name, title=title, lines=lines_of(words, role))
