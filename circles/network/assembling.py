"""A network put together again after its pieces were parted and joined; no length is measured again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from circles.network.chains import components, neighbours
from circles.network.compounds import PUBLIC
from circles.network.line_meetings import Place, Spot
from circles.network.sides import Cut, cuts_before
from circles.network.walk_network import Laid
from circles.rule_numbers import ISLAND_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.network.closing import Closed
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


class Part(NamedTuple):
    """A piece of the new network: its nodes, what it is of, and its vertices with their place and level mark.

    `takes_start` tells whether spots at which it begins are its own, else of the part before it.
    """

    start: int
    end: int
    before: int
    from_mm: int
    label: int
    vertices: list[tuple[int, int, int, bool]]
    takes_start: bool = True


class _Break(NamedTuple):
    """Where a piece is joined or parted: how far along it, in which order there, the spot, the node where joined."""

    at_mm: int
    order: int
    spot: Spot
    node: int | None
    takes_start: bool


@dataclass
class Work:
    """What grows while a network is put together: new nodes, which nodes are one, and where pieces are joined."""

    network: WalkNetwork
    places: list[Place] = field(default_factory=list)
    one_with: dict[int, int] = field(default_factory=dict)
    joins: dict[tuple[int, int, int], tuple[int, Spot]] = field(default_factory=dict)
    sides: dict[tuple[int, int], int] = field(default_factory=dict)

    def new_node(self, place: Place) -> int:
        """Return the number of a new node."""
        self.places.append(place)
        return self.network.node_lon.size + len(self.places) - 1

    def root(self, node: int) -> int:
        """Return the node that stands for all those that are one with a node."""
        while (above := self.one_with.get(node, node)) != node:
            node = above
        return node

    def unite(self, one: int, other: int) -> None:
        """Make two nodes one."""
        low, high = sorted((self.root(one), self.root(other)))
        if low != high:
            self.one_with[high] = low


def part_nodes(work: Work, nodes: Iterable[int]) -> None:
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


def _end_node(work: Work, piece: int, side: int) -> int:
    network = work.network
    return work.sides.get((piece, side), int((network.piece_end if side else network.piece_start)[piece]))


def node_at(work: Work, closed: Closed, spot: Spot) -> int:
    """Return the node at a spot of a piece, made where there is none; where it is parted, on the side of the spot."""
    cuts = closed.cuts.get(spot[:2], {})
    if not cuts and spot.at_mm in {0, work.network.piece_mm[spot.piece]}:
        return _end_node(work, spot.piece, int(spot.at_mm > 0))
    behind = cuts_before(work.network, spot, cuts) if cuts else 0
    key = (*spot[:2], behind)
    if key not in work.joins:
        work.joins[key] = (work.new_node(spot.place), spot)
    return work.joins[key][0]


def street_parts(work: Work, closed: Closed) -> list[Part]:
    """Return the parts of all pieces that are joined or parted anywhere."""
    breaks: dict[int, list[_Break]] = {piece: [] for piece, _ in work.sides}
    for (piece, at_mm), cuts in closed.cuts.items():
        behind = cuts_before(work.network, next(iter(cuts.values()))._replace(side=0), cuts)
        for order, how in enumerate(sorted(cuts)):
            breaks.setdefault(piece, []).append(_Break(at_mm, 2 * order + 1, cuts[how], None, order < behind))
    for (piece, at_mm, order), (node, spot) in work.joins.items():
        # Where nothing is parted both sides are one.
        cuts = closed.cuts.get((piece, at_mm), {Cut.AT: spot})
        takes = order < cuts_before(work.network, spot._replace(side=0), cuts) + ((piece, at_mm) in closed.cuts)
        breaks.setdefault(piece, []).append(_Break(at_mm, 2 * order, spot, node, takes))
    return [part for piece in sorted(breaks) for part in _parts_of(work, piece, sorted(breaks[piece]))]


def _parts_of(work: Work, piece: int, breaks: Sequence[_Break]) -> list[Part]:
    """Return the parts of a piece between the spots at which it is joined or parted, given in their order."""
    network = work.network
    first, last = int(network.vertex_offset[piece]), int(network.vertex_offset[piece + 1]) - 1
    ends = [Spot(piece, int(network.vertex_at_mm[v]), v, _vertex_place(network, v)) for v in (first, last)]
    parts: list[Part] = []
    here, node, takes = ends[0], _end_node(work, piece, 0), True
    for each in breaks:
        left = work.new_node(each.spot.place) if each.node is None else each.node
        parts.append(_part(network, piece, (here, node), (each.spot, left), takes_start=takes))
        here, takes = each.spot, each.takes_start
        node = work.new_node(each.spot.place) if each.node is None else each.node
    return [
        *parts,
        _part(network, piece, (here, node), (ends[1], _end_node(work, piece, 1)), takes_start=takes),
    ]


def _part(
    network: WalkNetwork, piece: int, start: tuple[Spot, int], end: tuple[Spot, int], *, takes_start: bool
) -> Part:
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
    return Part(start_node, end_node, piece, low.at_mm, int(network.piece_label[piece]), vertices, takes_start)


def _vertex_place(network: WalkNetwork, vertex: int) -> Place:
    return int(network.vertex_lon[vertex]), int(network.vertex_lat[vertex])


def assembled(
    work: Work, streets: list[Part], laid: list[Part], labels: tuple[tuple[str, str], ...]
) -> tuple[WalkNetwork, Laid]:
    """Return the pieces that were not parted, the parts of the others and what is laid as one network."""
    network, parts = work.network, [*streets, *laid]
    kept = np.setdiff1d(np.arange(network.piece_mm.size), [part.before for part in streets])
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
    done = Laid(
        before=network,
        piece_before=before[order],
        piece_from_mm=from_mm[order],
        piece_freed=np.zeros(order.size, np.bool_),
        piece_takes_start=np.r_[np.ones(kept.size, np.bool_), [part.takes_start for part in parts]][order].astype(bool),
    )
    changed = replace(
        network,
        node_lon=np.r_[network.node_lon, added[:, 0]][nodes],
        node_lat=np.r_[network.node_lat, added[:, 1]][nodes],
        node_cut=np.r_[network.node_cut, np.zeros(len(added), np.bool_)][nodes],
        piece_start=start,
        piece_end=end,
        piece_mm=mm,
        piece_island=np.r_[network.piece_island, False][before[order]],
        piece_label=label[order],
        piece_compound=np.r_[network.piece_compound, PUBLIC][before[order]],
        vertex_offset=new_offset,
        vertex_lon=lon,
        vertex_lat=lat,
        vertex_at_mm=at_mm,
        vertex_marked=vertices[gather, 3].astype(np.bool_),
        neighbour_offset=neighbour_offset,
        neighbour_piece=neighbour_piece,
        labels=labels,
        account={**network.account, "pieces": mm.size, "nodes": nodes.size},
    )
    return _with_islands(changed, done)


def _vertices(network: WalkNetwork, kept: Integers, parts: list[Part]) -> Integers:
    """Return the vertices of the kept pieces, then of the new ones: lon, lat, place along the piece, level mark."""
    stays = np.isin(network.vertex_piece, kept)
    columns = (network.vertex_lon, network.vertex_lat, network.vertex_at_mm, network.vertex_marked.astype(np.int64))
    old = np.column_stack([column[stays] for column in columns])
    new = np.array([vertex for part in parts for vertex in part.vertices], np.int64).reshape(-1, 4)
    return np.concatenate([old, new])


def _numbered_nodes(work: Work, start: Integers, end: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the nodes that are left, and the ends of pieces by their number among them."""
    roots = np.arange(work.network.node_lon.size + len(work.places))
    for node in work.one_with:
        roots[node] = work.root(node)
    nodes, ends = np.unique(roots[np.r_[start, end]], return_inverse=True)
    return nodes, ends[: start.size], ends[start.size :]


def _with_islands(changed: WalkNetwork, done: Laid) -> tuple[WalkNetwork, Laid]:
    """Return the network with the islands that are none once lines are laid, and lines that are islands themselves.

    Islands stay as they were where nothing is laid: a closed line makes none. Squares are no street of any length.
    """
    root = components(changed.piece_start, changed.piece_end, changed.node_lon.size)[changed.piece_start]
    street_mm = np.where(changed.is_square, 0, changed.piece_mm)
    joined = np.bincount(root, street_mm, changed.node_lon.size).astype(np.int64) >= ISLAND_MM
    joined[root[~done.is_laid & ~changed.piece_island]] = True
    freed = changed.piece_island & joined[root] & _leads_out(changed)
    island = (changed.piece_island & ~freed) | (done.is_laid & ~joined[root])
    account = {**changed.account, "length_mm": int(street_mm.sum())}
    return replace(changed, piece_island=island, account=account), replace(done, piece_freed=freed)


def _leads_out(changed: WalkNetwork) -> NDArray[np.bool_]:
    """Return which pieces are public, or of a compound with a gate."""
    layers = changed.layers
    has_gate = np.zeros(len(changed.compound_ids) + 1, np.bool_)
    has_gate[layers.compound[layers.gate]] = True
    has_gate[PUBLIC] = True
    result: NDArray[np.bool_] = has_gate[changed.piece_compound]
    return result
