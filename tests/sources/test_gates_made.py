"""Gates of blocks and doors of centers that no file gives: those of OpenStreetMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

import circles
from circles.sources import read_study
from tests.sources.drawn_extract import at, finding, study_of, town
from tests.sources.small_files import write_layer

if TYPE_CHECKING:
    from pathlib import Path


def test_gates_stand_on_an_edge_and_one_between_two_blocks_is_a_gate_of_each(tmp_path: Path) -> None:
    extract = town()
    extract.box(0.1, 0.1, 1.0, 1.0, landuse="residential", name="West")
    extract.box(1.01, 0.1, 1.9, 1.0, landuse="residential", name="East")
    extract.node(0.1, 0.5, entrance="main")
    extract.node(1.005, 0.5, barrier="gate", access="private")
    extract.node(0.5, 0.5, barrier="gate")
    extract.node(0.1, 0.7, barrier="gate", access="no")
    extract.node(0.1, 0.8, barrier="bollard")
    extract.node(0.1, 0.9, entrance="no")
    extract.node(1.9, 0.3, barrier="lift_gate")
    study = read_study(study_of(extract, tmp_path, '[blocks]\nfrom = "landuse"\n[gates]\nfrom = "osm"\n'))
    assert study.gates["gate_id"].is_unique
    west, east = study.blocks["block_id"]
    assert sorted(study.gates["block_id"]) == sorted([west, west, east, east])
    details = finding(study, "gates_of_osm").details
    assert (details["gates_in_file"], details["gates_on_edge"], details["blocks_with_gates"]) == (4, 4, 2)


def test_doors_of_the_building_of_a_center_are_its_entrances(tmp_path: Path) -> None:
    extract = town()
    extract.box(0.1, 0.3, 1.0, 1.0, landuse="residential", name="West")
    extract.box(0.9, -0.1, 1.1, 0.1, building="public")
    extract.box(1.05, 0.02, 1.3, 0.2, building="yes")  # the center does not stand in this one
    extract.node(0.1, 0.5, entrance="main")
    extract.node(1.1, 0.05, entrance="main")
    extract.node(1.0, 0.12, entrance="yes")  # 2 m off the outline
    extract.node(0.95, 0.1, entrance="emergency")
    extract.node(0.92, 0.1, entrance="yes", access="private")
    extract.node(1.3, 0.1, entrance="yes")
    extract.node(1.0, -0.1, barrier="gate")
    study = read_study(study_of(extract, tmp_path, '[blocks]\nfrom = "landuse"\n[gates]\nfrom = "osm"\n'))
    (center,) = study.centers["center_id"]
    assert study.gates["gate_id"].is_unique
    assert study.gates["block_id"].tolist() == [*study.blocks["block_id"], None, None]
    assert study.gates["center_id"].tolist() == [None, center, center]
    doors = study.gates.geometry.iloc[1:]
    assert [(door.x, door.y) for door in doors] == [at(1.0, 0.12), at(1.1, 0.05)]
    details = finding(study, "doors_of_osm").details
    assert (details["doors_of_centers"], details["centers_with_doors"], details["centers"]) == (2, 1, 1)
    plan = circles.plan(study)
    assert plan.nearest["arrival"].map(plan.attachments["gate_id"]).isin(study.gates["gate_id"]).all()


def test_gates_of_blocks_from_a_file_and_none_on_an_edge(tmp_path: Path) -> None:
    extract = town()
    extract.node(0.1, 0.5, entrance="yes")
    write_layer(tmp_path / "blocks.gpkg", [shapely.box(*at(0.1, 0.1), *at(1, 1)), shapely.Point(at(1, 1.5))])
    path = study_of(extract, tmp_path, '[blocks]\nfile = "blocks.gpkg"\n[gates]\nfrom = "osm"\n')
    study = read_study(path)
    assert study.gates["block_id"].tolist() == study.blocks["block_id"].tolist()[:1]
    write_layer(tmp_path / "blocks.gpkg", [shapely.box(*at(0.3, 0.1), *at(1, 1))])
    study = read_study(path)
    assert study.gates.empty
    assert finding(study, "gates_of_osm").details["gates_on_edge"] == 0
