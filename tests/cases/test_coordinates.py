"""Where rows lie, in every form that offices write: the town's own walks come out, or one refusal says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import circles
from circles.figures import Figure
from circles.sources.geo.datum import bd09_from_wgs84, gcj02_from_wgs84
from tests.cases.town import (
    CENTERS,
    COMPOUNDS,
    assert_right,
    centers_table,
    compounds_table,
    planned,
    write_table,
    write_town,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from circles.provenance import TypedPlaces


def lon_lat(table: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return table["经度"].to_numpy(), table["纬度"].to_numpy()


def without_places(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=["经度", "纬度"])


def in_one_column(table: pd.DataFrame, heading: str, form: Callable[[float, float], str]) -> pd.DataFrame:
    cells = [form(lon, lat) for lon, lat in zip(*lon_lat(table), strict=True)]
    return without_places(table).assign(**{heading: cells})


def under(
    table: pd.DataFrame, lon: str, lat: str, shift: Callable[..., tuple[NDArray[np.float64], ...]]
) -> pd.DataFrame:
    there = shift(*lon_lat(table))
    return without_places(table).assign(**{lon: np.round(there[0], 7), lat: np.round(there[1], 7)})


def as_they_are(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    return lon, lat


def typed(folder: Path, kind: str = "centers") -> TypedPlaces | None:
    study = circles.read_study(folder / "study.toml")
    return next(source.taken.typed for source in study.sources if source.kind == kind)


def dms(value: float, form: str) -> str:
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = ((value - whole) * 60 - minutes) * 60
    return form.format(d=whole, m=minutes, s=f"{seconds:.4f}")


@pytest.mark.parametrize(
    ("heading", "form"),
    [
        ("经纬度", "{0:.7f},{1:.7f}".format),
        ("坐标", "{1:.7f}，{0:.7f}".format),
        ("location", "[{0:.7f}, {1:.7f}]".format),
        ("lnglat", "{0:.7f};{1:.7f}".format),
        ("latlng", "{1:.7f} {0:.7f}".format),
        ("地理坐标", "东经{0:.7f} 北纬{1:.7f}".format),
        ("坐标点位", "E{0:.7f}°，N{1:.7f}°".format),
        ("点位信息", "lng:{0:.7f},lat:{1:.7f}".format),
        ("geom", "POINT ({0:.7f} {1:.7f})".format),
        ("采集位置", '{{"lat": {1:.7f}, "lng": {0:.7f}}}'.format),
    ],
)
def test_both_coordinates_in_one_column(tmp_path: Path, heading: str, form: Callable[[float, float], str]) -> None:
    centers, compounds = (in_one_column(table(), heading, form) for table in (centers_table, compounds_table))
    write_town(tmp_path, centers=centers, compounds=compounds)
    assert_right(planned(tmp_path))
    said = typed(tmp_path)
    assert said is not None
    assert said.columns == (heading,)
    assert said.form == ("shapes" if heading == "geom" else "pair")
    check = circles.check_study(tmp_path / "study.toml")
    assert check.status != "unusable"
    assert heading not in check.unused["column"].tolist()


@pytest.mark.parametrize(
    ("lon", "lat", "shift"),
    [
        ("高德经度", "高德纬度", gcj02_from_wgs84),
        ("经度（GCJ-02）", "纬度（GCJ-02）", gcj02_from_wgs84),
        ("gcj02_lng", "gcj02_lat", gcj02_from_wgs84),
        ("腾讯地图经度", "腾讯地图纬度", gcj02_from_wgs84),
        ("经度(BD09)", "纬度(BD09)", bd09_from_wgs84),
        ("bd_lon", "bd_lat", bd09_from_wgs84),
        ("百度坐标X", "百度坐标Y", bd09_from_wgs84),
        ("lng_wgs84", "lat_wgs84", as_they_are),
        ("GPS经度", "GPS纬度", as_they_are),
        ("天地图经度", "天地图纬度", as_they_are),
        ("POINT_X", "POINT_Y", as_they_are),
    ],
)
def test_a_heading_says_the_datum(
    tmp_path: Path, lon: str, lat: str, shift: Callable[..., tuple[NDArray[np.float64], ...]]
) -> None:
    centers, compounds = (under(table(), lon, lat, shift) for table in (centers_table, compounds_table))
    write_town(tmp_path, centers=centers, compounds=compounds)
    answer = planned(tmp_path)
    assert_right(answer)
    assert ("datum_unknown" in answer.codes) is (lon == "POINT_X")
    lines = [str(line) for line in circles.check_study(tmp_path / "study.toml").warnings]
    assert not [line for line in lines if "GCJ-02" in line and lon != "POINT_X"]


def test_of_two_sets_of_coordinates_that_in_wgs84_is_taken_and_the_other_told(tmp_path: Path) -> None:
    for first in (True, False):
        table = centers_table()
        shifted = under(table, "经度", "纬度", gcj02_from_wgs84)
        lon, lat = lon_lat(table)
        both = shifted.assign(WGS84经度=lon, WGS84纬度=lat)
        both = both if first else both[[*both.columns[-2:], *both.columns[:-2]]]
        folder = tmp_path / str(first)
        write_town(folder, centers=both)
        assert_right(planned(folder))
        said = typed(folder)
        assert said is not None
        assert (said.columns, said.others) == (("WGS84经度", "WGS84纬度"), ("经度", "纬度"))


def test_the_declared_datum_chooses_between_two_sets(tmp_path: Path) -> None:
    table = centers_table()
    lon, lat = lon_lat(table)
    both = under(table, "高德经度", "高德纬度", gcj02_from_wgs84).assign(WGS84经度=lon, WGS84纬度=lat)
    write_town(tmp_path, centers=both)
    circles.init_study(tmp_path)
    answer = planned(tmp_path, begin=False, options={"centers": {"datum": "gcj02"}})
    assert_right(answer)
    assert answer.plan.study.sources[1].taken.shift is not None


@pytest.mark.parametrize(
    ("north", "east", "form"),
    [
        ("X坐标", "Y坐标", "zone"),
        ("纵坐标X(m)", "横坐标Y(m)", "zone"),
        ("北坐标", "东坐标", "zone"),
        ("Northing", "Easting", "plane"),
        ("x", "y", "plane"),
        ("纵坐标", "横坐标", "plane"),
    ],
)
def test_surveyors_write_the_northing_first(tmp_path: Path, north: str, east: str, form: str) -> None:
    from pyproj import Transformer

    table = centers_table()
    zone = round(float(table["经度"].mean()) / 3)
    to_plane = Transformer.from_crs(
        "EPSG:4326", f"EPSG:{4488 + zone if form == 'zone' else 4534 + zone - 25}", always_xy=True
    )
    x, y = to_plane.transform(*lon_lat(table))
    write_town(tmp_path, centers=without_places(table).assign(**{north: np.round(y, 4), east: np.round(x, 4)}))
    assert_right(planned(tmp_path))


@pytest.mark.parametrize(
    "form",
    [
        "{d}:{m}:{s}",
        "{d} {m} {s}",
        "{d}-{m}-{s}",
        "{d}.{m}.{s}",
        "{d}度{m}分{s}秒",
        "'{d}°{m}′{s}″",
        "\ufeff{d}d{m}m{s}s",
    ],
)
def test_degrees_minutes_and_seconds_in_a_cell(tmp_path: Path, form: str) -> None:
    table = centers_table()
    written = table.assign(**{axis: [dms(value, form) for value in table[axis]] for axis in ("经度", "纬度")})
    write_town(tmp_path, centers=written)
    assert_right(planned(tmp_path))


@pytest.mark.parametrize("heads", [("{0}度", "{0}分", "{0}秒"), ("{0}(度)", "{0}(分)", "{0}(秒)")])
def test_degrees_minutes_and_seconds_in_a_column_each(tmp_path: Path, heads: tuple[str, ...]) -> None:
    table = centers_table()
    parts = {
        head.format(axis): [dms(value, form) for value in table[axis]]
        for axis in ("经度", "纬度")
        for head, form in zip(heads, ("{d}", "{m}", "{s}"), strict=True)
    }
    write_town(tmp_path, centers=without_places(table).assign(**parts))
    assert_right(planned(tmp_path))
    said = typed(tmp_path)
    assert said is not None
    assert (said.form, len(said.columns)) == ("parts", 6)


def test_a_crawlers_table_is_in_the_datum_of_its_map(tmp_path: Path) -> None:
    table = centers_table()
    lon, lat = gcj02_from_wgs84(*lon_lat(table))
    places = [f"{x:.6f},{y:.6f}" for x, y in zip(lon, lat, strict=True)]
    extra = {"location": places, "typecode": "130000", "pname": "某省", "adname": "某区"}
    write_town(tmp_path, centers=without_places(table).assign(**extra))
    assert_right(planned(tmp_path))
    said = typed(tmp_path)
    assert said is not None
    assert said.said_by == "maker"


def test_a_column_that_says_the_datum_of_every_row_is_believed(tmp_path: Path) -> None:
    write_town(tmp_path, centers=under(centers_table(), "经度", "纬度", bd09_from_wgs84).assign(坐标系="BD09"))
    assert_right(planned(tmp_path))


def refused(folder: Path) -> tuple[circles.Finding, ...]:
    circles.init_study(folder)
    with pytest.raises(circles.InputError) as caught:
        circles.read_study(folder / "study.toml")
    return caught.value.findings


def test_baidu_metres_are_named_and_converted_once_they_are_declared(tmp_path: Path) -> None:
    table = centers_table()
    lon, lat = bd09_from_wgs84(*lon_lat(table))
    x, y = mercator_of_baidu(lon, lat)
    write_town(tmp_path, centers=table.assign(经度=x, 纬度=y))
    (finding,) = refused(tmp_path)
    assert (finding.code, finding.row, finding.column) == ("coordinates_mercator", None, "经度, 纬度")
    assert "BD09MC" in finding.text("zh")
    assert_right(planned(tmp_path, begin=False, options={"centers": {"datum": "BD09MC"}}))
    named = tmp_path / "named"
    write_town(named, centers=without_places(table).assign(bd09mc_x=x, bd09mc_y=y))
    assert_right(planned(named))


def mercator_of_baidu(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return BD09MC metres by the public polynomial of the band from 30 to 45 degrees: the way there."""
    share = lat / 37.5
    terms = [51751.86112841131, 3796837.749470245, 992013.7397791013, -1221952.21711287, 1340652.697009075]
    terms += [-620943.6990984312, 144416.9293806241]
    y = sum(term * share**power for power, term in enumerate(terms))
    return 0.00220636496208 + 111320.7020209128 * lon, np.asarray(y)


def test_local_coordinates_are_for_the_survey_office(tmp_path: Path) -> None:
    table = centers_table()
    for x, y in ((52_310.4, 31_877.2), (8_120.0, 94_002.5)):
        folder = tmp_path / str(int(x))
        write_town(folder, centers=table.assign(经度=x + np.arange(len(table)), 纬度=y + np.arange(len(table))))
        (finding,) = refused(folder)
        assert finding.code == "local_coordinates"
        assert "测绘" in finding.text("zh")
        assert "EPSG" not in finding.text("zh")
        assert "4547" not in (folder / "study.toml").read_text(encoding="utf-8")


def test_swapped_columns_are_told_once(tmp_path: Path) -> None:
    table = compounds_table()
    write_town(tmp_path, compounds=table.rename(columns={"经度": "纬度", "纬度": "经度"}))
    (finding,) = refused(tmp_path)
    assert (finding.code, finding.row, finding.details["count"]) == ("coordinates_swapped", None, len(table))


def figures(finding: circles.Finding) -> tuple[float | None, float | None]:
    """Return how many rows and people a finding says it is about."""
    count, people = (finding.details.get(name) for name in ("count", "people"))
    assert isinstance(count, Figure)
    return count.value, people.value if isinstance(people, Figure) else None


def test_two_decimals_are_told_with_rows_and_people(tmp_path: Path) -> None:
    table = compounds_table()
    write_town(tmp_path, compounds=table.round({"经度": 2, "纬度": 2}))
    answer = planned(tmp_path)
    (told,) = [each for each in answer.plan.warnings if each.code == "coordinates_rough"]
    assert figures(told) == (len(table), table["常住人口"].sum())
    one = table.copy()
    one.loc[3, ["经度", "纬度"]] = one.loc[3, ["经度", "纬度"]].astype(float).round(2)
    write_table(one, tmp_path / COMPOUNDS)
    (told,) = [each for each in planned(tmp_path, begin=False).plan.warnings if each.code == "coordinates_rough"]
    assert (figures(told)[0], told.details["rows"]) == (1, "5")


def test_a_list_with_shapes_is_a_layer(tmp_path: Path) -> None:
    for heading in ("WKT", "图形"):
        folder = tmp_path / heading
        table = in_one_column(compounds_table(), heading, "SRID=4326;POINT({0:.7f} {1:.7f})".format)
        write_town(folder, compounds=table)
        assert_right(planned(folder))


def test_few_places_without_a_datum_are_told_by_the_plan(tmp_path: Path) -> None:
    write_town(tmp_path)
    answer = planned(tmp_path)
    told = {each.file: each for each in answer.plan.warnings if each.code == "datum_unknown"}
    assert told.keys() == {CENTERS, COMPOUNDS}
    assert figures(told[COMPOUNDS]) == (len(compounds_table()), compounds_table()["常住人口"].sum())
    said = {kind: {"datum": "WGS84"} for kind in ("centers", "blocks")}
    assert "datum_unknown" not in planned(tmp_path, begin=False, options=said).codes


def test_rows_of_other_towns_are_told_with_people_until_there_is_an_area(tmp_path: Path) -> None:
    table = compounds_table()
    away = table.assign(小区名称=table["小区名称"] + "（邻县）", 纬度=table["纬度"] + 0.5)
    write_town(tmp_path, compounds=pd.concat([table, away]))
    (told,) = [each for each in planned(tmp_path).plan.warnings if each.code == "rows_far_from_streets"]
    assert figures(told) == (len(table), table["常住人口"].sum())
    assert "[area]" in told.text("zh")


def test_places_are_found_for_a_list_by_points_in_one_column(tmp_path: Path) -> None:
    points = in_one_column(
        centers_table(), "高德坐标", lambda lon, lat: "{:.6f},{:.6f}".format(*shifted_pair(lon, lat))
    )
    write_table(points, tmp_path / "points.csv")
    write_table(without_places(centers_table()), tmp_path / "list.csv")
    matches = circles.match_places(tmp_path / "list.csv", points=tmp_path / "points.csv")
    found = matches.candidates[matches.candidates["rank"] == 1]
    lon, lat = lon_lat(centers_table())
    assert found["lon"].to_numpy() == pytest.approx(lon, abs=2e-6)
    assert found["lat"].to_numpy() == pytest.approx(lat, abs=2e-6)


def shifted_pair(lon: float, lat: float) -> tuple[float, float]:
    there = gcj02_from_wgs84(lon, lat)
    return float(there[0]), float(there[1])
