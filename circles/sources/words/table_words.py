"""The words of planners' tables in ``table_words.toml``: totals, persons, unknown, about, units, sheets."""

from __future__ import annotations

import re
from functools import cache
from math import inf, nan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BRACKETED = re.compile(r"[(\[{【〔〖]([^()\[\]{}【】〔〕〖〗]*)[)\]}】〕〗]")
_STOPS = ":."
_FOOT_BEGINNING = re.compile(r"[*※(\[]*([^\d:,;、]{1,20}?)[)\]]?(?:\(?\d{0,2}\)?)[:、]")
_YEAR = r"(?:(?:19|20)?\d\d|[〇零一二三四五六七八九]{4})"
_DATE = re.compile(
    rf"(?:截至|截止)?{_YEAR}年(?:[\d一二三四五六七八九十]{{1,2}}月(?:[\d一二三四五六七八九十]{{1,3}}[日号])?)?(?:底|末)?"
    r"|(?:19|20)\d\d([-/.])\d{1,2}(?:\1\d{1,2})?(?:t[\d:.]+|\d\d:\d\d:\d\d)?"
)
_ENUMERATED = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}[章节部分片区]|\(?[一二三四五六七八九十]{1,3}[)、.,:]|[ivx]{1,4}[.、])"
)
_EMPTY_NAME = re.compile(r"(?:sheet|工作表|表|表格|附表|附件)?[\d()]*")
_FULL_STOPS = ".。!"
_AROUND = ",，、;；:： "
_LONGEST_TOTAL = 40
_COUNTING = re.compile("[计共总]|otal|um|all", re.IGNORECASE)


def persons_columns(columns: Iterable[str]) -> list[str]:
    """Return those of the `columns` that are about persons."""
    names, parts = _words("persons", "names"), _words("persons", "parts")
    return [
        column
        for column in columns
        if (plain := squeezed(column.replace("_", " "))) in names or any(part in plain for part in parts)
    ]


def is_total(cell: str) -> bool:
    """Return whether a cell says that its row adds up others, or counts them: 合计, 台西街道小计, 共10个小区."""
    text = squeezed(cell).rstrip(_STOPS)
    if text in _words("totals", "words") or text.endswith(tuple(_words("totals", "endings"))) or is_average(text):
        return True
    return any(pattern.fullmatch(text) for pattern in _total_patterns())


def is_average(cell: str) -> bool:
    """Return whether a cell says that its row is the mean of others: such a row is no place, whatever stands in it."""
    return squeezed(cell).rstrip(_STOPS) in _words("totals", "averages")


def is_foot(cell: str) -> bool:
    """Return whether a row that begins so stands below the data: a note, who filled it in, a seal, a date."""
    text = squeezed(cell)
    if text.rstrip(_STOPS) in _words("foot", "beginnings") or is_date(text):
        return True
    if any(part in text for part in _words("foot", "parts")):
        return True
    first = squeezed(cell.split(maxsplit=1)[0])
    if text.startswith(tuple(_words("foot", "starts"))) or first in _words("foot", "beginnings"):
        return True
    begun = _FOOT_BEGINNING.match(text)
    return begun is not None and begun[1] in _words("foot", "beginnings")


def is_heading(cell: str) -> bool:
    """Return whether a cell is the heading of a part of a list: 一、湖滨街道, or the bare name of a district."""
    text = squeezed(cell)
    return _ENUMERATED.match(text) is not None or text.endswith(tuple(_words("sheets", "of_districts")))


def is_date(cell: str) -> bool:
    """Return whether a cell is a day or a month and nothing else."""
    return _DATE.fullmatch(squeezed(cell)) is not None


def is_unit(cell: str) -> bool:
    """Return whether a cell says a unit, in brackets or not, and nothing else."""
    text = squeezed(cell).removeprefix("单位:").strip("()[]")
    return text in _words("headers", "units") or any(text in units_of(measure) for measure in _data()["units"])


def is_header_count(cell: str) -> bool:
    """Return whether a column's name says only that it counts what its group names: 人口, and 合计 below it."""
    return squeezed(cell).strip("()[]") in _words("headers", "counts")


def header_subject(group: str) -> str:
    """Return what a group of columns is about: 人口 of 人口情况."""
    text = squeezed(group)
    ending = next((word for word in _words("headers", "about") if text.endswith(word) and text != word), "")
    return text.removesuffix(ending)


def is_column_number(cell: str) -> bool:
    """Return whether a cell numbers a column of words as printed forms do: 甲, 乙."""
    return squeezed(cell).strip("()[]") in _words("headers", "numbers")


def is_serial(column: str) -> bool:
    """Return whether a column's name says that it only numbers the rows."""
    return squeezed(column).rstrip(_STOPS) in _words("serial", "names")


def names_community(name: str) -> bool:
    """Return whether a name is that of a community or village, by how it ends."""
    return squeezed(name).endswith(tuple(_words("sheets", "of_communities")))


def names_nothing(name: str) -> bool:
    """Return whether a sheet's name says nothing of what is in it: Sheet1, 2024, 汇总."""
    return _EMPTY_NAME.fullmatch(squeezed(name)) is not None or squeezed(name) in _words("sheets", "of_nothing")


def may_be_total(cell: str) -> bool:
    """Return whether it is worth asking :func:`is_total`: this looks at few letters."""
    if len(cell) >= _LONGEST_TOTAL:
        return False
    ending = cell.rstrip()[-1:]
    if ending in _total_endings():
        return True
    return (ending.isdigit() or ending in _counted_endings()) and _COUNTING.search(cell) is not None


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


def gated_of(cell: str) -> float:
    """Return what :func:`answer_of` does of a cell on whether a place is gated: 封闭式管理 says yes, 开放式 no."""
    text = squeezed(cell)
    for answer, value in (("yes", 1.0), ("no", 0.0)):
        if text in _words("gated", answer):
            return value
    return answer_of(cell)


def walked_by(cell: str) -> str | None:
    """Return who may walk a street by a cell: ``public``, ``private``, ``closed``; None where no word of it is known.

    Examples
    --------
    >>> walked_by("内部道路"), walked_by("禁止通行"), walked_by("可通行"), walked_by("沥青")
    ('private', 'closed', 'public', None)
    """
    text = squeezed(cell)
    return next((who for who in ("public", "private", "closed") if text in _words("access", who)), None)


def says_yes(cell: str) -> bool | None:
    """Return whether a cell says yes or no, None where it says neither."""
    answer = answer_of(cell)
    return bool(answer) if answer in (0.0, 1.0) else None


@cache
def words_about(place: str) -> tuple[str, ...]:
    """Return the words ``before`` or ``after`` a number that is only roughly known, the longest first."""
    return tuple(sorted(_words("about", place), key=len, reverse=True))


@cache
@cache
def units_of(measure: str) -> Mapping[str, float]:
    """Return what one of each unit is, the longest first, for ``people``, ``dwellings``, ``area`` (m2), ``degrees``."""
    units = {squeezed(unit): float(scale) for unit, scale in _data()["units"][measure].items()}
    return MappingProxyType(dict(sorted(units.items(), key=lambda each: -len(each[0]))))


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
    words = {word[-1] for section in ("words", "endings", "averages") for word in _words("totals", section)}
    return frozenset(words | {word.upper() for word in words} | {":", "：", "."})


@cache
def _counted_endings() -> frozenset[str]:
    return frozenset({word[-1] for word in _words("totals", "counted")} | {")", "）"})


@cache
def _total_patterns() -> tuple[re.Pattern[str], ...]:
    counted = "|".join(sorted(map(re.escape, _words("totals", "counted")), key=len, reverse=True))
    return tuple(
        re.compile(pattern.replace("<counted>", f"(?:{counted})")) for pattern in _data()["totals"]["patterns"]
    )


@cache
def _words(section: str, key: str) -> frozenset[str]:
    return frozenset(squeezed(word) for word in _data()[section][key])


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "table_words.toml")
