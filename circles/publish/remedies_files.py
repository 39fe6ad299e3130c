"""Remedies as files: a table for people, and the edits that a study reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from circles.answers.remedies import Remedies
from circles.answers.remedies_words import check_words, consent_words, cost_words, remedy_words
from circles.errors import expect
from circles.phrases import text_of
from circles.publish.csv_text import csv_bytes
from circles.publish.plan_files import WrittenPlan, expect_how_written, written
from circles.publish.plan_workbook_audit import blocks_of_gaps, cheapest_of_gaps
from circles.remedy_tables import KINDS
from circles.results import REMEDY_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

_PROPERTIES = ("edit_id", "kind", "note", "author", "date", "block_id", "center_id", "remedy")


def write_remedies(
    remedies: Remedies,
    folder: str | Path,
    *,
    lang: str | None = None,
    tiles: bool = False,
    run: Mapping[str, object] | None = None,
    inputs: Iterable[str | Path] | None = None,
) -> WrittenPlan:
    """Write a plan with its remedies to `folder`, all files or none; other files in it are left alone.

    Parameters
    ----------
    remedies : Remedies
        What is written: all that :func:`circles.write_plan` writes of its plan; ``remedies.csv``, a row for each
        measure and each gap that it serves; ``remedies.geojson``, each measure as an edit that a study
        reads. The map shows both.
    folder, lang, tiles, run, inputs
        As for :func:`circles.write_plan`.

    Raises
    ------
    OutputError
        As :func:`circles.write_plan`.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> folder = circles.write_remedies(circles.remedies(plan, links=1), "remedies").folder
    >>> (folder / "remedies.geojson").is_file()
    True
    """
    expect("remedies", remedies, Remedies)
    expect_how_written(folder, lang=lang, tiles=tiles, run=run, inputs=inputs)
    language = lang or remedies.lang
    more = remedy_files(remedies, language)
    said: dict[str, Any] = {"lang": language, "tiles": tiles, "run": run or {}, "inputs": inputs}
    return written(remedies.plan, folder, more, **said, remedies=remedies)


def remedy_files(remedies: Remedies, lang: str) -> dict[str, bytes]:
    """Return the files of remedies by name."""
    return dict(zip(REMEDY_FILES, (_csv(remedies, lang), _geojson(remedies, lang)), strict=True))


def _csv(remedies: Remedies, lang: str) -> bytes:
    """Return the table with what is to be read as text; then trouble, measure, cost in words, which costs least.

    The blocks, which stand last, are all of the gap, so that whoever looks for one finds why it is out and what would
    bring it inside.
    """
    rows = remedies.table.drop(columns="geometry").to_dict("records")
    table: pd.DataFrame = remedies.table.drop(
        columns=["geometry", "near", "is_alike", "block_m2", "farthest_m", "cost_items"]
    )
    read = {"consent": consent_words, "checks": check_words, "told": remedy_words}
    texts = {name: [text_of(words(row), lang) for row in rows] for name, words in read.items()}
    texts |= {"cost_told": [text_of(cost_words(row), lang) for row in rows]}
    places = {kind: place for place, kind in enumerate(KINDS, 1)}
    table = table.assign(trouble=table["remedy"].map(places).astype("Int64"))
    texts |= {"cheapest": cheapest_of_gaps(rows)}
    texts |= {"gap_blocks": blocks_of_gaps(remedies, table["gap_id"])}
    names = [*(str(name) for name in table.columns), "told", "cost_told", "cheapest", "gap_blocks"]
    return csv_bytes(names, [texts[name] if name in texts else table[name].tolist() for name in names])


def _geojson(remedies: Remedies, lang: str) -> bytes:
    rows: dict[Any, dict[Any, Any]] = {row["edit_id"]: row for row in remedies.table.to_dict("records")}
    features = [
        {
            "type": "Feature",
            "properties": {
                **{name: str(row[name] or "") for name in _PROPERTIES},
                "note": text_of(remedy_words(rows[row["edit_id"]]), lang),
            },
            "geometry": json.loads(shapely.to_geojson(row["geometry"])),
        }
        for row in remedies.edits.to_dict("records")
        if row["edit_id"] in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode()
