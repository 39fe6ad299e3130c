"""The cases that were handed over give the right answers of ``expected.toml``, where their folder is at hand.

``CIRCLES_TEST_CASES`` names it, or it lies beside the city data. What is at hand everywhere are the kinds in the other
modules here.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import circles
from circles import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles import Plan

_EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text(encoding="utf-8"))


def _folder() -> Path | None:
    named = os.environ.get("CIRCLES_TEST_CASES")
    beside = os.environ.get("CIRCLES_TEST_DATA")
    folder = Path(named) if named else Path(beside).parent / "cases" if beside else None
    return folder if folder and folder.is_dir() else None


CASES = _folder()
if CASES is None:
    pytest.skip("neither CIRCLES_TEST_CASES nor a folder of cases beside the city data", allow_module_level=True)


@dataclass(frozen=True)
class Outcome:
    """What came of a case: a plan, or the codes and columns of what it was refused for."""

    plan: Plan | None
    refused: tuple[circles.Finding, ...] = ()


def _named(case: Mapping[str, Any]) -> str:
    values = [str(value) for section in case.get("options", {}).values() for value in section.values()]
    return "-".join([case["folder"], *values])


@pytest.mark.parametrize("case", _EXPECTED["case"], ids=_named)
def test_the_right_answer(case: Mapping[str, Any], tmp_path: Path) -> None:
    group = _EXPECTED[case["folder"].split("/")[0]]
    outcome = _outcome({**group, **case}, tmp_path)
    _ASSERTS[case["expect"]]({**group, **case}, outcome)


def _outcome(case: Mapping[str, Any], tmp_path: Path) -> Outcome:
    assert CASES is not None
    folder = tmp_path / "case"
    shutil.copytree(CASES / case["folder"], folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    (folder / "case.md").unlink()
    try:
        if "study" not in case:
            circles.init_study(folder)
        for dropped in case.get("drop", ()):
            _drop(folder / "study.toml", dropped)
        study = circles.read_study(folder / "study.toml", options=_of_folder(case.get("options", {}), folder))
        return Outcome(circles.plan(study))
    except circles.CirclesError as error:
        return Outcome(None, error.findings)


def _of_folder(options: Mapping[str, Mapping[str, str]], folder: Path) -> dict[str, dict[str, str]]:
    """Return options with their files in the folder."""
    return {
        section: {key: str(folder / value) if key == "file" else value for key, value in keys.items()}
        for section, keys in options.items()
    }


def _drop(path: Path, dropped: str) -> None:
    """Take a key out of a study file, where it stands on a line of its own."""
    key = dropped.split(".")[1]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{key} =")), encoding="utf-8")


def _assert_answer(case: Mapping[str, Any], outcome: Outcome) -> None:
    assert outcome.plan is not None, [finding.text() for finding in outcome.refused]
    blocks = outcome.plan.blocks
    walks = dict(zip(blocks[case.get("by", "name")].astype(str), blocks["walk_m"], strict=True))
    expected = {**case["walk_mm"], **case.get("more_mm", {})}
    far = {
        name: (walks[name], mm / 1000)
        for name, mm in expected.items()
        if bool(np.isnan(walks[name])) != (mm < 0)
        or (mm >= 0 and abs(walks[name] * 1000 - mm) > case.get("within_mm", 10))
    }
    assert not far
    _assert_counted(case, outcome.plan)
    _assert_told(case, outcome)


def _assert_counted(case: Mapping[str, Any], plan: Plan) -> None:
    people = plan.blocks["population"]
    inside = plan.blocks["verdict"] == tables.INSIDE
    counted = {
        "rows": len(plan.blocks),
        "people": people.sum(),
        "people_inside": people[inside].sum(),
        "open": int((plan.study.centers["status"] == "open").sum()),
    }
    assert {name: value for name, value in counted.items() if name in case} == pytest.approx(
        {name: case[name] for name in counted if name in case}, abs=0.01
    )


def _assert_told(case: Mapping[str, Any], outcome: Outcome) -> None:
    assert outcome.plan is not None, [finding.text() for finding in outcome.refused]
    codes = {finding.code for finding in outcome.plan.warnings}
    assert set(case.get("told", ())) <= codes, codes
    text = "\n".join([outcome.plan.blocks.to_csv(), *(finding.text("zh") for finding in outcome.plan.warnings)])
    assert not [word for word in case.get("nowhere", ()) if word in text]


def _assert_remedy(case: Mapping[str, Any], outcome: Outcome) -> None:
    assert outcome.plan is None, "planned where it should be refused"
    codes = {finding.code for finding in outcome.refused}
    assert "file_missing" not in codes
    assert not case.get("codes") or codes & set(case["codes"]), [finding.text() for finding in outcome.refused]
    assert "column" not in case or case["column"] in {finding.column for finding in outcome.refused}
    assert all(finding.said("remedy") for finding in outcome.refused)


def _assert_answer_or_remedy(case: Mapping[str, Any], outcome: Outcome) -> None:
    (_assert_answer if outcome.plan is not None else _assert_remedy)(case, outcome)


def _assert_answer_or_told(case: Mapping[str, Any], outcome: Outcome) -> None:
    codes = {finding.code for finding in outcome.plan.warnings} if outcome.plan is not None else set()
    (_assert_told if codes & set(case["told"]) else _assert_answer)({**case, "told": ()}, outcome)


def _assert_ids(case: Mapping[str, Any], outcome: Outcome) -> None:
    """Assert that ids of 17 digits and more are as the GeoParquet file of the same rows has them."""
    assert outcome.plan is not None, [finding.text() for finding in outcome.refused]
    assert set(case["ids"]) <= set(outcome.plan.blocks["block_id"])


_ASSERTS = {
    "answer": _assert_answer,
    "told": _assert_told,
    "remedy": _assert_remedy,
    "answer_or_remedy": _assert_answer_or_remedy,
    "answer_or_told": _assert_answer_or_told,
    "ids": _assert_ids,
}
