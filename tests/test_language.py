"""The language of a study is decided once: results, check, steps and errors of a command are all in it."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.planning_study import study_language
from tests import study_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: ("en_GB", "UTF-8"))


def test_the_names_that_decide_are_those_of_the_place_its_centers_and_its_first_blocks() -> None:
    assert study_language("Town", ["A"], ["B"], asked=None) == "en"
    assert study_language("汉口", ["A"], ["B"], asked=None) == "zh"
    assert study_language("Town", ["中心"], [], asked=None) == "zh"
    assert study_language("Town", [], ["B"] * 49 + ["街区"], asked=None) == "zh"
    assert study_language("Town", [], ["B"] * 50 + ["街区"], asked=None) == "en"
    assert study_language("汉口", ["中心"], ["街区"], asked="en") == "en"


def test_check_and_plan_speak_one_language_whatever_the_streets_are_called(tmp_path: Path) -> None:
    streets = study_files.streets().assign(name="解放大道")
    study = study_files.write_town(tmp_path, tables={"streets": streets})
    assert circles.check_study(study).lang == circles.read_study(study).lang == "en"


def test_an_error_is_in_the_language_of_the_study_once_it_is_read(tmp_path: Path) -> None:
    study = study_files.write_town(tmp_path, name="汉口")
    run = CliRunner()
    for words, lang in (
        (["explain", str(study), "--block", "none"], "zh"),
        (["explain", str(study), "--block", "none", "--lang", "en"], "en"),
        (["explain", str(tmp_path / "none.toml"), "--block", "none"], "en"),
        (["explain", str(tmp_path / "none.toml"), "--block", "none", "--lang", "zh"], "zh"),
    ):
        ended = run.invoke(cli.app, words)
        assert ended.exit_code == 2
        assert texts.say("terminal.error", lang) in ended.output


def test_an_input_at_fault_is_told_in_the_language_of_its_study(tmp_path: Path) -> None:
    study = study_files.write_town(tmp_path, name="汉口", tables={"centers": "id,name\nA,B\n"})
    run = CliRunner()
    for words, lang in (([], "zh"), (["--lang", "en"], "en")):
        ended = run.invoke(cli.app, ["plan", str(study), "--out", str(tmp_path / "maps"), *words])
        assert ended.exit_code == 2
        assert texts.say("terminal.error", lang) in ended.output
    with pytest.raises(circles.InputError) as caught:
        circles.read_study(study)
    assert caught.value.lang == pickle.loads(pickle.dumps(caught.value)).lang == "zh"


def test_steps_are_in_the_language_of_the_study_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def say(key: str, lang: str, /, **values: object) -> str:
        if key.startswith("step."):
            shown.append(f"{key} {lang}")
        return texts.catalogue(lang)[key].format(**values)

    monkeypatch.setattr("circles.texts.say", say)
    study = study_files.write_town(tmp_path, name="汉口")
    CliRunner().invoke(cli.app, ["check", str(study)])
    # Where steps are told once they are done, the first too: the study is read by then.
    assert shown[0] == "step.read zh"
    assert len(shown) > 2
    assert {step.split()[1] for step in shown} == {"zh"}
