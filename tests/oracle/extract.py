"""What the oracle reads of an OpenStreetMap extract: ways as runs of places, and barriers."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import osmium
import osmium.filter

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[int, int]
"""Longitude and latitude in 1e-7 degree."""


@dataclass(frozen=True)
class Run:
    """Consecutive nodes of a way that the extract holds, and whether the way goes on beyond either end."""

    way: int
    tags: dict[str, str]
    places: list[Place]
    cut_start: bool = False
    cut_end: bool = False


@dataclass
class Extract:
    """Ways with a `highway` tag in runs, and the tags of barriers by their place."""

    runs: list[Run] = field(default_factory=list)
    barriers: dict[Place, list[dict[str, str]]] = field(default_factory=dict)


def runs_of(way: int, tags: dict[str, str], places: list[Place | None]) -> list[Run]:
    """Return a way as runs between the nodes that are missing."""
    runs: list[Run] = []
    at = 0
    for missing, group in groupby(places, key=lambda place: place is None):
        size = len(list(group))
        if not missing:
            known = [place for place in places[at : at + size] if place is not None]
            runs.append(Run(way, tags, known, cut_start=at > 0, cut_end=at + size < len(places)))
        at += size
    return runs


def extract_of(path: Path) -> Extract:
    """Read a PBF file."""
    found = Extract()
    things = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for thing in things.with_filter(osmium.filter.KeyFilter("highway", "barrier")):
        tags = dict(thing.tags)
        if thing.is_node():
            if "barrier" in tags:
                found.barriers.setdefault((thing.location.x, thing.location.y), []).append(tags)
        elif "highway" in tags:
            places = [(one.location.x, one.location.y) if one.location.valid() else None for one in thing.nodes]
            found.runs += runs_of(thing.id, tags, places)
    return found
