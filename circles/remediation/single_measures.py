"""Remedies as a table: a row for each measure and each gap that it serves; and the edits that they are written as."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.remedy_tables import CONSENTS, EDITS, GAINED, KINDS, NONE, REMEDIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """A single measure and whom it brings inside, as a rerun with it says.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    gained, lost : ndarray of int64
        Positions of the blocks that come inside, and of those that a relocation leaves outside.
    place : (int, int)
        Where it is in 1e-7 degree (lon, lat); of a link where it begins.
    end : (int, int) or None
        Where a link ends.
    block_id, center_id, name : str
        Whose gate; which center; what it is called.
    near : str
        What the block is called that it lies in or beside, where nothing else places it; empty where it has none.
    is_alike : bool
        Whether others lie beside that block too, so that its coordinates are needed.
    length_m, cost_wan : float
        NaN where there is none, or none is known.
    cost_items : tuple of int
        By their places in the list of money, from 1, the items that say the cost.
    gap_id : int
        The gap for which it was chosen, where it is told of that alone; 0 where of each that it serves.
    crosses : str
        Ids of the blocks over whose ground a link leads.
    checks : tuple of str
        What is to be looked at on site.
    block_m2, farthest_m : float
        Of a gate of a large block, its land and how far its farthest part is from the gate; else NaN.
    """

    kind: str
    gained: NDArray[np.int64]
    place: Place
    lost: NDArray[np.int64] | None = None
    end: Place | None = None
    block_id: str = ""
    center_id: str = ""
    name: str = ""
    near: str = ""
    is_alike: bool = False
    length_m: float = np.nan
    cost_wan: float = np.nan
    cost_items: tuple[int, ...] = ()
    gap_id: int = 0
    crosses: str = ""
    checks: tuple[str, ...] = ()
    block_m2: float = np.nan
    farthest_m: float = np.nan

    @cached_property
    def edit_id(self) -> str:
        """What it is known by, made of what it is and where: the same in every run."""
        said = "\x1f".join((self.kind, self.block_id, self.center_id, str(self.place), str(self.end)))
        return f"R-{base64.b32encode(hashlib.sha256(said.encode()).digest()).decode()[:8]}"

    @property
    def consent(self) -> str:
        """Whose consent it needs: of a link that leads over the ground of people who live there theirs too."""
        own = CONSENTS[self.kind]
        return f"{own}_residents" if self.kind == "link" and (self.crosses or "within_wall" in self.checks) else own


def shapes_of(found: Sequence[Found]) -> NDArray[np.object_]:
    """Return a point for each measure, for a link a line, in WGS-84."""
    begins = integers.to_degrees(np.array([each.place for each in found], np.int64).reshape(-1, 2))
    ends = integers.to_degrees(np.array([each.end or each.place for each in found], np.int64).reshape(-1, 2))
    shapes: NDArray[np.object_] = shapely.points(begins)
    links = np.array([each.end is not None for each in found], np.bool_)
    shapes[links] = shapely.linestrings(np.stack([begins, ends], axis=1)[links])
    return shapes


def remedy_table(found: Sequence[Found], blocks: gpd.GeoDataFrame, gap_causes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return :data:`REMEDIES`.

    Parameters
    ----------
    found : sequence of Found
        The measures, missing links in the order of their rank.
    blocks : GeoDataFrame
        Of the plan.
    gap_causes : DataFrame
        ``GAP_CAUSES``.
    """
    people, known = integers.thousandths(blocks["population"]), blocks["population"].notna().to_numpy()
    counts = people if known.any() else None
    gap_of = blocks["gap_id"].fillna(0).to_numpy(np.int64)
    rank = {id(each): place for place, each in enumerate((each for each in found if each.kind == "link"), 1)}
    rows = []
    for each, shape in zip(found, shapes_of(found), strict=True):
        named = [each.gap_id] if each.gap_id else sorted({*gap_of[each.gained].tolist()} - {0}) or [0]
        rows += [{**_row(each, gap, gap_of, counts, rank.get(id(each))), "geometry": shape} for gap in named]
    without = sorted(set(gap_causes["gap_id"].tolist()) - {row["gap_id"] for row in rows})
    nothing = 0.0 if counts is not None else np.nan
    rows += [{"remedy": NONE, "gap_id": gap, **dict.fromkeys(_COUNTED, nothing), "blocks_gained": 0} for gap in without]
    table = pd.DataFrame(
        rows, columns=[name for name in REMEDIES if name not in {"cause", "excess_minutes", "gap_people"}]
    )
    of_gap = gap_causes.set_index("gap_id")
    for name, column in (("cause", "cause"), ("excess_minutes", "excess_minutes"), ("gap_people", "people")):
        table[name] = of_gap[column].reindex(table["gap_id"]).to_numpy()
    texts = ["edit_id", "block_id", "cause", "consent", "center_id", "name", "near", "crosses"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    for name in ("checks", "cost_items"):
        table[name] = [each if isinstance(each, tuple) else () for each in table[name]]
    table["gap_id"] = pd.array([gap or None for gap in table["gap_id"].tolist()], dtype="Int64")
    table["link_rank"] = pd.array([_whole(each) for each in table["link_rank"].tolist()], dtype="Int64")
    table["is_alike"] = [each is True for each in table["is_alike"]]
    table["blocks_gained"] = table["blocks_gained"].astype(np.int64)
    return _in_order(gpd.GeoDataFrame(table[list(REMEDIES)], geometry="geometry", crs=tables.WGS84))


def gained_blocks(found: Sequence[Found], blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``remedy_tables.GAINED``.

    Parameters
    ----------
    found : sequence of Found
        The measures.
    blocks : GeoDataFrame
        Of the plan.
    """
    ids = blocks["block_id"].astype(str).to_numpy()
    by_id = ((each.edit_id, ids[each.gained].tolist()) for each in found)
    rows = dict.fromkeys((edit_id, block_id) for edit_id, own in by_id for block_id in own)
    return pd.DataFrame(list(rows), columns=list(GAINED), dtype=object)


def edits_of(found: Sequence[Found]) -> gpd.GeoDataFrame:
    """Return ``tables.EDITS`` with the columns of ``EDIT_OWNERS``: each remedy as the edit that a study reads."""
    kinds = {each.edit_id: each for each in found}
    rows = [
        {
            "edit_id": edit_id,
            "kind": EDITS[each.kind],
            "note": each.name,
            "author": "",
            "date": "",
            "block_id": each.block_id if each.kind == "gate" else "",
            "center_id": each.center_id,
            "remedy": each.kind,
        }
        for edit_id, each in kinds.items()
    ]
    columns = [*tables.EDITS[:-1], *tables.EDIT_OWNERS, "remedy"]
    shapes = shapes_of(list(kinds.values()))
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=tables.WGS84)


_COUNTED = ("people_gained", "gap_people_gained")


def _row(
    each: Found, gap: int, gap_of: NDArray[np.int64], people: NDArray[np.int64] | None, rank: int | None
) -> dict[str, Any]:
    lost = np.zeros(0, np.int64) if each.lost is None else each.lost
    of_gap = each.gained[gap_of[each.gained] == gap] if gap else each.gained[:0]
    counts = (np.nan, np.nan)
    if people is not None:
        counts = ((people[each.gained].sum() - people[lost].sum()) / 1000, people[of_gap].sum() / 1000)
    lon, lat = integers.to_degrees(np.array(each.place)).tolist()
    return {
        "edit_id": each.edit_id,
        "remedy": each.kind,
        "gap_id": gap,
        "block_id": each.block_id,
        **dict(zip(_COUNTED, counts, strict=True)),
        "blocks_gained": each.gained.size - lost.size,
        "lon": lon,
        "lat": lat,
        "cost_wan": each.cost_wan,
        "cost_items": each.cost_items,
        "consent": each.consent,
        "center_id": each.center_id,
        "name": each.name,
        "near": each.near,
        "is_alike": each.is_alike,
        "length_m": each.length_m,
        "link_rank": rank,
        "crosses": each.crosses,
        "checks": each.checks,
        "block_m2": each.block_m2,
        "farthest_m": each.farthest_m,
    }


def _in_order(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows by gap; in each the remedy with most of its people first, then by kind, then by id."""
    kind = table["remedy"].map({name: place for place, name in enumerate((*KINDS, NONE))})
    gained = table["gap_people_gained"].fillna(0).where(table["people_gained"].notna(), table["blocks_gained"])
    keys = pd.DataFrame(
        {
            "gap": table["gap_id"].fillna(np.iinfo(np.int64).max).astype(np.int64),
            "gained": -gained.astype(float),
            "kind": kind,
            "edit_id": table["edit_id"],
        }
    )
    return table.iloc[keys.sort_values(["gap", "gained", "kind", "edit_id"], kind="stable").index].reset_index(
        drop=True
    )


def _whole(value: Any) -> int | None:
    return None if value is None or value != value else int(value)  # noqa: PLR0124 NaN
