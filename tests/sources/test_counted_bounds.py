"""What grows without end is bounded in counted steps, by name; nothing here takes long, whatever the file claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from circles import graph_tags
from circles.errors import InputError
from circles.network import near_segments
from circles.network.joining import join_crossings
from circles.network.soundness import street_soundness
from circles.sources.files import limits
from circles.sources.files.contents import content_of
from circles.sources.inputs.blocks import blocks_from
from circles.sources.tables.delimited import read_delimited
from tests.sources.small_files import codes_of
from tests.towns import streets

if TYPE_CHECKING:
    from circles.sources.tables.raw_table import Reading


@pytest.mark.parametrize(
    ("limit", "most", "text", "code"),
    [
        ("TEXT_LINES", 1000, "name,lon,lat\n" + "\n" * 2000, "too_many_rows"),
        ("TEXT_LINES", 1000, "name,lon,lat\r" + "\r" * 2000, "too_many_rows"),
        ("TEXT_SEPARATORS", 5000, "name;lon;lat\n" + (";" * 100 + "\n") * 100, "too_many_table_cells"),
        ("LINE_SEPARATORS", 5000, "a," * 6000, "too_many_columns"),
    ],
)
def test_long_texts_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, text: str, code: str
) -> None:
    monkeypatch.setattr(limits, limit, most)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    assert codes_of(lambda: read_delimited(tmp_path / "a.csv")) == [code]


def test_lists_of_a_graph_are_read_as_text() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    many = "['a', " + "'b', " * 200_000 + "'c']"
    text = graph_tags.text_of
    assert (text(deep), text(many), text("[7, 8]"), text("[]")) == (deep[:0], "a", "7", "")
    assert text("[\"It's\", 'b']") == "It's"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no such system")
def test_what_the_system_shows_as_files_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "streets.geojson").symlink_to("/proc/self/environ")
    for path in (Path("/proc/self/environ"), tmp_path / "streets.geojson", Path("/proc/../proc/self/maps")):
        assert codes_of(lambda path=path: content_of(path)) == ["not_regular_file"]  # type: ignore[misc]


def test_streets_that_lie_over_one_another_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    there_and_back = streets([(0, 0), (400, 0)] * 100, [(200, -100), (200, 100)])
    monkeypatch.setattr(near_segments, "MOST_PAIRS", 1000)
    with pytest.raises(InputError) as caught:
        join_crossings(there_and_back, join_ends_m=2)
    assert [finding.code for finding in caught.value.findings] == ["streets_too_tangled"]
    assert not street_soundness(there_and_back).without_nodes


def test_pairs_found_in_steps_are_those_found_at_once() -> None:
    rng = np.random.default_rng(5)
    lines = shapely.linestrings(rng.random((700, 2, 2)))
    tree = shapely.STRtree(lines)
    for within_m in (None, 0.05):
        said = {"predicate": "intersects"} if within_m is None else {"predicate": "dwithin", "distance": within_m}
        at_once = tree.query(lines, **said)
        in_steps = near_segments.pairs_near(tree, lines, within_m=within_m)
        assert {*zip(*at_once.tolist(), strict=True)} == {*zip(*map(np.ndarray.tolist, in_steps), strict=True)}


def blocks_with(tmp_path: Path, *ids: str) -> Reading:
    rows = [f"{text},b,10,{114.3 + i / 1000},30.6" for i, text in enumerate(ids)]
    (tmp_path / "b.csv").write_text("\n".join(["block_id,name,population,lon,lat", *rows]), encoding="utf-8")
    return blocks_from(read_delimited(tmp_path / "b.csv", kind="blocks"))


@pytest.mark.parametrize(
    "ids", [("a", "a\u200b"), ("\u00e9", "e\u0301"), ("\uff11", "1"), ("1", "01"), ("A7", "a7"), ("x\u00ad1", "x1")]
)
def test_ids_that_fold_to_one_are_told_with_their_people(tmp_path: Path, ids: tuple[str, str]) -> None:
    (finding,) = [each for each in blocks_with(tmp_path, *ids, "z").warnings if each.code == "ids_alike"]
    assert (finding.row, finding.column) == (2, "block_id")
    assert [finding.details[name].value for name in ("rows", "people")] == [2, 20]  # type: ignore[attr-defined]


def test_ids_that_differ_are_not_told(tmp_path: Path) -> None:
    told = {each.code for each in blocks_with(tmp_path, "1", "10", "a", "b", "0").warnings}
    assert "ids_alike" not in told


def test_left_out_lines_keep_only_what_has_a_length() -> None:
    from circles.sources.streets.left_out import left_out_ways

    shapes = np.array([shapely.LineString([(1, 1), (1, 1)]), shapely.LineString([(1, 1), (2, 1)])], dtype=object)
    left_out = left_out_ways(["private", None], shapes)
    assert left_out is None
    left_out = left_out_ways(["private", "area"], shapes)
    assert isinstance(left_out, gpd.GeoDataFrame)
    assert left_out["reason"].tolist() == ["area"]
