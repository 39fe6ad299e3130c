"""The account of the parts: worked by hand, held to another way of counting, and adding up to the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from circles import tables
from circles.coverage import account, roll_up
from circles.planning_study import Scenario

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = ("inside", "outside", "not_evaluated")
SCENARIO = Scenario()

# community, people, walk_mm (-1 no path), verdict; at 4.0 km/h a minute is 66,666.67 mm and the limit 1,000,000 mm.
TOWN = (
    ("East", "A", 100.0, 200_000, "inside"),
    ("East", "A", 300.0, 600_000, "inside"),
    ("East", "B", 100.5, 1_400_000, "outside"),
    ("East", "B", np.nan, 2_000_000, "outside"),
    ("West", "A", 40.0, 1_000_000, "inside"),
    ("West", "A", 60.0, -1, "outside"),
    ("West", "", 10.0, -1, "not evaluated"),
    ("", "", 5.0, 800_000, "inside"),
)


def blocks_of(rows: Any) -> gpd.GeoDataFrame:
    subdistrict, community, people, walk_mm, verdict = map(list, zip(*rows, strict=True))
    return gpd.GeoDataFrame(
        {
            "block_id": [f"B{i}" for i in range(len(rows))],
            "population": np.array(people, float),
            "dwellings": np.nan,
            "land_m2": 1000.0,
            "walk_mm": walk_mm,
            "verdict": verdict,
            "subdistrict": subdistrict,
            "community": community,
        },
        geometry=[None] * len(rows),
        crs=tables.WGS84,
    )


def told(table: pd.DataFrame, level: str, base: str = "people") -> dict[tuple[str, ...], dict[str, Any]]:
    rows = table[(table["level"] == level) & (table["base"] == base)]
    names = tables.LEVELS[1:] if level == "community" else (level,)
    records: list[dict[Any, Any]] = rows.to_dict("records")
    return {tuple(row[name] for name in names): row for row in records}


def test_a_town_worked_by_hand() -> None:
    found = told(roll_up(blocks_of(TOWN), SCENARIO), "subdistrict")
    # Most people outside first, those of no known sub-district last.
    assert list(found) == [("East",), ("West",), ("",)]
    east = found["East",]
    assert [east[name] for name in ("total", *VERDICTS)] == [500.5, 400.0, 100.5, 0.0]
    assert east["unknown_blocks"] == 1
    assert east["coverage_rate"] == 400 / 500.5
    # 100 x 200 + 300 x 600 + 100.5 x 1,400 = 340,700 people-metres; / 500.5 = 680.7193 m, 680,719 mm.
    assert east["mean_minutes"] == 680_719 * 3 / 200_000
    # Half of 500.5 is reached in the second block, nine tenths (450.45) in the third.
    assert (east["median_minutes"], east["p90_minutes"], east["worst_minutes"]) == (9.0, 21.0, 30.0)
    west = found["West",]
    assert [west[name] for name in ("total", *VERDICTS, "no_path")] == [110.0, 40.0, 60.0, 10.0, 60.0]
    # 60 of 100 evaluated people have no path: the mean is of those who have one, the median falls to those without.
    assert (west["mean_minutes"], west["worst_minutes"]) == (15.0, 15.0)
    assert np.isnan([west["median_minutes"], west["p90_minutes"]]).all()


@pytest.mark.parametrize(("people", "median"), [(100.0, 3.0), (100.001, 9.0), (99.999, 3.0)])
def test_exactly_half_is_half(people: float, median: float) -> None:
    rows = (("East", "A", 100.0, 200_000, "inside"), ("East", "A", people, 600_000, "inside"))
    assert told(roll_up(blocks_of(rows), SCENARIO), "subdistrict")["East",]["median_minutes"] == median


@pytest.mark.parametrize(("people", "p90"), [(10.0, 3.0), (10.001, 9.0)])
def test_exactly_nine_tenths_are_nine_tenths(people: float, p90: float) -> None:
    rows = (("East", "A", 90.0, 200_000, "inside"), ("East", "A", people, 600_000, "inside"))
    assert told(roll_up(blocks_of(rows), SCENARIO), "subdistrict")["East",]["p90_minutes"] == p90


def test_namesakes_of_two_sub_districts_are_two_communities() -> None:
    found = told(roll_up(blocks_of(TOWN), SCENARIO), "community")
    assert {name: row["total"] for name, row in found.items()} == {
        ("East", "A"): 400.0,
        ("East", "B"): 100.5,
        ("West", "A"): 100.0,
        ("West", ""): 10.0,
        ("", ""): 5.0,
    }


def test_a_level_that_no_block_names_has_no_rows() -> None:
    plain = blocks_of(TOWN).drop(columns=["subdistrict", "community"])
    assert set(roll_up(plain, SCENARIO)["level"]) == {"study"}
    assert set(roll_up(plain.assign(county=""), SCENARIO)["level"]) == {"study"}
    assert set(roll_up(plain.iloc[:0], SCENARIO)["total"]) == {0.0}


def seeded(seed: int, rows: int = 400) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    walk_mm = np.where(rng.random(rows) < 0.1, -1, rng.integers(0, 3_000_000, rows))
    verdict = np.where(
        rng.random(rows) < 0.1, tables.NOT_EVALUATED, np.where((walk_mm >= 0) & (walk_mm <= 1e6), "inside", "outside")
    )
    people = np.where(rng.random(rows) < 0.1, np.nan, np.round(rng.random(rows) * 900, 3))
    names = [rng.choice(list(" ABCD"), rows) for _ in range(2)]
    table = blocks_of(list(zip(*map(np.char.strip, names), people, walk_mm, verdict, strict=True)))
    return table.assign(county=np.char.strip(rng.choice(list(" XY"), rows)), people_60_plus=np.round(people / 5, 3))


@pytest.mark.parametrize("seed", range(4))
def test_the_parts_of_each_level_add_up_to_the_account_in_thousandths(seed: int) -> None:
    blocks = seeded(seed)
    found, whole = roll_up(blocks, SCENARIO), account(blocks)
    assert set(found["level"]) == {"study", *tables.LEVELS}
    summed = ["total", *VERDICTS, "unknown_blocks", "no_path"]
    thousandths = found.assign(**{name: (found[name] * 1000).round().astype("int64") for name in summed})
    by_level = thousandths.groupby(["level", "base"])[summed].sum()
    for base in whole.index:
        for level in ("study", *tables.LEVELS):
            assert by_level.loc[(level, base)].equals(by_level.loc[("study", base)])
        for name in summed[:-1]:
            assert by_level.loc[("study", base), name] == round(whole.loc[base, name] * 1000)
    assert found[found["level"] == "study"].set_index("base")["coverage_rate"].to_dict() == pytest.approx(
        whole["coverage_rate"].to_dict()
    )


@pytest.mark.parametrize("seed", range(3))
def test_minutes_are_those_of_people_counted_one_thousandth_after_another(seed: int) -> None:
    blocks = seeded(seed, rows=60).drop(columns="county")
    found = told(roll_up(blocks, SCENARIO), "subdistrict")
    for (name,), row in found.items():
        own = blocks[(blocks["subdistrict"] == name) & (blocks["verdict"] != tables.NOT_EVALUATED)]
        each = [
            (walk if walk >= 0 else np.inf, Decimal(str(people)))
            for walk, people in zip(own["walk_mm"].tolist(), own["population"].tolist(), strict=True)
            if people > 0
        ]
        crowd = np.repeat([walk for walk, _ in each], [int(people * 1000) for _, people in each])
        walked = crowd[np.isfinite(crowd)]
        for figure, share in (("median_minutes", 0.5), ("p90_minutes", 0.9)):
            expected = np.quantile(crowd, share, method="inverted_cdf") * 3 / 200_000
            assert row[figure] == expected or (np.isinf(expected) and np.isnan(row[figure]))
        assert row["mean_minutes"] == np.floor(walked.mean() + 0.5) * 3 / 200_000
        living = own[own["population"].isna() | (own["population"] > 0)]
        assert row["worst_minutes"] == living["walk_mm"].max() * 3 / 200_000
        assert row["no_path"] * 1000 == pytest.approx(np.isinf(crowd).sum())


def test_land_of_a_large_city_does_not_overflow() -> None:
    rows = [("East", "A", 1.0, 90_000_000, "outside")] * 50
    table = roll_up(blocks_of(rows).assign(land_m2=9e9), SCENARIO)
    assert told(table, "subdistrict", "land_m2")["East",]["mean_minutes"] == 1350.0
