"""The shared edition of a comparison: what must not be in the finished file is not in its bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import circles
from circles.cli import app
from circles.errors import InputError
from circles.planning_study import Output
from tests.publish.test_shared_page import rows
from tests.towns import blocks, streets, town

if TYPE_CHECKING:
    from pathlib import Path

AT = (0, 1, 2, 3, 5, 6, 7, 8, 30, 31, 32)
NAMES = [f"小区{i}" for i in AT]
PEOPLE = [101.0, 102, 103, 104, 105, 106, 107, 108, 100, 100, 100]


def change(people: list[float], output: Output | None = None) -> circles.Comparison:
    """Blocks along a street, the first within 1,000 m of A: 0, 1 and 2; a center at block 8 gains 5 to 8."""
    places = blocks({f"编号{i}": (200.0 + i * 300, 10.0) for i in AT}, population=people).assign(name=NAMES)
    study = replace(town(streets([(0, 0), (12000, 0)]), {"A": (0, 0)}, places), output=output or Output())
    corner = study.blocks.geometry.iloc[7]
    after = circles.plan(study.with_center("新中心", corner.x, corner.y))
    return circles.compare(circles.plan(study), after, names=("去年", "今年"), lang="zh")


def page_of(comparison: circles.Comparison, folder: Path, **options: Any) -> str:
    return circles.write_comparison(comparison, folder, **options)[1].read_text(encoding="utf-8")


def test_it_holds_no_name_place_or_person_of_a_block_and_nothing_runs(tmp_path: Path) -> None:
    comparison = change(PEOPLE)
    page = page_of(comparison, tmp_path, edition="shared")
    text = unescape(page)
    for name in [*NAMES, "编号", "新中心", "Center A", "N001"]:
        assert name not in text
    assert not re.search(r"114\.\d|30\.\d{2}", text)
    assert "<script" not in page
    assert "script-src 'none'" in page
    assert not re.search(r"\b10[1-9]\b", text)
    assert page.count("<svg") == 2
    # Whole, the file names them all: packed where scripts unpack it, and in the table beside it.
    assert "小区8" in (tmp_path / "changes.csv").read_text(encoding="utf-8-sig")


# Of 1,136 people 306 are within 1,000 m of A; the new center adds 426 of four blocks. 104 and 300 more stay outside.
def test_people_are_told_in_tens_and_rates_beside_each_other(tmp_path: Path) -> None:
    told = rows(page_of(change(PEOPLE), tmp_path, edition="shared"))
    assert told["新增覆盖"] == ["4", "430"]
    assert told["没有变化"] == ["4", "410"]
    assert told["步行人口覆盖率"] == ["26.9%", "64.4%"]
    assert told["步行居住单元覆盖率"] == ["27.2%", "63.6%"]


@pytest.mark.parametrize(
    ("people", "gained"),
    [
        ([100, 100, 100, 100, 0, 2, 3, 4, 100, 100, 100], "不公布"),  # nine people are gained
        ([100, 100, 100, 100, 0, 0, 500, 500, 100, 100, 100], "不公布"),  # people of two blocks are
        ([2, 3, 4, 100, 100, 100, 100, 100, 100, 100, 100], "400"),  # nine people are inside before
    ],
)
def test_few_people_are_not_told_nor_what_they_could_be_reckoned_from(
    tmp_path: Path, people: list[float], gained: str
) -> None:
    told = rows(page_of(change(people), tmp_path, edition="shared"))
    assert told["新增覆盖"] == ["4", gained]
    assert "步行人口覆盖率" not in told
    assert "步行居住单元覆盖率" in told


def test_one_shared_answer_makes_the_page_shared_and_a_word_decides(tmp_path: Path) -> None:
    comparison = change(PEOPLE, Output(edition="shared"))
    assert "共享版" in page_of(comparison, tmp_path / "a")
    assert "<noscript>" in page_of(comparison, tmp_path / "b", edition="full")
    with pytest.raises(InputError):
        circles.write_comparison(comparison, tmp_path / "c", edition="half")
    assert not (tmp_path / "c").exists()


def test_the_command_writes_it_and_asks_where_to(tmp_path: Path) -> None:
    plan = circles.plan(
        town(streets([(0, 0), (5000, 0)]), {"A": (0, 0)}, blocks({"1": (100.0, 10.0)}, population=[50]))
    )
    one = str(circles.write_plan(plan, tmp_path / "one").folder)
    given = ["compare", one, one, "--edition", "shared", "--lang", "en"]
    ended = CliRunner().invoke(app, [*given, "--out", str(tmp_path / "out")])
    assert ended.exit_code == 0, ended.output
    assert "shared edition" in (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    ended = CliRunner().invoke(app, given)
    assert ended.exit_code == 2
    assert "--out" in ended.output
