"""Fourteen answers, and what each rendering of one says: read back, and by an oracle of its own."""

from __future__ import annotations

import csv
import io
import re
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import tables
from circles.answers import Siting
from circles.cli.telling import tell
from tests.towns import centers
from tests.workflows.long_road import COARSE, long_road, sited

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from circles import Plan, Scenario, Study

NAN = float("nan")
VERDICTS = ("inside", "outside", "not_evaluated")
NUMBER = r"([\d,.]+|–)"


def road(*, scenario: Scenario = COARSE, **changed: Any) -> Callable[[], Plan]:
    """Return what plans the road with other columns of its blocks (lists) or another study (all else)."""
    columns = {name: value for name, value in changed.items() if isinstance(value, list)}
    others = {name: value for name, value in changed.items() if name not in columns}
    return lambda: circles.plan(replace(long_road(**columns), **others), scenario)


def three_open() -> Study:
    return replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)}))


def torn_road() -> Study:
    """The road with people that are not whole, one block unknown and one far from every street."""
    study = long_road(population=[1000.4, NAN, 30.4, 0.4, 5.25])
    away = np.array([0, 0, 0, 0.1, 0])
    places = shapely.points(study.blocks.geometry.x, study.blocks.geometry.y + away)
    return replace(study, blocks=study.blocks.set_geometry(gpd.GeoSeries(places, crs=tables.WGS84)))


STUDIES: dict[str, Callable[[], Plan | Siting]] = {
    "people": road(),
    "illustrative people": road(population_label="illustrative"),
    "nobody known": road(population=[NAN] * 5),
    "one unknown, parts not whole, one not evaluated": lambda: circles.plan(torn_road(), COARSE),
    "age groups and dwellings": road(people_60_plus=[1.0, 0, 0, 2, 5], dwellings=[3.5, 1, 1, 1, 0.25]),
    "chinese, ten minutes": road(name="汉口", scenario=replace(COARSE, minutes=10)),
    "an elder's speed": road(scenario=replace(COARSE, walking_speed_kmh=2.88)),
    "all inside": road(scenario=replace(COARSE, minutes=120)),
    "siting": lambda: sited(new=2),
    "siting, people illustrative": lambda: sited(replace(long_road(), population_label="illustrative"), new=1),
    "siting by a column of its own": lambda: sited(long_road(visits=[1.0, 2, 3, 4, 5]), new=1, weight="visits"),
    "closing": lambda: sited(three_open(), close=1),
    "closing, one unknown": lambda: sited(
        replace(three_open(), blocks=long_road(population=[10, 20, 30, NAN, 5.5]).blocks), close=2
    ),
    "moving": lambda: sited(three_open(), relocate=1),
}


@dataclass(frozen=True, eq=False)
class Read:
    """What each rendering of one answer says."""

    answer: Plan | Siting
    lang: str
    terminal: str
    notebook: str
    page: dict[str, Any]
    summary: dict[str, Any]
    siting: dict[str, Any]
    rows: list[dict[str, str]]
    sites: list[dict[str, str]]

    @property
    def plan(self) -> Plan:
        return self.answer.plan_after if isinstance(self.answer, Siting) else self.answer

    @property
    def chief(self) -> dict[str, Any]:
        """The JSON that holds the headline."""
        return self.siting or self.summary


def printed(answer: Any, lang: str, columns: int = 1000) -> str:
    """Return what a terminal of so many columns shows."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as screen:
        patch.setenv("COLUMNS", str(columns))
        tell(answer.document(), lang)
    return screen.getvalue()


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


def percent(part: int, total: int, *, up: bool) -> str:
    """Return a share as the method says it is written; an oracle that shares nothing with the package."""
    if not total:
        return "–"
    tenths = Fraction(part, total) * 1000
    return f"{(ceil(tenths) if up else floor(tenths)) / 10:.1f}%"


def thousandths(read: Read, column: str) -> dict[str, int]:
    """Return the sum of a column of blocks.csv by verdict, each block as one where it is ``blocks``."""
    values = [(row["verdict"].replace(" ", "_"), "1" if column == "blocks" else row[column]) for row in read.rows]
    return {
        each: sum(round(float(value or 0) * 1000) for verdict, value in values if verdict == each) for each in VERDICTS
    }


def weight_of(read: Read) -> tuple[str, str]:
    """Return the base of the headline and the column that holds it."""
    if isinstance(read.answer, Siting):
        return {"population": "people"}.get(read.answer.weight, read.answer.weight), read.answer.weight
    base = read.summary["headline_base"]
    return base, {"people": "population", "blocks": "blocks"}.get(base, base)


def in_text(text: str, pattern: str) -> list[str]:
    return re.findall(pattern, text)
