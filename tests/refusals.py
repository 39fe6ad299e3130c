"""What a study that cannot be read is refused for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import circles

if TYPE_CHECKING:
    from pathlib import Path


HEADER = "center_id,name,lon,lat,status\n"


def refused(study: Path, *places: str, remedy: str = "") -> list[str]:
    """Plan a study that must be refused; return the codes. Every place named must stand in both languages."""
    with pytest.raises(circles.CirclesError) as caught:
        circles.plan(circles.read_study(study))
    for lang in ("en", "zh"):
        told = caught.value.text(lang)
        assert not [place for place in places if place not in told], told
        assert len(told.splitlines()) == len(caught.value.findings)
    assert remedy in caught.value.text("en")
    return [finding.code for finding in caught.value.findings]


def changed(table: Any, row: int, column: str, value: object) -> Any:
    """Return a table with one cell changed."""
    other = table.copy()
    other[column] = other[column].astype(object)
    other.loc[row, column] = value
    return other
