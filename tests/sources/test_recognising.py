"""What a file is taken as: by its content and columns first, by its name only on top of them."""

from __future__ import annotations

import json
import struct
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import texts
from circles.errors import InputError
from circles.sources.files import contents
from circles.sources.files.contents import RASTER
from circles.sources.folder.glimpses import LINE, POINT, POLYGON, Glimpse, glimpses_of
from circles.sources.folder.listing import look_at_folder
from circles.sources.folder.recognising import ROLES, best_first, candidate_of, fields_of
from circles.sources.folder.trial_reading import crs_guess
from circles.sources.tables.delimited import SAMPLE_ROWS
from circles.sources.tables.headers import MOST_COLUMNS
from circles.sources.words.columns import fields_known
from tests.sources.small_files import SQUARE, STREETS, codes_of, write_geojson, write_layer, write_pbf


def seen(file: str, shape: str = "", rows: int | None = None, content: str = "", /, **columns: list[str]) -> Glimpse:
    return Glimpse(
        path=Path(file),
        content=content or (contents.GEOPACKAGE if shape else contents.CSV),
        shape=shape,
        rows=rows,
        sample={column: tuple(cells) for column, cells in columns.items()},
    )


CENTERS = ["东门党群服务中心", "西门党群服务中心"]

TAKEN = [
    ("streets", seen("x.bin", "", None, contents.PBF)),
    ("streets", seen("x.xml", "", None, contents.GRAPHML)),
    ("streets", seen("data.gpkg", LINE, 500)),
    ("streets", seen("小区.gpkg", LINE, 500, fclass=["residential"])),
    ("centers", seen("list.csv", 名称=CENTERS, 经度=["114.1", "114.2"], 纬度=["30.1", "30.2"])),
    ("centers", seen("小区.csv", 名称=CENTERS, 经度=["114.1", "114.2"], 纬度=["30.1", "30.2"])),
    ("centers", seen("a.csv", 中心名称=CENTERS, 地址=["一路", "二路"])),
    ("centers", seen("p.gpkg", POINT, 30, name=["North Community Center", "South center"])),
    ("centers", seen("facilities.csv", name=["North", "South"], lon=["1", "2"], lat=["1", "2"])),
    ("blocks", seen("layer.gpkg", POLYGON, 900, 名称=["甲", "乙"], 户数=["10", "20"])),
    ("blocks", seen("centers.gpkg", POLYGON, 900, name=["A", "B"], population=["10", "20"])),
    (
        "blocks",
        seen("x.csv", 小区名称=["东湖花园"], 经度=["114"], 纬度=["30"], 人口=["9"]),
    ),
    ("blocks", seen("居住用地.shp", POLYGON, 40, 名称=["甲", "乙"])),
    ("blocks", seen("x.gpkg", POLYGON, 40, 名称=["甲小区", "乙小区"], 社区=["一社区", "一社区"])),
    ("blocks", seen("x.csv", 小区=["甲苑", "乙苑"], 社区=["一社区", "二社区"], 人口=["10", "20"])),
    ("centers", seen("x.csv", 名称=CENTERS, 人口=["9000", "8000"], 状态=["在建", ""], 经度=["114"], 纬度=["30"])),
    ("centers", seen("x.xlsx", 名称=CENTERS, 采用候选=["", ""], 候选1=["", ""], 候选1坐标=["", ""])),
    ("blocks", seen("x.xlsx", 名称=["甲", "乙"], 人口=["", ""], 采用候选=["", ""], 候选1=["", ""], 候选1坐标=["", ""])),
    ("gates", seen("p.geojson", POINT, 9, 小区编号=["X1", "X1"], 备注=["北门", "南门"])),
    ("gates", seen("出入口.csv", 小区编号=["X1", "X1"], 经度=["114", "114"], 纬度=["30", "30"])),
    ("area", seen("layer.gpkg", POLYGON, 1, 名称=["莲池区"])),
    ("area", seen("研究范围.shp", POLYGON, 3)),
    ("communities", seen("面.gpkg", POLYGON, 60, 名称=["一社区", "二社区", "王家村"])),
    ("communities", seen("blocks.gpkg", POLYGON, 60, 名称=["一社区", "二社区", "三社区"])),
    ("communities", seen("面.gpkg", POLYGON, 3, 社区=["一", "二", "三"], 街道=["东", "东", "西"])),
    ("subdistricts", seen("面.gpkg", POLYGON, 9, 名称=["东门街道", "西门街道", "南关镇"])),
    ("edits", seen("x.gpkg", LINE, 2, kind=["path", "closed"])),
    ("edits", seen("出入口.geojson", POINT, 2, 类型=["出入口", "大门"])),
    ("control", seen("x.csv", 街道=["东门街道", "西门街道"], 常住人口=["90000", "80000"])),
    ("control", seen("x.xlsx", "", None, contents.WORKBOOK, 社区=["一社区"], 人口=["9000"])),
    ("raster", seen("x.dat", "", None, RASTER)),
]


@pytest.mark.parametrize(("role", "glimpse"), TAKEN, ids=[f"{role}-{glimpse.path.name}" for role, glimpse in TAKEN])
def test_a_file_is_taken_for_what_it_holds(role: str, glimpse: Glimpse) -> None:
    candidate = candidate_of(glimpse)
    assert candidate is not None
    assert candidate.role == role
    assert candidate.is_sure
    for lang in texts.LANGUAGES:
        assert all(reason.text(lang) for reason in candidate.reasons)


@pytest.mark.parametrize(
    "glimpse",
    [
        seen("readme.csv", text=["hello"]),
        seen("小区.csv", 备注=["无"]),
        seen("党群服务中心.csv", x1=["3"]),
        seen("roads.csv", a=["1"]),
        seen("points.gpkg", POINT, 500, id=["1", "2"]),
    ],
)
def test_a_name_alone_makes_nothing(glimpse: Glimpse) -> None:
    candidate = candidate_of(glimpse)
    assert candidate is None or not candidate.is_sure


def test_points_of_interest_are_a_possibility_and_no_more() -> None:
    candidate = candidate_of(seen("poi.csv", name=["Bakery", "School"], lon=["1", "2"], lat=["1", "2"]))
    assert candidate is not None
    assert (candidate.role, candidate.is_sure) == ("centers", False)


def test_the_best_goes_by_points_then_rows_then_name() -> None:
    found = [candidate_of(seen(name, LINE, rows)) for name, rows in (("b.gpkg", 10), ("a.gpkg", 10), ("c.gpkg", 900))]
    named = candidate_of(seen("road.gpkg", LINE, 1))
    ordered = best_first(candidate for candidate in [*found, named] if candidate is not None)
    assert [candidate.glimpse.path.name for candidate in ordered] == ["road.gpkg", "c.gpkg", "a.gpkg", "b.gpkg"]


def test_every_role_has_its_words_in_both_languages() -> None:
    for lang in texts.LANGUAGES:
        for role in ROLES:
            assert texts.say(f"init.role_{role}", lang)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("kind", ["centers", "blocks"])
def test_the_headers_of_the_template_are_known_to_the_readers(kind: str, lang: str) -> None:
    stem = f"template.{kind}_"
    headers = {key.removeprefix(stem): text for key, text in texts.catalogue(lang).items() if key.startswith(stem)}
    found = {
        column: field for field, column in fields_of(seen("x.csv", **{h: [""] for h in headers.values()}), kind).items()
    }
    assert {found[text].removesuffix("_m2") for text in headers.values()} == set(headers)
    assert set(found.values()) <= set(fields_known(kind))


# Looking into files


def test_a_glimpse_of_each_kind_of_file_shows_the_same(tmp_path: Path) -> None:
    shapes = [SQUARE, shapely.affinity.translate(SQUARE, 0.01, 0)]
    for name in ("a.gpkg", "b.geojson", "c.parquet", "d.shp"):
        write_layer(tmp_path / name, shapes, 名称=["甲", "乙"], 人口=[7, 8])
    shown = {
        path.name: glimpses_of(path)[0]
        for path in sorted(tmp_path.iterdir())
        if path.suffix[1:3] != "cp" and path.suffix not in {".dbf", ".shx", ".prj"}
    }
    assert len(shown) == 4
    for glimpse in shown.values():
        assert (glimpse.shape, glimpse.rows, glimpse.crs) == (POLYGON, 2, "EPSG:4326")
        assert dict(glimpse.sample) == {"名称": ("甲", "乙"), "人口": ("7", "8")}
        assert glimpse.bounds == pytest.approx((114.281, 30.581, 114.293, 30.583))


def test_every_layer_and_sheet_is_shown_with_its_name(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[STREETS[0]], crs="EPSG:4326")
    frame.to_file(tmp_path / "two.gpkg", layer="roads")
    frame.set_geometry([SQUARE]).set_crs("EPSG:4326", allow_override=True).to_file(tmp_path / "two.gpkg", layer="area")
    assert {(each.layer, each.shape) for each in glimpses_of(tmp_path / "two.gpkg")} == {
        ("roads", LINE),
        ("area", POLYGON),
    }
    book = openpyxl.Workbook()
    book.active.append(["标题"])
    book.active.append(["名称", "经度", "纬度"])
    book.active.append(["一中心", 114.1, 30.1])
    book.create_sheet("空")
    book.save(tmp_path / "one.xlsx")
    (only,) = glimpses_of(tmp_path / "one.xlsx")
    assert only.layer == ""
    assert dict(only.sample) == {"名称": ("一中心",), "经度": ("114.1",), "纬度": ("30.1",)}


def test_a_file_geodatabase_is_a_folder_that_is_looked_into(tmp_path: Path) -> None:
    for layer, shape in (("道路", STREETS[0]), ("小区", SQUARE)):
        frame = gpd.GeoDataFrame({"名称": ["东湖花园"]}, geometry=[shape], crs="EPSG:4326")
        frame.to_file(tmp_path / "规划.gdb", driver="OpenFileGDB", layer=layer, engine="pyogrio", mode="a")
    (tmp_path / "empty.gdb").mkdir()
    seen_there = look_at_folder(tmp_path)
    assert {each.glimpse.layer: each.role for each in seen_there.candidates} == {"道路": "streets", "小区": "area"}
    assert [each.file for each in seen_there.passed] == ["empty.gdb"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_without_end_to_the_right_is_cut(tmp_path: Path, separator: str) -> None:
    header = ["名称", "经度", "纬度", *(f"c{i}" for i in range(20_000))]
    (tmp_path / "a.csv").write_text(separator.join(header) + "\n" + "1" + separator * 20_002, encoding="utf-8")
    (glimpse,) = glimpses_of(tmp_path / "a.csv")
    assert glimpse.columns[:3] == ("名称", "经度", "纬度")
    assert len(glimpse.columns) == MOST_COLUMNS


def test_a_file_that_may_not_be_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked.csv").write_text("名称,经度,纬度\n一中心,114,30\n", encoding="utf-8")
    write_layer(tmp_path / "streets.gpkg", STREETS, highway=["path", "path"])
    opening = Path.open

    def locked(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return opening(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    seen_there = look_at_folder(tmp_path)
    assert [each.glimpse.path.name for each in seen_there.candidates] == ["streets.gpkg"]
    (passed,) = seen_there.passed
    assert passed.file == "locked.csv"
    assert "系统不允许打开" in passed.reason.text("zh")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_top_of_a_long_text_file_is_enough(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [separator.join((f"第{i}中心", "114.1", "30.1")) for i in range(40_000)]
    text = "\n".join(["某区清单", separator.join(("名称", "经度", "纬度")), *rows])
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    (glimpse,) = glimpses_of(tmp_path / "a.csv")
    assert glimpse.columns == ("名称", "经度", "纬度")
    assert len(glimpse.sample["名称"]) == SAMPLE_ROWS - 2
    assert glimpse.sample["名称"][0] == "第0中心"


def test_an_extract_and_a_mixed_layer(tmp_path: Path) -> None:
    pbf = write_pbf(tmp_path / "x.pbf", {1: (114.1, 30.1), 2: (114.2, 30.2)}, [(1, [1, 2], {"highway": "path"})])
    assert glimpses_of(pbf)[0].content == contents.PBF
    mixed = write_geojson(tmp_path / "m.geojson", (SQUARE, {}), (STREETS[0], {}), (STREETS[1], {}), (None, {}))
    assert glimpses_of(mixed)[0].shape == LINE


def test_what_cannot_be_looked_into_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x81\x81\x00\xff" * 10)
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "notes"}), encoding="utf-8")
    (tmp_path / "c.tif").write_bytes(b"II*\0" + struct.pack("<I", 8) + b"\0" * 20)
    (tmp_path / "d.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    (tmp_path / "e.parquet").write_bytes(b"PAR1 no more")
    for path in sorted(tmp_path.iterdir()):
        assert codes_of(partial(glimpses_of, path)), path.name
    assert len(look_at_folder(tmp_path).passed) == 5


def test_files_beside_a_shapefile_are_part_of_it(tmp_path: Path) -> None:
    write_layer(tmp_path / "roads.shp", STREETS, name=["a", "b"])
    (tmp_path / "alone.dbf").write_bytes(b"\x03" + b"\0" * 40)
    (tmp_path / ".hidden.csv").write_text("x", encoding="utf-8")
    seen_there = look_at_folder(tmp_path)
    assert [candidate.glimpse.path.name for candidate in seen_there.candidates] == ["roads.shp"]
    assert [each.file for each in seen_there.passed] == ["alone.dbf"]


# The CRS of what says none


def test_degrees_zones_and_planes_near_the_streets() -> None:
    near = (114.2, 30.5, 114.4, 30.7)
    assert crs_guess(114.3, 30.6, near=None)[0] == "EPSG:4326"
    assert crs_guess(38_529_000, 3_386_000, near=None)[0] == "EPSG:4526"
    assert crs_guess(529_000, 3_386_000, near=near)[0] == "EPSG:4547"
    assert crs_guess(529_000, 3_386_000, near=None)[0] == ""
    assert crs_guess(12.0, 90.5, near=near)[0] == ""


@settings(max_examples=30, deadline=None)
@given(x=st.floats(allow_nan=False, allow_infinity=False, width=32), y=st.floats(allow_nan=False, width=32))
def test_any_place_has_an_answer_in_words(x: float, y: float) -> None:
    code, because = crs_guess(x, y, near=(114.2, 30.5, 114.4, 30.7))
    assert code == "" or code.startswith("EPSG:")
    assert because.text("zh")


STARTS = (b"", b"{", b"PK\x03\x04", b"PAR1", b"II*\0", b"\xef\xbb\xbf", b"<")


@settings(max_examples=40, deadline=None)
@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"{", b"PK\x03\x04", b"PAR1", b"II*\0", b"\xef\xbb\xbf", b"<"]),
)
def test_any_file_is_a_glimpse_or_an_error_of_ours(tmp_path_factory: Any, data: bytes, start: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(start + data)
    try:
        found = glimpses_of(path)
    except InputError:
        return
    assert all(glimpse.path == path for glimpse in found)
    for glimpse in found:
        candidate_of(glimpse)
