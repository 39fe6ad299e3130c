"""Run every notebook, and store its outputs or hold them against the stored ones.

    python .ci/notebooks_stored.py notebooks            run; fail where a cell fails or says what is not stored
    python .ci/notebooks_stored.py notebooks --write    run and store

What is stored is what a reader needs and what repeats: texts and tables as they are, pictures, no progress and no
clock. An interactive map is a megabyte of HTML: a line stands in its place, and the picture of it is in a text cell.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

LARGEST_HTML = 20_000
"""Letters of HTML that are stored; what is larger is a map."""

LARGEST_NOTEBOOK = 300_000
"""Bytes of a notebook with its outputs: the repository keeps every version of it for ever."""

PATIENCE_S = 1_200

_TEMPORARY = re.compile(r"(?:/[\w.-]+)*/tmp\w{8}\b")
_OF_PANDAS = 'class="dataframe"'
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_MAP = "<p><em>The interactive map stands here when the cell is run · 运行后在此显示可操作的地图</em></p>"


def outputs_kept(outputs: list[Any]) -> list[Any]:
    """Return the outputs of a cell as they are stored."""
    return [_kept(output) for output in outputs if output.get("name") != "stderr"]


def said(outputs: list[Any]) -> list[str]:
    """Return what must repeat of the outputs of a cell: text, our own HTML, and which kinds of picture there are.

    The HTML of a table of pandas changes with its version, and says what its text says.
    """
    found = []
    for output in outputs:
        data = output.get("data", {"text/plain": output.get("text", "")})
        own = [data[kind] for kind in ("text/plain", "text/html") if kind in data and _OF_PANDAS not in data[kind]]
        found += [*map(str.strip, own), *sorted(kind for kind in data if kind.startswith("image/"))]
    return found


def ran(file: Path) -> Any:
    """Return a notebook with the outputs of a run, as they are stored; it is run in its own folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(file, as_version=4)
    where = {"metadata": {"path": file.parent}}
    NotebookClient(notebook, timeout=PATIENCE_S, record_timing=False, coalesce_streams=True, resources=where).execute()
    for each in ("language_info", "widgets"):  # the version of Python that ran it; the pages that widgets hold
        notebook.metadata.pop(each, None)
    for number, cell in enumerate((each for each in notebook.cells if each.cell_type == "code"), 1):
        cell.outputs = outputs_kept(cell.outputs)
        for each in (cell, *(output for output in cell.outputs if "execution_count" in output)):
            each.execution_count = number
    return notebook


def differences(stored: Any, run: Any) -> list[str]:
    """Return each code cell whose stored outputs are not those of the present code."""
    pairs = zip(stored["cells"], run["cells"], strict=True)
    return [
        f"cell {number}: stored {said(kept['outputs'])!r}, now {said(fresh['outputs'])!r}"
        for number, (kept, fresh) in enumerate(pairs, 1)
        if kept["cell_type"] == "code" and said(kept["outputs"]) != said(fresh["outputs"])
    ]


def _kept(output: Any) -> Any:
    if "text" in output:
        output["text"] = _repeatable(output["text"])
    data = output.get("data", {})
    for kind in [kind for kind in data if kind not in {"text/plain", "text/html", "text/markdown", "image/png"}]:
        del data[kind]
    if len(data.get("text/html", "")) > LARGEST_HTML:
        data["text/html"] = _MAP
    for kind in [kind for kind in data if kind.startswith("text/")]:
        data[kind] = _repeatable(data[kind])
    return output


def _repeatable(text: str) -> str:
    return _TEMPORARY.sub("…", _ADDRESS.sub("", text))


def main(folder: Path, *, write: bool) -> None:
    """Run the notebooks of `folder`; there must be one at least."""
    import nbformat

    faults = []
    notebooks = sorted(folder.glob("*.ipynb"))
    for file in notebooks:
        run = ran(file)
        text = nbformat.writes(run) + "\n"
        if len(text.encode()) > LARGEST_NOTEBOOK:
            faults.append(f"{file}: {len(text.encode()):,} bytes, more than {LARGEST_NOTEBOOK:,}")
        elif write:
            file.write_text(text, encoding="utf-8")
        else:
            faults += [f"{file}, {each}" for each in differences(nbformat.read(file, as_version=4), run)]
    if faults or not notebooks:
        sys.exit("\n".join(faults or ["no notebook"]) + "\npython .ci/notebooks_stored.py notebooks --write")


if __name__ == "__main__":
    main(Path(sys.argv[1]), write="--write" in sys.argv[2:])
