"""The house keeps its own law (docs/design.md): what the import contracts cannot say is held here."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import networkx as nx
import pytest

import circles

PACKAGE = Path(str(circles.__file__)).parent
ROOT = PACKAGE.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
LONGEST_MODULE = 400


def imports_of(name: str) -> set[str]:
    """Return the modules of the house that a module imports anywhere in it, for its types too."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                whole if (whole := f"{node.module}.{item.name}") in MODULES else node.module for item in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names}
    return found & MODULES.keys()


def layers(contract: dict[str, object]) -> str:
    """Return the layers of a contract as docs/design.md writes them."""
    given = contract["layers"]
    assert isinstance(given, list)
    return " > ".join(f"({layer})" if "|" in layer else layer for layer in given if layer != "__main__")


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = nx.DiGraph((name, other) for name in MODULES for other in imports_of(name) - {name})
    circles_of_modules = [sorted(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    assert circles_of_modules == []
    assert graph.number_of_edges() > len(MODULES)


@pytest.mark.parametrize("folder", ["circles", "benchmarks"])
def test_no_module_is_too_long_to_be_read(folder: str) -> None:
    files = [
        path for suffix in ("*.py", "*.js") for path in (ROOT / folder).rglob(suffix) if "vendor" not in path.parts
    ]
    too_long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert files
    assert too_long == {}


def test_no_two_modules_differ_by_an_s_alone() -> None:
    named: dict[str, list[str]] = {}
    for name in MODULES:
        *_, last = name.split(".")
        named.setdefault(last, []).append(name)
    alike = [(named[last], named[f"{last}s"]) for last in named if f"{last}s" in named]
    assert alike == []


def test_the_design_says_the_law_that_is_held() -> None:
    design = re.sub(r"\s+", " ", (ROOT / "docs" / "design.md").read_text(encoding="utf-8"))
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert len(contracts) > 1
    for contract in contracts:
        assert layers(contract) in design, contract["name"]


def test_every_room_of_the_law_is_told_where_to_find_it() -> None:
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| .+ \| `([^`]+)`", design.partition("## Where is")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    assert len(rows) >= 15
    assert [row for row in rows if not (ROOT / row).is_file() and not (PACKAGE / row).is_file()] == []
