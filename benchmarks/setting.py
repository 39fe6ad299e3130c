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
    old : Path or None
        A checkout of an earlier version to compare with.
    metropolis_pairs : int
        How often both versions plan 10,000 centers and 200,000 blocks; 0 leaves it out.
    """

    data: Path
    work: Path
    runs: int
    quick: bool
    old: Path | None = None
    metropolis_pairs: int = 3

    @property
    def pbf(self) -> Path:
        """The streets of the benchmark city."""
        return self.data / "heidelberg" / "heidelberg.osm.pbf"
