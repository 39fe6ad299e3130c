"""What a person of geopandas and OSMnx has in memory, planned: index, order and own columns come back everywhere."""

from __future__ import annotations

import csv
import io
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import circles
from circles import tables
from circles.publish.blocks_csv import blocks_csv
from circles.publish.own_columns import LONGEST_SHOWN, MOST_SHOWN, own_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

OWN = 30
LABELS = list("dgbcaef")
ROOT = Path(__file__).parents[2]


@cache
def graph() -> nx.MultiDiGraph:
    """Return a simplified graph in the OSMnx conventions, as ``osmnx.graph_from_place`` gives it."""
    study = circles.read_study(circles.demo_study() / "study.toml")
    return circles.network_of(study).to_networkx()


@cache
def blocks() -> gpd.GeoDataFrame:
    """Return blocks with 30 own columns of every kind, shuffled, under the index that OSMnx gives its features."""
    rng = np.random.default_rng(11)
    table = gpd.read_file(circles.demo_study() / "blocks.gpkg").to_crs(32649).iloc[::6]
    table = table[["name", "population", "dwellings", "geometry"]]
    own: dict[str, Any] = {f"own {number}": rng.random(len(table)) for number in range(OWN - 5)}
    own |= {"addr:street": "示例路", "built": pd.Timestamp("2020-05-01"), "tags": [[1, "a"]] * len(table)}
    own |= {"flagged": rng.random(len(table)) > 0.5, "minutes": "of mine"}
    index = pd.MultiIndex.from_arrays([["way"] * len(table), rng.permutation(len(table)) + 4_000_000_000])
    return table.assign(**own).set_axis(index.set_names(["element", "osmid"])).sample(frac=1, random_state=5)


@cache
def centers() -> pd.DataFrame:
    table = pd.read_csv(circles.demo_study() / "centers.csv").head(7)
    return table.assign(rent=[1.5, 2.5, np.nan, 4.0, 5, 6, 7], 联系="13800001234").set_axis(LABELS)


@cache
def plan() -> circles.Plan:
    study = circles.study(streets=graph(), centers=centers(), blocks=blocks(), minutes=10, lang="en")
    return circles.plan(study)


def test_the_result_joins_back_by_its_index_without_a_merge() -> None:
    given = blocks()
    assert plan().blocks.index.equals(given.index)
    joined = given.join(plan().blocks[["verdict", "walk_m"]])
    at_hand = {row.geometry.wkb: row.verdict for row in plan().blocks.to_crs(4326).itertuples()}
    placed = circles.plan(circles.study(streets=graph(), centers=centers(), blocks=given.iloc[::-1], minutes=10)).blocks
    assert set(joined["verdict"]) == {"inside", "outside"}
    assert {row.geometry.wkb: row.verdict for row in placed.itertuples()} == at_hand
    assert joined["verdict"].equals(placed["verdict"].reindex(given.index))


def test_every_own_column_is_there_and_is_as_it_was() -> None:
    own = [name for name in blocks().columns if name not in {"name", "population", "dwellings", "geometry"}]
    assert len(own) == OWN
    for name in own:
        kept = plan().blocks["minutes_own" if name == "minutes" else name]
        assert kept.equals(blocks()[name]), name
    assert tables.own_columns(plan().blocks, "blocks") == ["minutes_own" if name == "minutes" else name for name in own]
    assert plan().centers.loc[LABELS, "rent"].equals(centers()["rent"])


def test_persons_are_not_kept_and_it_is_said() -> None:
    assert "联系" not in plan().centers
    told = [finding for finding in plan().warnings if finding.code == "persons_columns_dropped"]
    assert [(finding.argument, finding.column) for finding in told] == [("centers", "联系")]
    source = next(source for source in plan().study.sources if source.kind == "centers")
    assert source.taken.notes()["persons_columns"] == ["联系"]


def test_the_files_hold_index_and_own_columns(tmp_path: Path) -> None:
    circles.write_plan(plan(), tmp_path / "maps")
    with (tmp_path / "maps" / "blocks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["element"], int(row["osmid"])): row for row in csv.DictReader(file)}
    layer = gpd.read_file(tmp_path / "maps" / "plan.gpkg", layer="blocks")
    by_label = layer.set_index(["element", "osmid"])
    for label, row in plan().blocks.iterrows():
        assert rows[label]["tags"] == by_label.loc[label, "tags"] == '[1, "a"]'
        assert float(rows[label]["own 0"]) == by_label.loc[label, "own 0"] == row["own 0"]
        assert rows[label]["minutes_own"] == "of mine"
        assert float(rows[label]["dwellings"]) == by_label.loc[label, "dwellings"] == row["dwellings"]
    assert str(layer["built"].dtype).startswith("datetime64")
    known = gpd.read_file(tmp_path / "maps" / "plan.gpkg", layer="centers").set_index("index")
    assert known.loc["d", "rent"] == 1.5
    assert known.loc["d", "people_within"] == plan().centers.loc["d", "people_within"]


def test_own_columns_of_a_file_stay_too(tmp_path: Path) -> None:
    blocks().reset_index(drop=True).drop(columns=["tags"]).to_file(tmp_path / "blocks.gpkg")
    study = circles.study(streets=graph(), centers=centers(), blocks=str(tmp_path / "blocks.gpkg"))
    assert study.blocks["addr:street"].tolist() == ["示例路"] * len(blocks())
    text = blocks_csv(circles.plan(study).blocks).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["minutes_own"] == "of mine"


def test_a_result_read_again_is_no_list_of_own_columns(tmp_path: Path) -> None:
    circles.write_plan(plan(), tmp_path / "maps")
    again = circles.study(
        streets=graph(), centers=centers(), blocks=gpd.read_file(tmp_path / "maps" / "plan.gpkg", layer="blocks")
    )
    assert not {"verdict_own", "walk_m_own", "minutes_own2"} & {*again.blocks.columns}
    assert again.blocks["minutes_own"].tolist() == ["of mine"] * len(blocks())


def test_a_siting_keeps_the_labels_and_adds_its_own() -> None:
    siting = circles.site(plan().study, new=1)
    assert siting.plan_after.centers.index.tolist() == [*LABELS, siting.sites["site_id"].item()]
    assert siting.plan_after.blocks.index.equals(blocks().index)
    assert plan().study.with_center("New", 114.28, 30.59).centers.index.tolist() == [*LABELS, "N001"]


def test_people_of_each_center_add_up() -> None:
    known = plan().centers
    assert known["people_nearest"].sum() == plan().account.loc["people", "inside"]
    assert (known["people_alone"] <= known["people_nearest"]).all()
    assert (known["people_nearest"] <= known["people_within"]).all()
    by_hand = plan().walks.merge(plan().blocks[["block_id", "population"]], on="block_id")
    alone = by_hand[by_hand.groupby("block_id")["center_id"].transform("nunique") == 1]
    wanted = alone.groupby("center_id")["population"].sum().reindex(known["center_id"]).fillna(0)
    assert known["people_alone"].tolist() == wanted.tolist()


def test_people_of_centers_are_unknown_where_nobody_was_counted() -> None:
    nobody = blocks().drop(columns=["population", "dwellings"])
    found = circles.plan(circles.study(streets=graph(), centers=centers(), blocks=nobody)).centers
    assert found[list(tables.CENTER_FIGURES)].isna().all(axis=None)


def test_the_cards_show_twelve_and_cut_what_is_long() -> None:
    table = plan().blocks.assign(**{"own 0": "长" * 500})
    shown = own_texts(table, "blocks")
    assert [column["name"] for column in shown][:3] == ["element", "osmid", "own 0"]
    assert len(shown) == MOST_SHOWN
    assert {len(text) for text in shown[2]["texts"]} == {LONGEST_SHOWN + 1}


GIVEN: dict[str, Callable[[], dict[str, Any]]] = {
    "projected graph": lambda: {"streets": projected(graph())},
    "lines": lambda: {"streets": circles.network_of(plan().study).pieces().to_crs(3857)},
    "edges of OSMnx": lambda: {"streets": edges(graph())},
    "points": lambda: {"blocks": blocks().assign(geometry=blocks().representative_point())},
    "shapes alone": lambda: {"blocks": blocks().geometry},
    "one row": lambda: {"centers": centers().iloc[0]},
    "plain columns": lambda: {"blocks": with_columns(blocks())},
    "a file": lambda: {"centers": circles.demo_study() / "centers.csv"},
}


def projected(streets: nx.MultiDiGraph) -> nx.MultiDiGraph:
    import osmnx

    moved: nx.MultiDiGraph = osmnx.project_graph(streets)
    return moved


def edges(streets: nx.MultiDiGraph) -> gpd.GeoDataFrame:
    import osmnx

    lines: gpd.GeoDataFrame = osmnx.graph_to_gdfs(streets, nodes=False)
    return lines


def with_columns(table: gpd.GeoDataFrame) -> pd.DataFrame:
    at = (
        table.to_crs(4326).representative_point()
        if table.crs.is_geographic
        else table.representative_point().to_crs(4326)
    )
    return pd.DataFrame(table.drop(columns="geometry")).assign(lon=at.x, lat=at.y)


@pytest.mark.parametrize("way", GIVEN)
def test_whatever_it_comes_as(way: str) -> None:
    given: dict[str, Any] = {"streets": graph(), "centers": centers(), "blocks": blocks(), **GIVEN[way]()}
    found = circles.plan(circles.study(**given, minutes=10)).blocks
    assert found.index.equals(blocks().index)
    if way in {"projected graph", "lines", "edges of OSMnx"}:
        assert np.allclose(found["walk_m"], plan().blocks["walk_m"], atol=1.0, equal_nan=True)


def test_faults_name_the_argument_and_the_label() -> None:
    wrong = centers().assign(lon=["114.28", "x", *["114.28"] * 5])
    with pytest.raises(circles.InputError) as caught:
        circles.study(streets=graph(), centers=wrong, blocks=blocks().assign(population=-1))
    told = caught.value.text("en").splitlines()
    assert told[0].startswith("argument centers, index g, column lon, “x”: ")
    assert "参数 centers，索引 g，“lon”列，“x”：" in caught.value.text("zh")
    assert any(line.startswith("argument blocks, index ('way', ") for line in told)


def test_an_index_that_cannot_tell_rows_apart_is_told() -> None:
    twice = centers().set_axis(["a", "a", *LABELS[2:]])
    study = circles.study(streets=graph(), centers=twice, blocks=blocks())
    assert study.centers.index.tolist() == [*range(len(LABELS))]
    assert [(each.code, each.argument) for each in study.warnings if each.code == "index_repeated"] == [
        ("index_repeated", "centers")
    ]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"minuts": 10}, "no argument or setting minuts.*Did you mean minutes"),
        ({"centers_datom": "GCJ-02"}, "Did you mean centers_datum"),
        ({"population": 5}, "argument population"),
        ({"minutes": "ten"}, "scenario.minutes"),
        ({"minutes": 10, "scenario": circles.Scenario()}, "argument scenario"),
        ({"gates": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_settings_are_those_of_a_study_file(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(circles.CirclesError, match=told):
        circles.study(streets=graph(), centers=centers(), blocks=blocks(), **settings)


def test_a_datum_moves_a_table_as_it_moves_a_file() -> None:
    study = circles.study(streets=graph(), centers=centers(), blocks=blocks(), centers_datum="GCJ-02")
    moved = study.centers.to_crs(32649).distance(plan().study.centers.to_crs(32649), align=True)
    assert moved.between(300, 900).all()


def test_plot_draws_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = plan().plot(lang="en")
    legend: Any = axes.get_legend()
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels[:2] == ["inside", "outside"]
    assert plan().plot(ax=axes, legend=False) is axes
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("circles.publish.plotting.find_spec", lambda _: None)
    with pytest.raises(circles.OutputError, match="pip install matplotlib"):
        plan().plot()
