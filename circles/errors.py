"""What can go wrong, said so that a planner can mend it.

::

    CirclesError (ValueError)
    ├── InputError      a file, a table or an option cannot be used; lists every finding
    ├── QuestionError   a question names something the plan does not hold
    ├── ArgumentError   an argument of a call is no such thing at all; a TypeError too
    └── OutputError     a result cannot be written; the earlier result stands

Findings and errors compare by what they say, and come whole out of another process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from numbers import Real
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from circles import texts
from circles.near_names import choice_details
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLES = {
    "Study": 'circles.read_study("study.toml")',
    "Plan": "circles.plan(study)",
    "Siting": "circles.site(study, circles.SitingQuestion(new=5))",
    "Scenario": "circles.Scenario(minutes=15)",
    "SitingQuestion": "circles.SitingQuestion(new=5)",
    "Candidates": 'circles.read_candidates("study.toml")',
    "WalkNetwork": "circles.network_of(study)",
    "Matches": 'circles.match_places("list.xlsx", points=["poi.gpkg"])',
    "GeoDataFrame": 'geopandas.read_file("blocks.gpkg")',
    "str": '"study.toml"',
    "int": "2",
    "float": "1.5",
    "bool": "True",
    "Callable": "print",
}

_CALLED = {"Integral": "int", "Real": "float"}

_LONGEST_VALUE = 80


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing found in the input: where it is, what is wrong, what to do.

    Raised in an :class:`InputError` where the study cannot be used, listed as a warning where it can.

    Attributes
    ----------
    code : str
        Key of the text, ``finding.<code>.problem`` and ``finding.<code>.remedy`` in the catalogue.
    file, column, value : str, optional
        Where it is and what stands there, as the person wrote it.
    sheet : str, optional
        Of a workbook the sheet that was read.
    row : int or str, optional
        Row number as a spreadsheet counts (the header is row 1), or feature number from 1 for a layer; where several
        sheets are read as one table, ``sheet!number``.
    names : str
        What `column` is the name of: a ``column`` of a table, a ``key`` of a study file (``scenario.minutes``), or an
        ``option`` of a command.
    argument : str, optional
        Of a table in memory the argument of the call that it was given as; `row` is the label of its index then.
    details : mapping
        Further values the two texts name: plain, or figures and phrases, which are said in the language of the text.

    Examples
    --------
    >>> import circles
    >>> finding = circles.Finding(code="taken_id", file="centers.csv", row=3, column="id", value="A1")
    >>> print(finding.text())
    centers.csv, row 3, column id, “A1”: The id is taken by another row. Choose another id.
    """

    code: str
    file: str | None = None
    row: int | str | None = None
    column: str | None = None
    value: str | None = None
    names: Literal["column", "key", "option"] = "column"
    sheet: str | None = None
    argument: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """Return place, problem and remedy as one line."""
        said = texts.say("finding_place.said", lang, **{part: self.said(part, lang) for part in ("problem", "remedy")})
        values = self._values()
        sheet, row = _sheet_and_row(self.row)
        in_memory = self.argument is not None
        places: dict[str, object] = {
            "argument": self.argument,
            "file": None if in_memory else self.file or None,
            "sheet": None if in_memory else sheet or (_one_line(self.sheet) if self.sheet else None),
            "label": None if self.row is None else _one_line(str(self.row)) if in_memory else None,
            "row": None if in_memory else row,
            self.names: self.column,
            "value": values["value"],
        }
        parts = [
            texts.say(f"finding_place.{name}", lang, **{name: said})
            for name, said in places.items()
            if said is not None
        ]
        place = texts.say("finding_place.joint", lang).join(parts)
        stop = texts.say("finding_place.end", lang)
        return f"{place}{stop}{said}" if place else said

    def said(self, part: str, lang: str = "en") -> str:
        """Return one `part` of the text, ``problem`` or ``remedy``, without the place."""
        return phrase(f"finding.{self.code}.{part}", **self._values()).text(lang)

    def __hash__(self) -> int:
        return hash((self.code, self.file, self.sheet, self.row, self.column, self.value))

    def _values(self) -> dict[str, object]:
        value = None if self.value is None else _one_line(self.value)
        return {**self.details, "file": self.file, "row": self.row, "column": self.column, "value": value}


def _sheet_and_row(row: int | str | None) -> tuple[str | None, int | str | None]:
    """Return the sheet that a row is in, where it says one, and its number."""
    sheet, mark, number = row.rpartition("!") if isinstance(row, str) else ("", "", "")
    return (_one_line(sheet), number) if mark and number.isdigit() else (None, row)


def _one_line(value: str) -> str:
    """Return a value fit for a terminal: printable, and not longer than a line."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value)
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}…"


class CirclesError(ValueError):
    """The parent of every error this package raises on purpose.

    Parameters
    ----------
    findings : Finding or iterable of Finding
        All that was found, at least one.
    lang : str or None
        The language of the study in which it was found, where that is known: a command speaks it. No part of what
        makes two errors equal.

    Examples
    --------
    >>> import circles
    >>> try:
    ...     circles.read_study("missing.toml")
    ... except circles.CirclesError as error:
    ...     print(error.text("zh"))
    missing.toml：没有这个文件。请核对文件名；任务文件中的路径从任务文件所在的文件夹算起。
    """

    def __init__(self, findings: Finding | Iterable[Finding], lang: str | None = None) -> None:
        self.lang = lang
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.text())

    def text(self, lang: str = "en") -> str:
        """Return every finding on a line of its own."""
        return "\n".join(finding.text(lang) for finding in self.findings)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, CirclesError) and self.findings == other.findings

    def __hash__(self) -> int:
        return hash((type(self), self.findings))

    def __reduce__(self) -> tuple[type[CirclesError], tuple[tuple[Finding, ...], str | None]]:
        return type(self), (self.findings, self.lang)


class InputError(CirclesError):
    """A file, a table or an option cannot be used; nothing was written.

    Examples
    --------
    >>> import circles
    >>> try:
    ...     circles.Scenario(minutes=-1)
    ... except circles.InputError as error:
    ...     print([finding.code for finding in error.findings])
    ['bad_minutes']
    """


class QuestionError(CirclesError):
    """A question names something that the plan does not hold.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> try:
    ...     study.with_status("no such center", "closed")
    ... except circles.QuestionError as error:
    ...     print(error.findings[0].code)
    unknown_center
    """


class ArgumentError(CirclesError, TypeError):
    """An argument of a call in Python is of another kind than the function takes; nothing was done.

    Examples
    --------
    >>> import circles
    >>> try:
    ...     circles.plan("study.toml")
    ... except TypeError as error:
    ...     print(str(error).partition(". ")[0])
    “'study.toml'”: The argument study is of the kind str; it must be Study
    """


class OutputError(CirclesError):
    """A result cannot be written where it was asked for; the earlier result stands.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> try:
    ...     circles.write_map(plan, ".")
    ... except circles.OutputError as error:
    ...     print([finding.code for finding in error.findings])
    ['map_not_written']
    """


def raise_if_any(findings: Iterable[Finding]) -> None:
    """Raise one :class:`InputError` with all `findings`, if there are any."""
    found = tuple(findings)
    if found:
        raise InputError(found)


def expect_language(lang: object) -> None:
    """Raise where the argument `lang` of a call is neither a language of the texts nor left out.

    Raises
    ------
    ArgumentError
        If it is no text.
    InputError
        If it is none of ``texts.LANGUAGES``.
    """
    expect("lang", lang, str, None)
    if lang is not None:
        expect_choice("lang", lang, texts.LANGUAGES)


def expect_choice(argument: str, value: Any, choices: tuple[str, ...]) -> None:
    """Raise :class:`InputError` where an argument is none of its choices."""
    if value not in choices:
        details = choice_details(value, choices)
        raise InputError(Finding(code="not_a_choice", argument=argument, value=str(value), details=details))


def expect_kinds(kinds: tuple[Any, ...], **given: object) -> None:
    """Raise as :func:`expect` where one of several arguments is none of the `kinds`."""
    for argument, value in given.items():
        expect(argument, value, *kinds)


def expect_paths(argument: str, paths: object) -> None:
    """Raise :class:`ArgumentError` where an argument is not several paths, nor left out."""
    if isinstance(paths, (str, bytes)) or not isinstance(paths, (Iterable, type(None))):
        expect(argument, paths, list, None)
    for path in () if paths is None else paths:  # type: ignore[attr-defined]
        expect(argument, path, str, PathLike)


def numbers_of(argument: str, given: object) -> list[float]:
    """Return the numbers of an argument that takes one, or several in any sequence.

    Raises
    ------
    ArgumentError
        If it is something else, or one of them is no number.
    """
    if isinstance(given, (str, bytes)) or not isinstance(given, (Real, Iterable)):
        expect(argument, given, Real, list)
    numbers: list[Any] = [given] if isinstance(given, Real) else list(given)  # type: ignore[call-overload]
    for number in numbers:
        expect(argument, number, Real)
    return numbers


def expect(argument: str, value: object, *kinds: Any) -> None:
    """Raise where the `value` of an argument is none of `kinds`: the first lines of a public function.

    Parameters
    ----------
    argument : str
        Name of the argument, as the function has it.
    value : object
        What was given.
    *kinds : type or None
        What it may be; None where it may be left out.

    Raises
    ------
    ArgumentError
        Naming the argument, what was given, what is taken and how that is made.
    """
    types = tuple(type(None) if kind is None else kind for kind in kinds)
    if isinstance(value, types):
        return
    names = ["None" if kind is None else _CALLED.get(kind.__name__, kind.__name__) for kind in kinds]
    details = {
        "argument": argument,
        "given": type(value).__name__,
        "wanted": " / ".join(names),
        "example": _EXAMPLES.get(names[0], names[0]),
    }
    shown = repr(value) if isinstance(value, (str, int, float)) else None
    raise ArgumentError(Finding(code="wrong_argument", value=shown, details=details))
