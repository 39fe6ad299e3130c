"""Rows of blocks that repeat: many at one spot, one compound listed again, land that another row has as well.

A geocoder that does not find a name answers with the middle of a town, so that rows at one spot have no place; a list
that was put together from several has a compound more than once, and its people too (docs/inputs.md, Repeats).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import integers
from circles.answers.repeats import counted_of
from circles.closeness import NO_GROUP, groups_of_pairs, numbered
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.rule_numbers import NAMESAKES_M, SHARED_SPOT_ROWS
from circles.sources.inputs.overlaps import overlaps_of
from circles.sources.tables.raw_table import Reading, listed
from circles.sources.words.place_names import compound_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.repeats import Counted
    from circles.phrases import Words
    from circles.sources.inputs.overlaps import Overlaps

_MOST_OF_A_NAME = 200
"""What more rows than this are called is a kind of thing, not a compound."""

_SHOWN_GROUPS, _SHOWN_NAMES = 5, 3


def with_repeats(blocks: Reading, rows: Mapping[str, int], *, plane: str) -> Reading:
    """Return blocks with the columns of ``tables.REPEATS`` that say anything, and findings of what repeats.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS`` with their people.
    rows : mapping of str to int
        The number by which a person knows the row of each block.
    plane : str
        The metric plane of the study.
    """
    table, counted = blocks.table, counted_of(blocks.table)
    ids = table["block_id"].to_numpy(object)
    keys = keys_of_compounds(table)
    spots, names = spot_groups(table), namesake_groups(table, keys, plane=plane, within_m=NAMESAKES_M)
    land = overlaps_of(table, counted.thousandths, keys == "", names, plane=plane)
    found = {"shared_spot": spots, "same_name": names, "overlapping": land.group}
    numbers = {column: numbered(group, counted.thousandths, ids) for column, group in found.items()}
    telling = _Telling(table=table, counted=counted, rows=rows, file=blocks.source.file)
    findings = [
        *telling.of_spots(numbers["shared_spot"]),
        *telling.of_names(numbers["same_name"]),
        *telling.of_land(numbers["overlapping"], land),
    ]
    told = {column: np.where(of == NO_GROUP, np.nan, of) for column, of in numbers.items() if (of != NO_GROUP).any()}
    return blocks._replace(table=table.assign(**told), warnings=(*blocks.warnings, *findings))


def keys_of_compounds(blocks: pd.DataFrame) -> NDArray[np.object_]:
    """Return the names of blocks as they are compared, each worked out once."""
    codes, texts = pd.factorize(blocks["name"].fillna("").astype(str))
    keys = np.array([compound_key(text) for text in texts] or [""], dtype=object)
    found: NDArray[np.object_] = keys[codes]
    return found


def spot_groups(blocks: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return for each block the group, from 1, of points at its spot, :data:`NO_GROUP` where they are fewer."""
    shapes = blocks.geometry.to_numpy()
    group = np.full(len(shapes), NO_GROUP)
    points = np.flatnonzero((shapely.get_type_id(shapes) == GeometryType.POINT) & ~shapely.is_empty(shapes))
    units = integers.to_units(shapely.get_coordinates(shapes[points]))
    _, spot, count = np.unique(units, axis=0, return_inverse=True, return_counts=True)
    many = count[spot] >= SHARED_SPOT_ROWS
    group[points[many]] = spot[many] + 1
    return group


def namesake_groups(
    blocks: gpd.GeoDataFrame, keys: NDArray[np.object_], *, plane: str, within_m: float
) -> NDArray[np.int64]:
    """Return for each block the group of those of its name within a distance of one another, :data:`NO_GROUP` if alone.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``.
    keys : ndarray of str
        Their names as they are compared; an empty one names nothing.
    plane : str
        The metric plane of the study.
    within_m : float
        Exactly as far is near enough; a group may hang together by others of the name.
    """
    shapes = blocks.geometry.to_numpy()
    codes, _ = pd.factorize(
        pd.Series(keys).where((keys != "") & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    )
    counts = np.bincount(codes[codes >= 0], minlength=1)
    rows = np.flatnonzero((codes >= 0) & (counts[codes] > 1) & (counts[codes] <= _MOST_OF_A_NAME))
    if not len(rows):
        return np.full(len(shapes), NO_GROUP)
    one, other = _pairs_of_a_name(codes[rows])
    flat = blocks.geometry.iloc[rows].to_crs(plane).to_numpy()
    near = shapely.distance(flat[one], flat[other]) <= within_m
    return groups_of_pairs(rows[one[near]], rows[other[near]], len(shapes))


def _pairs_of_a_name(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every pair of positions that have the same code."""
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order], append=-1))
    pairs = [
        order[first + np.stack(np.triu_indices(end - first, 1))]
        for first, end in zip(np.append(0, ends[:-1] + 1), ends + 1, strict=True)
    ]
    one, other = np.concatenate(pairs, axis=1)
    return one, other


@dataclass(frozen=True, kw_only=True, eq=False)
class _Telling:
    """What is needed to tell of repeats in rows and people."""

    table: gpd.GeoDataFrame
    counted: Counted
    rows: Mapping[str, int]
    file: str

    def of_spots(self, number: NDArray[np.int64]) -> list[Finding]:
        shapes = self.table.geometry.to_numpy()

        def spot(at: NDArray[np.int64]) -> Words:
            place = f"{shapely.get_x(shapes[at[0]]):.7f}, {shapely.get_y(shapes[at[0]]):.7f}"
            return phrase("repeats.spot", place=place, count=Figure(value=len(at)), rows=self._rows(at))

        people = int(self.counted.thousandths[number != NO_GROUP].sum())
        return self._told("blocks_share_spot", number, people, spot)

    def of_names(self, number: NDArray[np.int64]) -> list[Finding]:
        there = number != NO_GROUP
        of_group = pd.Series(self.counted.thousandths[there]).groupby(number[there])
        again = int((of_group.sum() - of_group.max()).sum()) if there.any() else 0
        details = {"extra": Figure(value=int(there.sum()) - int(number.max(initial=0)))}
        return self._told("blocks_listed_again", number, again, self._names, within=f"{NAMESAKES_M:g}", **details)

    def of_land(self, number: NDArray[np.int64], land: Overlaps) -> list[Finding]:
        if not land.is_whole:
            return [Finding(code="blocks_overlaps_too_many", file=self.file)]
        equal = Figure(value=int(land.equal))
        return self._told("blocks_overlap", number, int(land.twice.sum()), self._names, equal=equal)

    def _names(self, at: NDArray[np.int64]) -> Words:
        ids, names = (self.table[column].iloc[at].tolist() for column in ("block_id", "name"))
        every = list(dict.fromkeys(str(name or block_id) for name, block_id in zip(names, ids, strict=True)))
        shown = " / ".join(every[:_SHOWN_NAMES]) + (" …" if len(every) > _SHOWN_NAMES else "")
        return phrase("repeats.rows_of", name=shown, rows=self._rows(at))

    def _rows(self, at: NDArray[np.int64]) -> str:
        return listed(sorted(self.rows[block_id] for block_id in self.table["block_id"].iloc[at]))

    def _told(
        self,
        code: str,
        number: NDArray[np.int64],
        thousandths: int,
        words: Callable[[NDArray[np.int64]], Words],
        **details: object,
    ) -> list[Finding]:
        groups = int(number.max(initial=0))
        if not groups:
            return []
        ids = self.table["block_id"].to_numpy(object).astype(str)
        shown = [
            words(at[np.argsort(ids[at])])
            for at in map(np.flatnonzero, (number == i + 1 for i in range(min(groups, _SHOWN_GROUPS))))
        ]
        more = [phrase("repeats.more", count=Figure(value=groups - _SHOWN_GROUPS))] if groups > _SHOWN_GROUPS else []
        figures = {
            "rows": Figure(value=int((number != NO_GROUP).sum())),
            "groups": Figure(value=groups),
            "people": self.counted.figure(thousandths),
            "counted": self.counted.words(thousandths),
            "shown": joined([*shown, *more], phrase("repeats.joint")),
        }
        return [Finding(code=code, file=self.file, details={**figures, **details})]
