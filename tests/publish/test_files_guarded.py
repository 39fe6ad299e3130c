"""What a writer never replaces: inputs, files of others, and folders that are not its own."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import circles
from circles.errors import OutputError
from circles.provenance import Source
from circles.publish import check_report_file, write_report
from circles.publish.result_folder import check_folder, opened
from circles.results import FILES, recorded
from tests.publish.drawn_plan import drawn_plan
from tests.publish.killed_writer import seen, sum_of, write

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT: dict[str, object] = {
    **{key: [] for key in ("inputs", "faults", "warnings", "not_evaluated")},
    **dict.fromkeys(("study", "method_version", "status", "sentence"), ""),
}


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(OutputError) as error:
        call()
    assert error.value.text("zh") != error.value.text("en")
    return [finding.code for finding in error.value.findings]


# Folders


@pytest.mark.parametrize("name", ["/", "..", "../..", "a/.git", ".git/maps", ".svn"])
def test_folders_of_others_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    here = tmp_path / "home" / "work"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert refused(lambda: check_folder(name)) == ["output_folder_not_own"]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["two\nlines", "a\tb", "bell\x07"])
def test_a_name_with_control_characters_is_refused_before_any_work(tmp_path: Path, name: str) -> None:
    assert refused(lambda: check_folder(tmp_path / name)) == ["output_folder_name"]


def test_the_folder_one_works_in_may_hold_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for mark in ("first", "second"):
        write(tmp_path, mark)
        assert seen(tmp_path) == mark
    assert sum_of(tmp_path / ".." / tmp_path.name / FILES[0]) == recorded(tmp_path)[FILES[0]]
    assert Path().samefile(tmp_path), "a shell there would otherwise see an empty folder"


def test_links_that_lead_to_one_another_are_told(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    assert refused(lambda: check_folder(tmp_path / "one")) == ["output_not_written"]


def test_a_link_to_a_folder_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", "first")
    write(tmp_path / "link", "second")
    assert seen(tmp_path / "real") == "second"
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("name", ["plan.gpkg", "summary.json"])
def test_a_file_that_leads_to_a_device_is_somebody_elses(tmp_path: Path, name: str) -> None:
    write(tmp_path / "maps", "first")
    (tmp_path / "maps" / name).unlink()
    (tmp_path / "maps" / name).symlink_to("/dev/null")
    assert refused(lambda: check_folder(tmp_path / "maps"))[0] == "output_file_foreign"


def test_a_folder_that_holds_an_input_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "centers.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(data / "centers.csv")
    (tmp_path / "roads.gdb").mkdir()
    for file in (data / "centers.csv", tmp_path / "link.csv", tmp_path / "data" / ".." / "data" / "centers.csv"):
        assert refused(partial(check_folder, data, inputs=[file])) == ["output_folder_of_input"]
    for folder in (tmp_path / "roads.gdb", tmp_path / "roads.gdb" / "maps"):
        named = refused(partial(check_folder, folder, inputs=[tmp_path / "roads.gdb"]))
        assert named == ["output_folder_of_input"]
    check_folder(data / "maps", inputs=[data / "centers.csv"])


# What others keep in the folder of a result


def test_other_files_are_the_same_files_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    write(folder, "first")
    folder.chmod(0o750)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = (folder / "notes.txt").stat()
    with (folder / "notes.txt").open("a", encoding="utf-8") as stream:
        write(folder, "second")
        stream.write(", still open")
    assert seen(folder) == "second"
    after = (folder / "notes.txt").stat()
    assert (after.st_ino, after.st_nlink) == (before.st_ino, 1)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine, still open"
    assert folder.stat().st_mode & 0o777 == 0o750


def test_what_is_written_while_the_result_is_replaced_is_brought_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from circles.publish import exchange

    folder = tmp_path / "maps"
    write(folder, "first")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")

    def late(one: Path, other: Path) -> None:
        (folder / "late.txt").write_text("late", encoding="utf-8")
        (folder / "saved.txt").write_text("newer", encoding="utf-8")
        (folder / "saved.txt").replace(folder / "notes.txt")  # as an editor saves
        exchange.exchange(one, other)

    monkeypatch.setattr("circles.publish.delivery.exchange", late)
    write(folder, "second")
    assert seen(folder) == "second"
    assert (folder / "late.txt").read_text(encoding="utf-8") == "late"
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "newer"


@pytest.mark.parametrize("statement", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "SELECT * FROM t"])
def test_a_plan_that_an_editor_has_locked_is_not_replaced(tmp_path: Path, statement: str) -> None:
    folder = tmp_path / "maps"
    write(folder, "first")
    (folder / "plan.gpkg").unlink()
    with closing(sqlite3.connect(folder / "plan.gpkg", isolation_level=None)) as editor:
        editor.execute("CREATE TABLE t (x)")
        editor.execute("INSERT INTO t VALUES (1), (2)")
        held = editor.execute(statement)
        if statement.startswith("SELECT"):
            held.fetchone()
        write(folder, "second")
        held.close()
    assert seen(tmp_path / "maps-2") == "second"
    with closing(sqlite3.connect(folder / "plan.gpkg")) as editor:
        assert editor.execute("SELECT count(*) FROM t").fetchone() == (2,)
    write(folder, "third")
    assert seen(folder) == "third"


def test_a_plan_is_not_written_over_the_file_it_was_read_from(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    circles.write_plan(drawn_plan(), folder)
    source = Source(kind="blocks", file="plan.gpkg", sha256=recorded(folder)["plan.gpkg"])
    plan = drawn_plan()
    plan = replace(plan, study=replace(plan.study, sources=(*plan.study.sources, source)))
    assert refused(lambda: circles.write_plan(plan, folder)) == ["output_folder_of_input"]
    assert refused(lambda: circles.write_plan(drawn_plan(), folder, inputs=[folder / "blocks.csv"])) == [
        "output_folder_of_input"
    ]
    assert circles.write_plan(plan, tmp_path / "other").folder == tmp_path / "other"


def test_a_map_takes_the_place_of_pages_only(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("name = 'mine'", encoding="utf-8")
    assert refused(lambda: circles.write_map(drawn_plan(), tmp_path / "study.toml")) == ["map_no_page"]
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == "name = 'mine'"


# The report of a check


@pytest.mark.parametrize(
    ("there", "replace_it", "codes"),
    [
        (None, False, []),
        (b"", False, []),
        (json.dumps(REPORT).encode(), False, []),
        (b"name = 'mine'", False, ["report_is_there"]),
        (b'{"status": "mine"}', False, ["report_is_there"]),
        (b"[" * 100_000, False, ["report_is_there"]),
        (b"name = 'mine'", True, []),
    ],
)
def test_a_report_takes_the_place_of_reports_only(
    tmp_path: Path,
    there: bytes | None,
    replace_it: bool,  # noqa: FBT001
    codes: list[str],
) -> None:
    file = tmp_path / "report.json"
    if there is not None:
        file.write_bytes(there)
    if codes:
        assert refused(lambda: check_report_file(file)) == codes
        assert refused(lambda: write_report(REPORT, file)) == codes
        assert file.read_bytes() == there
    else:
        check_report_file(file, replace=replace_it)
        write_report(REPORT, file, replace=replace_it)
        assert json.loads(file.read_text(encoding="utf-8")) == REPORT
    kept = file.with_name("report.json.bak")
    assert kept.exists() == replace_it
    assert {path.name for path in tmp_path.iterdir()} <= {"report.json", *([kept.name] if replace_it else [])}


def test_a_report_never_takes_the_place_of_an_input(tmp_path: Path) -> None:
    study, shape, base = tmp_path / "study.toml", tmp_path / "roads.shp", tmp_path / "city.gdb"
    base.mkdir()
    parts = [tmp_path / "roads.dbf", base / "a00000001.gdbtable", tmp_path / "blocks.gpkg-wal", tmp_path / "link.json"]
    for file in (study, shape, *parts[:3]):
        file.write_text("mine", encoding="utf-8")
    parts[3].symlink_to(study)
    (tmp_path / "hard.json").hardlink_to(study)
    inputs = [study, shape, base, tmp_path / "blocks.gpkg"]
    for file in (study, shape, *parts, tmp_path / "hard.json"):
        for attempt in (check_report_file, partial(write_report, REPORT)):
            assert refused(partial(attempt, file, replace=True, inputs=inputs)) == ["output_is_input"]
        assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of POSIX")
def test_a_stream_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_report(REPORT, pipe)
    assert json.loads(os.read(reading, 100_000)) == REPORT
    os.close(reading)
    assert pipe.is_fifo()
    write_report(REPORT, "/dev/null")
    assert refused(lambda: write_report(REPORT, "/dev/full")) == ["report_not_written"]
    assert refused(lambda: check_report_file(tmp_path)) == ["report_no_file"]


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert refused(lambda: write_report(REPORT, tmp_path / "no" / "report.json")) == ["report_not_written"]


def test_two_results_in_one_folder_at_once_are_not_begun(tmp_path: Path) -> None:
    with opened(tmp_path / "maps"):
        assert refused(lambda: check_folder(tmp_path / "maps")) == ["output_folder_in_use"]
    assert list(tmp_path.iterdir()) == []
