"""What all benchmarks of one run share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """The city, a folder to work in, and how often to repeat.

    Attributes
    ----------
    data : Path
        Folder that holds ``heidelberg/heidelberg.osm.pbf``.
    work : Path
        Folder for files made on the way.
    runs : int
        Repetitions of which the median is taken.
    quick : bool
        Fewer centers for the slow peers, and one run each.
    """

    data: Path
    work: Path
    runs: int
    quick: bool

    @property
    def pbf(self) -> Path:
        """The streets of the benchmark city."""
        return self.data / "heidelberg" / "heidelberg.osm.pbf"
