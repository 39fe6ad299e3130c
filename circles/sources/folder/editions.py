"""Files, layers and sheets that are alike: those of several years, and those that are parts of one list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from circles.sources.folder.recognising import Reason, fields_of
from circles.sources.words.columns import plain
from circles.sources.words.table_words import names_nothing, sheet_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.sources.folder.recognising import Candidate

LISTS = ("centers", "blocks", "gates")
"""Roles whose list may be spread over several sheets."""

_HANZI_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HANZI_YEAR = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
_YEAR = re.compile(
    r"(?<!\d)(?:((?:19|20)\d\d)(?:年度|年|[-_./ ](?=\d))?|(\d\d)年)"
    r"(?:(0?[1-9]|1[0-2])(?![0-9])月?(?:\d{1,2}日?)?|(0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d)"
    r"|第?([一二三四1-4])季度|q([1-4])|(上半年)|(下半年|年?底|年?末))?"
)
_QUARTERS = "一二三四"
_LIKE = 0.5


class Edition(NamedTuple):
    """What a title says without its year, and when it is of: year and month, 0 where it says none."""

    stem: str
    when: tuple[int, int]


def edition_of(title: str) -> Edition:
    """Return a title's stem and when it is of, (0, 0) where it says no year.

    Examples
    --------
    >>> edition_of("residential 2024") == Edition("residential #", (2024, 0))
    True
    >>> edition_of("二〇二三年小区.xlsx").when, edition_of("小区(2024年6月).xlsx").when, edition_of("24年台账").when
    ((2023, 0), (2024, 6), (2024, 0))
    """
    text = unicodedata.normalize("NFKC", title).casefold()
    text = _HANZI_YEAR.sub(lambda found: found[0].translate(_HANZI_DIGITS), text)
    whens = [_when(found) for found in _YEAR.finditer(text)]
    return Edition(_YEAR.sub("#", text).strip(), max(whens, default=(0, 0)))


def newest_first(ordered: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates in their order, but of those that differ by the year in their title alone the newest before.

    Parameters
    ----------
    ordered : sequence of Candidate
        For one role, the best first.
    """
    groups: dict[tuple[str, bool], list[Candidate]] = {}
    for each in ordered:
        edition = edition_of(each.glimpse.title)
        stem = edition.stem if edition.when != (0, 0) else each.glimpse.title
        groups.setdefault((stem, each.is_sure), []).append(each)
    # Sorting keeps the better of two of one year before the other.
    return [
        each
        for group in groups.values()
        for each in sorted(group, key=lambda one: edition_of(one.glimpse.title).when, reverse=True)
    ]


def editions_beside(chosen: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    """Return those of the others that differ from the chosen by the year in their title alone."""
    own = edition_of(chosen.glimpse.title)
    if own.when == (0, 0):
        return []
    return [each for each in others if edition_of(each.glimpse.title).stem == own.stem]


def together(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sheets of one workbook, those that are parts of one list as one candidate in the place of the first.

    They are parts where they are sure to be of one role, have the same columns and no row in common, and their names
    are neither years nor those of other lists.

    Parameters
    ----------
    candidates : sequence of Candidate
        Of one file, in its order.
    """
    result = list(candidates)
    for role in LISTS:
        parts = [each for each in candidates if each.role == role and each.is_sure and each.glimpse.layer]
        if len(parts) > 1 and _are_parts(parts, role):
            first = result.index(parts[0])
            result = [each for each in result if each not in parts]
            result.insert(first, _as_one(parts, role))
    return result


def _when(found: re.Match[str]) -> tuple[int, int]:
    year = int(found[1]) if found[1] else 2000 + int(found[2])
    month = int(found[3] or found[4] or 0)
    quarter = found[5] or found[6]
    if quarter:
        month = 3 * (_QUARTERS.index(quarter) + 1 if quarter in _QUARTERS else int(quarter))
    return year, month or (6 if found[7] else 12 if found[8] else 0)


def _are_parts(parts: Sequence[Candidate], role: str) -> bool:
    columns = {frozenset(plain(column) for column in each.glimpse.columns) for each in parts}
    fields = {frozenset(fields_of(each.glimpse, role)) for each in parts}
    named = [each.glimpse.layer for each in parts]
    if (len(columns) > 1 and len(fields) > 1) or not {"lon", "lat"} <= next(iter(fields)):
        return False
    if any(edition_of(name).when != (0, 0) or (names_nothing(name) and not _is_numbered(name)) for name in named):
        return False
    if any(word in plain(name) for other in LISTS if other != role for word in sheet_words(other) for name in named):
        return False
    rows = [_rows(each, role) for each in parts]
    return sum(map(len, rows)) == len(frozenset().union(*rows))


def _is_numbered(name: str) -> bool:
    return any(letter.isdigit() for letter in name)


def _rows(candidate: Candidate, role: str) -> frozenset[tuple[str, ...]]:
    """Return what was seen of each row: its name and its place."""
    fields, sample = fields_of(candidate.glimpse, role), candidate.glimpse.sample
    columns = [sample[fields[name]] for name in ("name", "lon", "lat") if name in fields]
    return frozenset(zip(*columns, strict=True))


def _as_one(parts: Sequence[Candidate], role: str) -> Candidate:
    first = parts[0]
    names = tuple(each.glimpse.layer for each in parts)
    reason = Reason(key="init_because.sheets_as_one", details={"count": len(names), "sheets": ", ".join(names[:6])})
    glimpse = replace(first.glimpse, layer="", sheets=names)
    return replace(first, role=role, glimpse=glimpse, reasons=(*first.reasons, reason))
