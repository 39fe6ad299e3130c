"""A network put together again after its pieces were parted, joined and added to; no length is measured again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from circles.network.chains import components, neighbours
from circles.network.geodesy import plane_lengths_mm
from circles.network.line_meetings import Place, Spot
from circles.network.walk_network import LaidEdits
from circles.rule_numbers import ISLAND_MM
from circles.tables import LAID_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.network.closing import Closed
    from circles.network.laying import LaidPaths, Share, Tie
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

_JOIN, _CUT = 0, 1


class Part(NamedTuple):
    """A piece of the new network: its nodes, what it is of, and its vertices with their place and level mark."""

    start: int
    end: int
    before: int
    from_mm: int
    label: int
    vertices: list[tuple[int, int, int, bool]]


@dataclass
class _Work:
    """What grows while a network is put together: new nodes, which nodes are one, and where pieces are joined."""

    network: WalkNetwork
    places: list[Place] = field(default_factory=list)
    one_with: dict[int, int] = field(default_factory=dict)
    joins: dict[tuple[int, int], tuple[int, Spot]] = field(default_factory=dict)
    sides: dict[tuple[int, int], int] = field(default_factory=dict)

    def new_node(self, place: Place) -> int:
        self.places.append(place)
        return self.network.node_lon.size + len(self.places) - 1

    def root(self, node: int) -> int:
        while (above := self.one_with.get(node, node)) != node:
            node = above
        return node

    def unite(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        if low != high:
            self.one_with[high] = low


def rebuilt(network: WalkNetwork, closed: Closed, laid: LaidPaths, notes: Sequence[str]) -> WalkNetwork:
    """Return the network with its pieces parted at closed lines and joined by laid paths.

    Parameters
    ----------
    network : WalkNetwork
        The network before any edit.
    closed : Closed
        Where it is parted.
    laid : LaidPaths
        What is laid, and where it is joined.
    notes : sequence of str
        The name of each path.

    Returns
    -------
    WalkNetwork
        With ``edits``, of which `edit_ids` and `edit_counts` are for the caller to fill in.
    """
    work = _Work(network)
    _part_nodes(work, closed.nodes)
    labels = list(network.labels)
    paths = _path_parts(work, closed, laid, [_label_row(labels, note) for note in notes])
    touched = {piece for piece, _ in (*closed.cuts, *work.joins)} | {piece for piece, _ in work.sides}
    parts = [part for piece in sorted(touched) for part in _parts_of(work, closed, piece)]
    return _assembled(work, np.array(sorted(touched), np.int64), [*parts, *paths], tuple(labels))


def _label_row(labels: list[tuple[str, str]], note: str) -> int:
    if (note, LAID_PATH) not in labels:
        labels.append((note, LAID_PATH))
    return labels.index((note, LAID_PATH))


def _part_nodes(work: _Work, nodes: Iterable[int]) -> None:
    """Give each end of a piece at these nodes a node of its own, the first of them the node itself."""
    network = work.network
    for node in sorted(nodes):
        around = network.neighbour_piece[network.neighbour_offset[node] : network.neighbour_offset[node + 1]]
        pieces = np.unique(around).tolist()
        ends = [
            (piece, side)
            for piece in pieces
            for side, of in enumerate((network.piece_start, network.piece_end))
            if of[piece] == node
        ]
        place = (int(network.node_lon[node]), int(network.node_lat[node]))
        work.sides.update({end: work.new_node(place) if i else node for i, end in enumerate(ends)})


def _end_node(work: _Work, piece: int, side: int) -> int:
    network = work.network
    return work.sides.get((piece, side), int((network.piece_end if side else network.piece_start)[piece]))


def _node_at(work: _Work, closed: Closed, spot: Spot) -> int:
    """Return the node at a spot of a piece, made where there is none; it is on the side of the piece's start."""
    if spot.at_mm == 0:
        return _end_node(work, spot.piece, 0)
    if spot.at_mm == work.network.piece_mm[spot.piece] and spot[:2] not in closed.cuts:
        return _end_node(work, spot.piece, 1)
    if spot[:2] not in work.joins:
        work.joins[spot[:2]] = (work.new_node(spot.place), spot)
    return work.joins[spot[:2]][0]


def _path_parts(work: _Work, closed: Closed, laid: LaidPaths, labels: Sequence[int]) -> list[Part]:
    """Return the pieces of the paths, and of the last steps from their ends."""
    nodes: dict[tuple[int, Share], int] = {}
    parts: list[Part] = []
    for path, label in enumerate(labels):
        stops = _stops(laid, path)
        for share, place, is_node in stops:
            if is_node:
                nodes[path, share] = work.new_node(place)
        line: list[Place] = []
        begin = 0
        for share, place, is_node in stops:
            line.append(place)
            if is_node and len(line) > 1:
                parts.append(_drawn(begin, nodes[path, share], line, label))
            if is_node:
                begin, line = nodes[path, share], [place]
    targets = [(tie, _node_at(work, closed, spot), spot.place) for tie, spot in laid.to_streets]
    targets += [(one, nodes[to.path, to.share], _place_of(laid, to)) for one, to in laid.to_paths]
    for tie, node, place in targets:
        own = nodes[tie.path, tie.share]
        if tie.step_from is None or tie.step_from == place:
            work.unite(own, node)
        else:
            parts.append(_drawn(own, node, [tie.step_from, place], labels[tie.path]))
    return parts


def _place_of(laid: LaidPaths, tie: Tie) -> Place:
    return next(place for share, place, _ in _stops(laid, tie.path) if share == tie.share)


def _stops(laid: LaidPaths, path: int) -> list[tuple[Share, Place, bool]]:
    """Return the vertices of a path in order, those inserted too, and which of them are nodes: joined ones and ends."""
    line, inserts = laid.lines[path], laid.inserts[path]
    last = len(line) - 1
    shares: dict[Share, Place] = {}
    for number, (lon, lat) in enumerate(line.tolist()):
        share = (number, Fraction(0)) if number < last else (last - 1, Fraction(1))
        shares[share] = (lon, lat)
    ends = set(list(shares)[:1] + list(shares)[-1:])
    shares |= {share: place for share, place in inserts.items() if share not in shares}
    return [(share, shares[share], share in inserts or share in ends) for share in sorted(shares)]


def _drawn(start: int, end: int, line: Sequence[Place], label: int) -> Part:
    """Return a drawn line as a piece, measured in the plane, from its smaller end."""
    if line[0] > line[-1]:
        start, end, line = end, start, line[::-1]
    units = np.array([place for i, place in enumerate(line) if i in {0, len(line) - 1} or place != line[i - 1]])
    step_mm = plane_lengths_mm(*units[:-1].T, *units[1:].T)
    at_mm = np.r_[0, np.cumsum(step_mm)]
    vertices = [(lon, lat, at, False) for (lon, lat), at in zip(units.tolist(), at_mm.tolist(), strict=True)]
    return Part(start, end, -1, 0, label, vertices)


def _parts_of(work: _Work, closed: Closed, piece: int) -> list[Part]:
    """Return the parts of a piece between the spots at which it is joined or parted."""
    network = work.network
    first, last = int(network.vertex_offset[piece]), int(network.vertex_offset[piece + 1]) - 1
    breaks = [(spot.at_mm, _CUT, spot, -1) for (owner, _), spot in closed.cuts.items() if owner == piece]
    breaks += [(spot.at_mm, _JOIN, spot, node) for (owner, _), (node, spot) in work.joins.items() if owner == piece]
    ends = [Spot(piece, int(network.vertex_at_mm[v]), v, _vertex_place(network, v)) for v in (first, last)]
    parts: list[Part] = []
    here, node = ends[0], _end_node(work, piece, 0)
    for _, kind, spot, joined in sorted(breaks):
        left = joined if kind == _JOIN else work.new_node(spot.place)
        parts.append(_part(network, piece, (here, node), (spot, left)))
        here, node = spot, joined if kind == _JOIN else work.new_node(spot.place)
    return [*parts, _part(network, piece, (here, node), (ends[1], _end_node(work, piece, 1)))]


def _part(network: WalkNetwork, piece: int, start: tuple[Spot, int], end: tuple[Spot, int]) -> Part:
    (low, start_node), (high, end_node) = start, end
    stops = [(low.place, low.at_mm, low.vertex)]
    stops += [
        (_vertex_place(network, v), int(network.vertex_at_mm[v]), v) for v in range(low.vertex + 1, high.vertex + 1)
    ]
    # The vertex at which it begins or ends is that spot itself.
    ends = {(low.place, low.at_mm), (high.place, high.at_mm)}
    stops = [stop for i, stop in enumerate(stops) if i == 0 or stop[:2] not in ends]
    stops.append((high.place, high.at_mm, high.vertex))
    vertices = [
        (*place, at_mm - low.at_mm, bool(network.vertex_marked[v]) and i < len(stops) - 1)
        for i, (place, at_mm, v) in enumerate(stops)
    ]
    return Part(start_node, end_node, piece, low.at_mm, int(network.piece_label[piece]), vertices)


def _vertex_place(network: WalkNetwork, vertex: int) -> Place:
    return int(network.vertex_lon[vertex]), int(network.vertex_lat[vertex])


def _assembled(work: _Work, touched: Integers, parts: list[Part], labels: tuple[tuple[str, str], ...]) -> WalkNetwork:
    """Return the pieces that were not touched and the new ones as one network."""
    network = work.network
    kept = np.setdiff1d(np.arange(network.piece_mm.size), touched)
    rows = np.array([part[:5] for part in parts], np.int64).reshape(-1, 5)
    start, end, before, from_mm, label = (
        np.concatenate([old, new])
        for old, new in zip(
            (network.piece_start[kept], network.piece_end[kept], kept, np.zeros_like(kept), network.piece_label[kept]),
            rows.T,
            strict=True,
        )
    )
    count = np.r_[np.diff(network.vertex_offset)[kept], [len(part.vertices) for part in parts]].astype(np.int64)
    order = np.lexsort((from_mm, np.where(before < 0, network.piece_mm.size, before)))
    vertices = _vertices(network, kept, parts)
    offset = np.r_[0, np.cumsum(count)]
    gather = np.repeat(offset[order] - np.r_[0, np.cumsum(count[order])][:-1], count[order]) + np.arange(offset[-1])
    lon, lat, at_mm = (vertices[gather, i] for i in range(3))
    new_offset = np.r_[0, np.cumsum(count[order])]
    mm = at_mm[new_offset[1:] - 1]
    nodes, start, end = _numbered_nodes(work, start[order], end[order])
    neighbour_offset, neighbour_piece = neighbours(start, end, nodes.size)
    added = np.array(work.places, np.int64).reshape(-1, 2)
    edits = LaidEdits(
        before=network,
        piece_before=before[order],
        piece_from_mm=from_mm[order],
        piece_freed=np.zeros(order.size, np.bool_),
        edit_ids=(),
        edit_counts=np.zeros(0, np.int64),
    )
    edited = replace(
        network,
        node_lon=np.r_[network.node_lon, added[:, 0]][nodes],
        node_lat=np.r_[network.node_lat, added[:, 1]][nodes],
        node_cut=np.r_[network.node_cut, np.zeros(len(added), np.bool_)][nodes],
        piece_start=start,
        piece_end=end,
        piece_mm=mm,
        piece_island=np.r_[network.piece_island, False][before[order]],
        piece_label=label[order],
        vertex_offset=new_offset,
        vertex_lon=lon,
        vertex_lat=lat,
        vertex_at_mm=at_mm,
        vertex_marked=vertices[gather, 3].astype(np.bool_),
        neighbour_offset=neighbour_offset,
        neighbour_piece=neighbour_piece,
        labels=labels,
        account={**network.account, "pieces": mm.size, "nodes": nodes.size, "length_mm": int(mm.sum())},
        edits=edits,
    )
    return _with_islands(edited, edits)


def _vertices(network: WalkNetwork, kept: Integers, parts: list[Part]) -> Integers:
    """Return the vertices of the kept pieces, then of the new ones: lon, lat, place along the piece, level mark."""
    stays = np.isin(network.vertex_piece, kept)
    columns = (network.vertex_lon, network.vertex_lat, network.vertex_at_mm, network.vertex_marked.astype(np.int64))
    old = np.column_stack([column[stays] for column in columns])
    new = np.array([vertex for part in parts for vertex in part.vertices], np.int64).reshape(-1, 4)
    return np.concatenate([old, new])


def _numbered_nodes(work: _Work, start: Integers, end: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the nodes that are left, and the ends of pieces by their number among them."""
    roots = np.arange(work.network.node_lon.size + len(work.places))
    for node in work.one_with:
        roots[node] = work.root(node)
    nodes, ends = np.unique(roots[np.r_[start, end]], return_inverse=True)
    return nodes, ends[: start.size], ends[start.size :]


def _with_islands(edited: WalkNetwork, edits: LaidEdits) -> WalkNetwork:
    """Return the network with the islands that are none once paths are laid, and paths that are islands themselves.

    Islands stay as they were where nothing is laid: a closed line makes none.
    """
    root = components(edited.piece_start, edited.piece_end, edited.node_lon.size)[edited.piece_start]
    length_mm = np.bincount(root, edited.piece_mm, edited.node_lon.size).astype(np.int64)
    joined = length_mm >= ISLAND_MM
    joined[root[~edits.is_laid & ~edited.piece_island]] = True
    freed = edited.piece_island & joined[root]
    island = (edited.piece_island & ~freed) | (edits.is_laid & ~joined[root])
    return replace(edited, piece_island=island, edits=replace(edits, piece_freed=freed))
