"""How soon `circles --help` answers, and that nothing heavy is imported for it."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measuring import Figure, run_python

if TYPE_CHECKING:
    from benchmarks.setting import Setting

NAME = "circles --help"


def run(setting: Setting) -> list[Figure]:
    """Start the command in fresh processes, then once more to list what it imported."""
    run_python(["-m", "circles", "--help"])
    seconds = median(run_python(["-m", "circles", "--help"]).seconds for _ in range(2 * setting.runs + 1))
    bare = median(run_python(["-c", "pass"]).seconds for _ in range(2 * setting.runs + 1))
    answer = run_python(["-m", "benchmarks.child", "help_text", "."]).answer
    heavy = ", ".join(answer["heavy"]) or "none"
    asked = "none of geopandas, folium, osmnx, numba"
    return [
        Figure(
            NAME,
            "circles",
            f"{seconds:.2f} s",
            asked="< 0.4 s",
            met=seconds < 0.4,
            note=f"wall time of a fresh process, of which bare Python {bare:.2f} s",
        ),
        Figure(NAME, "heavy imports", heavy, asked=asked, met=not answer["heavy"] and answer["shown"] > 100),
    ]
