"""WalkNetwork: walkable street pieces between junctions and ends, as arrays of integers."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import graphs, integers, tables, texts
from circles.errors import Finding, InputError
from circles.figures import Figure
from circles.network.joining import SPOT_KINDS
from circles.network.layers import layers_of
from circles.network.origin import BuiltFrom
from circles.network.roads import roads_of
from circles.notebook import html_of_rows
from circles.phrases import phrase
from circles.planning_study import METHOD_VERSION
from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from circles.network.layers import Layers
    from circles.network.roads import Roads

Integers = NDArray[np.int64]

_LAID_ARRAYS = ("piece_before", "piece_from_mm", "piece_freed", "piece_takes_start")
_NO_ARRAYS = frozenset({"labels", "compound_ids", "account", "built_from", "edits", "squares"})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class WalkNetwork(Record):
    """An undirected graph of street pieces; the same streets give the same arrays in whatever order they come.

    Attributes
    ----------
    node_lon, node_lat : ndarray of int64
        Junctions and ends in 1e-7 degree, in coordinate order; those that edits made after them.
    node_cut : ndarray of bool
        Ends made by the edge of an extract.
    piece_start, piece_end : ndarray of int64
        Nodes of each piece; the start has the smaller coordinates. Pieces are ordered by start, then by their
        second vertex; a piece that edits part stays in its place and direction, laid paths are last.
    piece_mm : ndarray of int64
        Lengths in millimetres.
    piece_island : ndarray of bool
        Pieces of islands, to which nothing is attached.
    piece_label : ndarray of int64
        Row of each piece in `labels`.
    piece_compound : ndarray of int64
        Position of each piece's compound in `compound_ids`, -1 where it is public.
    vertex_offset : ndarray of int64
        Piece `p` has the vertices ``vertex_offset[p]:vertex_offset[p + 1]``.
    vertex_lon, vertex_lat, vertex_at_mm : ndarray of int64
        Vertices in 1e-7 degree and their place along the piece in millimetres.
    vertex_marked : ndarray of bool
        Whether the segment that begins at a vertex bears a level mark (bridge, tunnel, layer).
    labels : tuple of (str, str)
        Name and highway class of streets, empty where unknown.
    compound_ids : tuple of str
        Compounds before any edit: those of gated polygons, by id, then those that are made.
    compound_gated : ndarray of bool
        Which of them a gated polygon makes.
    neighbour_offset, neighbour_piece : ndarray of int64
        The pieces at node `n` are ``neighbour_piece[neighbour_offset[n]:neighbour_offset[n + 1]]``, ascending,
        a loop twice.
    spot_kind, spot_units : ndarray of int64
        Spots looked at by joining: index into ``SPOT_KINDS``, and (lon, lat) in 1e-7 degree.
    account : mapping
        What became of the streets: counts and lengths by name.
    built_from : BuiltFrom
        What the network was built from: a study of other streets, edits or crossings refuses it.
    edits : LaidEdits or None
        The network before its edits, and what became of its pieces; None where nothing was edited.
    squares : Laid or None
        The same of the squares that are crossed, which come before any edit: that of an edited network has its own.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> circles.network_of(study)
    WalkNetwork(2,817 pieces, 1,879 nodes, 374.9 km, crossings shared)
    """

    node_lon: Integers
    node_lat: Integers
    node_cut: NDArray[np.bool_]
    piece_start: Integers
    piece_end: Integers
    piece_mm: Integers
    piece_island: NDArray[np.bool_]
    piece_label: Integers
    piece_compound: Integers
    vertex_offset: Integers
    vertex_lon: Integers
    vertex_lat: Integers
    vertex_at_mm: Integers
    vertex_marked: NDArray[np.bool_]
    neighbour_offset: Integers
    neighbour_piece: Integers
    spot_kind: Integers
    spot_units: Integers
    labels: tuple[tuple[str, str], ...]
    compound_ids: tuple[str, ...]
    compound_gated: NDArray[np.bool_]
    account: Mapping[str, Any]
    built_from: BuiltFrom
    edits: LaidEdits | None = None
    squares: Laid | None = None

    def __repr__(self) -> str:
        km = self.account["length_mm"] / 1e6
        pieces, nodes = (f"{count:,}" for count in (self.piece_mm.size, self.node_lon.size))
        return f"WalkNetwork({pieces} pieces, {nodes} nodes, {km:,.1f} km, crossings {self.built_from.crossings})"

    def _repr_html_(self) -> str:
        figures = {
            "pieces": Figure(value=self.piece_mm.size, precision="whole"),
            "nodes": Figure(value=self.node_lon.size, precision="whole"),
            "street_km": Figure(value=self.account["length_mm"], per=1e6, precision="tenth"),
            "islands": Figure(value=self.account["islands"], precision="whole"),
            "cut_ends": Figure(value=self.account["cut_ends"], precision="whole"),
        }
        lang = texts.language_of(*(name for name, _ in self.labels))
        rows = [(phrase(f"held.{name}"), figure) for name, figure in figures.items()]
        return html_of_rows(phrase("held.network"), rows, lang=lang)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the network as an OSMnx graph: both directions of each piece, ``length`` in metres."""
        pieces = self.pieces()
        return graphs.graph_from_pieces(integers.to_degrees(self.node_lon), integers.to_degrees(self.node_lat), pieces)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the network as plain arrays, ready for ``numpy.savez`` and ``numpy.load`` without pickle."""
        arrays = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in _NO_ARRAYS}
        labels = [text for label in self.labels for text in label]
        names, values = list(self.account), [int(value) for value in self.account.values()]
        return {
            **arrays,
            "labels": np.array(labels, dtype=np.str_),
            "compound_ids": np.array(self.compound_ids, dtype=np.str_),
            "account_names": np.array(names, dtype=np.str_),
            "account_values": np.array(values, dtype=np.int64),
            "built_from": np.array([str(part) for part in astuple(self.built_from)], dtype=np.str_),
            "method_version": np.array(METHOD_VERSION),
            **({} if self.edits is None else _arrays_of_edits(self.edits)),
            **({} if self.squares is None else _arrays_of_laid("squares", self.squares)),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> WalkNetwork:
        """Return the network that :meth:`to_arrays` gave.

        Raises
        ------
        InputError
            If it was stored by another version of the method: it would walk otherwise.
        """
        stored_by = str(arrays["method_version"]) if "method_version" in arrays else "1"
        if stored_by != METHOD_VERSION:
            raise InputError(
                Finding(
                    code="network_of_other_method", value=stored_by, details={"given": stored_by, "own": METHOD_VERSION}
                )
            )
        labels = [str(text) for text in arrays["labels"]]
        names = [str(name) for name in arrays["account_names"]]
        plain = {item.name: arrays[item.name] for item in fields(cls) if item.name not in _NO_ARRAYS}
        built = dict(zip((item.name for item in fields(BuiltFrom)), map(str, arrays["built_from"]), strict=True))
        return cls(
            **plain,
            labels=tuple(zip(labels[::2], labels[1::2], strict=True)),
            compound_ids=tuple(str(text) for text in arrays["compound_ids"]),
            account=dict(zip(names, (int(value) for value in arrays["account_values"]), strict=True)),
            built_from=BuiltFrom(**{**built, "join_ends_m": float(built["join_ends_m"])}),  # type: ignore[arg-type]
            edits=_edits_of_arrays(arrays) if "edits.edit_ids" in arrays else None,
            squares=Laid(**_laid_of_arrays("squares", arrays)) if "squares.piece_before" in arrays else None,
        )

    @cached_property
    def layers(self) -> Layers:
        """The rows that a search walks over: each node in public, and in each compound there."""
        return layers_of(self.piece_start, self.piece_end, self.piece_compound, self.node_lon.size)

    @cached_property
    def roads(self) -> Roads:
        """The graph as the compiled search wants it, laid out once.

        Raises
        ------
        InputError
            If the streets are so long that a walk would not fit beside a row in 62 bits.
        """
        return roads_of(self.layers, self.piece_mm)

    @property
    def metric_crs(self) -> str:
        """The plane about the middle of its streets (:func:`circles.tables.metric_crs`)."""
        ends = [
            integers.to_degrees([end(axis) for axis in (self.vertex_lon, self.vertex_lat)]) for end in (np.min, np.max)
        ]
        return tables.metric_crs((*ends[0].tolist(), *ends[1].tolist()))

    @property
    def segment_vertex(self) -> Integers:
        """The vertices at which a segment begins: all but the last of each piece."""
        begins = np.ones(self.vertex_lon.size, np.bool_)
        begins[self.vertex_offset[1:] - 1] = False
        return np.flatnonzero(begins)

    @property
    def vertex_piece(self) -> Integers:
        """The piece of each vertex."""
        return np.repeat(np.arange(self.piece_mm.size), np.diff(self.vertex_offset))

    @property
    def is_square(self) -> NDArray[np.bool_]:
        """Which pieces cross a square, or run along one that is too large."""
        kinds = (tables.SQUARE, tables.SQUARE_OUTLINE)
        crosses = np.array([highway in kinds for _, highway in self.labels] or [False])
        result: NDArray[np.bool_] = crosses[self.piece_label]
        return result

    def pieces(self) -> gpd.GeoDataFrame:
        """Return ``tables.PIECES``, one row a piece."""
        coordinates = integers.to_degrees(np.column_stack([self.vertex_lon, self.vertex_lat]))
        lines = shapely.linestrings(coordinates, indices=self.vertex_piece)
        names, classes = (np.array([row[i] for row in self.labels] or [""], dtype=object) for i in (0, 1))
        return gpd.GeoDataFrame(
            {
                "start": self.piece_start,
                "end": self.piece_end,
                "length_mm": self.piece_mm,
                "name": names[self.piece_label],
                "highway": classes[self.piece_label],
                "island": self.piece_island,
                "compound_id": np.array([*self.compound_ids, ""], dtype=object)[self.piece_compound],
                "start_row": self.layers.read_start,
                "end_row": self.layers.read_end,
            },
            geometry=lines,
            crs=tables.WGS84,
        )

    def spots(self) -> gpd.GeoDataFrame:
        """Return what a person may want to look at: kind, length_m and a Point each, in WGS-84.

        Kinds are ``island`` (with its length), ``cut end``, and from joining ``joined``, ``excepted`` (levels
        differ) and ``dangling``.
        """
        from circles.network.chains import components

        root = components(self.piece_start, self.piece_end, self.node_lon.size)[self.piece_start]
        island = self.piece_island & ~self.is_square
        island_root, piece = np.unique(root[island], return_inverse=True)
        length_mm = np.bincount(piece, self.piece_mm[island], island_root.size)
        cut = np.flatnonzero(self.node_cut)
        nodes = np.concatenate([island_root, cut])
        units = np.concatenate([np.column_stack([self.node_lon[nodes], self.node_lat[nodes]]), self.spot_units])
        kinds = np.repeat(["island", "cut end"], [island_root.size, cut.size]).tolist()
        return gpd.GeoDataFrame(
            {
                "kind": kinds + [SPOT_KINDS[kind] for kind in self.spot_kind],
                "length_m": np.r_[length_mm / 1000, np.full(len(units) - island_root.size, np.nan)],
            },
            geometry=shapely.points(integers.to_degrees(units)),
            crs=tables.WGS84,
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Laid(Record):
    """The network before lines were laid over it, and what each piece of the new one is of it.

    Attributes
    ----------
    before : WalkNetwork
        The network without them.
    piece_before : ndarray of int64
        The piece of `before` that each piece is a part of, -1 for those that were laid; ascending, laid ones last.
    piece_from_mm : ndarray of int64
        Where along that piece it begins.
    piece_freed : ndarray of bool
        Pieces of an island that is none once lines are laid.
    piece_takes_start : ndarray of bool
        Whether spots at which a piece begins are its own, else of the part before it.
    """

    before: WalkNetwork
    piece_before: Integers
    piece_from_mm: Integers
    piece_freed: NDArray[np.bool_]
    piece_takes_start: NDArray[np.bool_]

    @property
    def is_laid(self) -> NDArray[np.bool_]:
        """Which pieces were laid."""
        result: NDArray[np.bool_] = self.piece_before < 0
        return result

    def moved(self, piece: Integers, at_mm: Integers) -> tuple[Integers, Integers]:
        """Return piece and place in the new network of spots on the network before.

        A spot where a piece was parted belongs to the side of the smaller end of its segment, at a vertex to the lower
        of the two segments: so raw streets, whose pieces run otherwise, give the same.

        Parameters
        ----------
        piece, at_mm : ndarray of int64
            Spots; a piece of -1 stays.
        """
        before, from_mm, takes_start = self.kept_parts()
        width = int(self.before.piece_mm.max(initial=0)) + 1
        first = np.searchsorted(before, piece)
        begins = 2 * (before * width + from_mm) + np.where(takes_start, 0, 1)
        within = np.searchsorted(begins, 2 * (piece * width + at_mm) + 1) - 1
        found = np.where(piece < 0, 0, np.maximum(first, within))
        return np.where(piece < 0, -1, found), np.where(piece < 0, at_mm, at_mm - from_mm[found])

    def kept_parts(self) -> tuple[Integers, Integers, NDArray[np.bool_]]:
        """Return of which piece before each piece that was not laid is a part, where it begins, and who has that spot.

        The part itself where the third is true, else the one before it.
        """
        kept = int((self.piece_before >= 0).sum())
        before, from_mm = self.piece_before[:kept], self.piece_from_mm[:kept]
        return before, from_mm, self.piece_takes_start[:kept]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LaidEdits(Laid):
    """What edits changed: points are attached to the network `before` them.

    Attributes
    ----------
    edit_ids : tuple of str
        The paths and closed lines.
    edit_counts : ndarray of int64
        What each did: ends joined of a path (0 to 2), street pieces parted by a closed line.
    """

    edit_ids: tuple[str, ...]
    edit_counts: Integers


def _arrays_of_laid(kind: str, laid: Laid) -> dict[str, NDArray[Any]]:
    """Return what was laid as arrays, those of the network before it among them."""
    before = {f"before.{name}": array for name, array in laid.before.to_arrays().items()}
    return {**{f"{kind}.{name}": getattr(laid, name) for name in _LAID_ARRAYS}, **before}


def _laid_of_arrays(kind: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    before = {name.removeprefix("before."): arrays[name] for name in arrays if name.startswith("before.")}
    return {"before": WalkNetwork.from_arrays(before), **{name: arrays[f"{kind}.{name}"] for name in _LAID_ARRAYS}}


def _arrays_of_edits(edits: LaidEdits) -> dict[str, NDArray[Any]]:
    ids = np.array(edits.edit_ids, dtype=np.str_)
    return {**_arrays_of_laid("edits", edits), "edits.edit_counts": edits.edit_counts, "edits.edit_ids": ids}


def _edits_of_arrays(arrays: Mapping[str, NDArray[Any]]) -> LaidEdits:
    return LaidEdits(
        **_laid_of_arrays("edits", arrays),
        edit_ids=tuple(str(edit_id) for edit_id in arrays["edits.edit_ids"]),
        edit_counts=arrays["edits.edit_counts"],
    )
