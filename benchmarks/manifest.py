"""Fingerprints of every output of twelve studies: ``python -m benchmarks.manifest --data FOLDER --out FILE``.

A change of the house must change no figure. Each study is run by its commands in a folder of its own; what a command
prints and every file it leaves are kept by their checksum. ``--against FILE`` names each output that differs from an
earlier manifest, ``--keep FOLDER`` keeps the outputs so that a difference can be looked at. What holds the clock or the
machine (``run.json``) is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.inputs import make_town
from benchmarks.measuring import ROOT
from benchmarks.siting_city import make_candidates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOT_REPEATED = ("run.json",)


@dataclass(frozen=True)
class StudyRun:
    """One study: what puts its inputs into a folder, and the commands that are run there in turn."""

    name: str
    inputs: Callable[[Path, Path], None]
    commands: tuple[tuple[str, ...], ...]


def demo_inputs(data: Path, folder: Path) -> None:  # noqa: ARG001 every study takes the data
    """Put the demo study into `folder`."""
    for file in ("blocks.gpkg", "centers.csv", "streets.geojson", "study.toml", "README.md"):
        shutil.copy(ROOT / "data" / "hankou" / file, folder / file)


def place_inputs(data: Path, folder: Path) -> None:
    """Put the demo centers and a list of some of their names into `folder`."""
    demo_inputs(data, folder)
    (folder / "list.csv").write_text("名称,地址\n示例中心1,\n示范中心 3,\n别的中心,江汉路 1 号\n", encoding="utf-8")


def town_inputs(pbf: str, *, centers: int, blocks: int, candidates: bool = False) -> Callable[[Path, Path], None]:
    """Return what puts a seeded town on the streets of a PBF into a folder."""

    def put(data: Path, folder: Path) -> None:
        shutil.copy(data / pbf, folder / "streets.osm.pbf")
        os.environ["OGR_CURRENT_DATE"] = "2026-01-01T00:00:00Z"  # else every run makes another GeoPackage
        make_town(folder / "streets.osm.pbf", folder, centers=centers, blocks=blocks)
        if candidates:
            make_candidates(folder / "streets.osm.pbf", folder / "candidates.csv")

    return put


def study_file(text: str, *files: tuple[str, str]) -> Callable[[Path, Path], None]:
    """Return what puts copies of data `files` (from, to) and a study file into a folder, with six seeded centers."""

    def put(data: Path, folder: Path) -> None:
        for source, name in files:
            shutil.copy(data / source, folder / name)
        (folder / "study.toml").write_text(text, encoding="utf-8")

    return put


PORTO_ALEGRE = """name = "Porto Alegre"
[streets]
file = "streets.osm.pbf"
[centers]
file = "centers.csv"
label = "illustrative"
[blocks]
file = "blocks.csv"
[output]
lang = "en"
"""
BAODING = """name = "莲池区"
[streets]
file = "{streets}"
crossings = "{crossings}"
[centers]
file = "centers.csv"
label = "illustrative"
[blocks]
from = "streets"
[area]
file = "area.geojson"
"""
HELSINKI = """name = "Kalasatama"
[streets]
file = "streets.osm.pbf"
[centers]
file = "centers.csv"
label = "illustrative"
[blocks]
from = "landuse"
[gates]
from = "osm"
"""
_BAODING_CENTERS = (
    "编号,名称,经度,纬度\n1,示例中心 1,115.489,38.866\n2,示例中心 2,115.505,38.853\n3,示例中心 3,115.472,38.879\n"
)
_HELSINKI_CENTERS = (
    "center_id,name,lon,lat\n1,Center 1,24.955,60.186\n2,Center 2,24.945,60.175\n3,Center 3,24.97,60.19\n"
)


def _with_centers(text: str, inputs: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
    def put(data: Path, folder: Path) -> None:
        inputs(data, folder)
        (folder / "centers.csv").write_text(text, encoding="utf-8")

    return put


def _baoding(streets: str, *, source: str, crossings: str) -> Callable[[Path, Path], None]:
    files = ((f"baoding/{source}", streets), ("baoding/lianchi_boundary.geojson", "area.geojson"))
    text = BAODING.format(streets=streets, crossings=crossings)
    return _with_centers(_BAODING_CENTERS, study_file(text, *files))


FILES = ("--streets", "streets.osm.pbf", "--centers", "centers.csv", "--blocks", "blocks.gpkg")
STUDIES = (
    StudyRun(
        "demo-zh",
        demo_inputs,
        (
            ("demo", "--out", "demo", "--lang", "zh"),
            ("plan", "study.toml", "--out", "out", "--lang", "zh"),
            ("check", "study.toml", "--lang", "zh", "--json", "check.json"),
            ("explain", "study.toml", "--block", "B354", "--lang", "zh"),
        ),
    ),
    StudyRun(
        "demo-en",
        demo_inputs,
        (
            ("plan", "study.toml", "--out", "out", "--lang", "en"),
            ("plan", "study.toml", "--out", "elderly", "--lang", "en", "--speed", "3.2", "--minutes", "10"),
            ("compare", "out", "elderly", "--lang", "en"),
            ("check", "study.toml", "--lang", "en"),
            ("explain", "study.toml", "--block", "B001", "--lang", "en"),
        ),
    ),
    StudyRun("demo-init", demo_inputs, (("init", ".", "--replace", "--lang", "zh"), ("check", "study.toml"))),
    StudyRun(
        "demo-place",
        place_inputs,
        (("place", "list.csv", "--points", "centers.csv", "--out", "places.xlsx", "--lang", "zh"),),
    ),
    StudyRun(
        "demo-site",
        demo_inputs,
        (
            ("site", "study.toml", "--new", "3", "--out", "people", "--lang", "zh"),
            ("site", "study.toml", "--new", "2", "--objective", "total_walk", "--out", "walk", "--lang", "en"),
            ("site", "study.toml", "--objective", "fewest", "--share", "0.95", "--out", "fewest", "--lang", "zh"),
            ("site", "study.toml", "--phases", "1,2", "--out", "phases", "--lang", "en"),
            ("site", "study.toml", "--new", "2", "--close", "1", "--out", "closing", "--lang", "zh"),
        ),
    ),
    StudyRun(
        "baoding-graphml",
        _baoding("streets.graphml", source="baoding_main_roads.graphml", crossings="shared"),
        (("plan", "study.toml", "--out", "out"), ("check", "study.toml", "--json", "check.json")),
    ),
    StudyRun(
        "baoding-joined",
        _baoding("streets.geojson", source="baoding_roads.geojson", crossings="join"),
        (("plan", "study.toml", "--out", "out", "--lang", "en"), ("check", "study.toml")),
    ),
    StudyRun(
        "porto-alegre",
        study_file(
            PORTO_ALEGRE,
            ("porto-alegre/poa_osm.pbf", "streets.osm.pbf"),
            ("porto-alegre/poa_points_of_interest.csv", "centers.csv"),
            ("porto-alegre/poa_hexgrid.csv", "blocks.csv"),
        ),
        (
            ("plan", "study.toml", "--out", "out"),
            ("check", "study.toml", "--json", "check.json"),
            ("site", "study.toml", "--new", "4", "--out", "site", "--objective", "people"),
        ),
    ),
    StudyRun(
        "helsinki",
        _with_centers(_HELSINKI_CENTERS, study_file(HELSINKI, ("helsinki/Helsinki.osm.pbf", "streets.osm.pbf"))),
        (("plan", "study.toml", "--out", "out", "--lang", "en"), ("check", "study.toml", "--lang", "zh")),
    ),
    StudyRun(
        "heidelberg",
        town_inputs("heidelberg/heidelberg.osm.pbf", centers=100, blocks=2_000),
        (("plan", *FILES, "--out", "out", "--lang", "en"), ("check", *FILES, "--lang", "en")),
    ),
    StudyRun(
        "wuhan",
        town_inputs("wuhan/wuhan.osm.pbf", centers=100, blocks=5_000),
        (("plan", *FILES, "--out", "out", "--lang", "zh"), ("plan", *FILES, "--out", "slow", "--speed", "3.0")),
    ),
    StudyRun(
        "wuhan-site",
        town_inputs("wuhan/wuhan.osm.pbf", centers=300, blocks=5_000, candidates=True),
        (("site", *FILES, "--candidates", "candidates.csv", "--new", "5", "--out", "out", "--lang", "zh"),),
    ),
)


def fingerprints(study: StudyRun, data: Path, folder: Path) -> dict[str, str]:
    """Return the checksum of everything that the commands of a study print and leave in `folder`."""
    folder.mkdir(parents=True)
    study.inputs(data, folder)
    given = {path for path in folder.rglob("*") if path.is_file()}
    found: dict[str, str] = {}
    for number, command in enumerate(study.commands, 1):
        done = subprocess.run(
            [sys.executable, "-m", "circles", *command],
            cwd=folder,
            check=False,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "160", "LANG": "C.UTF-8"},
        )
        shown = (done.stdout + done.stderr).replace(str(folder.resolve()).encode(), b"FOLDER")
        printed = b"exit %d\n" % done.returncode + shown
        told = folder / f"printed-{number}-{command[0]}.txt"
        told.write_bytes(printed)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in NOT_REPEATED and path not in given - {folder / "study.toml"}:
            found[f"{study.name}/{path.relative_to(folder).as_posix()}"] = _mark(path)
    return found


def _mark(path: Path) -> str:
    """Return the checksum of a file; of a workbook that of its parts without the hour at which it was made."""
    if path.suffix != ".xlsx":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as workbook:
        parts = [workbook.read(name) for name in sorted(workbook.namelist()) if name != "docProps/core.xml"]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_ids() -> list[str]:
    """Return the id of every test of the suite."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(line for line in done.stdout.splitlines() if "::" in line)


def differences(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Name what is gone, new or changed between two mappings of names to checksums."""
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"gone     {name}"
        elif name not in before:
            yield f"new      {name}"
        elif before[name] != after[name]:
            yield f"changed  {name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the manifest, and compare it with an earlier one; return 1 where they differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.manifest", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of city data")
    parser.add_argument("--out", type=Path, help="where to write the manifest")
    parser.add_argument("--against", type=Path, help="an earlier manifest")
    parser.add_argument("--keep", type=Path, help="folder to keep the outputs in")
    parser.add_argument("--only", action="append", choices=[study.name for study in STUDIES], help="one study")
    given = parser.parse_args(arguments)
    outputs: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="circles-manifest-") as scratch:
        for study in STUDIES:
            if given.only is None or study.name in given.only:
                print(f"{study.name} ...", flush=True)
                outputs |= fingerprints(study, given.data, (given.keep or Path(scratch)) / study.name)
    tests = test_ids() if given.only is None else []
    if given.out is not None:
        text = json.dumps({"outputs": outputs, "tests": tests}, ensure_ascii=False, indent=1)
        given.out.write_text(text + "\n", encoding="utf-8")
    if given.against is None:
        return 0
    earlier = json.loads(given.against.read_text(encoding="utf-8"))
    before = {
        name: mark
        for name, mark in earlier["outputs"].items()
        if given.only is None or name.split("/")[0] in given.only
    }
    found = [*differences(before, outputs)]
    if given.only is None:
        found += differences(dict.fromkeys(earlier["tests"], ""), dict.fromkeys(tests, ""))
    print(*found, f"{len(found)} differences", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
