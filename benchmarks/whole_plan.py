"""The whole way, from the PBF to finished files, imports included, against a notebook of osmnx and folium."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.inputs import make_town
from benchmarks.measuring import Figure, run_python

if TYPE_CHECKING:
    from benchmarks.inputs import Town
    from benchmarks.measuring import Process
    from benchmarks.setting import Setting

NAME = "circles plan"
CENTERS, BLOCKS = 100, 2_000


@dataclass(frozen=True)
class Rounds:
    """Processes timed in turns: ours, the recipe from the PBF, ours, the recipe from the GraphML it saved."""

    ours: list[Process]
    from_pbf: list[Process]
    from_graphml: list[Process]


def run(setting: Setting) -> list[Figure]:
    """Plan the same town by ours and by the recipe, each in fresh processes."""
    folder = setting.work / "plan"
    town = make_town(setting.pbf, folder / "town", centers=CENTERS, blocks=BLOCKS)
    before = by_ours(town, folder / "ours")
    rounds = in_rounds(town, folder, runs=1 if setting.quick else 2)
    seconds = median(process.seconds for process in rounds.ours)
    from_pbf = median(process.seconds - float(process.answer["steps"]["save"]) for process in rounds.from_pbf)
    from_graphml = median(process.seconds for process in rounds.from_graphml)
    peak = max(process.peak_mb or 0.0 for process in rounds.from_pbf)
    page_mb = (folder / "ours" / "coverage.html").stat().st_size / 1e6
    shown = f"{seconds:.1f} s"
    return [
        Figure(
            NAME,
            "osmnx + networkx + folium, from its PBF",
            f"{from_pbf:.1f} s",
            note=f"saving its GraphML left out; peak {peak:.0f} MB",
        ),
        Figure(NAME, "osmnx + networkx + folium, from its saved GraphML", f"{from_graphml:.1f} s"),
        _against("circles plan, against the recipe from PBF", shown, from_pbf / seconds),
        _against("circles plan, against the recipe from GraphML", shown, from_graphml / seconds),
        _agreement(_inside(folder / "ours"), _covered(folder / "recipe")),
        Figure(
            NAME,
            "circles plan, the run before",
            f"{before.seconds:.1f} s",
            note="compiles what is not compiled yet",
        ),
        Figure(NAME, "coverage.html", f"{page_mb:.2f} MB", asked="<= 3 MB", met=page_mb <= 3),
    ]


def in_rounds(town: Town, folder: Path, *, runs: int) -> Rounds:
    """Run ours and the recipe in turns, so that a busy moment hits both."""
    rounds = Rounds([], [], [])
    for _ in range(runs):
        rounds.ours.append(by_ours(town, folder / "ours"))
        rounds.from_pbf.append(_notebook(town, town.streets, folder / "recipe"))
        graphml = shutil.copy(folder / "recipe" / "streets.graphml", folder / "streets.graphml")
        rounds.ours.append(by_ours(town, folder / "ours"))
        rounds.from_graphml.append(_notebook(town, Path(graphml), folder / "recipe"))
    return rounds


def by_ours(town: Town, out: Path) -> Process:
    """Run `circles plan` in a fresh process."""
    files = ("--streets", str(town.streets), "--centers", str(town.centers), "--blocks", str(town.blocks))
    return run_python(["-m", "circles", "plan", *files, "--out", str(out)])


def _notebook(town: Town, streets: Path, out: Path) -> Process:
    files = ("--streets", str(streets), "--centers", str(town.centers), "--blocks", str(town.blocks))
    return run_python(["-m", "benchmarks.recipes.notebook", *files, "--out", str(out)])


def _inside(out: Path) -> set[str]:
    with (out / "blocks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    inside = {row["block_id"] for row in rows if row["verdict"] == "inside"}
    counts = json.loads((out / "summary.json").read_text(encoding="utf-8"))["counts"]
    if (len(rows), len(inside)) != (BLOCKS, counts["inside"]):
        raise RuntimeError(f"blocks.csv and summary.json disagree: {len(rows)}, {len(inside)}, {counts}")
    return inside


def _covered(out: Path) -> set[str]:
    with (out / "blocks.csv").open(encoding="utf-8", newline="") as file:
        return {row["block_id"] for row in csv.DictReader(file) if row["covered"] == "True"}


def _agreement(inside: set[str], covered: set[str]) -> Figure:
    same = 1 - len(inside ^ covered) / BLOCKS
    note = f"inside: {len(inside):,} by walking, {len(covered):,} by the recipe's polygons; of {BLOCKS:,}"
    subject, asked = "agreement on blocks", "> 80 % (sanity)"
    return Figure(NAME, subject, f"{same * 100:.1f} %", asked=asked, met=same > 0.8, note=note)


def _against(subject: str, seconds: str, ratio: float) -> Figure:
    return Figure(NAME, subject, seconds, ratio=f"{ratio:.1f}x", asked=">= 5x", met=ratio >= 5)
