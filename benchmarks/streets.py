"""From the PBF of a city to its walk network, against reading the same file and doing nothing with it."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measuring import Figure, run_python

if TYPE_CHECKING:
    from benchmarks.measuring import Process
    from benchmarks.setting import Setting

NAME = "PBF to walk network"


def run(setting: Setting) -> list[Figure]:
    """Measure ours and a bare osmium read, each in fresh processes, in turns."""
    file = str(setting.pbf)
    run_python(["-m", "benchmarks.child", "walk_network", file])  # the first run of all compiles
    bare, ours = [], []
    for _ in range(setting.runs):
        bare.append(run_python(["-m", "benchmarks.child", "bare_read", file]))
        ours.append(run_python(["-m", "benchmarks.child", "walk_network", file]))
    ratio = _seconds(ours, "median") / _seconds(bare, "median")
    first = _seconds(ours, "first") / _seconds(bare, "first")
    peak = max(process.peak_mb or 0 for process in ours)
    pieces = ours[0].answer["pieces"]
    return [
        Figure(NAME, "osmium, bare read", f"{_seconds(bare, 'median'):.2f} s", note="median of fresh processes"),
        Figure(
            NAME,
            "circles",
            f"{_seconds(ours, 'median'):.2f} s",
            ratio=f"{ratio:.2f}x a bare read",
            asked="<= 2x",
            met=ratio <= 2,
            note=f"{pieces:,} pieces; first call in a process {first:.2f}x",
        ),
        Figure(NAME, "circles, peak memory", f"{peak:.0f} MB", asked="<= 400 MB", met=0 < peak <= 400),
    ]


def _seconds(processes: list[Process], name: str) -> float:
    return median(float(process.answer[name]) for process in processes)
