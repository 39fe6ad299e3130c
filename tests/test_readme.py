"""The README in both languages: the same commands and the same Python, and every line of them runs."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import jsonschema
import osmnx
import pytest
import shapely

from circles.sources import study_schema
from tests.documented import ROOT, centers, commands, compounds, fenced, streets_pbf, typed, without_network
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

READMES = ("README.md", "README.zh.md")


def without_comments(code: str) -> list[str]:
    return [kept for line in code.splitlines() if (kept := re.sub(r"(^|\s+)# .*$", "", line).rstrip())]


def small_study(folder: Path) -> None:
    """Write the files that the README names: those of the town, with a block called 望江花园."""
    streets_pbf(folder / "city.osm.pbf")
    centers("en").to_csv(folder / "centers.csv", index=False, encoding="utf-8")
    centers("en")[["name"]].to_excel(folder / "list.xlsx", index=False, engine="openpyxl")
    table = compounds("zh").replace({"小区名称": {"锦绣新村": "望江花园"}})
    points = gpd.points_from_xy(table.pop("经度"), table.pop("纬度"), crs="EPSG:4326")
    gpd.GeoDataFrame(table, geometry=points).to_file(folder / "blocks.gpkg", engine="pyogrio")
    spots = shapely.points(degrees([(0, 0), (50, 50), (90, 90)]))
    named = gpd.GeoDataFrame(centers("en")[["name"]], geometry=spots)
    named.set_crs("EPSG:4326").to_file(folder / "poi.gpkg", engine="pyogrio")
    files = {"streets": "city.osm.pbf", "centers": "centers.csv", "blocks": "blocks.gpkg"}
    sections = "".join(f'[{section}]\nfile = "{file}"\n' for section, file in files.items())
    (folder / "study.toml").write_text(f'name = "城"\n{sections}[output]\nlang = "zh"\n', encoding="utf-8")


def test_both_show_the_same_commands_python_and_study() -> None:
    assert commands(READMES[0]) == commands(READMES[1])
    for language in ("python", "toml"):
        ours, theirs = ("\n".join(fenced(readme, language)) for readme in READMES)
        kept = [[line for line in without_comments(code) if "place =" not in line] for code in (ours, theirs)]
        assert kept[0] == kept[1] != []
    assert "docs/demo-map.png" in (ROOT / READMES[1]).read_text(encoding="utf-8")


def test_both_link_to_files_that_are_there() -> None:
    for readme in (*READMES, "docs/first-map.md", "docs/first-map.zh.md", "docs/commands.md", "docs/commands.zh.md"):
        file = ROOT / readme
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8"))
        assert links
        assert [link for link in links if not (file.parent / link).exists()] == [], readme


@pytest.mark.parametrize("readme", READMES)
def test_the_study_file_shown_is_a_study_file(readme: str) -> None:
    (shown,) = fenced(readme, "toml")
    schema = study_schema()
    faults = jsonschema.validators.validator_for(schema)(schema).iter_errors(tomllib.loads(shown))
    assert [fault.message for fault in faults] == []


def test_every_command_shown_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    without_network(monkeypatch)
    small_study(tmp_path)
    (tmp_path / "FOLDER").mkdir()
    streets_pbf(tmp_path / "FOLDER" / "streets.osm.pbf")
    for when, minutes in (("before", "15"), ("after", "20")):
        typed(["circles", "plan", "study.toml", "--minutes", minutes, "--out", f"maps/{when}"])
    shown = [words for words in commands("README.md") if words[0] == "circles"]
    assert {words[1] for words in shown} >= {"init", "check", "plan", "explain", "compare", "site", "place", "fetch"}
    for words in shown:
        typed(words)
    assert (tmp_path / "maps" / "sites" / "siting.json").is_file()


def test_the_python_shown_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small_study(tmp_path)
    without_network(monkeypatch)
    names: dict[str, object] = {"osmnx": osmnx, "centers": centers("en"), "blocks": compounds("en")}
    for code in fenced("README.md", "python"):
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102 what the document tells people to type
    assert (tmp_path / "maps" / "coverage.html").is_file()
