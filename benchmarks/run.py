"""One command for all benchmarks: ``python -m benchmarks --data FOLDER``; see README.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import ROOT, Figure, machine, version_of
from benchmarks.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCHMARKS = {
    "help": "benchmarks.start",
    "streets": "benchmarks.streets",
    "reach": "benchmarks.reach",
    "circle": "benchmarks.circle",
    "plan": "benchmarks.whole_plan",
    "reading": "benchmarks.reading",
    "hostile": "benchmarks.hostile",
    "siting": "benchmarks.siting",
    "site": "benchmarks.siting_city",
    "pmed": "benchmarks.siting_orlib",
    "old_new": "benchmarks.old_new",
}
PACKAGES = (
    *("numpy", "numba", "scipy", "shapely", "geopandas", "contourpy", "osmium"),
    *("networkx", "osmnx", "folium", "pandana", "pyvalhalla", "highspy", "spopt"),
)
RESULTS = ROOT / "benchmarks" / "results.md"

Benchmark = Callable[[Setting], list[Figure]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; return 1 if a figure that is asked for was missed."""
    given = _parser().parse_args(arguments)
    names = given.only or [name for name in BENCHMARKS if name != "old_new" or given.old]
    figures: list[Figure] = []
    start = time.perf_counter()
    load = _load()
    with tempfile.TemporaryDirectory(prefix="circles-benchmarks-") as work:
        setting = Setting(
            given.data,
            Path(work),
            runs=1 if given.quick else 3,
            quick=given.quick,
            old=given.old,
            metropolis_pairs=given.metropolis_pairs,
        )
        if not setting.pbf.is_file():
            print(f"there is no {setting.pbf}; --data names the folder that holds heidelberg/", file=sys.stderr)
            return 2
        for name in names:
            print(f"{name} ...", flush=True)
            found = _run_one(name, setting)
            figures += found
            print(*(_line(figure) for figure in found), sep="\n", flush=True)
    minutes = (time.perf_counter() - start) / 60
    print(f"{minutes:.1f} minutes")
    out = given.out or (None if given.quick or given.only else RESULTS)
    if out is not None:
        out.write_text(report(figures, minutes=minutes, load=load, quick=given.quick), encoding="utf-8", newline="\n")
        print(f"written: {out}")
    return 1 if any(figure.met is False for figure in figures) else 0


def report(figures: Sequence[Figure], *, minutes: float, load: str, quick: bool) -> str:
    """Return the table of all figures as Markdown."""
    versions = ", ".join(f"{name} {version_of(name) or 'not installed'}" for name in PACKAGES)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    head = [
        "# Side by side",
        "",
        f"One run of `python -m benchmarks{' --quick' if quick else ''}`, {today}, {minutes:.0f} minutes.",
        "Streets: Heidelberg, © OpenStreetMap contributors, ODbL. Centers, blocks and people are invented.",
        f"{machine()}; load when it began: {load}. Ratios are of this one run; absolute times drift.",
        "",
        f"Versions: {versions}.",
        "",
        "| benchmark | subject | figure | ratio | asked | met | note |",
        "|---|---|---|---|---|---|---|",
    ]
    rows = [
        "| " + " | ".join([f.benchmark, f.subject, f.value, f.ratio, f.asked, _mark(f.met), f.note]) + " |"
        for f in figures
    ]
    return "\n".join([*head, *rows]) + "\n"


def _run_one(name: str, setting: Setting) -> list[Figure]:
    """Run one benchmark; one that cannot be run is a missed figure, and the others go on."""
    try:
        benchmark: Benchmark = import_module(BENCHMARKS[name]).run
        return benchmark(setting)
    except (ImportError, OSError, RuntimeError, ValueError, subprocess.CalledProcessError) as error:
        return [Figure(name, "could not be run", "–", asked="runs", met=False, note=f"{type(error).__name__}: {error}")]


def _line(figure: Figure) -> str:
    parts = [
        figure.value,
        figure.ratio,
        f"asked {figure.asked}: {_mark(figure.met)}" if figure.asked else "",
        figure.note,
    ]
    return f"  {figure.subject}: " + "; ".join(part for part in parts if part)


def _mark(met: bool | None) -> str:  # noqa: FBT001 a cell of the table
    return {None: "", True: "yes", False: "NO"}[met]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ours and the peers, side by side.")
    folder = os.environ.get("CIRCLES_TEST_DATA")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(folder) if folder else None,
        required=not folder,
        help="folder that holds heidelberg/heidelberg.osm.pbf (default: CIRCLES_TEST_DATA)",
    )
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="one benchmark; may be repeated")
    parser.add_argument("--quick", action="store_true", help="one run of each, fewer centers for the slow peers")
    parser.add_argument("--old", type=Path, help="a checkout of an earlier version, for old_new")
    parser.add_argument("--metropolis-pairs", type=int, default=3, help="of old_new; 0 leaves the largest plan out")
    parser.add_argument("--out", type=Path, help="where to write the table (a full run: benchmarks/results.md)")
    return parser
