"""A program: a writer, and then the next run, killed before each of their file operations, and what readers see.

``python -m tests.publish.killed_writer FOLDER WAY`` prints one line of JSON for each moment.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.publish import delivery
from circles.publish.result_folder import check_folder, deliver, opened
from circles.results import FILES, recorded

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATIONS = ("rename", "replace", "unlink", "remove", "mkdir", "rmdir", "link", "chmod", "utime", "open", "truncate")
WAYS = ("exchange", "two_renames", "one_by_one", "first")
NOTE, SUB = "note.txt", "figures/a.txt"
NEVER = 1_000_000
PATCHED: Any = delivery


def write(folder: Path, mark: str) -> None:
    with opened(folder) as (target, hidden):
        for name in FILES[:-1]:
            (hidden / "new" / name).write_text(f"{name} of {mark}", encoding="utf-8")
        sums = {name: sum_of(hidden / "new" / name) for name in FILES[:3]}
        summary = {"method_version": "1", "mark": mark, "files": sums}
        (hidden / "new" / FILES[-1]).write_text(json.dumps(summary), encoding="utf-8")
        deliver(hidden, target)


def sum_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def seen(folder: Path) -> str:
    """Return whose whole result stands in a folder; none, refused by its sums, or mixed and not to be told."""
    if not (folder / FILES[0]).exists() and not (folder / FILES[-1]).exists():
        return "none"
    sums = recorded(folder)
    if not sums or not (folder / FILES[0]).exists() or sum_of(folder / FILES[0]) != sums[FILES[0]]:
        return "refused"
    mark = str(json.loads((folder / FILES[-1]).read_text(encoding="utf-8"))["mark"])
    marks = {
        path.read_text(encoding="utf-8").split(" of ")[-1] for name in FILES[:-1] if (path := folder / name).exists()
    }
    return mark if marks == {mark} and all((folder / name).exists() for name in FILES) else "mixed"


def keeps(folder: Path, way: str) -> bool:
    """Return whether everything that is not ours is where it was."""
    theirs = {"first": (), "one_by_one": (NOTE, SUB)}.get(way, (NOTE,))
    return all((folder / name).is_file() and (folder / name).read_text(encoding="utf-8") == "mine" for name in theirs)


def prepared(home: Path, way: str) -> Path:
    """Return a folder with an earlier result (none for the first) and a planner's own files."""
    shutil.rmtree(home, ignore_errors=True)
    folder = home / "maps"
    if way == "first":
        home.mkdir(parents=True)
        return folder
    write(folder, "earlier")
    (folder / NOTE).write_text("mine", encoding="utf-8")
    if way == "one_by_one":
        (folder / SUB).parent.mkdir()
        (folder / SUB).write_text("mine", encoding="utf-8")
    return folder


def killed_at(moment: int, job: Callable[[], None]) -> bool:
    """Run `job` in a process that is killed before its file operation number `moment`; whether it was."""
    process = os.fork()
    if process == 0:
        _kill_before(moment)
        try:
            job()
        except BaseException as error:  # noqa: BLE001 told by the status
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status == 1:
        raise AssertionError("the writer failed by itself")
    return status == 9


def _kill_before(moment: int) -> None:
    done = 0

    def counted(function: Any) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done == moment:
                os._exit(9)
            return function(*given, **named)

        return called

    for name in OPERATIONS:
        setattr(os, name, counted(getattr(os, name)))
    io.open = counted(io.open)
    PATCHED.exchange = counted(PATCHED.exchange)


def not_exchanged(one: Path, other: Path) -> None:
    raise OSError(38, "Function not implemented", str(one), None, str(other))


def told_of(moment: int, home: Path, way: str) -> dict[str, object]:
    """Kill a writer, then the next run at each of its own operations, and tell what readers see."""
    folder = prepared(home, way)
    was_killed = killed_at(moment, lambda: write(folder, "new"))
    state, kept, states = seen(folder), keeps(folder, way), []
    # Before anything was moved the next run has only litter to sweep: it is not killed.
    again = NEVER if state in {"earlier", "none"} and way != "two_renames" else 0
    while killed_at(again := again + 1, lambda: check_folder(folder)):
        states.append(seen(folder))
    told = {"moment": moment, "killed": was_killed, "seen": state, "kept": kept, "seen_again": states}
    after, kept_after, left = seen(folder), keeps(folder, way), {path.name for path in home.iterdir()} - {"maps"}
    write(folder, "third")
    told |= {"after": after, "kept_after": kept_after, "left": sorted(left)}
    return told | {"third": seen(folder), "kept_third": keeps(folder, way)}


def main(home: Path, way: str) -> None:
    if way == "two_renames":
        PATCHED.exchange = not_exchanged
    for moment in count(1):
        told = told_of(moment, home, way)
        sys.stdout.write(json.dumps(told) + "\n")
        if not told["killed"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
