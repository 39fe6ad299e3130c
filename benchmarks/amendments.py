"""What each amendment of method 2 changes: ``python -m benchmarks.amendments --data FOLDER``.

The same places are planned with every amendment of the walk switched off, and with one of them on. Blocks whose walk
is longer or shorter are counted, and the ten that change most are listed; with ``--pictures`` they are drawn, the walk
before and the walk since, for a person to read. docs/method.md (What method 2 changes, measured) tells what was seen.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import circles
from benchmarks.edit_worlds import shifts_m
from benchmarks.method_cost import METHOD_1, METHOD_2
from circles import integers, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from circles import Plan

CITIES = {
    "Helsinki": "helsinki/Helsinki.osm.pbf",
    "Porto Alegre": "porto-alegre/poa_osm.pbf",
    "Heidelberg": "heidelberg/heidelberg.osm.pbf",
}
AMENDMENTS = {"squares": "squares", "barriers": "access_rules", "private streets": "private_ways"}
SEED, CENTERS, BLOCKS, LISTED = 20261129, 60, 2_000, 10
WALKS = {"before": "#d95f02", "since": "#0063a8"}
AROUND_M = 60.0


@dataclass(frozen=True)
class Change:
    """One amendment in one city: both plans, and the blocks whose walk differs, the largest change first."""

    plans: dict[str, Plan]
    blocks: pd.DataFrame

    def cells(self) -> str:
        """Return the figures of a row: longer, shorter, verdicts, median of the walks that differ."""
        by_m = self.blocks["by_m"].dropna()
        verdicts = [int((self.blocks[name] == "inside").sum()) for name in ("verdict_before", "verdict_since")]
        lost = self.blocks["walk_m_since"].isna() & self.blocks["walk_m_before"].notna()
        won = self.blocks["walk_m_before"].isna() & self.blocks["walk_m_since"].notna()
        median = f"{by_m.abs().median():.0f}" if len(by_m) else ""
        return (
            f"{(by_m > 0).sum()} | {(by_m < 0).sum()} | {lost.sum()} | {won.sum()} | "
            f"{verdicts[1] - verdicts[0]:+d} | {median}"
        )


def places(path: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return centers and blocks within 100 m of random vertices of the streets of a file."""
    streets = circles.read_streets(path, **{name: METHOD_1[name] for name in ("private_ways", "access_rules")})
    vertices = shapely.get_coordinates(streets.geometry.to_numpy())
    rng = np.random.default_rng(SEED)
    spots = integers.to_units(rng.choice(vertices, CENTERS + BLOCKS))
    points = shapely.points(integers.to_degrees(spots + shifts_m(rng, spots, 100.0)))
    return {
        name: gpd.GeoDataFrame(
            {id_column: [f"{prefix}{i:04d}" for i in range(rows.size)]}, geometry=rows, crs=tables.WGS84
        )
        for name, id_column, prefix, rows in (
            ("centers", "center_id", "C", points[:CENTERS]),
            ("blocks", "block_id", "B", points[CENTERS:]),
        )
    }


def change(before: Plan, since: Plan) -> Change:
    """Return what differs between the plans of the same places."""
    columns = ["block_id", "walk_m", "walk_mm", "center_id", "verdict"]
    one, two = (plan.blocks[columns] for plan in (before, since))
    both = one.merge(two, on="block_id", suffixes=("_before", "_since"))
    both = both[both["walk_mm_before"] != both["walk_mm_since"]]
    by_m = both["walk_m_since"] - both["walk_m_before"]
    order = by_m.abs().fillna(np.inf).sort_values(ascending=False, kind="stable").index
    return Change({"before": before, "since": since}, both.assign(by_m=by_m).loc[order].reset_index(drop=True))


def told(found: Change, row: pd.Series) -> str:
    """Return a line on a changed block: where it is, both walks, and the streets they take."""
    at = found.plans["before"].blocks.set_index("block_id").geometry[row["block_id"]].representative_point()
    walks = "; ".join(
        f"{name} {row[f'walk_m_{name}']:.0f} m to {row[f'center_id_{name}']} by {_streets(plan, row['block_id'])}"
        for name, plan in found.plans.items()
    )
    return f"{row['block_id']} ({at.y:.5f}, {at.x:.5f}): {walks}"


def _streets(plan: Plan, block_id: str) -> str:
    parts = circles.explain(plan, block_id).parts
    names = [f"{name or part} {mm / 1000:.0f}" for part, name, mm in zip(*_columns(parts), strict=True)]
    return ", ".join(names)


def _columns(parts: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    return parts["part"], parts["name"], parts["length_mm"]


def draw(axes: Axes, found: Change, row: pd.Series) -> None:
    """Draw a block that changed: streets, compounds and squares about both walks, and the walks."""
    walks = {name: circles.explain(plan, row["block_id"]).parts for name, plan in found.plans.items()}
    shown = pd.concat([parts.geometry for parts in walks.values() if len(parts)])
    west, south, east, north = shown.total_bounds
    margin = max(AROUND_M / 111_000, 0.15 * max(east - west, north - south))
    window = shapely.box(west - margin, south - margin, east + margin, north + margin)
    pieces = found.plans["since"].pieces
    pieces = pieces[pieces.geometry.intersects(window)].clip(window)
    private = pieces["compound_id"].fillna("") != ""
    square = pieces["highway"].isin([tables.SQUARE, tables.SQUARE_OUTLINE])
    for rows, color, width in (
        (pieces[square], "#9ccb86", 0.4),
        (pieces[~private & ~square], "#888888", 0.8),
        (pieces[private], "#b455b4", 1.2),
    ):
        if len(rows):
            rows.plot(ax=axes, color=color, linewidth=width)
    for (name, parts), width in zip(walks.items(), (4.0, 2.0), strict=True):
        if len(parts):
            gpd.GeoSeries(parts.geometry).plot(ax=axes, color=WALKS[name], linewidth=width, alpha=0.7)
            end = shapely.get_point(parts.geometry.iloc[-1], -1)
            axes.plot(end.x, end.y, "*", color=WALKS[name], markersize=9)
    plan = found.plans["since"]
    at = plan.blocks.set_index("block_id").geometry[row["block_id"]].representative_point()
    axes.plot(at.x, at.y, "ko", markersize=5)
    axes.set_title(
        f"{row['block_id']} {row['walk_m_before']:.0f} to {row['walk_m_since']:.0f} m ({at.y:.4f}, {at.x:.4f})",
        fontsize=7,
    )
    axes.set_aspect(1 / np.cos(np.radians(at.y)))
    axes.set_axis_off()


def picture(found: Change, path: Path) -> None:
    """Write the drawings of the blocks that change most into one picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(20, 9))
    for place, (_, row) in enumerate(found.blocks.head(LISTED).iterrows()):
        draw(figure.add_subplot(2, 5, place + 1), found, row)
    figure.tight_layout()
    figure.savefig(path, dpi=100)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    parser.add_argument("--pictures", type=Path, help="an existing folder for a picture of each amendment in each city")
    asked = parser.parse_args()
    print("| city | amendment | longer | shorter | path lost | path found | inside | median m |\n" + "|---" * 8 + "|")
    lists = []
    for city in asked.city or CITIES:
        path = asked.data / CITIES[city]
        tables_of: dict[str, Any] = {"streets": path, **places(path)}
        before = circles.plan(circles.study(**tables_of, **METHOD_1))
        for amendment, setting in AMENDMENTS.items():
            one_on = METHOD_1 | {setting: METHOD_2[setting]}
            found = change(before, circles.plan(circles.study(**tables_of, **one_on)))
            print(f"| {city} | {amendment} | {found.cells()} |", flush=True)
            lists.append(f"\n{city}, {amendment}")
            lists.extend(told(found, row) for _, row in found.blocks.head(LISTED).iterrows())
            if asked.pictures is not None:
                name = f"{city}-{amendment}.png".lower().replace(" ", "-")
                picture(found, asked.pictures / name)
    print("\n".join(lists))
    return 0


if __name__ == "__main__":
    sys.exit(main())
