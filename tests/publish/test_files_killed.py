"""A writer killed at any file operation leaves the earlier result or the new one, and the next run tidies up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.publish import killed_writer

SEEN = {
    "exchange": {"earlier", "new"},
    "two_renames": {"earlier", "new", "none"},  # between its two renames there is no folder
    "one_by_one": {"earlier", "new", "refused"},  # the sums tell every reader
    "first": {"none", "new"},
}


def moments(home: Path, way: str) -> list[dict[str, Any]]:
    root = Path(killed_writer.__file__).parents[2]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "tests.publish.killed_writer", str(home), way]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is a copy of another needs fork")
@pytest.mark.parametrize("way", killed_writer.WAYS)
def test_killed_at_every_file_operation(tmp_path: Path, way: str) -> None:
    told = moments(tmp_path / "home", way)
    assert len(told) > 20
    assert [each["killed"] for each in told] == [True] * (len(told) - 1) + [False]
    for each in told:
        assert {each["seen"], *each["seen_again"]} <= SEEN[way], each
        assert each["after"] in SEEN[way] - {"refused"} - ({"none"} if way == "two_renames" else set()), each
        assert each["third"] == "third", each
        assert each["left"] == [], each
        if way != "two_renames":
            assert each["kept"], each
        assert each["kept_after"], each
        assert each["kept_third"], each
    assert {each["seen"] for each in told} == SEEN[way], "every state that may be seen was met"
