"""Notebooks are stored as they were run: with outputs, without faults, small; CI runs them and holds both equal."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

import circles

ROOT = Path(str(circles.__file__)).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("notebooks_stored", ROOT / ".ci" / "notebooks_stored.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STORED = _script()


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_stored_with_the_outputs_of_a_whole_run(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert len(outputs) > len(cells) / 2
    assert {output["output_type"] for output in outputs} <= {"execute_result", "display_data", "stream"}
    assert len(text.encode()) <= STORED.LARGEST_NOTEBOOK
    assert "/tmp/" not in text  # noqa: S108 no path of the machine that ran it


def output(**data: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {kind.replace("_", "/"): text for kind, text in data.items()}}


def test_a_map_is_stored_as_a_line_and_nothing_of_the_clock_or_the_machine_is() -> None:
    progress = {"output_type": "stream", "name": "stderr", "text": "3 s"}
    shown = output(
        text_html="<iframe>" * 10_000, text_plain="<Map at 0x7f12ab> /tmp/tmp6un86xoa/x.csv", application_javascript="x"
    )
    (kept,) = STORED.outputs_kept([progress, shown])
    assert set(kept["data"]) == {"text/html", "text/plain"}
    assert len(kept["data"]["text/html"]) < 200
    assert kept["data"]["text/plain"] == "<Map> …/x.csv"


def test_what_the_code_says_now_is_held_against_what_is_stored() -> None:
    def notebook(*outputs: dict[str, Any]) -> dict[str, Any]:
        return {"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": list(outputs)}]}

    table = output(text_plain="1", text_html='<table class="dataframe">1')
    assert (
        STORED.differences(notebook(table), notebook(output(text_plain="1", text_html='<b class="dataframe">'))) == []
    )
    for other in (output(text_plain="2"), output(text_plain="1", text_html="<p>1")):
        (told,) = STORED.differences(notebook(table), notebook(other))
        assert told.startswith("cell 2: ")
    assert STORED.differences(notebook(table), notebook())
