"""The terminal: tables that fit, what was meant, which study, what was written, what comes next."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.answers.findings_together import together
from circles.cli import running
from circles.cli.broken_lines import broken
from circles.cli.commands import app
from circles.cli.completion import completion_script
from circles.cli.drawn_tables import drawn
from circles.cli.endings import command_line, written_files
from circles.cli.help_text import COMMANDS, help_text
from circles.cli.study_choice import asked_study
from circles.document import Head, Table
from circles.errors import Finding, InputError
from circles.near_names import nearest
from circles.text_width import width_of
from tests.study_files import write_town

GROUP: Any = get_command(app)

ACCOUNT = Table(
    heads=(
        Head("口径"),
        Head("覆盖", figures=True),
        Head("未覆盖", figures=True),
        Head("没有数字的小区", figures=True),
    ),
    rows=(
        ("人口（示例数据）", "261,720 (74.9 %)", "87,330 (25.1 %)", "12"),
        ("户数", "100,665 (74.9 %)", "33,585 (25.1 %)", ""),
    ),
)


def called(*words: str) -> Any:
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "200"})


def said(output: str) -> str:
    return " ".join(output.split())


MEASURES = Table(
    heads=(Head("服务盲区"), Head("长度（米）", figures=True), Head("措施")),
    rows=(("服务盲区 1", "45", "为“街区 120”增开出入口（占地 64 公顷，从这里到最远处直线 1,317 米，须先现场核实）"),),
)


def drawn_in(width: int, table: Table = ACCOUNT) -> list[str]:
    screen = Console(file=StringIO(), width=width)
    for part in drawn(table, "zh", width=width):
        screen.print(part)
    text: str = screen.file.getvalue()  # type: ignore[attr-defined]
    return text.splitlines()


# Tables


@pytest.mark.parametrize("width", [40, 60, 66, 80, 120])
def test_a_table_is_as_wide_as_its_terminal_and_cuts_no_figure(width: int) -> None:
    lines = drawn_in(width)
    assert max(map(width_of, lines)) <= width
    for figure in ("261,720 (74.9 %)", "87,330 (25.1 %)", "100,665 (74.9 %)", "33,585 (25.1 %)"):
        assert any(figure in line for line in lines)


@pytest.mark.parametrize("width", range(40, 100, 4))
def test_words_of_a_table_are_broken_at_no_number_and_no_line_begins_with_a_stop(width: int) -> None:
    lines = drawn_in(width, MEASURES)
    assert max(map(width_of, lines)) <= width
    for counted in ("64 公顷", "1,317 米"):
        assert any(counted in line for line in lines), counted
    assert not [line for line in lines for part in line.split() if part[0] in "，。、；：！？）”"]


def test_a_narrow_terminal_has_a_record_for_each_row_without_what_is_empty() -> None:
    assert [line.rstrip() for line in drawn_in(40)] == [
        "人口（示例数据）",
        "  覆盖            261,720 (74.9 %)",
        "  未覆盖          87,330 (25.1 %)",
        "  没有数字的小区  12",
        "户数",
        "  覆盖            100,665 (74.9 %)",
        "  未覆盖          33,585 (25.1 %)",
    ]


def test_the_account_is_a_row_for_each_base(tmp_path: Path) -> None:
    table = circles.plan(circles.read_study(write_town(tmp_path))).document().table("account")
    heads, rows = table.texts("en")
    assert heads == ["base", "inside", "outside", "not evaluated", "total", "blocks without a number"]
    assert [row[0] for row in rows] == ["people", "dwellings", "block land (km²)", "blocks"]
    assert [cell.partition(" ")[0] for cell in rows[0][1:]] == ["111", "500", "57", "668", "1"]
    assert all("%" in cell for row in rows for cell in row[1:4])


@pytest.mark.parametrize("width", [10, 24, 79])
def test_text_is_broken_by_its_width_and_no_line_begins_with_a_stop(width: int) -> None:
    text = "地图、表格和统计，写入 maps 文件夹；用浏览器打开（不需要联网）。The result stands in maps."
    lines = list(broken(text, width))
    assert max(map(width_of, lines)) <= width
    assert not [line for line in lines if line[0] in "，。、；：）"]
    assert "".join("".join(lines).split()) == "".join(text.split())


# What was meant


def test_the_nearest_name_is_meant_and_a_far_one_is_not() -> None:
    assert nearest("minuts", ["minutes", "profile"]) == "minutes"
    assert nearest("STUDY.TOML", ["notes.txt", "study.toml"]) == "study.toml"
    assert nearest("worst-first", ["worst_first"]) == "worst_first"
    assert nearest("x" * 10_000, ["minutes"]) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["plann"], "Did you mean “plan”?"),
        (["plan", "--minute", "5"], "option --minute: The command has no such option. Did you mean “--minutes”?"),
        (["plan", "STUDY", "--minutes", "many"], "option --minutes: The option needs a number."),
        (["plan", "STUDY", "--minutes"], "option --minutes: The option needs a value."),
        (["plan", "STUDY", "--minutes", "0"], "option --minutes, “0.0”:"),
        (
            ["plan", "STUDY", "--lang", "zhh"],
            "option --lang, “zhh”: The value is not one of the choices. Did you mean “zh”?",
        ),
        (["site", "STUDY", "--new", "1", "--objective", "peple"], "option --objective, “peple”:"),
        (["site", "STUDY", "--new", "1", "--phases", "2"], "option --new, --phases"),
        (["compare", "maps"], "AFTER is missing."),
        (["compare", "maps", "maps_10", "more"], "“more”: The command takes no more words."),
        (["compare", "nowhere", "maps"], "nowhere: There is no such folder."),
        (["completion", "bsh"], "Did you mean “bash”?"),
        (["plan", "FOLDER/sudy.toml"], "sudy.toml: There is no such file. Did you mean “study.toml”?"),
    ],
)
def test_what_cannot_be_asked_is_named_as_it_was_typed(town: Path, words: list[str], told: str) -> None:
    typed = [word.replace("STUDY", str(town)).replace("FOLDER", str(town.parent)) for word in words]
    ended = called(*typed)
    assert ended.exit_code == 2
    assert told in said(ended.output)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            "[scenario]\nminuts = 5",
            "s.toml, key scenario.minuts: There is no such key in [scenario]. Did you mean “minutes”?",
        ),
        ('[blocks]\ncrossings = "join"', "“crossings” is a key of [streets]."),
        ('[centrs]\nfile = "x"', "“centrs”: There is no such section. Did you mean “centers”?"),
        (
            '[streets]\ncrossings = "joined"',
            "s.toml, key streets.crossings, “joined”: The value is not one of the choices.",
        ),
    ],
)
def test_a_key_of_a_study_file_is_called_a_key(tmp_path: Path, lines: str, told: str) -> None:
    (tmp_path / "s.toml").write_text(lines, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        circles.read_study(tmp_path / "s.toml")
    assert told in str(refused.value)


def test_findings_of_one_kind_are_told_once_with_their_number_and_first_places() -> None:
    rows = [Finding(code="taken_id", file="a.csv", row=row, column="id", value=f"A{row}") for row in range(2, 42)]
    (words,) = together(rows)
    assert words.text("en") == (
        "a.csv, row 2, column id, “A2”: The id is taken by another row. Choose another id. "
        "40 rows in all, also row 3 “A3”, row 4 “A4”, row 5 “A5”, row 6 “A6” and 35 more."
    )
    other = Finding(code="taken_id", file="b.csv", row=2, column="id")
    assert len(together([*rows, other])) == 2
    problem = "This is a folder or a disk; a report is a file."
    two = [Finding(code="report_no_file", file=file) for file in ("a", "b")]
    assert [each.text("en") for each in together(two)] == [
        f"a: {problem} Name a file, for example report.json. And b: {problem}"
    ]


# Which study


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


def code_of(given: Path | None, options: dict[str, Any] | None = None) -> str:
    with pytest.raises(InputError) as refused:
        asked_study(given, options or {})
    return refused.value.findings[0].code


def test_a_folder_means_its_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(tmp_path) == "folder_without_study"
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert code_of(tmp_path) == "folder_without_study"
    (tmp_path / "town").mkdir()
    for file in (tmp_path / "town" / "study.toml", tmp_path / "other.toml"):
        file.write_text("[streets]\n", encoding="utf-8")
        if file.name == "study.toml":
            assert asked_study(tmp_path, {}).file == file
    assert code_of(tmp_path) == "several_studies"
    (tmp_path / "study.toml").touch()
    assert asked_study(tmp_path, {}).file == tmp_path / "study.toml"
    assert asked_study(tmp_path / "other.toml", {}).file == tmp_path / "other.toml"
    monkeypatch.chdir(tmp_path / "town")
    assert asked_study(None, {}).file == Path("study.toml")
    files = {kind: {"file": f"{kind}.gpkg"} for kind in ("streets", "centers", "blocks")}
    assert asked_study(None, files).file is None
    (tmp_path / "town" / "study.toml").unlink()
    assert code_of(None) == "no_study_here"


def test_a_block_is_explained_by_its_name(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(town.parent)
    for words in (["study.toml", "Block B2"], ["Block B2"], [".", "--block", "block b2"]):
        ended = called("explain", *words)
        assert ended.exit_code == 0, ended.output
        assert "Block B2" in ended.output
    refused = called("explain", "study.toml", "Blok B2")
    assert refused.exit_code == 2
    assert "for example Block B2" in said(refused.output)
    assert "attaching" not in refused.output


# What was written, and what comes next


def test_commands_are_copied_as_they_stand() -> None:
    typed = command_line(["explain", Path("我的 城区") / "study.toml", "O'Hara Court"])
    if os.name != "nt":
        assert shlex.split(typed) == ["circles", "explain", "我的 城区/study.toml", "O'Hara Court"]


def test_a_plan_says_what_it_wrote_what_that_replaced_and_what_comes_next(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(town.parent)
    first, second = (called("plan", "--minutes", "10", "--out", "图 一") for _ in range(2))
    assert "replaced" not in first.output
    assert re.search(r"This replaced the result of \d{4}-\d\d-\d\d \d\d:\d\d\.", second.output)
    for line in ("  图 一/coverage.html (map, open it in a browser)", "  circles site study.toml --minutes 10 --new 3"):
        assert line in second.output
    for line in re.findall(r"^  circles (.*)$", second.output, re.MULTILINE):
        name, *words = shlex.split(line)
        GROUP.commands[name].make_context(name, words)


def test_a_result_that_says_no_time_is_replaced_all_the_same() -> None:
    said_of = {at: written_files((), replaced=at).lines for at in ("", "yesterday", "2026-11-20T10:32:00+00:00", None)}
    assert [len(lines) for lines in said_of.values()] == [1, 1, 1, 0]
    assert said_of[""][0].text("zh") == "替换了原有的结果。"
    assert "2026-11-2" in said_of["2026-11-20T10:32:00+00:00"][0].text("zh")


# Help and completion


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_tells_every_option_and_its_examples_can_be_parsed(name: str, lang: str) -> None:
    command = GROUP.commands[name] if name else GROUP
    shown = help_text(command, f"circles {name}".strip(), lang=lang, width=80)
    for option in command.params:
        assert (option.metavar if option.param_type_name == "argument" else option.opts[0]) in shown
    for line in texts.chapter(lang, "help")[f"help.example.{name or 'root'}"].strip().splitlines():
        assert line in shown
        _, example, *words = shlex.split(line.partition(" > ")[0], comments=True)
        GROUP.commands[example].make_context(example, words)


def test_h_is_help_everywhere() -> None:
    for words in (["-h"], *([name, "-h"] for name in COMMANDS)):
        ended = called(*words)
        assert ended.exit_code == 0
        assert "Examples:" in ended.output


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("circles pl", ["plan", "place"]),
        ("circles site --obj", ["--objective"]),
        ("circles site --objective w", ["worst_walk"]),
        ("circles plan st.toml --lang ", ["zh", "en"]),
        ("circles completion f", ["fish"]),
        ("circles completion ", ["bash", "zsh", "fish"]),
        ("circles plan stu", []),
    ],
)
def test_bash_completes_commands_options_and_choices(typed: str, completed: list[str]) -> None:
    words = typed.split(" ")
    script = completion_script("bash", GROUP.commands, lang="en")
    line = f"COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}"
    asked = f'{line}; _circles; echo "${{COMPREPLY[@]}}"'
    ended = subprocess.run(["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True)  # noqa: S607
    assert ended.stdout.split() == completed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_other_shells_are_told_every_option(shell: str, lang: str) -> None:
    script = completion_script(shell, GROUP.commands, lang=lang)
    for name in COMMANDS:
        for option in GROUP.commands[name].params:
            if option.param_type_name == "option":
                assert (option.opts[0] if shell == "zsh" else f"-l {option.opts[0][2:]} ") in script


# How it runs


def test_steps_are_plain_lines_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    with running.progress(running.Spoken("zh"), running.PLAN_STEPS) as step:
        for name in ("step.read", "step.compile", "step.compile", "step.network"):
            step(name)
    lines = capfd.readouterr().err
    assert not set(lines) & {"\r", "\x1b"}
    assert [line.rpartition(" · ")[0] for line in lines.splitlines()] == [
        f"第 1 步，共 7 步 · {texts.say('step.read', 'zh')}",
        texts.say("step.compile", "zh"),
        f"第 2 步，共 7 步 · {texts.say('step.network', 'zh')}",
    ]
    assert list(step.seconds()) == ["read", "compile"]


def test_the_first_step_is_told_in_the_language_of_the_study_that_it_read(capfd: pytest.CaptureFixture[str]) -> None:
    spoken = running.Spoken("en")
    with running.progress(spoken, running.PLAN_STEPS) as step:
        step("step.read")
        spoken.follow("zh")
        step("step.network")
    first, second = capfd.readouterr().err.splitlines()
    assert first.startswith("第 1 步，共 7 步")
    assert second.startswith("第 2 步，共 7 步")


def test_ctrl_c_ends_with_130_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def pressed() -> None:
        raise KeyboardInterrupt

    heard: list[object] = []
    monkeypatch.setattr("circles.cli.commands.run", pressed)
    monkeypatch.setattr("signal.signal", lambda *given: heard.append(given))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    assert heard == [(signal.SIGINT, signal.SIG_IGN)]
    for error in (KeyboardInterrupt(), _caused_by(ImportError("numpy"), KeyboardInterrupt())):
        with pytest.raises(typer.Exit) as stopped, running.failures("en"):
            raise error
        assert stopped.value.exit_code == 130
    assert capfd.readouterr().err.count("stopped by Ctrl-C") == 2


def _caused_by(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def test_a_result_that_cannot_be_shown_is_said_to_be_written(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "leave_stdout", lambda: None)
    monkeypatch.setattr(running, "_hear_no_interrupt", lambda: None)
    with pytest.raises(typer.Exit) as ended, running.failures("en") as spoken, running.shown(spoken, Path("maps")):
        raise OSError(28, "No space left on device")
    assert ended.value.exit_code == 3
    assert "The result is written to maps, but could not be shown here" in said(capfd.readouterr().err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_help_on_a_full_disk_has_no_traceback() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "circles", "--help"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
