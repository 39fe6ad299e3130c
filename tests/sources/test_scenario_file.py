"""A question in a file of its own: what a study file may ask, refused by name where it says anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import circles
from circles.sources import with_scenario

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    return folder / "scenario.toml"


def test_what_is_typed_wins_over_the_file_and_a_speed_over_its_profile(tmp_path: Path) -> None:
    file = written(tmp_path, "[scenario]\nminutes = 10\nprofile = 'elderly'\nas_of = 2026-06-30\n")
    asked = with_scenario(file, {"scenario": {"walking_speed_kmh": 3.6}, "centers": {"file": "centers.csv"}})
    assert asked["centers"] == {"file": "centers.csv"}
    assert {**asked["scenario"], "as_of": str(asked["scenario"]["as_of"])} == {
        "minutes": 10,
        "walking_speed_kmh": 3.6,
        "as_of": "2026-06-30",
    }


def test_the_file_wins_over_the_study(tmp_path: Path) -> None:
    file = written(tmp_path, "[scenario]\nminutes = 10\nwalking_speed_kmh = 2.88\n")
    study = circles.read_study(circles.demo_study() / "study.toml", options=with_scenario(file, {}))
    assert study.scenario.limit_mm == 480_000


@pytest.mark.parametrize(
    ("text", "codes", "named"),
    [
        ("[scenario]\nminuets = 10\n", {"unknown_key"}, "minuets"),
        ("[scenario]\n[streets]\nfile = 'x.gpkg'\n", {"asks_nothing"}, "streets"),
        ("minutes = 10\n", {"asks_nothing", "scenario_not_said"}, "minutes"),
        ("", {"scenario_not_said"}, "scenario.toml"),
        ("scenario = 7\n", {"not_a_section"}, "7"),
        ("[scenario]\nminutes = '10'\n", {"wrong_type"}, "minutes"),
        ("[scenario]\nminutes = 0\n", {"bad_minutes"}, "minutes"),
        ("[scenario]\nminutes = 10.001\n", {"bad_minutes"}, "minutes"),
        ("[scenario]\nprofile = 'fast'\n", {"not_a_choice"}, "fast"),
        ("[scenario]\nprofile = 'norm'\nwalking_speed_kmh = 4\n", {"speed_said_twice"}, "profile"),
        ("[scenario]\nas_of = '2026-02-30'\n", {"bad_as_of"}, "2026-02-30"),
        ("[[tiers]]\nname = 'A'\nminutes = -1\n[scenario]\n", None, "tiers"),
        ("[scenario\n", {"study_not_toml"}, "1"),
    ],
)
def test_all_else_is_refused_by_name(tmp_path: Path, text: str, codes: set[str] | None, named: str) -> None:
    with pytest.raises(circles.InputError) as refused:
        with_scenario(written(tmp_path, text), {})
    assert codes is None or {finding.code for finding in refused.value.findings} == codes
    assert {finding.file for finding in refused.value.findings} == {"scenario.toml"}
    assert named in str(refused.value)
