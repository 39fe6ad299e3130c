"""Settings are declared once: everything that tells or checks them says the same."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import circles
from benchmarks import manifest
from circles import settings, texts
from circles.cli.commands import app
from circles.errors import CirclesError
from circles.settings import FETCH, NAME, SECTIONS, SITING, Setting
from circles.sources import demo_study, read_study, study_schema
from circles.sources.study.settings import read_settings, read_settings_as_far
from docs import settings_reference
from tests.sources.small_files import codes_of, write_study
from tests.study_files import write_town

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALL = [NAME, *(each for group in (*SECTIONS.values(), SITING, FETCH) for each in group.values())]
HUGE, ENDLESS = 10**400, 10**5000
"""More than floating point holds; more digits than Python writes out."""


def names(each: Setting) -> str:
    return each.name


def test_settings_load_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "geopandas", "shapely", "pyproj")
    code = f"import circles.settings, sys; sys.exit(bool(set({heavy}) & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def numbers_told_again(tree: ast.Module) -> Iterator[str]:
    """Yield the settings of a study whose default an argument, a field or a ``get`` states as a number of its own."""
    numbers = {each.key for group in SECTIONS.values() for each in group.values() if isinstance(each.default, float)}
    for node in ast.walk(tree):
        told: list[tuple[object, object]] = []
        if isinstance(node, ast.arguments):
            places = [*node.posonlyargs, *node.args]
            told += [(each.arg, value) for each, value in zip(places[::-1], node.defaults[::-1], strict=False)]
            told += [(each.arg, value) for each, value in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
        elif isinstance(node, ast.AnnAssign):
            told += [(getattr(node.target, "id", ""), node.value)]
        elif isinstance(node, ast.Call) and len(node.args) > 1:
            told += [(getattr(each, "value", ""), node.args[-1]) for each in node.args[:-1]]
        yield from (
            str(name)
            for name, value in told
            if name in numbers and isinstance(value, ast.Constant) and isinstance(value.value, (int, float))
        )


def test_no_default_of_a_study_stands_in_the_code_twice() -> None:
    package = Path(str(circles.__file__)).parent
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")}
    again = {(path.name, name) for path, tree in modules.items() for name in numbers_told_again(tree)}
    assert again == set()
    seen = numbers_told_again(
        ast.parse("def f(*, cell_m=10.0): s.get('streets', 'join_ends_m', 2.0); grid_m: float = 1")
    )
    assert sorted(seen) == ["cell_m", "grid_m", "join_ends_m"]


@pytest.mark.parametrize("each", ALL, ids=names)
def test_what_holds_where_nothing_is_said_may_be_said(each: Setting) -> None:
    if each.default is None:
        return
    assert each.type.holds(each.default)
    assert not each.choices or each.default in each.choices
    assert each.low is None or each.is_within(each.default)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_setting_is_told_and_nothing_else_is(lang: str) -> None:
    told = {each.help(lang) for each in ALL}
    assert all(text.strip() for text in told)
    said = {text for key, text in texts.chapter(lang, "settings").items() if key.startswith("setting.")}
    assert told == said


def test_bounds_and_types_are_kept_to_the_last_number() -> None:
    minutes, resolution = SECTIONS["scenario"]["minutes"], SECTIONS["blocks"]["h3_resolution"]
    assert [minutes.is_within(value) for value in (0, 0.001, 1440, 1440.001)] == [False, True, True, False]
    assert [SITING["share"].is_within(value) for value in (0, 1, 1.01)] == [False, True, False]
    assert [minutes.is_within(value) for value in (True, "15", None, float("nan"), float("inf"), HUGE)] == [False] * 6
    assert [resolution.type.holds(value) for value in (9, 9.0, True, "9")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("made", "declared"),
    [
        (circles.Scenario, SECTIONS["scenario"]),
        (circles.SitingQuestion, SITING),
        (circles.Candidates, SECTIONS["candidates"]),
        (circles.Study, SECTIONS["streets"]),
    ],
)
def test_what_is_made_in_python_holds_the_declared_defaults(made: Any, declared: dict[str, Setting]) -> None:
    own = {field.name: field.default for field in fields(made)}
    shared = {"from" if name == "made_from" else name: value for name, value in own.items()}
    # A Study holds the squares themselves, and the setting says whether they are read.
    tables = {"squares"} if made is circles.Study else set()
    compared = {key: each.default for key, each in declared.items() if key in shared and key not in tables}
    assert compared == {key: shared[key] for key in compared}
    assert len(compared) >= {"Study": 2, "Candidates": 4, "Scenario": 6, "SitingQuestion": len(SITING)}[made.__name__]


def test_options_that_are_settings_say_what_the_settings_say() -> None:
    from typer.main import get_command

    command: Any = get_command(app)
    site = {option.name: option for option in command.commands["site"].params}
    for each in SITING.values():
        option = site.get(each.key) or site[each.key.rpartition("_")[0]]
        assert option.help == each.help("en")
        assert each.type is settings.COUNTS or option.default == each.default
    plan = {option.name: option for option in command.commands["plan"].params}
    assert plan["minutes"].help.startswith(SECTIONS["scenario"]["minutes"].help("en"))
    assert "15" in plan["minutes"].help
    assert "4.0" in plan["speed"].help


def test_the_reference_and_the_schema_in_docs_are_those_of_the_settings() -> None:
    inputs = settings_reference.INPUTS.read_text(encoding="utf-8")
    assert settings_reference.with_reference(inputs) == inputs, "run python docs/settings_reference.py"
    written = settings_reference.SCHEMA.read_text(encoding="utf-8")
    assert settings_reference.schema_text() == written, "run python docs/settings_reference.py"


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("streets.join_ends_m", "`join_ends_m` = {:g} m"),
        ("scenario.max_snap_m", "`max_snap_m` = {:g} m"),
        ("scenario.frontage_m", "`frontage_m` = {:g} m"),
        ("scenario.fill_ha", "`fill_ha` = {:g} ha"),
        ("scenario.walking_speed_kmh", "**Speed** defaults to {:.1f} km/h"),
    ],
)
def test_the_method_states_the_declared_defaults(name: str, stated: str) -> None:
    method = (settings_reference.HOME / "method.md").read_text(encoding="utf-8")
    assert stated.format(settings.default(name)) in method


def refused(said: object) -> bool:
    return not SCHEMA.is_valid(json.loads(json.dumps(said, default=str)))


SCHEMA = Draft7Validator(study_schema())
UNKNOWN_TO_THE_SCHEMA = {
    *("unknown_crs", "datum_and_crs", "gates_of_cells", "bad_minutes", "bad_walking_speed_kmh"),
    *("service_list_not_known", "edge_bounds_unreadable", "not_whole_yuan"),
    *("rings_not_read", "fixed_without_amount"),  # what a text says in words of its own
}


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(study_schema())


@pytest.mark.parametrize("text", [manifest.PORTO_ALEGRE, manifest.HELSINKI, manifest.BAODING])
def test_the_schema_accepts_studies_of_cities(text: str) -> None:
    assert not refused(tomllib.loads(text.format(streets="a.gpkg", crossings="join")))


@pytest.mark.parametrize(
    "write",
    [
        lambda _: demo_study() / "study.toml",
        write_study,
        lambda folder: write_study(
            folder,
            '[population]\nyear = 2020\nkind = "常住"\n[output]\ndata_date = 2026-11-22\n[candidates]\ngrid_m = 50\n',
        ),
        lambda folder: (write_town(folder), folder / "study.toml")[1],
    ],
    ids=["demo", "small", "more", "town"],
)
def test_the_schema_accepts_what_is_read(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    read_study(path)
    assert not refused(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "[street]\n",
        "name = 3\n",
        "scenario = 3\n",
        "[scenario]\nminute = 3\n",
        '[scenario]\nminutes = "15"\n',
        "[scenario]\nminutes = true\n",
        "[scenario]\nminutes = 0\n",
        "[scenario]\nmax_snap_m = -1\n",
        '[scenario]\nprofile = "robot"\n',
        '[scenario]\nprofile = "adult"\nwalking_speed_kmh = 4.0\n',
        '[centers]\ncolumns = { nom = "a" }\n',
        "[centers]\ncolumns = { name = 3 }\n",
        '[streets]\ndatum = "WGS-85"\n',
        '[streets]\nfile = "a"\nplace = "b"\n',
        "[streets]\njoin_ends_m = -0.5\n",
        '[blocks]\nfrom = "streets"\nfile = "a.gpkg"\n',
        '[blocks]\nfrom = "streets"\nsheet = "a"\n',
        '[blocks]\nfrom = "h3"\nmin_area_ha = 1.0\n',
        "[blocks]\nmin_area_ha = 1.0\n",
        '[blocks]\nfrom = "h3"\nh3_resolution = 13\n',
        "[population]\nyear = 1066\n",
        '[population]\nhousehold_size = 2.6\nraster = "a.tif"\n',
        "[candidates]\ngrid_m = 1.0\n",
        "[output]\nlang = 3\n",
    ],
)
def test_the_schema_refuses_what_reading_refuses(text: str) -> None:
    said = tomllib.loads(text)
    assert codes_of(lambda: read_settings(said, files=text.startswith("[streets]\nfile")))
    assert refused(said)


def value_of(each: Setting) -> st.SearchStrategy[Any]:
    right: st.SearchStrategy[Any] = {
        "number": st.floats(-10, 30_000, allow_nan=False).filter(lambda value: not value.is_integer())
        | st.integers(-2, 99),
        "whole number": st.integers(-2, 2200),
        "true or false": st.booleans(),
        "columns": st.dictionaries(st.sampled_from(["name", "lon", "nom"]), st.sampled_from(["名称", 3]), max_size=2),
    }.get(each.type.name, st.sampled_from(["a", "EPSG:4326"]))
    return st.sampled_from(each.choices) | right | st.sampled_from(["x", 1, 0.5, False]) if each.choices else right


def few_of(section: str) -> st.SearchStrategy[dict[str, Any]]:
    declared = SECTIONS[section]
    keys = st.lists(st.sampled_from(list(declared)), unique=True, max_size=3)
    return keys.flatmap(
        lambda few: st.fixed_dictionaries({section: st.fixed_dictionaries({k: value_of(declared[k]) for k in few})})
    )


SAID = st.sampled_from(list(SECTIONS)).flatmap(few_of)


@given(SAID)
def test_reading_and_the_schema_agree(said: dict[str, Any]) -> None:
    _, misspelt, findings = read_settings_as_far(said, files=False)
    told = {finding.code for finding in (*misspelt, *findings)}
    if {"file", "place"} <= said.get("streets", {}).keys():
        told.add("streets_named_twice")  # told only where files are looked for
    if told - UNKNOWN_TO_THE_SCHEMA:
        assert refused(said)
    elif not told:
        assert not refused(said)


@pytest.mark.parametrize(
    "name",
    [
        "scenario.minutes",
        "scenario.walking_speed_kmh",
        "population.year",
        "population.household_size",
        "streets.join_ends_m",
        "blocks.h3_resolution",
        "candidates.away_m",
    ],
)
@pytest.mark.parametrize("number", [HUGE, -HUGE, ENDLESS], ids=["huge", "negative", "endless"])
def test_numbers_beyond_all_reckoning_are_refused(name: str, number: int) -> None:
    section, key = name.split(".")
    with pytest.raises(CirclesError) as caught:
        read_settings({section: {key: number}}, files=False)
    assert [(each.code, each.column) for each in caught.value.findings] == [("setting_too_large", name)]
    for lang in texts.LANGUAGES:
        assert len(caught.value.text(lang)) < 400


def test_a_study_file_with_a_huge_number_is_refused_by_its_name(tmp_path: Path) -> None:
    path = write_study(tmp_path, f"[scenario]\nwalking_speed_kmh = {HUGE}\n[population]\nyear = {HUGE}\n")
    assert codes_of(lambda: read_study(path)) == ["setting_too_large"] * 2
    check = circles.check_study(path)
    assert check.status == "unusable"


def test_values_that_python_cannot_write_out_are_told_by_their_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    said: dict[str, Any] = {"scenario": {"minutes": [ENDLESS]}, "output": {"title": deep}, "population": ENDLESS}
    with pytest.raises(CirclesError) as caught:
        read_settings(said, files=False)
    told = [(each.code, each.value) for each in caught.value.findings]
    assert told == [("wrong_type", "list"), ("wrong_type", "list"), ("not_a_section", "int")]
    while deep:  # taken apart link by link: Python would follow the whole chain at once
        deep = deep.pop()


@pytest.mark.parametrize("text", ['{"a":' * 20_000, "[" * 100_000, '{"type":' * 900 + "1" + "}" * 900])
def test_a_crs_without_end_names_none(tmp_path: Path, text: str) -> None:
    path = write_study(tmp_path, f"[output]\ncrs = '{text}'\n")
    assert codes_of(lambda: read_study(path)) == ["unknown_crs"]


def test_scenarios_and_questions_refuse_huge_numbers_too() -> None:
    for number in (HUGE, ENDLESS):
        assert codes_of(lambda: circles.Scenario(minutes=number, cell_m=number)) == ["bad_minutes", "bad_setting"]  # noqa: B023 called at once
        assert codes_of(lambda: circles.Candidates(grid_m=number)) == ["bad_setting"]  # noqa: B023 called at once
        with pytest.raises(CirclesError) as caught:
            circles.SitingQuestion(new=1, budget=number, phases=())
        assert [each.code for each in caught.value.findings] == ["site_bad_number"]
