"""Two years of one town, worked by hand: what each part that changed did to the rate, one part at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

import circles
from circles import Scenario
from circles.cli import app
from circles.errors import InputError
from circles.plain_values import plain_values
from circles.planning_study import Output
from tests.study_files import write_town
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles import Study

AT = (0, 500, 900, 1000, 1500, 2600)


def street(*places: int) -> list[list[tuple[float, float]]]:
    return [[(west, 0.0), (east, 0.0)] for west, east in pairwise(sorted(set(places)))]


def old_year() -> Study:
    """One center at 0. A at 0, B at 900, C at 1500, each 100 people: 15 minutes reach A and B."""
    lived = blocks({"A": (0, 0), "B": (900, 0), "C": (1500, 0)}, population=[100, 100, 100])
    return replace(town(streets(*street(*AT)), {"S": (0, 0)}, lived), scenario=Scenario())


def new_year() -> Study:
    """10 minutes (666.666 m); a short cut from 0 to 900; D is new with 200 people; a second center at 1500, dated."""
    drawn = streets(*street(*AT), [(0, 0), (450, 300), (900, 0)], lengths={len(AT) - 1: 600.0})
    lived = blocks({"A": (0, 0), "B": (900, 0), "C": (1500, 0), "D": (2600, 0)}, population=[100, 100, 100, 200])
    both = centers({"S": (0, 0), "T": (1500, 0)}).assign(opens=["2020", "2026-03"])
    return replace(town(drawn, both, lived), scenario=Scenario(minutes=10))


STEPS = [
    # step, inside, total
    ("before", 200, 300),  # A, B within 1,000 m
    ("method", 100, 300),  # A alone within 666 m
    ("streets", 200, 300),  # B over the short cut, 600 m
    ("blocks", 200, 500),  # D, out of reach
    ("centers", 300, 500),  # T: C
]


def test_each_step_replaces_one_part_and_the_points_add_up() -> None:
    told = circles.compare_years(old_year(), new_year())
    assert list(told.steps[["step", "inside", "total"]].itertuples(index=False, name=None)) == STEPS
    rates = [inside / total for _, inside, total in STEPS]
    assert told.steps["coverage_rate"].tolist() == rates
    assert told.steps["points"].tolist()[1:] == [
        pytest.approx((after - before) * 100) for before, after in pairwise(rates)
    ]
    assert told.steps["points"].sum() == pytest.approx((rates[-1] - rates[0]) * 100)


def test_the_points_that_are_shown_add_up_to_the_shown_rates() -> None:
    told = circles.compare_years(old_year(), new_year())
    shown = plain_values(told.document().facts)
    assert shown["rates"] == {"before": 2 / 3, "recomputed": 1 / 3, "after": 0.6}
    # 66.6 | 33.3 | 66.6 | 40.0 | 60.0, as rates are shown
    assert told.shown_points == (-33.3, 33.3, -26.6, 20.0)
    assert told.sentence("zh") == (
        "步行人口覆盖率："
        "去年值（按去年的设置重算） 66.6%，去年按今年口径重算值 33.3%，今年值 60.0%；"
        "按今年口径比去年变化 +26.7 个百分点。"
    )


def test_blocks_are_those_of_last_year_by_the_method_of_this_year() -> None:
    change = circles.compare_years(old_year(), new_year())
    assert change.blocks.set_index("block_id")["change"].to_dict() == {
        "A": "unchanged",
        "B": "gained",
        "C": "gained",
        "D": "added",
    }


def test_each_year_has_its_own_day() -> None:
    new = new_year()
    early = circles.compare_years(old_year(), replace(new, scenario=Scenario(minutes=10, as_of="2026-02-28")))
    assert early.steps["inside"].tolist() == [200, 100, 200, 200, 200]  # T opens in March
    late = circles.compare_years(new, new, as_of=("2026-02-28", "2026-03-01"))
    assert late.steps["inside"].tolist() == [200, 200, 200, 200, 300]  # the same files, a day apart
    assert late.days == ("2026-02-28", "2026-03-01")


def test_what_was_published_stands_in_the_place_of_a_rerun(tmp_path: Path) -> None:
    old = old_year()
    tighter = circles.plan(old, Scenario(minutes=7))  # what was published counted 466 m: A alone
    published = circles.read_plan(circles.write_plan(tighter, tmp_path / "maps").folder)
    told = circles.compare_years(old, new_year(), published=published)
    assert told.steps["inside"].tolist() == [100, 100, 200, 200, 300]
    assert told.published


def test_a_plan_without_a_rate_of_this_kind_is_refused(tmp_path: Path) -> None:
    old = old_year()
    plan = circles.plan(replace(old, blocks=old.blocks.assign(population=float("nan"))))
    published = circles.read_plan(circles.write_plan(plan, tmp_path / "maps").folder)
    with pytest.raises(InputError) as refused:
        circles.compare_years(old, new_year(), published=published)
    assert [finding.code for finding in refused.value.findings] == ["published_other_base"]


def test_the_command_tells_two_studies_and_writes_table_and_map(tmp_path: Path) -> None:
    old, new = (write_town(tmp_path / name) for name in ("old", "new"))
    new.write_text(new.read_text(encoding="utf-8") + "[scenario]\nminutes = 1\n", encoding="utf-8")
    out = tmp_path / "out"
    ended = CliRunner().invoke(app, ["compare", str(old), str(new), "--out", str(out), "--lang", "zh"])
    assert ended.exit_code == 0, ended.output
    assert "去年按今年口径重算值" in ended.output
    assert sorted(file.name for file in out.iterdir()) == ["changes.csv", "changes.html", "years.csv"]
    table = pd.read_csv(out / "years.csv")
    assert table["step"].tolist() == ["before", "method", "streets", "blocks", "centers"]
    assert len(set(table["coverage_rate"].iloc[1:])) == 1  # the settings alone differ
    assert "去年按今年口径重算值" in (out / "changes.html").read_text(encoding="utf-8")  # where no script runs


def test_each_year_says_its_own_output_and_one_name_is_told_apart_by_the_dates_of_the_data() -> None:
    old, new = old_year(), new_year()
    dated = [
        replace(study, output=Output(data_date=date, marking=marking))
        for study, date, marking in ((old, "2025-12-31", None), (new, "2026-12-31", "内部"))
    ]
    told = circles.compare_years(*dated)
    assert [side.output["data_date"] for side in (told.before, told.after)] == ["2025-12-31", "2026-12-31"]
    assert [side.output["marking"] for side in (told.before, told.after)] == [None, "内部"]
    assert [side.name for side in (told.before, told.after)] == [f"{old.name} 2025-12-31", f"{new.name} 2026-12-31"]
    assert circles.compare_years(old, new).after.name == new.name


def test_a_result_and_a_study_are_not_compared(tmp_path: Path) -> None:
    folder = circles.write_plan(circles.plan(old_year()), tmp_path / "maps").folder
    study = write_town(tmp_path / "new")
    ended = CliRunner().invoke(app, ["compare", str(folder), str(study), "--lang", "en"])
    assert ended.exit_code == 2
    assert "--published" in ended.output
