"""From a city's PBF to five proposed sites on the map: `circles site` in a fresh process, imports included."""

from __future__ import annotations

import csv
import json
import os
import random
from typing import TYPE_CHECKING

from benchmarks.inputs import SEED, make_town, street_places
from benchmarks.measuring import Figure, run_python

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.setting import Setting

NAME = "circles site"
CENTERS, BLOCKS, CANDIDATES, NEW = 300, 5_000, 2_000, 5
MOST_SECONDS = 30.0


def run(setting: Setting) -> list[Figure]:
    """Site five centers in Wuhan, once to compile what is not compiled yet, then timed."""
    pbf = setting.data / "wuhan" / "wuhan.osm.pbf"
    folder = setting.work / "siting"
    town = make_town(pbf, folder / "town", centers=CENTERS, blocks=BLOCKS)
    candidates = make_candidates(pbf, folder / "candidates.csv")
    files = ("--streets", str(town.streets), "--centers", str(town.centers), "--blocks", str(town.blocks))
    asked = ("--candidates", str(candidates), "--new", str(NEW), "--out", str(folder / "out"))
    command = ["-m", "circles", "site", *files, *asked]
    first = run_python(command)
    before = _processor_seconds()
    timed = run_python(command)
    spent = _processor_seconds() - before
    told = json.loads((folder / "out" / "siting.json").read_text(encoding="utf-8"))
    steps = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["durations_s"]
    if len(told["sites"]) != NEW or not (folder / "out" / "coverage.html").is_file():
        raise RuntimeError(f"{len(told['sites'])} sites instead of {NEW}")
    longest = ", ".join(f"{name} {steps[name]:.1f}" for name in sorted(steps, key=steps.__getitem__, reverse=True)[:5])
    size = f"{CENTERS:,} centers, {BLOCKS:,} blocks, {CANDIDATES:,} candidates"
    return [
        Figure(
            NAME,
            f"Wuhan, PBF to {NEW} sites on the map: {size}",
            f"{timed.seconds:.1f} s",
            asked=f"<= {MOST_SECONDS:.0f} s",
            met=timed.seconds <= MOST_SECONDS,
            note=f"{spent:.1f} s of processor time; longest steps in s: {longest}",
        ),
        Figure(NAME, "the answer", told["status"], note=f"gap {told['gap']:.2%}; {told['headline']['en']}"),
        Figure(NAME, "the run before", f"{first.seconds:.1f} s", note="compiles what is not compiled yet"),
    ]


def make_candidates(pbf: Path, file: Path) -> Path:
    """Write candidates at street nodes drawn at random."""
    draw = random.Random(SEED + 1)  # noqa: S311 an illustration, not a secret
    places = street_places(pbf)
    rows = sorted(draw.sample(range(len(places)), CANDIDATES))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["candidate_id", "lon", "lat"])
        writer.writerows(
            [f"K{i:04d}", f"{lon:.7f}", f"{lat:.7f}"] for i, (lon, lat) in enumerate(places[rows].tolist(), 1)
        )
    return file


def _processor_seconds() -> float:
    """Return the processor time of all processes that were run and have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system
