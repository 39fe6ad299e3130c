"""The oracle shares nothing with what it judges."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def test_the_oracle_imports_nothing_of_the_package() -> None:
    modules = [path for path in FOLDER.glob("*.py") if not path.name.startswith("test_") and path.name != "judged.py"]
    assert len(modules) > 5
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.partition(".")[0] == "circles"], path.name
