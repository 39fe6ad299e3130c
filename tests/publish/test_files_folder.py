"""The folder of a result: whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from circles.errors import OutputError
from circles.publish import result_folder
from circles.publish.result_folder import FILES, Delivered, check_folder, deliver, opened
from tests.publish.held_files import hold


def _write(folder: Path, mark: str) -> Delivered:
    with opened(folder) as (target, hidden):
        for name in FILES:
            (hidden / "new" / name).write_text(f"{name} of {mark}", encoding="utf-8")
        summary = {"method_version": "1", "mark": mark, "files": dict.fromkeys(FILES[:3], "")}
        (hidden / "new" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        return deliver(hidden, target)


def _marks(folder: Path) -> set[str]:
    """Which writer each file of a result is from; all five must be there."""
    marks = {(folder / name).read_text(encoding="utf-8").split(" of ")[-1] for name in FILES[:-1]}
    return marks | {json.loads((folder / "summary.json").read_text(encoding="utf-8"))["mark"]}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _codes(error: pytest.ExceptionInfo[OutputError]) -> list[str]:
    assert error.value.text("zh") != error.value.text("en")
    return [finding.code for finding in error.value.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "规划 结果" / "地图 2026"


def test_a_result_fills_a_new_folder_and_nothing_is_left_beside_it(folder: Path) -> None:
    delivered = _write(folder, "first")
    assert delivered == Delivered(folder=folder)
    assert _marks(folder) == {"first"}
    assert _names(folder) == set(FILES)
    assert _names(folder.parent) == {folder.name}


def test_a_second_result_replaces_the_first_and_leaves_other_files_alone(folder: Path) -> None:
    _write(folder, "first")
    (folder / "README.md").write_text("mine", encoding="utf-8")
    _write(folder, "second")
    assert _marks(folder) == {"second"}
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"
    assert _names(folder.parent) == {folder.name}


def test_the_folder_may_be_given_as_text_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _write(Path("maps"), "first").folder == tmp_path.resolve() / "maps"
    check_folder("maps")


def test_a_failure_while_the_files_are_made_leaves_the_earlier_result(folder: Path) -> None:
    _write(folder, "first")
    with pytest.raises(ZeroDivisionError), opened(folder) as (_, hidden):
        (hidden / "new" / "plan.gpkg").write_text(str(1 / 0), encoding="utf-8")
    assert _marks(folder) == {"first"}
    assert _names(folder.parent) == {folder.name}


def test_a_full_disk_while_the_files_are_made_is_named(folder: Path) -> None:
    with pytest.raises(OutputError, match="No space left") as error, opened(folder):
        raise OSError(28, "No space left on device")
    assert _codes(error) == ["output_not_written"]
    assert _names(folder.parent) == set()


@pytest.mark.parametrize("stuck", FILES)
def test_a_file_that_cannot_be_replaced_is_named_and_the_new_result_kept_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stuck: str
) -> None:
    _write(folder, "first")
    folder.with_name(f"{folder.name}-2").write_text("taken", encoding="utf-8")
    hold(monkeypatch, folder / stuck)
    delivered = _write(folder, "second")
    assert delivered.kept_aside
    assert delivered.folder == folder.with_name(f"{folder.name}-3")
    (finding,) = delivered.findings
    assert finding.code == "output_file_in_use"
    for lang in ("zh", "en"):
        assert str(folder / stuck) in finding.text(lang)
        assert str(delivered.folder) in finding.text(lang)
    assert _marks(folder) == {"first"}
    assert _marks(delivered.folder) == {"second"}
    assert _names(folder.parent) == {folder.name, f"{folder.name}-2", f"{folder.name}-3"}


@pytest.mark.parametrize("stuck", FILES)
def test_an_interrupted_move_puts_the_earlier_result_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stuck: str
) -> None:
    _write(folder, "first")
    hold(monkeypatch, folder / stuck, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        _write(folder, "second")
    assert _marks(folder) == {"first"}
    assert _names(folder.parent) == {folder.name}


_CRASHING_WRITER = """
import json, os, sys
from pathlib import Path
from circles.publish import delivery, result_folder as rf
delivery._is_exchangeable = lambda *_: False
folder, last = Path(sys.argv[1]), sys.argv[2]
replace = Path.replace
def dying(self, target):
    moved = replace(self, target)
    if Path(target).name == last:
        os._exit(9)
    return moved
Path.replace = dying
with rf.opened(folder) as (target, hidden):
    for name in rf.FILES:
        (hidden / "new" / name).write_text(f"{name} of crashed", encoding="utf-8")
    summary = {"method_version": "1", "mark": "crashed", "files": dict.fromkeys(rf.FILES[:3], "")}
    (hidden / "new" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    rf.deliver(hidden, target)
"""


def _crash_after(folder: Path, last: str) -> None:
    root = Path(result_folder.__file__).parents[2]
    paths = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", _CRASHING_WRITER, str(folder), last],
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == 9


@pytest.mark.parametrize(
    ("last", "stands"), [("plan.gpkg", "first"), ("run.json", "first"), ("summary.json", "crashed")]
)
def test_after_a_crash_in_the_middle_the_next_writer_puts_the_earlier_result_back(
    folder: Path, last: str, stands: str
) -> None:
    _write(folder, "first")
    _crash_after(folder, last)
    assert len(_names(folder.parent)) == 3  # the folder, the hidden one, a lock file that nobody holds
    check_folder(folder)
    assert _marks(folder) == {stands}
    assert _names(folder.parent) == {folder.name}


def test_after_a_crash_of_the_first_writer_no_half_result_is_left(folder: Path) -> None:
    folder.mkdir(parents=True)
    _crash_after(folder, "coverage.html")
    check_folder(folder)
    assert _names(folder) == set()
    assert not _write(folder, "second").kept_aside
    assert _marks(folder) == {"second"}


def test_what_a_crash_left_of_another_folder_is_not_touched(folder: Path) -> None:
    other = folder.with_name(f"{folder.name}.b")
    hidden = folder.with_name(f".{other.name}.abcd1234.partial")
    hidden.mkdir(parents=True)
    _write(folder, "first")
    assert hidden.is_dir()


def test_a_second_writer_is_refused_while_the_first_is_at_work(folder: Path) -> None:
    with opened(folder):
        for attempt in (check_folder, lambda path: _write(path, "second")):
            with pytest.raises(OutputError) as error:
                attempt(folder)
            assert _codes(error) == ["output_folder_in_use"]
    assert not _write(folder, "third").kept_aside


def test_the_lock_is_for_one_folder_only(folder: Path) -> None:
    with opened(folder):
        assert _write(folder.with_name("other"), "second").folder.is_dir()


def test_a_geopackage_with_a_journal_beside_it_is_open_elsewhere(folder: Path) -> None:
    _write(folder, "first")
    (folder / "plan.gpkg-wal").write_bytes(b"")
    delivered = _write(folder, "second")
    assert delivered.kept_aside
    assert delivered.findings[0].file == str(folder / "plan.gpkg")
    assert _marks(folder) == {"first"}


@pytest.mark.parametrize("names", [["blocks.csv"], ["plan.gpkg", "blocks.csv", "summary.json"]])
def test_files_that_are_no_earlier_result_are_never_overwritten(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("a planner's own", encoding="utf-8")
    for attempt in (check_folder, lambda path: _write(path, "first")):
        with pytest.raises(OutputError) as error:
            attempt(folder)
        assert _codes(error) == ["output_file_foreign"] * len(names)
        assert [finding.file for finding in error.value.findings] == [str(folder / name) for name in names]
    assert {(folder / name).read_text(encoding="utf-8") for name in names} == {"a planner's own"}
    assert _names(folder) == set(names)
    assert _names(folder.parent) == {folder.name}


def test_a_folder_in_the_place_of_a_file_is_not_replaced(folder: Path) -> None:
    (folder / "coverage.html").mkdir(parents=True)
    with pytest.raises(OutputError) as error:
        check_folder(folder)
    assert _codes(error) == ["output_file_foreign"]


@pytest.mark.parametrize("below", ["", "maps", "maps/of/2026"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path, below: str) -> None:
    file = tmp_path / "结果.txt"
    file.write_text("mine", encoding="utf-8")
    for attempt in (check_folder, lambda path: _write(path, "first")):
        with pytest.raises(OutputError) as error:
            attempt(file / below)
        assert _codes(error) == ["output_folder_is_file"]
        assert error.value.findings[0].file == str(file)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_named_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        check_folder(tmp_path / ("n" * 300))
    assert _codes(error) == ["output_not_written"]


def test_a_folder_that_cannot_be_written_is_named_before_any_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(OutputError, match="Permission denied") as error:
        check_folder(folder)
    assert _codes(error) == ["output_not_written"]


def test_checking_a_folder_makes_nothing(folder: Path) -> None:
    check_folder(folder)
    assert not folder.parent.exists()
    folder.mkdir(parents=True)
    check_folder(folder)
    assert _names(folder) == set()
    assert _names(folder.parent) == {folder.name}


def test_where_nothing_can_be_made_beside_the_folder_it_is_made_inside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with opened(folder) as (target, hidden):
        assert hidden.parent == target == folder
    _write(folder, "first")
    assert _names(folder) == set(FILES)


def test_an_earlier_result_that_cannot_be_put_back_is_kept_and_put_back_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder, "first")
    with monkeypatch.context() as patch:
        hold(patch, folder / "run.json")

        def refuse(self: Path, target: Path) -> Path:  # noqa: ARG001 the signature of Path.rename
            raise PermissionError(13, "in use now")

        rename = Path.rename
        patch.setattr(Path, "rename", lambda self, to: (rename if self.name == "earlier.making" else refuse)(self, to))
        with pytest.raises(OutputError, match="in use now") as error:
            _write(folder, "second")
    assert _codes(error) == ["output_not_put_back"]
    check_folder(folder)
    assert _marks(folder) == {"first"}
    assert _names(folder.parent) == {folder.name}
