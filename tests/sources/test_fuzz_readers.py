"""Whatever bytes an input holds, reading it gives a table or a `CirclesError`, never another exception.

Short and the same every time here; ``CIRCLES_FUZZ_EXAMPLES=5000`` and ``CIRCLES_FUZZ_SEED`` search on.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import geopandas as gpd
import osmium
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osmium.osm.mutable import Node, Way

from circles.errors import CirclesError
from circles.texts import LANGUAGES
from tests.sources.hostile.make_corpus import HERE
from tests.sources.hostile.pieces import (
    OSM_HEADER,
    ROWS,
    SHEET,
    STREETS,
    STUDY,
    TWO_NODES,
    blob,
    book,
    edge,
    features,
    geopackage,
    graphml,
    parquet,
    point,
    ways_only,
)
from tests.sources.small_files import write_layer
from tests.sources.test_hostile_files import read_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLES = int(os.environ.get("CIRCLES_FUZZ_EXAMPLES", "6"))
SEED = int(os.environ.get("CIRCLES_FUZZ_SEED", "0"))
PROFILE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

CSV = (
    "编号,名称,经度,纬度,建筑面积,状态\nC1,一号,114.285,30.5805,1.2万㎡,已启用\nC2,二号,114°17′30″E,30.585,约800,在建\n"
)


def extract(folder: Path) -> bytes:
    path = folder / "made.osm.pbf"
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for i in range(8):
            writer.add_node(Node(id=i + 1, location=(114.28 + i / 1000, 30.58)))
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 9], tags={"highway": "residential", "name": "中山大道"}))
        writer.add_way(Way(id=2, nodes=[3, 4, 5], tags={"highway": "footway", "bridge": "yes", "layer": "1"}))
    return path.read_bytes()


def layer(folder: Path, name: str, shape: shapely.Geometry) -> bytes:
    path = folder / name
    path.unlink(missing_ok=True)
    return write_layer(path, [shape, shape], name=["甲", "乙"], 人口=[10, 20]).read_bytes()


def unpacked_blob(data: bytes) -> bytes:
    """Return an OSM file whose data, changed before packing, are `data`."""
    return OSM_HEADER + blob(b"OSMData", data)


def sheet_of(data: bytes) -> bytes:
    """Return a workbook whose sheet is `data`."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(book())) as whole, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, data if name.endswith("sheet1.xml") else whole.read(name))
    return stream.getvalue()


def same(data: bytes) -> bytes:
    return data


READERS: dict[str, tuple[str, str, Callable[[Path], bytes], Callable[[bytes], bytes]]] = {
    "study": ("study", "study.toml", lambda _: STUDY.encode(), same),
    "csv": ("centers", "a.csv", lambda _: CSV.encode(), same),
    "csv gb18030": ("centers", "a.csv", lambda _: CSV.encode("gb18030"), same),
    "workbook": ("centers", "a.xlsx", lambda _: book(), same),
    "sheet": ("centers", "a.xlsx", lambda _: SHEET.format("", ROWS, "").encode(), sheet_of),
    "geojson": ("centers", "a.geojson", lambda _: features(point(), point(114.4)).encode(), same),
    "street geojson": ("streets", "a.geojson", lambda _: STREETS.encode(), same),
    "small geopackage": ("blocks", "a.gpkg", lambda _: geopackage(), same),
    "geopackage": ("blocks", "a.gpkg", lambda f: layer(f, "made.gpkg", shapely.box(114, 30, 115, 31)), same),
    "parquet": ("blocks", "a.parquet", lambda _: parquet(["甲"]), same),
    "osm": ("streets", "a.osm.pbf", extract, same),
    "osm unpacked": ("streets", "a.osm.pbf", lambda _: ways_only(), unpacked_blob),
    "graphml": ("streets", "a.graphml", lambda _: graphml(TWO_NODES + edge()).encode(), same),
}

changes = st.lists(
    st.tuples(st.integers(0, 2**32), st.sampled_from(["flip", "set", "cut", "drop", "twice", "number", "splice"])),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, steps: list[tuple[int, str]]) -> bytes:
    """Return `data` with bytes flipped, set, cut off, left out, repeated or replaced by extreme numbers."""
    out = bytearray(data)
    for seed, step in steps:
        draw = random.Random(seed + SEED)  # noqa: S311 a search, not a secret
        if not out:
            break
        at = draw.randrange(len(out))
        length = min(len(out) - at, draw.choice([1, 2, 4, 8, 40, 400]))
        if step == "flip":
            out[at] ^= 1 << draw.randrange(8)
        elif step == "set":
            out[at] = draw.choice([0, 1, 9, 10, 34, 39, 44, 60, 62, 91, 123, 127, 128, 255])
        elif step == "cut":
            del out[at:]
        elif step == "drop":
            del out[at : at + length]
        elif step == "twice":
            out[at:at] = out[at : at + length]
        elif step == "number":
            out[at : at + 4] = draw.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"])
        else:
            other = draw.randrange(len(out))
            out[at : at + length] = out[other : other + length]
    return bytes(out)


def reads_or_refuses(kind: str, path: Path) -> None:
    found: CirclesError | None = None
    try:
        read_as(kind, path)
    except CirclesError as error:
        found = error
    assert found is None or (found.findings and all(found.text(lang) for lang in LANGUAGES))


@cache
def seed_of(name: str, folder: Path) -> bytes:
    return READERS[name][2](folder)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    for name in ("good.csv", "good_streets.geojson"):
        shutil.copy(HERE / name, folder / name)
    return folder


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", READERS)
@PROFILE
@given(steps=changes)
def test_a_changed_file_is_read_or_refused(room: Path, name: str, steps: list[tuple[int, str]]) -> None:
    kind, file, _, packed = READERS[name]
    (room / file).write_bytes(packed(changed(seed_of(name, room), steps)))
    reads_or_refuses(kind, room / file)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", READERS)
@PROFILE
@given(noise=st.binary(max_size=300), keep=st.integers(0, 120))
def test_noise_after_the_first_bytes_is_read_or_refused(room: Path, name: str, noise: bytes, keep: int) -> None:
    kind, file, _, packed = READERS[name]
    (room / file).write_bytes(packed(seed_of(name, room)[:keep] + noise))
    reads_or_refuses(kind, room / file)


@cache
def parts_of(name: str, room: Path) -> dict[str, bytes]:
    made = room / "whole" / name
    shapes = [shapely.box(114, 30, 115, 31)] * 2
    frame = gpd.GeoDataFrame({"name": ["甲", "乙"], "pop": [1, 2]}, geometry=shapes, crs="EPSG:4326")
    if made.suffix == ".gdb":
        frame.to_file(made, driver="OpenFileGDB", layer="a", engine="pyogrio")
    else:
        frame.to_file(made, engine="pyogrio", encoding="UTF-8")
    files = made.iterdir() if made.is_dir() else made.parent.glob(f"{made.stem}.*")
    return {part.name: part.read_bytes() for part in files if part.is_file()}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["made.shp", "made.gdb"])
@PROFILE
@given(steps=changes, which=st.integers(0, 99))
def test_an_input_of_several_files_with_a_changed_part_is_read_or_refused(
    room: Path, name: str, steps: list[tuple[int, str]], which: int
) -> None:
    (room / "whole").mkdir(exist_ok=True)
    parts = parts_of(name, room)
    folder = room / name if name.endswith(".gdb") else room
    folder.mkdir(exist_ok=True)
    victim = sorted(parts)[which % len(parts)]
    for part, data in parts.items():
        (folder / part).write_bytes(changed(data, steps) if part == victim else data)
    reads_or_refuses("blocks", room / name)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Feature", "Point", "Polygon", "LineString", "EPSG:4326"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "geometry", "properties", "coordinates", "features", "crs", "name", "id"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.mark.filterwarnings("ignore")
@PROFILE
@given(shape=values, cells=values, member=values)
def test_any_json_in_the_places_of_geojson_is_read_or_refused(
    room: Path, shape: object, cells: object, member: object
) -> None:
    feature = {"type": "Feature", "properties": cells, "geometry": shape}
    whole = {
        "type": "FeatureCollection",
        "features": [json.loads(features(point()))["features"][0], feature],
        "x": member,
    }
    (room / "a.geojson").write_text(json.dumps(whole), encoding="utf-8")
    reads_or_refuses("centers", room / "a.geojson")


@pytest.mark.filterwarnings("ignore")
@PROFILE
@given(rows=st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6), separator=st.sampled_from(",;\t"))
def test_any_cells_are_read_or_refused(room: Path, rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(cells) for cells in [["name", "lon", "lat"], *rows])
    (room / "a.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    reads_or_refuses("centers", room / "a.csv")
    reads_or_refuses("blocks", room / "a.csv")
