"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from circles.writing import part_beside, write_whole


def test_a_file_is_replaced_by_a_whole_one_that_all_may_read(tmp_path: Path) -> None:
    file = tmp_path / "图.html"
    file.write_bytes(b"earlier")
    write_whole(file, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("图.html", b"new")]
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o644


def test_what_cannot_be_replaced_stands_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 the system's own words
        write_whole(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_part_that_cannot_be_finished_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "chmod", fail)
    with pytest.raises(type(error)):
        part_beside(tmp_path / "file", b"new")
    assert list(tmp_path.iterdir()) == []
