"""A list made like a real one of compounds: four rows in ten in other towns, a third far from streets, spots shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import circles
from circles.sources.geo.datum import BD09, GCJ02, WGS84
from circles.sources.places.doctor import examine_on, street_plane
from tests.sources.small_files import write_layer
from tests.sources.test_doctor import METRES, MIDDLE, beside_streets, city, shifted

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

OTHER_TOWNS, ANYWHERE, ON_SPOTS = 0.4, 0.35, 0.025


def dirty_places(rows: int, *, seed: int) -> NDArray[np.float64]:
    """Return places in WGS-84: first those of other towns, then those anywhere, on five spots, beside streets."""
    rng = np.random.default_rng(seed)
    away = round(OTHER_TOWNS * rows)
    anywhere, shared = (round(share * (rows - away)) for share in (ANYWHERE, ON_SPOTS))
    spots = rng.uniform(-2500, 2500, (5, 2))
    metres = (
        np.array([60_000, -45_000]) + rng.normal(0, 3000, (away, 2)),
        rng.uniform(-2500, 2500, (anywhere, 2)),
        spots[rng.integers(0, len(spots), shared)],
    )
    beside = beside_streets(city(), rows - away - anywhere - shared, 150, seed=seed)
    return np.concatenate([*(MIDDLE + each / METRES for each in metres), beside])


@pytest.mark.parametrize(("rows", "lists"), [(200, 6), (500, 4), (2000, 2)])
@pytest.mark.parametrize("datum", [WGS84, GCJ02, BD09])
def test_dirt_neither_hides_nor_makes_a_shift(datum: str, rows: int, lists: int) -> None:
    plane = street_plane(city())
    said = [examine_on(shifted(dirty_places(rows, seed=seed), datum), plane).datum for seed in range(lists)]
    assert set(said) <= {datum, None}
    assert said.count(None) <= (1 if rows == 200 else 0)


def test_a_plan_names_the_datum_and_the_other_towns(tmp_path: Path) -> None:
    rows = 4000
    places = shifted(dirty_places(rows, seed=7), BD09)
    table = pd.DataFrame(
        {"小区名称": [f"第{i}小区" for i in range(rows)], "经度": places[:, 0], "纬度": places[:, 1], "常住人口": 100}
    )
    table.to_csv(tmp_path / "小区.csv", index=False, encoding="utf-8-sig")
    write_layer(tmp_path / "streets.gpkg", city().geometry.tolist())
    centers = beside_streets(city(), 4, 0, seed=3)
    names = [f"中心{i}" for i in range(4)]
    pd.DataFrame({"名称": names, "经度": centers[:, 0], "纬度": centers[:, 1]}).to_csv(tmp_path / "c.csv", index=False)
    said = {"streets": "streets.gpkg", "centers": "c.csv", "blocks": "小区.csv"}
    study = circles.read_study({kind: {"file": str(tmp_path / file)} for kind, file in said.items()})
    told = {(finding.code, finding.file): finding for finding in circles.plan(study).warnings}
    shift = told["layer_shifted", "小区.csv"]
    assert shift.details["datum"] == BD09
    assert "BD-09" in shift.text("zh")
    assert "400,000 人" in shift.text("zh")
    far = told["rows_far_from_streets", "小区.csv"]
    assert "1,600 行" in far.text("zh")
    assert "160,000 人" in far.text("zh")
