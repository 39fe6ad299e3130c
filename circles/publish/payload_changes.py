"""What the page of a comparison knows: both answers block by block, and what is told of them, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables
from circles.answers.comparison import CHANGES
from circles.answers.marks import label_mark
from circles.answers.rate_names import short_rate_name
from circles.document import document_of
from circles.figures import Figure, shown_minutes
from circles.phrases import joined, phrase, text_of
from circles.publish import packed_geometry, web_files
from circles.publish.payload_differences import differences
from circles.texts import LANGUAGES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.answers.comparison import Comparison, Side
    from circles.document import Section

VERDICTS = (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
"""The verdicts in the order in which the page numbers them; who is not there has the number behind them."""

BLOCK_TOLERANCE_M = 2.0

_LABELLED = ("centers", "population", "blocks")


def changes_payload(comparison: Comparison, *, lang: str) -> dict[str, Any]:
    """Return all that the page shows, ready for JSON: the answer after, and as ``before`` what is other in that before.

    It is in `lang`; ``other`` is what the other language says otherwise (``payload_differences``).
    """
    columns = blocks(comparison)
    shared = {
        "bounds": bounds(comparison),
        "moves": moves(comparison.centers),
    }
    after, before = (
        {
            **_page(comparison, side, lang),
            **shared,
            "blocks": {**columns, "verdict": columns["verdicts"][shown]},
            "side": {"shown": shown, "of": "compared"},
        }
        for shown, side in (("after", comparison.after), ("before", comparison.before))
    )
    return {**after, "before": differences(after, before)}


def _page(comparison: Comparison, side: Side, lang: str) -> dict[str, Any]:
    """Return what is told of one side, and its centers."""
    own, other = (_words(comparison, side, each) for each in (lang, *(name for name in LANGUAGES if name != lang)))
    return {**own, "other": differences(own, other), "centers": centers(side.centers)}


def _words(comparison: Comparison, side: Side, lang: str) -> dict[str, Any]:
    document = document_of(comparison)
    base = comparison.rate_base
    rate = Figure(value=side.account["coverage_rate"][base], precision="covered_share")
    mark = label_mark(comparison.population_label)
    sentence = text_of(document.sentence, lang)
    return {
        "lang": lang,
        "texts": web_files.page_texts(web_files.CHANGES_SCRIPTS, lang),
        "facts": {
            "title": text_of(document.title, lang),
            "sentence": sentence,
            "rate": text_of(rate, lang),
            "rate_name": text_of(short_rate_name(base), lang),
            "points": text_of(_points(comparison), lang),
            "names": {"before": comparison.before.name, "after": comparison.after.name},
            "people": text_of(joined([phrase("compare.people"), mark]), lang),
            "signed": signed(comparison, lang),
            "osm": comparison.is_of_osm,
            **marks(comparison),
        },
        "told": [_section(section, lang) for section in document.shown if section.name not in {"sentence", "changes"}],
        "changes": _changes(comparison, lang),
    }


def _points(comparison: Comparison) -> Any:
    return phrase("changes.points", points=Figure(value=comparison.moved_points, precision="signed_tenth"))


def marks(comparison: Comparison) -> dict[str, Any]:
    """Return what the page must not be read without: how either answer is marked, and what is not from a source."""
    sides = (comparison.after, comparison.before)
    markings = dict.fromkeys(str(side.output["marking"]) for side in sides if side.output.get("marking"))
    labels = {
        f"{what}_label": next(
            (label for side in sides if (label := side.labels.get(what, "source")) != "source"), "source"
        )
        for what in _LABELLED
    }
    return {**labels, "population_label": comparison.population_label, "marking": " · ".join(markings) or None}


def signed(comparison: Comparison, lang: str) -> list[str]:
    """Return the date of the data of both answers, as far as they say it, and who prepared them."""
    sides = (comparison.before, comparison.after)
    dates = [
        text_of(phrase("changes.data_date", name=side.name, date=side.output["data_date"]), lang)
        for side in sides
        if side.output.get("data_date")
    ]
    return [*dates, *dict.fromkeys(str(side.output["prepared_by"]) for side in sides if side.output.get("prepared_by"))]


def _section(section: Section, lang: str) -> dict[str, Any]:
    table = section.table
    heads, rows = ([], []) if table is None else table.texts(lang)
    return {
        "name": section.name,
        "title": text_of(section.title or (table.title if table else ""), lang),
        "heads": [
            {"text": text, "figures": head.figures}
            for text, head in zip(heads, table.heads if table else (), strict=True)
        ],
        "rows": rows,
        "lines": [{"text": line.text(lang), "role": line.role} for line in section.lines],
    }


def _changes(comparison: Comparison, lang: str) -> list[dict[str, Any]]:
    """Return what became of blocks, each with its blocks and people as texts; what became of none is left out."""
    table = document_of(comparison).table("changes")
    there = [change for change in CHANGES if comparison.totals["blocks"][change]]
    rows = table.texts(lang)[1]
    return [
        {"name": change, "text": text, "blocks": count, "people": people}
        for change, (text, count, people) in zip(there, rows, strict=True)
    ]


def bounds(comparison: Comparison) -> list[list[float]]:
    """Return south-west and north-east (lat, lon) of all that is drawn on either side."""
    drawn: list[gpd.GeoDataFrame] = [comparison.blocks]
    drawn += [side.centers for side in (comparison.before, comparison.after) if side.centers is not None]
    boxes = np.array([table.total_bounds for table in drawn if table.geometry.notna().any()])
    if not len(boxes):
        return [[-60.0, -180.0], [75.0, 180.0]]
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return [[south, west], [north, east]]


def blocks(comparison: Comparison) -> dict[str, Any]:
    """Return the columns of the blocks: what became of each, verdict and minutes on either side."""
    table = comparison.blocks
    geometry = table.geometry.to_numpy()
    return {
        "id": [str(value) for value in table["block_id"]],
        "name": ["" if missing else str(value) for value, missing in _with_missing(table["name"])],
        "change": [CHANGES.index(change) for change in table["change"]],
        "verdicts": {when: _verdicts(table[f"verdict_{when}"]) for when in ("before", "after")},
        "minutes": {"before": _minutes(comparison, "before"), "after": _minutes(comparison, "after")},
        "population": [None if missing else round(value, 3) for value, missing in _with_missing(table["population"])],
        "polygons": packed_geometry.packed_polygons(packed_geometry.simplified_together(geometry, BLOCK_TOLERANCE_M)),
        "points": packed_geometry.packed_points(geometry),
    }


def _with_missing(column: pd.Series) -> list[tuple[Any, bool]]:
    return list(zip(column.tolist(), column.isna().tolist(), strict=True))


def _verdicts(column: pd.Series) -> list[int]:
    return [VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS) for verdict in column]


def _minutes(comparison: Comparison, when: str) -> list[str | None]:
    asked = (comparison.before if when == "before" else comparison.after).settings
    limits = [asked["minutes"]] if "minutes" in asked else []
    walked = comparison.blocks[f"minutes_{when}"].tolist()
    return [None if np.isnan(value) else shown_minutes(value, limits) for value in walked]


def centers(table: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return the columns of the centers of one side."""
    if table is None:
        return {"id": [], "name": [], "status": [], "attached": [], "x": [], "y": []}
    return {
        "id": [str(value) for value in table["center_id"]],
        "name": ["" if missing else str(value) for value, missing in _with_missing(table["name"])],
        "status": [str(value) for value in table["status"]],
        "attached": [bool(value) for value in table["attached"]],
        **packed_geometry.packed_points(table.geometry.to_numpy()),
    }


def moves(table: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return the centers that are open on one side alone: name, whether it opens, status on either side, the place."""
    if table is None:
        return {"name": [], "opens": [], "was": [], "now": [], "x": [], "y": []}
    moved = table[(table["was"] == "open") != (table["now"] == "open")]
    return {
        "name": [
            str(name) if name and name == name else str(center_id)  # noqa: PLR0124 NaN
            for name, center_id in zip(moved["name"], moved["center_id"], strict=True)
        ],
        "opens": [status == "open" for status in moved["now"]],
        "was": [None if missing else str(value) for value, missing in _with_missing(moved["was"])],
        "now": [None if missing else str(value) for value, missing in _with_missing(moved["now"])],
        **packed_geometry.packed_points(moved.geometry.to_numpy()),
    }
