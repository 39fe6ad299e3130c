"""This version against an earlier one, in turns: the middle one of the ratios of processor time is told."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.inputs import make_town
from benchmarks.measuring import ROOT, Figure
from benchmarks.siting_city import make_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.inputs import Town
    from benchmarks.setting import Setting

NAME = "old and new"
PAIRS = 7
NO_SLOWER = 1.05
CITY, METROPOLIS = (100, 5_000), (10_000, 200_000)
METROPOLIS_SIDE_M = 25.0
PAGE_MB = 8.0


@dataclass(frozen=True)
class Task:
    """One command, run by both versions.

    Attributes
    ----------
    subject : str
        What it does.
    arguments : tuple of str
        Of Python; ``{out}`` is a folder of the run's own.
    most : float
        Highest ratio of processor time, new to old.
    pairs : int
        How often both are run.
    """

    subject: str
    arguments: tuple[str, ...]
    most: float = NO_SLOWER
    pairs: int = PAIRS


def run(setting: Setting) -> list[Figure]:
    """Run each task by both versions in turns; the earlier one is a checkout named by ``--old``.

    Raises
    ------
    ValueError
        If there is no such checkout.
    """
    if setting.old is None or not (setting.old / "circles").is_dir():
        raise ValueError("--old names a checkout of the earlier version")
    return [figure for task in tasks(setting) for figure in compared(task, setting.old, setting.work / "old_new")]


def tasks(setting: Setting) -> list[Task]:
    """Return the tasks: start, import, demo, check, site, and plans of Wuhan."""
    pbf, folder = setting.data / "wuhan" / "wuhan.osm.pbf", setting.work / "old_new"
    city = make_town(pbf, folder / "city", centers=CITY[0], blocks=CITY[1])
    candidates = make_candidates(pbf, folder / "candidates.csv")
    command, out = ("-m", "circles"), ("--out", "{out}")
    found = [
        Task("circles --help", (*command, "--help")),
        Task("import circles", ("-c", "import circles")),
        Task("circles demo", (*command, "demo", *out)),
        Task("circles check, Wuhan", (*command, "check", *_files(city))),
        Task("circles plan, Wuhan, 100 centers, 5,000 blocks", (*command, "plan", *_files(city), *out), most=0.55),
        Task(
            "circles site, Wuhan, five new centers",
            (*command, "site", *_files(city), "--candidates", str(candidates), "--new", "5", *out),
        ),
    ]
    if setting.metropolis_pairs:
        large = make_town(pbf, folder / "large", centers=METROPOLIS[0], blocks=METROPOLIS[1], side_m=METROPOLIS_SIDE_M)
        subject = "circles plan, Wuhan, 10,000 centers, 200,000 blocks"
        plan = (*command, "plan", *_files(large), *out)
        found.append(Task(subject, plan, most=0.4, pairs=setting.metropolis_pairs))
    return found


def compared(task: Task, old: Path, folder: Path) -> list[Figure]:
    """Run a task by both versions in turns, once before to compile and cache what can be."""
    versions = {"old": old.resolve(), "new": ROOT}
    if task.pairs > 1:
        for name, tree in versions.items():
            processor_seconds(task.arguments, tree, folder / name)
    spent: dict[str, list[float]] = {name: [] for name in versions}
    for _ in range(task.pairs):
        for name, tree in versions.items():
            spent[name].append(processor_seconds(task.arguments, tree, folder / name))
    ratio = median(new / before for before, new in zip(spent["old"], spent["new"], strict=True))
    note = f"processor seconds, old {median(spent['old']):.2f}, new {median(spent['new']):.2f}; {task.pairs} pairs"
    figures = [
        Figure(NAME, task.subject, f"{ratio:.3f}x", asked=f"<= {task.most:g}x", met=ratio <= task.most, note=note)
    ]
    page = folder / "new" / "coverage.html"
    if "plan" in task.arguments and page.is_file():
        size_mb = page.stat().st_size / 1e6
        figures.append(
            Figure(NAME, "its page", f"{size_mb:.2f} MB", asked=f"<= {PAGE_MB:g} MB", met=size_mb <= PAGE_MB)
        )
    return figures


def processor_seconds(arguments: Sequence[str], tree: Path, out: Path) -> float:
    """Return the processor time of Python with `arguments`, run in a checkout, its threads and children included.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails.
    """
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"}
    # Modules compiled once stay so, wherever the checkout is.
    environment["PYTHONPYCACHEPREFIX"] = str(out.parent / "bytecode")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = os.times()
    subprocess.run(
        [sys.executable, *(part.format(out=out) if part == "{out}" else part for part in arguments)],
        cwd=tree,
        env=environment,
        check=True,
        capture_output=True,
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _files(town: Town) -> tuple[str, ...]:
    return ("--streets", str(town.streets), "--centers", str(town.centers), "--blocks", str(town.blocks))
