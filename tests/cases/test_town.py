"""The town the cases are made of gives its own right answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.town import assert_right, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path


def test_the_town_as_it_is_handed_over(tmp_path: Path) -> None:
    write_town(tmp_path)
    assert_right(planned(tmp_path))
