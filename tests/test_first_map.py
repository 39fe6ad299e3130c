"""docs/first-map: each of the three ways leads to the map as it is written there, in both languages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from circles import texts
from tests.cases.town import WALK_M
from tests.documented import centers, commands, compounds, fenced, streets_pbf, typed, without_network

DOCUMENTS = {"en": "docs/first-map.md", "zh": "docs/first-map.zh.md"}
FOLDERS = {"en": "my_city", "zh": "我的城区"}
LISTS = {"en": ("center list.xlsx", "compounds.xlsx"), "zh": ("中心清单.xlsx", "小区清单.xlsx")}
OUTSIDE = sum(walk > 1000 for walk in WALK_M.values())

both = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    without_network(monkeypatch)


def assert_a_right_map(folder: Path, lang: str) -> None:
    there = {path.name for path in folder.iterdir()}
    assert {"coverage.html", "plan.gpkg", "小区.xlsx" if lang == "zh" else "blocks.xlsx"} <= there
    with (folder / "blocks.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["verdict"] for row in rows].count("outside") == OUTSIDE
    assert len(rows) == len(WALK_M)


def fill_in(template: Path, lang: str) -> None:
    """Fill the template in as the fourth step says: from row 5."""
    book = openpyxl.load_workbook(template)
    for sheet, table in (("centers", centers(lang)), ("blocks", compounds(lang))):
        for number, row in enumerate(table.itertuples(index=False), 5):
            for at, value in enumerate(row, 1):
                book[texts.say(f"template.sheet_{sheet}", lang)].cell(number, at).value = value
    book.save(template)


@both
def test_by_the_template(lang: str) -> None:
    make, fetch, begin, *rest = commands(DOCUMENTS[lang], marked="template")
    for words in (make, fetch, begin):
        typed(words)
    folder = Path(FOLDERS[lang])
    fill_in(folder / texts.say("template.file", lang), lang)
    for words in rest:
        typed(words)
    assert [words[1] for words in rest] == ["check", "plan"]
    assert_a_right_map(Path("maps") / folder, lang)


@both
def test_by_files_and_what_comes_then(lang: str) -> None:
    folder = Path(FOLDERS[lang])
    folder.mkdir()
    streets_pbf(folder / "city.osm.pbf")
    for name, table in zip(LISTS[lang], (centers(lang), compounds(lang)), strict=True):
        assert f"`{name}`" in Path(__file__).parents[1].joinpath(DOCUMENTS[lang]).read_text(encoding="utf-8")
        table.to_excel(folder / name, index=False, engine="openpyxl")
    said = {words[1]: typed(words) for words in commands(DOCUMENTS[lang], marked="files")}
    assert list(said) == ["init", "check", "plan", "explain", "compare", "site"]
    assert_a_right_map(Path("maps") / folder, lang)
    assert "Lake Center" in said["explain"] or "东湖社区党群服务中心" in said["explain"]


@both
def test_in_a_notebook(lang: str) -> None:
    folder = Path(FOLDERS[lang])
    folder.mkdir()
    for name, table in zip(LISTS[lang], (centers(lang), compounds(lang)), strict=True):
        table.assign(own=range(len(table))).to_excel(folder / name, index=False, engine="openpyxl")
    names: dict[str, Any] = {}
    for code in fenced(DOCUMENTS[lang], "python", marked="notebook"):
        exec(compile(code, DOCUMENTS[lang], "exec"), names)  # noqa: S102 what the document tells people to type
    assert names["plan"].blocks["own"].tolist() == list(range(len(WALK_M)))
    assert_a_right_map(Path("maps") / folder, lang)


def test_both_languages_tell_the_same_steps() -> None:
    for mark in ("install", "template", "files"):
        words = {lang: [each[:2] for each in commands(DOCUMENTS[lang], marked=mark)] for lang in DOCUMENTS}
        for ours, theirs in zip(words["en"], words["zh"], strict=True):
            assert ours == theirs or ours[0] == theirs[0] == "mkdir"
    assert all("circles" not in words for lang in DOCUMENTS for words in commands(DOCUMENTS[lang], marked="install"))


@both
def test_no_command_of_the_document_is_left_out(lang: str) -> None:
    marked = [commands(DOCUMENTS[lang], marked=mark) for mark in ("install", "template", "files")]
    assert sum(map(len, marked)) == len(commands(DOCUMENTS[lang]))
    assert fenced(DOCUMENTS[lang], "python", marked="notebook") == fenced(DOCUMENTS[lang], "python")
