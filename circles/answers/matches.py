"""A list without coordinates beside what may be its places: what matching finds, and how a workbook names it.

How it is told: :mod:`circles.answers.matches_words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles import texts
from circles.answers.telling import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from circles.errors import Finding
    from circles.provenance import Source

MOST_CANDIDATES = 5

LONGEST_CELL = 32_767
"""Letters that a cell of a workbook holds."""

RESULTS = ("missing", "community_only", "to_confirm", "proposed", "has_place")
"""What was found for a row, in the order of the workbook. Only `has_place` needs nobody: the list itself says where.
`proposed` has one candidate of the same name, `to_confirm` one or more that may be it, `community_only` none, but a
community is known."""

MATCHED = ("row", "name", "result", "remark", "count", "via", "community", "subdistrict", "communities_like")
"""A row for each row of the list, in its order: `remark` is a key of ``places.remark`` in the texts and `count` the
number it names; `via` is the name that an alias stands for; `community` and `subdistrict` are those of the polygon of
the same name; `communities_like` are polygons that may be meant, as text."""

CANDIDATES = ("row", "rank", "kind", "name", "subdistrict", "score", "lon", "lat", "file", "source_row")
"""Candidates of each row, best first from rank 1: `kind` is ``point`` or ``community`` (of rank 0 and without lon and
lat: it is no place); `score` from 0 to 1, 1 for the same name."""

MARKS = ("choice", "community", "subdistrict")
"""Columns of the workbook that are read back, beside those of the candidates (:func:`marks_in`)."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Matches(Answer):
    """A list and what may be the places of its rows. Nothing is accepted: that is for a person to do.

    Attributes
    ----------
    kind : str
        ``centers`` or ``blocks``.
    own : DataFrame
        The list's own columns as text, without those about persons.
    rows : DataFrame
        :data:`MATCHED`, with the index of `own`.
    places : DataFrame
        Columns `lon` and `lat` (degrees, WGS-84) of rows that had a shape, NaN elsewhere; with the index of `own`.
    coordinate_columns : mapping of str to str
        The list's own columns of ``lon`` and ``lat``, where it has them.
    candidates : DataFrame
        :data:`CANDIDATES`.
    sources : tuple of Source
        The list and what it was matched to.
    warnings : tuple of Finding
        What a person should look at.

    Examples
    --------
    >>> import circles
    >>> import pandas
    >>> pandas.DataFrame({"名称": ["示例中心1", "别的中心"]}).to_csv("list.csv", index=False)
    >>> circles.match_places("list.csv", points=circles.demo_study() / "centers.csv")
    Matches(centers: 2 rows, 1 missing, 1 proposed)
    """

    kind: str
    own: pd.DataFrame
    rows: pd.DataFrame
    places: pd.DataFrame
    coordinate_columns: Mapping[str, str]
    candidates: pd.DataFrame
    sources: tuple[Source, ...]
    warnings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {result}" for result, count in self.counts.items() if count)
        return f"Matches({self.kind}: {len(self.rows)} rows{f', {counts}' if counts else ''})"

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows have each of :data:`RESULTS`."""
        found = self.rows["result"].value_counts()
        return MappingProxyType({result: int(found.get(result, 0)) for result in RESULTS})

    @property
    def lang(self) -> str:
        """Chinese where the list's names are, else English."""
        return texts.language_of(*self.rows["name"].head(1000).astype(str), *map(str, self.own.columns))


_OTHERS = ("result", "remark", "via", "communities_like", "row")


def heading(mark: str, lang: str) -> str:
    """Return the name of a column of the workbook: ``choice``, ``candidate_1``, ``place_1`` and so on."""
    stem, _, number = mark.rpartition("_")
    words = texts.chapter(lang, "placing")  # of both languages, asked for by every table that is read
    return words[f"places.column.{stem if number.isdigit() else mark}"].format(number=number)


def marks_in(columns: Iterable[str]) -> Mapping[str, str]:
    """Return the column of each mark of a workbook in a table, in either language; empty where it is none.

    A table is such a workbook where it has the place of a first candidate.
    """
    numbers = range(1, MOST_CANDIDATES + 1)
    wanted = {
        heading(mark, lang): mark
        for lang in texts.LANGUAGES
        for mark in (*MARKS, *(f"{stem}_{number}" for number in numbers for stem in ("candidate", "place")))
    }
    found = {wanted[column]: column for column in columns if column in wanted}
    return MappingProxyType(found if "place_1" in found else {})


def workbook_columns(columns: Iterable[str]) -> frozenset[str]:
    """Return which columns of a table are those that a workbook adds to a list; empty where it is none."""
    columns = tuple(columns)
    marks = marks_in(columns)
    added = {heading(mark, lang) for mark in _OTHERS for lang in texts.LANGUAGES} if marks else set()
    return frozenset({*marks.values(), *added.intersection(columns)})
