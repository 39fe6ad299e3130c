"""Fail where a notebook and its paired script do not hold the same cells."""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext


def cells(file: Path) -> list[tuple[str, str]]:
    """Return the kind and the text of every cell."""
    return [(cell.cell_type, cell.source.rstrip()) for cell in jupytext.read(file).cells]


def main(folder: Path) -> None:
    """Compare every pair in `folder`; there must be one at least."""
    notebooks = sorted(folder.glob("*.ipynb"))
    apart = [
        str(notebook)
        for notebook in notebooks
        if not notebook.with_suffix(".py").is_file() or cells(notebook) != cells(notebook.with_suffix(".py"))
    ]
    if apart or not notebooks:
        sys.exit(f"no notebook, or not in step with its script (jupytext --sync): {', '.join(apart)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
