"""Small files drawn by hand for the tests of the border."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from circles.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

STREETS = [
    shapely.LineString([(114.28, 30.58), (114.29, 30.58)]),
    shapely.LineString([(114.29, 30.58), (114.29, 30.59)]),
]

SQUARE = shapely.box(114.281, 30.581, 114.283, 30.583)


def write_pbf(
    path: Path,
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[int, Sequence[int], Mapping[str, str]]],
) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in nodes.items():
            writer.add_node(Node(id=number, location=place))
        for number, refs, tags in ways:
            writer.add_way(Way(id=number, nodes=list(refs), tags=dict(tags)))
    return path


def write_layer(path: Path, shapes: Sequence[Any], crs: str | None = "EPSG:4326", **columns: Sequence[Any]) -> Path:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, engine="pyogrio")
    return path


def write_geojson(path: Path, *features: tuple[Any, Mapping[str, Any]], **members: Any) -> Path:
    """Write features exactly as given, geometry as shape or plain mapping or None."""
    drawn = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": shapely.geometry.mapping(shape) if hasattr(shape, "geom_type") else shape,
        }
        for shape, properties in features
    ]
    text = json.dumps({"type": "FeatureCollection", **members, "features": drawn}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def write_study(folder: Path, text: str = "", **files: str) -> Path:
    """Write a study of two streets, two centers and one block; `files` replaces the text of a file."""
    folder.mkdir(parents=True, exist_ok=True)
    write_layer(folder / "streets.gpkg", STREETS, name=["中山大道", "胜利街"])
    write_layer(folder / "blocks.gpkg", [SQUARE], name=["江汉里"], 人口=[1200])
    (folder / "centers.csv").write_text(
        "名称,经度,纬度,状态\n一号,114.285,30.5805,已启用\n二号,114.291,30.585,在建\n", encoding="utf-8"
    )
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    study = folder / "study.toml"
    study.write_text(
        'name = "汉口"\n[streets]\nfile = "streets.gpkg"\n[centers]\nfile = "centers.csv"\n'
        '[blocks]\nfile = "blocks.gpkg"\n' + text,
        encoding="utf-8",
    )
    return study


def codes_of(call: Callable[[], object]) -> list[str]:
    """Return the codes of the findings that `call` raises; every one must have its texts."""
    with pytest.raises(InputError) as caught:
        call()
    for lang in ("en", "zh"):
        assert caught.value.text(lang)
    return [finding.code for finding in caught.value.findings]
