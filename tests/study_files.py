"""A town as files: everything a study can hold, every verdict and reason in it, in any row order.

Two streets cross a river nowhere: the northern one (y = 3,000 m) has no path to the center A.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.towns import degrees, square

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BLOCKS_CRS = "EPSG:4547"

STUDY = """name = "{name}"
[streets]
file = "streets.gpkg"
[centers]
file = "centers.csv"
[blocks]
file = "blocks.gpkg"
[gates]
file = "gates.csv"
[population]
source = "census"
"""

REASONS = {
    "B1": "",
    "B2": "beyond_limit",
    "B3": "no_path",
    "B4": "no_geometry",
    "B5": "no_street",
    "B6": "",
    "B7": "no_gate_in_reach",
}
"""Why each block is not inside."""

PEOPLE = {"B1": 100.5, "B2": 200.25, "B3": 300.0, "B4": np.nan, "B5": 50.125, "B6": 10.0, "B7": 7.0}


def streets() -> gpd.GeoDataFrame:
    """Return a grid of 500 m south of the river, and a street north of it."""
    drawn = [[(x, y), (x + 500, y)] for x in (0, 500, 1000) for y in (0, 500, 1000)]
    drawn += [[(x, y), (x, y + 500)] for x in (0, 500, 1000, 1500) for y in (0, 500)]
    drawn += [[(0, 3000), (1200, 3000)]]
    names = [f"Street {i}" for i in range(len(drawn))]
    return gpd.GeoDataFrame(
        {"name": names}, geometry=[shapely.LineString(degrees(line)) for line in drawn], crs="EPSG:4326"
    )


def centers() -> pd.DataFrame:
    """Return an open center, a closed one and one far from every street."""
    lon, lat = degrees([(10, -10), (1490, 1010), (9000, 9000)]).T
    return pd.DataFrame(
        {
            "center_id": ["A", "C", "F"],
            "name": ["North <b>", "Closed", "Far"],
            "lon": lon,
            "lat": lat,
            "status": ["open", "closed", "open"],
        }
    )


def blocks() -> gpd.GeoDataFrame:
    """Return one block for each verdict and reason, in the bureau's plane."""
    corners = {
        "B1": (20, 20),
        "B2": (1400, 900),
        "B3": (600, 3010),
        "B5": (6000, 0),
        "B6": (300, 100),
        "B7": (700, 300),
    }
    shapes = {name: shapely.Polygon(degrees(square(*corner, 60))) for name, corner in corners.items()}
    table = gpd.GeoDataFrame(
        {
            "block_id": list(REASONS),
            "name": [f"Block {name}" for name in REASONS],
            "population": [PEOPLE[name] for name in REASONS],
            "dwellings": [3.0 * i for i in range(len(REASONS))],
        },
        geometry=[shapes.get(name) for name in REASONS],
        crs="EPSG:4326",
    )
    return table.to_crs(BLOCKS_CRS)


def gates() -> pd.DataFrame:
    """Return two gates of one block and the only one, out of reach, of another."""
    lon, lat = degrees([(310, 90), (300, 160), (5000, 5000)]).T
    return pd.DataFrame({"gate_id": ["G1", "G2", "G3"], "block_id": ["B6", "B6", "B7"], "lon": lon, "lat": lat})


def write_town(
    folder: Path,
    *,
    tables: Mapping[str, Any] | None = None,
    text: str = "",
    name: str = "Town",
    shuffle: int | None = None,
) -> Path:
    """Write the town to `folder` and return its study file.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    tables : mapping, optional
        A table, the text of a file or its bytes in the place of ``streets``, ``centers``, ``blocks`` or ``gates``.
    text : str
        Added to the study file.
    name : str
        Of the study.
    shuffle : int, optional
        A seed; every table's rows are then put in another order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = {"streets": streets(), "centers": centers(), "blocks": blocks(), "gates": gates(), **(tables or {})}
    for kind, suffix in (("streets", "gpkg"), ("centers", "csv"), ("blocks", "gpkg"), ("gates", "csv")):
        _write(folder / f"{kind}.{suffix}", made[kind], shuffle)
    study = folder / "study.toml"
    study.write_text(STUDY.format(name=name) + text, encoding="utf-8")
    return study


def _write(file: Path, table: Any, shuffle: int | None) -> None:
    if isinstance(table, (str, bytes)):
        file.write_bytes(table.encode() if isinstance(table, str) else table)
        return
    rows = table if shuffle is None else table.sample(frac=1, random_state=shuffle).reset_index(drop=True)
    if isinstance(rows, gpd.GeoDataFrame):
        rows.to_file(file, layer=file.stem, engine="pyogrio")
    else:
        rows.to_csv(file, index=False, encoding="utf-8")
