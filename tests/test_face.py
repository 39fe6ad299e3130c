"""The face of the package: what it offers, and what it does not load."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

import circles
from circles import cli
from circles.cli.help_text import COMMANDS

ROOT = Path(str(circles.__file__)).parents[1]
HEAVY = ("folium", "geopandas", "networkx", "numba", "osmium", "osmnx", "pandas", "pyogrio", "shapely")
STAGES = ("sources", "network", "coverage", "publish", "workflows")


def loaded_after(code: str) -> set[str]:
    """Return which heavy libraries a fresh interpreter has loaded after `code`."""
    probe = f"{code}\nimport sys\nprint('loaded', *[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, encoding="utf-8")
    return set(done.stdout.splitlines()[-1].split()[1:])


def commands() -> dict[str, Any]:
    group = typer.main.get_command(cli.app)
    assert isinstance(group, TyperGroup)
    return dict(group.commands)


def parameters() -> list[Any]:
    group = typer.main.get_command(cli.app)
    asked = [pytest.param(each, id=f"circles {each.name}") for each in group.params]
    return asked + [
        pytest.param(each, id=f"{name} {each.name}") for name, command in commands().items() for each in command.params
    ]


def public_functions() -> list[Any]:
    """Return every public function, method and class of the package, with the name it is known by."""
    found = []
    for module in pkgutil.walk_packages(circles.__path__, "circles."):
        if module.name.endswith("__main__"):
            continue
        home = importlib.import_module(module.name)
        for name, each in vars(home).items():
            if name.startswith("_") or getattr(each, "__module__", None) != module.name:
                continue
            if inspect.isfunction(each) or inspect.isclass(each):
                found.append(pytest.param(each, id=f"{module.name}.{name}"))
    return found


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import circles") == set()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import runpy, sys\nsys.argv = ['circles', '--help']\n"
        "try:\n    runpy.run_module('circles', run_name='__main__')\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert loaded_after(code) == set()


def test_every_name_offered_is_there() -> None:
    assert sorted(circles.__all__) == list(circles.__all__)
    assert len(set(circles.__all__)) == len(circles.__all__)
    for name in circles.__all__:
        assert getattr(circles, name) is not None
    assert set(circles.__all__) <= set(dir(circles))
    with pytest.raises(AttributeError, match="no_such_name"):
        circles.no_such_name  # noqa: B018 the access is what is tested


def test_names_promised_to_the_reader_and_to_the_type_checker_are_the_same() -> None:
    tree = ast.parse((ROOT / "circles" / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed | {"__version__"} == set(circles.__all__)


@pytest.mark.parametrize("code", ["import circles", "import circles.workflows, circles.sources, circles.publish"])
def test_the_stories_are_functions_whatever_was_imported_before(code: str) -> None:
    probe = (
        f"{code}\nimport circles\n"
        "assert all(callable(f) for f in (circles.plan, circles.explain, circles.compare, circles.show))\n"
        "import circles.workflows, circles.workflows.planning, circles.workflows.explaining\n"
        "assert all(callable(f) for f in (circles.plan, circles.explain, circles.compare))"
    )
    subprocess.run([sys.executable, "-c", probe], check=True)


@pytest.mark.parametrize(
    "package",
    [
        "circles",
        "circles.sources",
        "circles.publish",
        "circles.workflows",
        "circles.network",
        "circles.coverage",
    ],
)
def test_no_public_function_bears_the_name_of_a_module_beside_it(package: str) -> None:
    home = importlib.import_module(package)
    beside = {module.name for module in pkgutil.iter_modules(home.__path__)}
    assert beside & set(home.__all__) == set()


def test_stages_offer_what_they_say() -> None:
    for stage in STAGES:
        home = importlib.import_module(f"circles.{stage}")
        for name in home.__all__:
            assert getattr(home, name) is not None


def test_every_command_is_explained() -> None:
    assert set(commands()) == set(COMMANDS)
    for name, command in commands().items():
        assert command.help, name


@pytest.mark.parametrize("parameter", parameters())
def test_every_option_is_explained(parameter: Any) -> None:
    assert getattr(parameter, "help", None)


@pytest.mark.parametrize("each", public_functions())
def test_everything_public_says_what_it_does(each: Any) -> None:
    assert (inspect.getdoc(each) or "").strip()


def test_every_module_says_what_it_holds() -> None:
    for path in (ROOT / "circles").rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.name
