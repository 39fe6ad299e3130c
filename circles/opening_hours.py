"""Opening hours as bureaus and OpenStreetMap write them: read whole, or not at all.

What is not understood to the last word is unknown: seasons, dates and 见公告 are not guessed at.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Spans = tuple[tuple[int, int], ...]
Week = tuple[Spans | None, ...]
"""Spans of each day, Monday first, in minutes since midnight; None for a day of which nothing is said."""

YES, SOME, NO, UNKNOWN = "open", "some days", "closed", "unknown"

TIMES: Mapping[str, tuple[tuple[int, ...], int, int]] = MappingProxyType(
    {
        "weekday": ((0, 1, 2, 3, 4), 8 * 60, 18 * 60),
        "evening": ((0, 1, 2, 3, 4), 18 * 60, 24 * 60),
        "weekend": ((5, 6), 0, 24 * 60),
    }
)
"""Times that coverage is told of: the days of each, and between which minutes of them hours count."""

LEAST_OPEN_MINUTES = 60
"""So long a center is open at least, in one go, on a day of a time, else it is closed on that day."""

_HOUR, _DAY, _EVENING = 60, 24 * 60, 17 * 60
_WORKING_DAYS, _EVERY_DAY = frozenset(range(5)), frozenset(range(7))
_CLOCK = re.compile(r"(\d{1,2})(?:(?::|点|时)(?:(\d{2})分?|(半))?\s*(am|pm)?|\s*(am|pm))")
_OTHER_WEEKS = re.compile(r"(?:每周|每星期|星期|礼拜)(?=[一二三四五六日天末])")
_SHORT_DAYS = re.compile(r"(周[一二三四五六日])(\s*(?:[-—–~至到、,和及]\s*)?)(?=[一二三四五六日])")
_HALF_DAYS = frozenset({"morning", "noon", "afternoon", "evening"})

# The text as one letter a word: D days, S spans, C closed, H public holidays, U holidays that may be weekends.
_LETTERS = MappingProxyType(
    {"days": "D", "spans": "S", "closed": "C", "holiday": "H", "unclear_holiday": "U", "range": "R", "clock": "T"}
    | {"whole_day": "W", "always": "W", **dict.fromkeys(_HALF_DAYS, "P")}
)
_DAY_RANGE, _SPAN = re.compile("DRD"), re.compile("P?TRP?T")
_OF_DAYS = re.compile("[HU]*D[DHU]*")
_HOLIDAYS_ALONE = re.compile("[HU]+C|H+S")
_DAYS_FIRST, _HOURS_FIRST = re.compile("(?:D[SC])+"), re.compile("S(?:D[SC])*")


@dataclass(frozen=True)
class _Word:
    """A word of the text: its kind, and the days, the minute or the spans it means."""

    kind: str
    days: frozenset[int] = frozenset()
    minute: int = 0
    spans: Spans = ()


def hours_read(text: str) -> Week | None:
    """Return the hours of each day of a week, Monday first; None where the text cannot be read to its last word.

    Hours without days say nothing of weekends, but where the day that is closed is named.

    Parameters
    ----------
    text : str
        As a list says it.

    Examples
    --------
    >>> hours_read("周一至周五 8:30-12:00 14:00-17:30")[4:]
    (((510, 720), (840, 1050)), (), ())
    >>> hours_read("Mo-Fr 08:00-18:00; Sa 09:00-12:00")[5]
    ((540, 720),)
    >>> hours_read("8:30—17:30")[4:]
    (((510, 1050),), None, None)
    >>> print(hours_read("夏季 8:00-18:00，冬季 8:30-17:30"))
    None
    """
    words = _words(_plain(text))
    return None if words is None else _week(_understood(words))


def open_at(week: Week | None, time: str) -> str:
    """Return whether hours are open at a time: ``open``, ``some days``, ``closed`` or ``unknown``.

    Parameters
    ----------
    week : tuple or None
        What :func:`hours_read` gave.
    time : str
        Of ``TIMES``.

    Examples
    --------
    >>> week = hours_read("周一至周六 9:00-17:30")
    >>> [open_at(week, time) for time in TIMES]
    ['open', 'closed', 'some days']
    """
    if week is None:
        return UNKNOWN
    days, begin, end = TIMES[time]
    said = [week[day] for day in days]
    if any(spans is None for spans in said):
        return UNKNOWN
    is_open = [
        any(min(till, end) - max(since, begin) >= LEAST_OPEN_MINUTES for since, till in spans or ()) for spans in said
    ]
    return YES if all(is_open) else SOME if any(is_open) else NO


def _plain(text: str) -> str:
    """Return a text in one form: half width, lower case, days of the week each with its 周."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    plain = _OTHER_WEEKS.sub("周", plain).replace("周天", "周日")
    plain = plain.replace("周周", "周").replace("周六日", "周六周日")
    while (longer := _SHORT_DAYS.sub(r"\1\2周", plain)) != plain:
        plain = longer
    return plain


def _words(text: str) -> list[_Word] | None:
    """Return the words of a text, None where one is not known."""
    found, at = list[_Word](), 0
    while at < len(text):
        word, length = _word_at(text, at)
        if not length:
            return None
        at += length
        found += [] if word is None else [word]
    return found


def _word_at(text: str, at: int) -> tuple[_Word | None, int]:
    """Return the word that begins somewhere and its length, 0 where none is known; None of what says nothing."""
    if text[at].isspace():
        return None, 1
    known = next((word for word in _vocabulary() if text.startswith(word, at) and _ends(text, at + len(word))), None)
    if known is not None:
        word = _vocabulary()[known]
        return (None if word.kind in {"idle", "between"} else word), len(known)
    clock = _CLOCK.match(text, at)
    minute = None if clock is None else _minute(clock)
    return (None, 0) if clock is None or minute is None else (_Word("clock", minute=minute), clock.end() - at)


def _ends(text: str, end: int) -> bool:
    """Return whether a word may end there: not within Latin letters."""
    both = text[end - 1 : end + 1]
    return not (len(both) == 2 and both.isascii() and both.isalpha())


def _minute(clock: re.Match[str]) -> int | None:
    """Return a clock time in minutes since midnight, None where there is no such time."""
    hour, minute, half = int(clock[1]), 30 if clock[3] else int(clock[2] or 0), clock[4] or clock[5]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
    total = hour * _HOUR + minute
    return total if minute < _HOUR and total <= _DAY else None


@cache
def _vocabulary() -> Mapping[str, _Word]:
    """Return every word that is known, the longest first."""
    said = tomllib.loads((files("circles") / "opening_hours.toml").read_text(encoding="utf-8"))
    words = {
        word: _Word("days", days=frozenset(map(int, days))) for days, listed in said["days"].items() for word in listed
    }
    words |= {word: _Word(kind) for kind, listed in said["words"].items() for word in listed}
    return MappingProxyType({word: words[word] for word in sorted(words, key=len, reverse=True)})


def _understood(words: list[_Word]) -> list[_Word]:
    """Return words put together: ranges of days, spans of hours, days that are named side by side; then no holidays."""
    words = _reduced(words, _DAY_RANGE, lambda part: _Word("days", days=_days_between(part[0].days, part[2].days)))
    words = _reduced(words, _SPAN, _span)
    words = _reduced(words, re.compile("W"), lambda _: _Word("spans", days=_EVERY_DAY, spans=((0, _DAY),)))
    words = _reduced(words, re.compile("SS+"), lambda part: _Word("spans", spans=_joined(part)))
    words = _reduced(
        words, _OF_DAYS, lambda part: _Word("days", days=frozenset[int]().union(*(each.days for each in part)))
    )
    return _reduced(words, _HOLIDAYS_ALONE, lambda _: None)


def _reduced(words: list[_Word], pattern: re.Pattern[str], made: Callable[[list[_Word]], _Word | None]) -> list[_Word]:
    """Return words, each run of them that a pattern of letters finds as the one that is made of it."""
    found, at = list[_Word](), 0
    for match in pattern.finditer("".join(_LETTERS.get(word.kind, "?") for word in words)):
        word = made(words[match.start() : match.end()])
        found += [*words[at : match.start()], *([] if word is None else [word])]
        at = match.end()
    return [*found, *words[at:]]


def _days_between(first: frozenset[int], last: frozenset[int]) -> frozenset[int]:
    """Return the days from one to another, round the week; none where either is more than a day."""
    if len(first) != 1 or len(last) != 1:
        return frozenset()
    (begin,), (end,) = first, last
    return frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _span(part: list[_Word]) -> _Word:
    """Return hours from one clock time to another, past midnight where they begin in the evening.

    9:00-5:00 is a slip of the pen, or means the afternoon: not read.
    """
    half, minutes = "", list[int]()
    for word in part:
        if word.kind in _HALF_DAYS:
            half = word.kind
        elif word.kind == "clock":
            minutes.append(_in_half(word.minute, half))
    begin, end = minutes
    is_fault = begin == end or (end < begin and (half != "" or begin < _EVENING))
    return _Word("fault" if is_fault else "spans", spans=((begin, end if begin < end else end + _DAY),))


def _in_half(minute: int, half: str) -> int:
    """Return a clock time in a half of the day: 下午2:30 is 14:30, 中午1:00 is 13:00."""
    if half in {"afternoon", "evening"}:
        return minute + _DAY // 2 if minute < _DAY // 2 else minute
    return minute + _DAY // 2 if half == "noon" and minute < 10 * _HOUR else minute


def _joined(part: list[_Word]) -> Spans:
    return tuple(sorted(span for word in part for span in word.spans))


def _week(words: list[_Word]) -> Week | None:
    """Return the week that days and hours say, None where they do not go together."""
    letters = "".join(_LETTERS.get(word.kind, "?") for word in words)
    if any(word.kind == "days" and not word.days for word in words):
        return None
    if letters == "SD":
        words, letters = words[::-1], "DS"
    if _DAYS_FIRST.fullmatch(letters) and "S" in letters:
        return _overnight(_ruled(dict.fromkeys(_EVERY_DAY, ()), words))
    if not _HOURS_FIRST.fullmatch(letters):
        return None
    # A day that is closed by name says that the others are not.
    days = _EVERY_DAY if "C" in letters else words[0].days or _WORKING_DAYS
    return _overnight(_ruled({day: words[0].spans if day in days else None for day in _EVERY_DAY}, words[1:]))


def _ruled(week: dict[int, Spans | None], words: list[_Word]) -> dict[int, Spans | None] | None:
    """Return a week with rules laid over it; None where two of them meet and neither is the narrower."""
    said: list[frozenset[int]] = []
    for days, hours in zip(words[::2], words[1::2], strict=True):
        earlier = [each for each in said if each & days.days]
        if any(not days.days < each for each in earlier if each != days.days):
            return None
        again = days.days in said and hours.kind == "spans"
        for day in days.days:
            before = week[day] if again else ()
            week = {**week, day: tuple(sorted({*(before or ()), *hours.spans}))}
        said.append(days.days)
    return week


def _overnight(week: dict[int, Spans | None] | None) -> Week | None:
    """Return a week with hours after midnight on the day they are in."""
    if week is None:
        return None
    early = {(day + 1) % 7: [(0, end - _DAY) for _, end in week[day] or () if end > _DAY] for day in week}
    told: list[Spans | None] = []
    for day in sorted(week):
        spans = week[day]
        own = [*early[day], *((begin, min(end, _DAY)) for begin, end in spans or ())]
        told.append(None if spans is None else tuple(sorted(own)))
    return tuple(told)
