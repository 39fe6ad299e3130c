"""The words of planners' tables in ``table_words.toml``: totals, persons, unknown, about, units, sheets."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from math import inf, nan
from typing import TYPE_CHECKING, Any

from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPACE = re.compile(r"\s+")
_BRACKETED = re.compile(r"[(\[{【〔〖]([^()\[\]{}【】〔〕〖〗]*)[)\]}】〕〗]")
_STOPS = ":."
_FULL_STOPS = ".。!"
_AROUND = ",，、;；:： "
_LONGEST_TOTAL = 40


def squeezed(text: str) -> str:
    """Return a text without spaces, letter case and full width."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def persons_columns(columns: Iterable[str]) -> list[str]:
    """Return those of the `columns` that are about persons."""
    names, parts = _words("persons", "names"), _words("persons", "parts")
    return [
        column
        for column in columns
        if (plain := squeezed(column.replace("_", " "))) in names or any(part in plain for part in parts)
    ]


def is_total(cell: str) -> bool:
    """Return whether a cell says that its row adds up others."""
    text = squeezed(cell).rstrip(_STOPS)
    return text in _words("totals", "words") or text.endswith(tuple(_words("totals", "endings")))


def may_be_total(cell: str) -> bool:
    """Return whether it is worth asking :func:`is_total`: this looks at the last letter alone."""
    ending = cell.rstrip()[-1:]
    return len(cell) < _LONGEST_TOTAL and ending in _total_endings()


def unknown_words() -> frozenset[str]:
    """Return the words that say that nothing is known, squeezed."""
    return _words("unknown", "words")


def is_unknown(cell: str) -> bool:
    """Return whether a cell where a number is wanted says that nothing is known: 暂无, 待核, 尚未统计, ``#N/A``."""
    if cell[-1:].isdigit():  # no such word ends with one
        return False
    text = squeezed(cell)
    return text in _unknown() or text.rstrip(_FULL_STOPS) in _unknown()


def is_formula_error(cell: str) -> bool:
    """Return whether a cell holds what a failed formula leaves: ``#N/A``, ``#REF!``."""
    return cell.startswith("#") and squeezed(cell) in _words("formula_errors", "words")


def looks_like_people(header: str) -> bool:
    """Return whether a header seems to be of all people or dwellings of a place: 小区在册人口."""
    text = squeezed(header.replace("_", " "))
    return _holds(text, "parts") and not _holds(text, "but")


def remark_after_number(remark: str) -> str:
    """Return what a remark without its year says of the number before it: ``about``, ``plain`` or nothing."""
    text = squeezed(remark).strip(_AROUND)
    if not text or text in _words("remarks", "plain"):
        return "plain"
    return "about" if text in _words("remarks", "about") else ""


def answer_of(cell: str) -> float:
    """Return 1.0 where a cell says yes, 0.0 where it says no, infinity where it is no answer, NaN where unknown."""
    text = squeezed(cell)
    for answer, value in (("yes", 1.0), ("no", 0.0)):
        if text in _words("answers", answer):
            return value
    return nan if is_unknown(cell) else inf


def says_yes(cell: str) -> bool | None:
    """Return whether a cell says yes or no, None where it says neither."""
    answer = answer_of(cell)
    return bool(answer) if answer in (0.0, 1.0) else None


@cache
def words_about(place: str) -> tuple[str, ...]:
    """Return the words ``before`` or ``after`` a number that is only roughly known, the longest first."""
    return tuple(sorted(_words("about", place), key=len, reverse=True))


@cache
def units_of(measure: str) -> Mapping[str, float]:
    """Return what one of each unit is, for ``people``, ``dwellings``, ``area`` (m2) or ``degrees``."""
    return {squeezed(unit): float(scale) for unit, scale in _data()["units"][measure].items()}


def district_key(name: str) -> str:
    """Return a district's name as it is compared: squeezed, without 街道办事处, 社区 and the like.

    Examples
    --------
    >>> [district_key(name) for name in ("南关街道（办事处）", "南关　街道", "南关街道(南关)", "城关（镇）")]
    ['南关', '南关', '南关', '城关镇']
    """
    return _without_ending(unbracketed(name))


def bare_district_key(name: str, level: str) -> str:
    """Return :func:`district_key` of a name without the city and county before it: 示例区南关街道 is 南关.

    Parameters
    ----------
    name : str
        Of a district.
    level : str
        ``subdistrict`` or ``community``, whose sub-district may stand before it too.
    """
    key = district_key(name)
    found = _above(level).match(key)
    return key if found is None else key[found.end() :]


def unbracketed(name: str) -> str:
    """Return a district's name squeezed, without brackets that say its ending, itself again or a remark."""
    text = squeezed(name)
    found = _BRACKETED.search(text)
    if found is None:
        return text
    inner, outer = found[1], text[: found.start()] + text[found.end() :]
    if not inner or not outer or outer in _district_words("levels"):
        return inner + outer
    own = _without_ending(outer)
    if inner in _district_words("levels"):
        return outer if own != outer or outer.endswith(inner) else outer + inner
    is_remark = inner in _district_words("remarks") or inner.startswith(tuple(_district_words("beginnings")))
    return outer if is_remark or _without_ending(inner) == own else text


def _without_ending(text: str) -> str:
    for ending, instead in _district_endings():
        if text.endswith(ending) and text != ending:
            return text.removesuffix(ending) + instead
    return text


def sheet_words(kind: str) -> frozenset[str]:
    """Return the words in a sheet's name that say it is for a table of this `kind`."""
    return _words("sheets", kind) if kind in _data()["sheets"] else frozenset()


def _holds(text: str, part: str) -> bool:
    return any(word in text for word in _words("people_like", part))


@cache
def _unknown() -> frozenset[str]:
    beginnings, endings = _words("unknown", "beginnings"), _words("unknown", "endings")
    absences = {beginning + ending for beginning in beginnings for ending in endings}
    return _words("unknown", "words") | _words("formula_errors", "words") | absences


@cache
def _district_words(section: str) -> frozenset[str]:
    return frozenset(squeezed(word) for word in _data()["districts"][section])


@cache
def _above(level: str) -> re.Pattern[str]:
    """Return what ends the name of a city, a county and, before a community, a sub-district."""
    words = _district_words("above") | (_district_words("above_communities") if level == "community" else frozenset())
    return re.compile(rf".+(?:{'|'.join(sorted(words, key=len, reverse=True))})(?=..)")


@cache
def _district_endings() -> tuple[tuple[str, str], ...]:
    endings = {squeezed(ending): str(instead) for ending, instead in _data()["districts"]["endings"].items()}
    return tuple(sorted(endings.items(), key=lambda pair: -len(pair[0])))


@cache
def _total_endings() -> frozenset[str]:
    words = {word[-1] for word in _words("totals", "words") | _words("totals", "endings")}
    return frozenset(words | {word.upper() for word in words} | {":", "：", "."})


@cache
def _words(section: str, key: str) -> frozenset[str]:
    return frozenset(squeezed(word) for word in _data()[section][key])


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "table_words.toml")
