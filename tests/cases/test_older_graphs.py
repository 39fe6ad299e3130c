"""Street graphs as older tools wrote them: every attribute a text, other units, lines that miss their nodes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import circles
from tests.cases.linked_town import LINES, WALK_M, assert_walked, line, planned, told, walk_m
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="c" for="graph" attr.name="crs" attr.type="string"/>
<key id="x" for="node" attr.name="x" attr.type="string"/><key id="y" for="node" attr.name="y" attr.type="string"/>
<key id="h" for="edge" attr.name="highway" attr.type="string"/>
<key id="l" for="edge" attr.name="length" attr.type="string"/>
<key id="o" for="edge" attr.name="osmid" attr.type="string"/>
<key id="w" for="edge" attr.name="oneway" attr.type="string"/>
<key id="g" for="edge" attr.name="geometry" attr.type="string"/>
<graph edgedefault="directed"><data key="c">{crs}</data>
{nodes}
{edges}
</graph></graphml>"""


def graphml(path: Path, *, crs: str = "epsg:4326", per_m: float = 1.0, off_m: float | None = None) -> Path:
    """Write the streets as OSMnx once wrote them: every attribute a text; lines `off_m` short of their nodes."""
    places = list(dict.fromkeys(place for places in LINES for place in places))
    nodes = [
        f'<node id="{i}"><data key="x">{lon}</data><data key="y">{lat}</data></node>'
        for i, (lon, lat) in enumerate(degrees(places).tolist())
    ]
    edges = []
    for start, end in (pair for places_of in LINES for pair in pairwise(places_of)):
        (x1, y1), (x2, y2) = start, end
        length_m = abs(x2 - x1) + abs(y2 - y1)
        drawn = ""
        if off_m is not None:
            share = off_m / length_m
            tips = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in (share, 1 - share)]
            drawn = f'<data key="g">{line(tips).wkt}</data>'
        tags = (
            '<data key="o">[7, 8]</data><data key="h">[\'residential\', \'footway\']</data><data key="w">False</data>'
        )
        ends = f'source="{places.index(start)}" target="{places.index(end)}"'
        edges.append(f'<edge {ends}>{tags}<data key="l">{length_m * per_m}</data>{drawn}</edge>')
    path.write_text(GRAPHML.format(crs=crs, nodes="\n".join(nodes), edges="\n".join(edges)), encoding="utf-8")
    return path


@pytest.mark.parametrize("crs", ["{'init': 'epsg:4326'}", "+init=epsg:4326 +type=crs", "epsg:4326", ""])
def test_older_graphs_are_read(tmp_path: Path, crs: str) -> None:
    plan = planned(graphml(tmp_path / "g.graphml", crs=crs))
    assert_walked(plan, walked=True)
    assert set(plan.study.streets["highway"]) == {"residential"}
    assert set(plan.study.streets["street_id"]) == {"7;8"}


@pytest.mark.parametrize(("unit", "per_m"), [("ft", 1 / 0.3048), ("km", 0.001), ("mi", 1 / 1609.344)])
def test_lengths_that_are_no_metres_are_converted_and_told(tmp_path: Path, unit: str, per_m: float) -> None:
    plan = planned(graphml(tmp_path / "g.graphml", per_m=per_m))
    assert_walked(plan, walked=True)
    assert told(plan, "lengths_not_metres").details["unit"].key == f"street_lengths.{unit}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("per_m", [1.0, 1.02, 1.4, 0.995])
def test_lengths_in_metres_are_left_alone(tmp_path: Path, per_m: float) -> None:
    plan = planned(graphml(tmp_path / "g.graphml", per_m=per_m))
    assert walk_m(plan) == pytest.approx(WALK_M * per_m, abs=0.05)
    assert "lengths_not_metres" not in {finding.code for finding in plan.warnings}


@pytest.mark.parametrize("off_m", [1.0, 20.0])
def test_lines_that_miss_their_nodes_are_led_to_them(tmp_path: Path, off_m: float) -> None:
    plan = planned(graphml(tmp_path / "g.graphml", off_m=off_m))
    assert_walked(plan, walked=True)
    finding = told(plan, "graph_lines_led")
    assert finding.details["count"].value == 4  # type: ignore[attr-defined]
    assert finding.details["furthest"].value == pytest.approx(off_m, abs=0.05)  # type: ignore[attr-defined]


def test_lines_that_are_drawn_elsewhere_are_refused(tmp_path: Path) -> None:
    path = graphml(tmp_path / "g.graphml", off_m=0.0)
    text = path.read_text(encoding="utf-8").replace("LINESTRING (114.", "LINESTRING (115.").replace(", 114.", ", 115.")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(circles.InputError) as caught:
        planned(path)
    assert {finding.code for finding in caught.value.findings} == {"edge_off_its_nodes"}
    assert caught.value.findings[0].row == "0 – 1"
