"""Every file of the hostile corpus gives the error it must give, and opens nothing else."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import circles
from circles import texts
from circles.errors import InputError
from circles.sources.files import geopackage as geopackage_file
from circles.sources.files import limits
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.streets.reading import streets_reading
from circles.sources.study.reading import read_study
from circles.sources.tables.reading import read_table
from tests.sources.hostile.make_corpus import HERE, corpus
from tests.sources.hostile.pieces import geopackage
from tests.sources.small_files import codes_of

PACKAGE = Path(str(circles.__file__)).parent

MOST_BYTES = 300_000


def read_as(kind: str, path: Path) -> Any:
    """Read a file as what it pretends to be."""
    if kind == "study":
        return read_study(path)
    if kind == "streets":
        return streets_reading(path)
    raw = read_table(path, kind=kind)
    return blocks_from(raw) if kind == "blocks" else centers_from(raw)


@cache
def made_by_script() -> dict[str, str | bytes]:
    return corpus()


def listed() -> list[dict[str, str]]:
    with (HERE / "corpus.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.filterwarnings("ignore:'.init=:FutureWarning")
@pytest.mark.parametrize("said", listed(), ids=lambda said: said["file"])
def test_a_hostile_file_gives_the_error_it_must_give(said: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_as(said["kind"], HERE / said["file"])
    findings = caught.value.findings
    assert " ".join(finding.code for finding in findings) == said["codes"]
    assert str(findings[0].row or "") == said["row"]
    assert str(findings[0].column or "") == said["column"]
    for lang in texts.LANGUAGES:
        told = caught.value.text(lang)
        assert len(told.splitlines()) == len(findings)
        assert len(told) < 2000 * len(findings)


def test_the_corpus_is_whole_and_small() -> None:
    files = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*") if path.is_file()}
    made = {name for name in files if not name.endswith((".py", ".pyc", "corpus.csv"))}
    assert made == set(made_by_script())
    tops = {name.split("/")[0] for name in made}
    # Good files are there for others to refer to; parts stand beside what they are parts of.
    beside = {"good.csv", "good.gpkg", "good_streets.geojson", "pickled.parquet"}
    beside |= {f"{name}.shx" for name in ("record_again", "vrt", "cut_short")}
    assert tops - beside == {said["file"] for said in listed()}
    assert len(listed()) >= 60
    assert sum(path.stat().st_size for path in files.values() if path.suffix not in {".py", ".pyc"}) < MOST_BYTES


def test_committed_texts_are_what_the_script_makes() -> None:
    made = {name: text for name, text in made_by_script().items() if isinstance(text, str)}
    assert len(made) > 60
    for name, text in made.items():
        assert (HERE / name).read_bytes() == text.encode(), name


def test_the_good_files_of_the_corpus_are_read() -> None:
    assert len(read_as("blocks", HERE / "good.gpkg").table) == 1
    assert len(read_as("centers", HERE / "good.csv").table) == 1
    assert len(read_as("streets", HERE / "good_streets.geojson").table) == 1


def test_what_is_pickled_in_a_parquet_file_is_not_executed() -> None:
    assert len(read_as("centers", HERE / "pickled.parquet").table) == 2


def test_the_package_reads_no_pickle() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        tree = list(ast.walk(ast.parse(text)))
        names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
        names |= {str(node.module) for node in tree if isinstance(node, ast.ImportFrom)}
        assert not names & {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}, path
        assert not re.search(r"allow_pickle\s*=\s*True|read_pickle", text), path
        loads = [
            ast.unparse(node)
            for node in tree
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func) == "np.load"
        ]
        assert all("allow_pickle=False" in load for load in loads), path


@pytest.mark.parametrize(
    ("kind", "name", "cap", "code"),
    [
        ("study", "study_dotted.toml", "STUDY_BYTES", "file_too_large"),
        ("blocks", "good.gpkg", "PARTS", "too_many_parts"),
        ("blocks", "good.gpkg", "ROWS", "too_many_rows"),
        ("blocks", "good.gpkg", "COLUMNS", "too_many_columns"),
        ("blocks", "good.gpkg", "LAYER_CELLS", "too_many_table_cells"),
        ("blocks", "good.gpkg", "VERTICES", "too_many_vertices"),
        ("centers", "good.csv", "LIST_ROWS", "too_many_rows"),
        ("centers", "good.csv", "COLUMNS", "too_many_columns"),
        ("centers", "good.csv", "CELLS", "too_many_table_cells"),
        ("streets", "nan.graphml", "ELEMENTS", "too_many_elements"),
        ("streets", "ways_only.osm.pbf", "UNPACKED_MOST", "unpacked_too_large"),
    ],
)
def test_each_cap_has_its_error(monkeypatch: pytest.MonkeyPatch, kind: str, name: str, cap: str, code: str) -> None:
    monkeypatch.setattr(limits, cap, 0)
    assert codes_of(lambda: read_as(kind, HERE / name)) == [code]


@pytest.mark.parametrize(
    "name",
    ["good.csv", "good.gpkg", "nan.graphml", "claimed_size.xlsx", "crs_file.parquet", "noise.gdb", "vrt.shp"],
)
def test_files_that_are_too_large_are_refused_unopened(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", dict.fromkeys(limits.FILE_BYTES, 1))
    kind = "streets" if name.endswith(".graphml") else "blocks"
    assert codes_of(lambda: read_as(kind, HERE / name)) == ["file_too_large"]


def test_a_database_is_looked_through_by_steps_and_by_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (PACKAGE / "sources" / "files").glob("*.py"):
        assert not re.search(r"^\s*(?:import|from) time\b", path.read_text(encoding="utf-8"), re.MULTILINE), path
    monkeypatch.setattr(geopackage_file, "_STEPS", 1)
    assert len(read_as("blocks", HERE / "good.gpkg").table) == 1
    monkeypatch.setattr(geopackage_file, "_MOST_TIMES_STEPS", 0)
    assert codes_of(lambda: read_as("blocks", HERE / "good.gpkg")) == ["database_damaged"]


def test_a_default_that_fills_rows_is_a_bomb(tmp_path: Path) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n LIMIT 900)"
    fill = f"INSERT INTO blocks(name) {numbers} SELECT '' FROM n"  # noqa: S608 no input
    default = f"ALTER TABLE blocks ADD COLUMN c TEXT DEFAULT '{'x' * 90_000}'"
    (tmp_path / "a.gpkg").write_bytes(geopackage(fill, default))
    assert (tmp_path / "a.gpkg").stat().st_size < 200_000
    assert codes_of(lambda: read_as("blocks", tmp_path / "a.gpkg")) == ["unpacked_too_large"]


def test_a_view_that_only_chooses_rows_is_no_harm(tmp_path: Path) -> None:
    view = "CREATE VIEW some AS SELECT fid, geom, name FROM blocks WHERE name = 'B'"
    (tmp_path / "a.gpkg").write_bytes(geopackage(view))
    assert len(read_as("blocks", tmp_path / "a.gpkg").table) == 1
