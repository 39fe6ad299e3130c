"""An extract of OpenStreetMap drawn in steps of a grid, and a study of it: what blocks and gates are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import osmium
from osmium.osm.mutable import Node, Relation, Way

from circles import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import circles

LON, LAT = 114.28, 30.58
STEP = 0.001
"""About 96 m east and 111 m north: a face of one step is about 1.06 ha."""

HOME = {"highway": "residential"}


def at(x: float, y: float) -> tuple[float, float]:
    return round(LON + x * STEP, 7), round(LAT + y * STEP, 7)


class Extract:
    """A PBF drawn in steps of the grid, nodes made as they are needed."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[float, float], int] = {}
        self.tags: dict[int, dict[str, str]] = {}
        self.ways: list[tuple[int, list[int], dict[str, str]]] = []
        self.relations: list[tuple[int, list[tuple[str, int, str]], dict[str, str]]] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        number = self.nodes.setdefault(at(x, y), len(self.nodes) + 1)
        self.tags.setdefault(number, {}).update(tags)
        return number

    def way(self, places: Sequence[tuple[float, float]], **tags: str) -> int:
        self.ways.append((len(self.ways) + 1, [self.node(*place) for place in places], tags))
        return len(self.ways)

    def box(self, x0: float, y0: float, x1: float, y1: float, **tags: str) -> int:
        return self.way([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], **tags)

    def relation(self, members: Sequence[tuple[str, int, str]], **tags: str) -> None:
        self.relations.append((len(self.relations) + 1, list(members), tags))

    def write(self, path: Path) -> Path:
        with osmium.SimpleWriter(str(path)) as writer:
            for place, number in self.nodes.items():
                writer.add_node(Node(id=number, location=place, tags=self.tags[number]))
            for number, refs, tags in self.ways:
                writer.add_way(Way(id=number, nodes=refs, tags=tags))
            for number, members, tags in self.relations:
                writer.add_relation(Relation(id=number, members=members, tags={"type": "multipolygon", **tags}))
        return path


def town() -> Extract:
    """Return two faces side by side, A from 0 to 2 and B from 2 to 4, and footways in A."""
    extract = Extract()
    extract.box(0, 0, 2, 2, **HOME)
    extract.way([(2, 0), (4, 0), (4, 2), (2, 2)], **HOME)
    extract.way([(0, 1), (2, 1)], highway="footway")
    return extract


def study_of(extract: Extract, folder: Path, text: str) -> Path:
    extract.write(folder / "街道.osm.pbf")
    lon, lat = at(1, 0)
    (folder / "centers.csv").write_text(f"name,lon,lat\nOne,{lon},{lat}\n", encoding="utf-8")
    study = folder / "study.toml"
    study.write_text(
        f'name = "Town"\n[streets]\nfile = "街道.osm.pbf"\n[centers]\nfile = "centers.csv"\n{text}', encoding="utf-8"
    )
    return study


def finding(study: circles.Study, code: str) -> Any:
    (found,) = [each for each in study.warnings if each.code == code]
    assert all(found.text(lang) for lang in texts.LANGUAGES)
    return found
