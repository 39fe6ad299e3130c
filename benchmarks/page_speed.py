"""Whether saved pages are fast and light: ``python -m benchmarks.page_speed --data FOLDER``.

Cities of 20,000 and 100,000 street pieces, opened in Chromium: bytes, processor time of the page's thread until title
and figures are painted and until all is built, heap, and dragging a center. Exit status 1 if a figure that is asked for
was missed. benchmarks/README.md has the figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import circles
from benchmarks.page_cities import CITIES, page_study
from benchmarks.page_looks import look

if TYPE_CHECKING:
    from benchmarks.page_cities import PageCity
    from benchmarks.page_looks import Looked

MOST_MB = {500: 1.5, 5_000: 6.0}
"""By blocks."""
MOST_HEAP_MB = {20_000: 60.0}
MOST_FIRST_MS, MOST_BUILT_MS, MOST_STEP_MS, MOST_RELEASE_MS = 1_000.0, 2_000.0, 33.0, 300.0


@dataclass(frozen=True)
class Asked:
    """A figure of a page, and the most that it may be, None where nothing is asked."""

    shown: str
    value: float
    most: float | None

    @property
    def missed(self) -> bool:
        """Whether it is more than may be."""
        return self.most is not None and self.value > self.most

    def cell(self) -> str:
        """Return it as a cell of the table."""
        return f"**{self.shown}**, asked {self.most:g}" if self.missed else self.shown


def figures(blocks: int, page_mb: float, looked: Looked) -> list[Asked]:
    """Return the figures of a page with so many blocks."""
    return [
        Asked(f"{page_mb:.2f} MB", page_mb, MOST_MB.get(blocks)),
        Asked(f"{looked.first_ms:.0f} ms", looked.first_ms, MOST_FIRST_MS),
        Asked(f"{looked.built_ms:.0f} ms", looked.built_ms, MOST_BUILT_MS),
        Asked(f"{looked.heap_mb:.0f} MB", looked.heap_mb, MOST_HEAP_MB.get(blocks)),
        Asked(f"{looked.step_ms:.0f} ms", looked.step_ms, MOST_STEP_MS),
        Asked(f"{looked.answered:.0%}", 1 - looked.answered, 0.5),
        Asked(f"{looked.release_ms:.0f} ms", looked.release_ms, MOST_RELEASE_MS),
    ]


def measured(city: PageCity, data: Path, runs: int) -> tuple[str, list[Asked]]:
    """Return a line of the table and its figures: of each the least of some runs."""
    plan = circles.plan(page_study(city, data))
    with tempfile.TemporaryDirectory() as folder:
        page = circles.write_map(plan, Path(folder) / "coverage.html")
        page_mb = page.stat().st_size / 1e6
        tries = [figures(city.blocks, page_mb, look(page)) for _ in range(runs)]
    found = [min(each, key=lambda figure: figure.value) for each in zip(*tries, strict=True)]
    cells = [city.name, f"{len(plan.pieces):,}", f"{len(plan.blocks):,}", *(figure.cell() for figure in found)]
    return f"| {' | '.join(cells)} |", found


def main() -> int:
    """Print the table; 1 if a figure was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    heads = ("city", "pieces", "blocks", "page", "title and figures", "all built", "heap")
    drags = ("a step of dragging", "steps answered", "let go")
    print(f"| {' | '.join((*heads, *drags))} |\n{'|---' * (len(heads) + len(drags))}|")
    missed = False
    for city in CITIES:
        line, found = measured(city, asked.data, asked.runs)
        print(line, flush=True)
        missed = missed or any(figure.missed for figure in found)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
