"""Valhalla through its Python package, which brings its own tile builder; never required."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from benchmarks.measuring import run_python

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def installed() -> bool:
    """Return whether Valhalla and its tile builder are there."""
    return find_spec("valhalla") is not None and find_spec("valhalla.__main__") is not None


def engine(pbf: Path, folder: Path) -> Any:
    """Build the tiles of `pbf` in `folder` and return the engine that reads them.

    Raises
    ------
    OSError, RuntimeError, subprocess.CalledProcessError
        If the tiles cannot be built or read.
    """
    import valhalla

    tiles = folder / "tiles"
    tiles.mkdir(parents=True, exist_ok=True)
    settings = valhalla.get_config(tile_extract="", tile_dir=str(tiles))
    settings["logging"] = {"type": ""}
    file = folder / "valhalla.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    beside_python = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    run_python(
        ["-m", "valhalla", "valhalla_build_tiles", "-c", str(file), str(pbf)], environment={"PATH": beside_python}
    )
    return valhalla.Actor(settings)


def isochrone(engine: Any, lon: float, lat: float, *, minutes: float, speed_kmh: float) -> BaseGeometry:
    """Return one walking isochrone in WGS-84."""
    request = {
        "locations": [{"lon": lon, "lat": lat}],
        "costing": "pedestrian",
        "costing_options": {"pedestrian": {"walking_speed": speed_kmh}},
        "contours": [{"time": minutes}],
        "polygons": True,
        "denoise": 0,
        "generalize": 0,
    }
    answer = engine.isochrone(request)
    shape: BaseGeometry = shapely.from_geojson(json.dumps(answer["features"][0]["geometry"]))
    return shape
