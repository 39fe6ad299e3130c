"""Texts in JSON that are not plain GeoJSON: features line by line, TopoJSON, and those that are not read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, PART, REFUSED, Format, unreadable
from circles.sources.files.geojson import refuse_hostile_geojson

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.files.format import Head

_RECORD_SEPARATOR = b"\x1e"
_LINES = (".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl", ".ndgeojson")


def refuse_hostile_topojson(path: Path) -> None:
    """Refuse a TopoJSON whose shapes name its arcs so often that they have more corners than are read.

    Raises
    ------
    InputError
        If they do, or the text is no JSON.
    """
    try:
        whole = json.loads(path.read_bytes())
        lengths = [len(arc) for arc in whole["arcs"]]
        found = sum(_corners(each, lengths) for each in whole["objects"].values())
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise unreadable(path.name, error) from error
    if found > limits.VERTICES:
        raise limits.too_many("too_many_vertices", path.name, most=limits.VERTICES)


def _corners(geometry: Any, lengths: list[int]) -> int:
    """Return how many corners the arcs named in a geometry have, each as often as it is named."""
    found, waiting = 0, [geometry]
    while waiting and found <= limits.VERTICES:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.get("geometries") or []
            waiting += each.get("arcs") or []
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, int):
            found += lengths[each]  # -1 is the last arc backwards, as in Python
    return found


def _is_sequence(head: Head) -> bool:
    """Return whether a text is features one after another: a second one begins where the first ends."""
    if head.start.startswith(_RECORD_SEPARATOR):
        return True
    first, rest = _first_value(head)
    is_feature = isinstance(first, dict) and first.get("type") != "FeatureCollection"
    if first is None:  # longer than what was looked at
        return head.text.startswith(b"{") and head.suffix in _LINES
    return is_feature and (rest.startswith("{") or (not rest and head.suffix in _LINES))


def _is_several(head: Head) -> bool:
    """Return whether whole collections stand one after another, as joined files do."""
    first, rest = _first_value(head)
    return isinstance(first, dict) and first.get("type") == "FeatureCollection" and rest.startswith("{")


def _first_value(head: Head) -> tuple[Any, str]:
    """Return the first JSON value of a text, None where it ends beyond what was looked at, and what follows it."""
    if not head.text.startswith(b"{"):
        return None, ""
    text = head.text.decode("utf-8", "ignore")
    try:
        first, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, ""
    return first, text[end:].lstrip()


def _holds(*words: bytes) -> Any:
    return lambda head: head.text.startswith((b"{", b"[")) and all(word in head.text for word in words)


SEVERAL = Format(name="several GeoJSON", family=REFUSED, recognise=_is_several, refused_as="json_several")
SEQUENCE = Format(
    name="GeoJSONSeq",
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=_is_sequence,
    refuse_hostile=refuse_hostile_geojson,
    opened=lambda path: f"GeoJSONSeq:{path.resolve()}",
)
TOPOLOGY = Format(
    name="TopoJSON",
    family=LAYER,
    honours=frozenset({CRS, PART}),
    recognise=_holds(b'"Topology"'),
    refuse_hostile=refuse_hostile_topojson,
    opened=lambda path: f"TopoJSON:{path.resolve()}",
    assumed_crs="EPSG:4326",
)
OVERPASS = Format(
    name="Overpass JSON",
    family=REFUSED,
    recognise=lambda head: _holds(b'"elements"')(head) and b'"Feature' not in head.text,
    refused_as="overpass_json",
)
NODE_LINK = Format(
    name="node-link JSON",
    family=REFUSED,
    recognise=lambda head: _holds(b'"nodes"')(head) and b'"Feature' not in head.text and b'"multigraph"' in head.text,
    refused_as="node_link_json",
)
ESRI = Format(
    name="Esri JSON",
    family=REFUSED,
    recognise=lambda head: _holds(b'"esriGeometry')(head) or _holds(b'"fieldAliases"')(head),
    refused_as="esri_json",
)
ARRAY = Format(
    name="JSON",
    family=REFUSED,
    recognise=lambda head: head.text.startswith(b"[") and head.suffix in (".json", ".geojson"),
    refused_as="json_array",
)
