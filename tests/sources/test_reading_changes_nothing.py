"""No input is changed by being read: not its bytes, not its time, and nothing appears beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

import circles
from circles.sources.folder.listing import look_at_folder
from circles.sources.streets.reading import read_streets, streets_reading
from tests import study_files
from tests.cases.test_formats import WAYS
from tests.sources.other_workbooks import write_ods, write_xls, write_xlsb
from tests.sources.small_files import STREETS, codes_of, write_layer, write_pbf
from tests.sources.test_population_raster import north_up, write_raster
from tests.study_files import write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DRAWN = [
    (name, WAYS[name])
    for name in (
        "道路.osm",
        "道路.osm.bz2",
        "道路.kml",
        "道路.kmz",
        "道路.gpx",
        "道路.topojson",
        "道路.geojsonl",
        "道路.zip",
    )
]
LONG_AGO_NS = 1_600_000_000_000_000_000


def state(folder: Path) -> dict[str, object]:
    """Return what stands in a folder, and what of it would tell a change."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        about = path.stat()
        bytes_there = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (bytes_there, about.st_mtime_ns, about.st_size, about.st_ino)
    return found


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Hold that what is done within changes nothing in a folder."""
    for path in (*folder.rglob("*"), folder):
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    before = state(folder)
    yield
    assert state(folder) == before
    assert folder.stat().st_mtime_ns == LONG_AGO_NS


def layer_as(suffix: str, **named: Any) -> Callable[[Path, str], str]:
    def write(folder: Path, kind: str) -> str:
        table = getattr(study_files, kind)()
        table = table[table.geometry.notna()]
        file = folder / f"made{suffix}"
        if suffix == ".parquet":
            table.to_parquet(file)
        else:
            table.to_crs(4326).to_file(file, engine="pyogrio", **named)
        return file.name

    return write


def pbf(folder: Path, kind: str) -> str:
    assert kind == "streets"
    lines = [list(line.coords) for line in study_files.streets().geometry]
    nodes = dict(enumerate({point for line in lines for point in line}, 1))
    number = {point: i for i, point in nodes.items()}
    ways = [(i, [number[point] for point in line], {"highway": "residential"}) for i, line in enumerate(lines, 1)]
    return write_pbf(folder / "made.osm.pbf", nodes, ways).name


def graphml(folder: Path, kind: str) -> str:
    assert kind == "streets"
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for i, (x, y) in enumerate(degrees([(0, 0), (1500, 0), (1500, 1000)])):
        graph.add_node(i, x=float(x), y=float(y))
    for one, other in ((0, 1), (1, 2)):
        graph.add_edge(one, other, osmid=one, highway="residential")
    nx.write_graphml(graph, folder / "made.graphml")
    return "made.graphml"


def table_as(suffix: str) -> Callable[[Path, str], str]:
    def write(folder: Path, kind: str) -> str:
        table, file = getattr(study_files, kind)(), folder / f"made{suffix}"
        if suffix == ".xlsx":
            table.to_excel(file, index=False)
        else:
            table.to_csv(file, index=False, sep="\t" if suffix == ".tsv" else ",")
        return file.name

    return write


def by(write: Callable[[Path], None], name: str) -> Callable[[Path, str], str]:
    def written(folder: Path, kind: str) -> str:
        assert kind == "streets"
        write(folder / name)
        return name

    return written


def book_as(suffix: str, write: Callable[..., Path]) -> Callable[[Path, str], str]:
    def written(folder: Path, kind: str) -> str:
        table = getattr(study_files, kind)()
        cells = table.astype(object).where(table.notna(), None).to_numpy(dtype=object).tolist()
        write(folder / f"made{suffix}", {"S": [list(table.columns), *cells]})
        return f"made{suffix}"

    return written


INPUTS: dict[str, tuple[str, Callable[[Path, str], str]]] = {
    "gpkg": ("streets", layer_as(".gpkg")),
    "geojson": ("streets", layer_as(".geojson", driver="GeoJSON")),
    "parquet": ("streets", layer_as(".parquet")),
    "shp": ("blocks", layer_as(".shp", encoding="UTF-8")),
    "gdb": ("blocks", layer_as(".gdb", driver="OpenFileGDB")),
    "pbf": ("streets", pbf),
    "graphml": ("streets", graphml),
    "csv": ("centers", table_as(".csv")),
    "tsv": ("centers", table_as(".tsv")),
    "xlsx": ("centers", table_as(".xlsx")),
    "xls": ("centers", book_as(".xls", write_xls)),
    "ods": ("centers", book_as(".ods", write_ods)),
    "xlsb": ("centers", book_as(".xlsb", write_xlsb)),
    "fgb": ("streets", layer_as(".fgb", driver="FlatGeobuf")),
    "tab": ("streets", layer_as(".tab", driver="MapInfo File")),
    **{name.rpartition(".")[2]: ("streets", by(write, f"made.{name.partition('.')[2]}")) for name, write in DRAWN},
}


@pytest.mark.parametrize("form", INPUTS)
def test_no_format_is_changed_by_any_reading(tmp_path: Path, form: str) -> None:
    kind, write = INPUTS[form]
    study = write_town(tmp_path / "town")
    options = {kind: {"file": str(tmp_path / "town" / write(tmp_path / "town", kind))}}
    with unchanged(tmp_path / "town"):
        assert len(getattr(circles.read_study(study, options=options), kind))
        assert circles.check_study(study, options=options).status != "unusable"
        assert look_at_folder(tmp_path / "town").candidates


def test_a_raster_and_a_control_list_are_not_changed(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    shapes = study_files.blocks().dropna(subset="geometry").drop(columns=["population", "dwellings"])
    shapes.to_file(tmp_path / "town" / "plain.gpkg", engine="pyogrio")
    west, south, east, north = shapes.to_crs(4326).total_bounds
    size = max(east - west, north - south) / 8
    transform = north_up(west - size, north + size, size)
    write_raster(tmp_path / "town" / "people.tif", np.arange(144.0).reshape(12, 12), transform=transform)
    options = {
        "blocks": {"file": str(tmp_path / "town" / "plain.gpkg")},
        "population": {"raster": str(tmp_path / "town" / "people.tif")},
    }
    with unchanged(tmp_path / "town"):
        assert circles.read_study(study, options=options).blocks["population"].sum() > 0
        assert look_at_folder(tmp_path / "town").candidates


def test_a_study_in_a_workbook_is_not_changed(tmp_path: Path) -> None:
    begun = circles.init_study(folder_with_town(tmp_path))
    with unchanged(begun.template.parent):
        assert circles.check_study(begun.template).status != "unusable"
        assert circles.read_study(begun.study_file).name


def folder_with_town(folder: Path) -> Path:
    home = folder / "town"
    home.mkdir()
    for kind in ("streets", "blocks"):
        layer_as(".gpkg")(home, kind)
        (home / "made.gpkg").rename(home / f"{kind}.gpkg")
    table_as(".csv")(home, "centers")
    return home


# GeoPackages with a log beside them


def with_log(folder: Path, *statements: str) -> Path:
    """Write two streets and, in a log beside the file as a crashed program leaves it, what `statements` change."""
    folder.mkdir()
    made = folder / "making.gpkg"
    frame = gpd.GeoDataFrame({"name": ["one", "two"]}, geometry=STREETS, crs=4326)
    frame.to_file(made, engine="pyogrio", SPATIAL_INDEX="NO")  # whose triggers only GDAL understands
    with closing(sqlite3.connect(made, isolation_level=None)) as editor:
        assert editor.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        for statement in statements:
            editor.execute(statement)
        shutil.copyfile(made, folder / "streets.gpkg")
        if statements:
            shutil.copyfile(f"{made}-wal", folder / "streets.gpkg-wal")
    made.unlink()
    assert {path.name for path in folder.iterdir()} <= {"streets.gpkg", "streets.gpkg-wal"}
    return folder / "streets.gpkg"


def test_what_was_saved_into_a_log_is_read_and_the_log_stays(tmp_path: Path) -> None:
    file = with_log(tmp_path / "data", "UPDATE making SET name = 'renamed' WHERE name = 'two'")
    assert b"renamed" not in file.read_bytes()
    with unchanged(tmp_path / "data"):
        assert read_streets(file)["name"].tolist() == ["one", "renamed"]
        assert [each.glimpse.path for each in look_at_folder(tmp_path / "data").candidates] == [file]


def test_a_log_that_an_editor_holds_open_stays_and_the_editor_goes_on(tmp_path: Path) -> None:
    file = with_log(tmp_path / "data")
    with closing(sqlite3.connect(file, isolation_level=None)) as editor:
        editor.execute("UPDATE making SET name = 'renamed' WHERE name = 'two'")
        with unchanged(tmp_path / "data"):
            assert read_streets(file)["name"].tolist() == ["one", "renamed"]
        editor.execute("UPDATE making SET name = 'again' WHERE name = 'one'")
    assert read_streets(file)["name"].tolist() == ["again", "renamed"]


def test_a_file_that_keeps_a_log_gets_none_by_being_read(tmp_path: Path) -> None:
    file = with_log(tmp_path / "data")
    assert file.read_bytes()[18:20] == b"\2\2"
    with unchanged(tmp_path / "data"):
        assert read_streets(file)["name"].tolist() == ["one", "two"]


def test_the_sum_of_a_source_tells_what_was_read(tmp_path: Path) -> None:
    plain = with_log(tmp_path / "a")
    changed = with_log(tmp_path / "b", "UPDATE making SET name = 'renamed' WHERE name = 'two'")
    assert streets_reading(plain).source.sha256 != streets_reading(changed).source.sha256
    assert streets_reading(changed).source.sha256 == streets_reading(changed).source.sha256


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid FROM n"


def test_what_a_log_would_run_is_refused(tmp_path: Path) -> None:
    listed = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'endless')"
    file = with_log(tmp_path / "data", f"CREATE VIEW endless AS {ENDLESS}", listed)
    with unchanged(tmp_path / "data"):
        assert codes_of(lambda: read_streets(file)) == ["layer_not_a_table"]


def test_a_damaged_log_is_as_good_as_none(tmp_path: Path) -> None:
    file = with_log(tmp_path / "data", "UPDATE making SET name = 'renamed' WHERE name = 'two'")
    log = file.with_name("streets.gpkg-wal")
    log.write_bytes(bytes(reversed(log.read_bytes())))
    with unchanged(tmp_path / "data"):
        assert read_streets(file)["name"].tolist() == ["one", "two"]


def test_an_unfinished_change_is_told_with_its_remedy(tmp_path: Path) -> None:
    file = with_log(tmp_path / "data")
    file.with_name("streets.gpkg-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(504))
    with unchanged(tmp_path / "data"):
        assert codes_of(lambda: read_streets(file)) == ["database_unfinished"]


def test_a_journal_that_is_done_with_is_nothing(tmp_path: Path) -> None:
    write_layer(tmp_path / "streets.gpkg", STREETS, name=["one", "two"])
    (tmp_path / "streets.gpkg-journal").write_bytes(bytes(512))
    with unchanged(tmp_path):
        assert len(read_streets(tmp_path / "streets.gpkg")) == 2


def test_a_file_that_is_saved_meanwhile_is_not_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = with_log(tmp_path / "data")
    copyfile, saved = shutil.copyfile, []

    def saving(source: Path, target: Path) -> Path:
        copied = copyfile(source, target)
        saved.append(1)
        os.utime(file, ns=(0, len(saved)))
        return copied

    monkeypatch.setattr("circles.sources.files.geopackage.shutil.copyfile", saving)
    assert codes_of(lambda: read_streets(file)) == ["database_changing"]
    assert len(saved) == 3


@pytest.mark.parametrize("part", ["wal", "journal", "shm"])
def test_a_part_that_leads_elsewhere_is_refused(tmp_path: Path, part: str) -> None:
    write_layer(tmp_path / "streets.gpkg", STREETS)
    (tmp_path / f"streets.gpkg-{part}").symlink_to("/dev/zero")
    assert codes_of(lambda: read_streets(tmp_path / "streets.gpkg")) == ["linked_part"]
