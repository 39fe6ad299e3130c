"""The water of an extract: which areas and lines are drawn, islands kept, names kept, and nothing reckoned from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Way

import circles
from circles import tables
from circles.errors import InputError
from circles.publish import payload, payload_water
from circles.sources.streets.osm_water import water_from_osm
from tests.sources.drawn_extract import Extract, at, study_of, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BLOCKS = '[blocks]\nfrom = "streets"\n'


def with_water() -> Extract:
    """Return the town with a river through it, a brook, and a lake with an island."""
    extract = town()
    extract.way([(-1, 1.2), (2, 1.4), (5, 1.2)], waterway="river", name="Elster")
    extract.way([(0.5, 0), (0.7, 2)], waterway="stream")
    outer, inner = extract.box(2.2, 0.2, 3.8, 1), extract.box(2.8, 0.4, 3.2, 0.8)
    extract.relation([("w", outer, "outer"), ("w", inner, "inner")], natural="water", name="湖")
    return extract


@pytest.mark.parametrize(
    ("tags", "drawn"),
    [
        ({"natural": "water"}, True),
        ({"landuse": "reservoir"}, True),
        ({"landuse": "basin"}, True),
        ({"waterway": "riverbank"}, True),
        ({"waterway": "dock"}, True),
        ({"natural": "wood"}, False),
        ({"landuse": "residential"}, False),
        ({"leisure": "swimming_pool"}, False),
    ],
)
def test_an_area_is_water_by_its_tags(tags: Mapping[str, str], *, drawn: bool, tmp_path: Path) -> None:
    extract = Extract()
    extract.box(0, 0, 1, 1, name="See", **tags)
    found = water_from_osm(extract.write(tmp_path / "water.osm.pbf"))
    assert found.columns.tolist() == list(tables.WATER)
    assert found[["name", "kind"]].to_numpy().tolist() == ([["See", "area"]] if drawn else [])


@pytest.mark.parametrize(
    ("tags", "drawn"),
    [
        ({"waterway": "river"}, True),
        ({"waterway": "canal"}, True),
        ({"waterway": "stream", "tunnel": "no"}, True),
        ({"waterway": "stream", "tunnel": "culvert"}, False),
        ({"waterway": "ditch"}, False),
        ({"natural": "coastline"}, False),
    ],
)
def test_a_line_is_water_by_its_tags(tags: Mapping[str, str], *, drawn: bool, tmp_path: Path) -> None:
    extract = Extract()
    extract.way([(0, 0), (1, 1)], **tags)
    found = water_from_osm(extract.write(tmp_path / "water.osm.pbf"))
    assert found["kind"].tolist() == ([tags["waterway"]] if drawn else [])


def test_a_lake_keeps_its_island_and_a_river_that_lacks_a_node_what_is_known(tmp_path: Path) -> None:
    lake = water_from_osm(with_water().write(tmp_path / "water.osm.pbf")).set_index("name").loc["湖"]
    assert len(lake.geometry.geoms[0].interiors) == 1
    with osmium.SimpleWriter(str(tmp_path / "cut.osm.pbf")) as writer:
        for number, x in ((1, 0), (2, 1), (4, 3), (5, 4)):
            writer.add_node(Node(id=number, location=at(x, 0), tags={}))
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 4, 5], tags={"waterway": "river", "name": "Elster"}))
    parts = water_from_osm(tmp_path / "cut.osm.pbf")
    ends = [[tuple(round(each, 7) for each in xy) for xy in line.coords] for line in parts.geometry]
    assert ends == [[at(0, 0), at(1, 0)], [at(3, 0), at(4, 0)]]


def test_what_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = with_water().write(tmp_path / "water.osm.pbf").read_bytes()
    (tmp_path / "short.osm.pbf").write_bytes(whole[:-40])
    with pytest.raises(InputError):
        water_from_osm(tmp_path / "short.osm.pbf")


def test_a_study_of_an_extract_holds_its_water_and_reckons_nothing_from_it(tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    wet = circles.read_study(study_of(with_water(), tmp_path, BLOCKS))
    dry = circles.read_study(study_of(town(), tmp_path / "dry", BLOCKS))
    assert wet.water is not None
    assert sorted(wet.water["kind"]) == ["area", "river", "stream"]
    assert dry.water is not None
    assert dry.water.empty
    one, other = circles.plan(wet), circles.plan(dry)
    assert one.blocks.equals(other.blocks)
    assert payload_water.water(other, payload.bounds(other)) is None


def test_the_page_draws_water_about_what_it_opens_on_within_its_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = with_water()
    extract.box(100, 100, 101, 101, natural="water", name="far away")
    plan = circles.plan(circles.read_study(study_of(extract, tmp_path, BLOCKS)))
    drawn = payload_water.water(plan, payload.bounds(plan))
    assert drawn is not None
    assert drawn["names"][0] == ""
    assert set(drawn["names"]) == {"", "湖", "Elster"}
    assert drawn["areas"]["rings"] == [2]
    assert [drawn["kinds"][kind] for kind in drawn["lines"]["kind"]] == ["stream", "river"]
    # 8 corners of the lake and 2 + 3 of the lines: with room for 5 the lake goes first, being least beside a tolerance.
    monkeypatch.setattr(payload_water, "MOST_VERTICES", 5)
    coarse = payload_water.water(plan, payload.bounds(plan))
    assert coarse is not None
    assert len(coarse["lines"]["x"]) + len(coarse["areas"]["x"]) <= 5
    monkeypatch.setattr(payload_water, "MOST_VERTICES", 1)
    assert payload_water.water(plan, payload.bounds(plan)) is None


def test_many_small_waters_stay_small_in_the_page(tmp_path: Path) -> None:
    extract = town()
    for i in range(40):
        for j in range(40):
            extract.box(0.1 * i, 0.05 * j, 0.1 * i + 0.05, 0.05 * j + 0.02, natural="water", name=f"{i} {j}")
    plan = circles.plan(circles.read_study(study_of(extract, tmp_path, BLOCKS)))
    drawn = payload_water.water(plan, payload.bounds(plan))
    assert drawn is None or int(np.sum(drawn["areas"]["sizes"])) <= payload_water.MOST_VERTICES
