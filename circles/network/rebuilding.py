"""What is laid over a network, paths and the pieces of squares, as pieces that join its streets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.network.assembling import Part, Work, assembled, node_at, part_nodes, street_parts
from circles.network.closing import Closed
from circles.network.compounds import PUBLIC
from circles.network.geodesy import plane_lengths_mm
from circles.network.walk_network import LaidEdits
from circles.tables import LAID_PATH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from circles.network.laying import LaidPaths, Share, Tie
    from circles.network.line_meetings import Place, Spot
    from circles.network.walk_network import WalkNetwork


class LaidLine(NamedTuple):
    """A line of lengths of its own: the row of its label, and its vertices with their place along it in millimetres."""

    label: int
    vertices: list[tuple[int, int, int]]


def rebuilt(
    network: WalkNetwork, closed: Closed, laid: LaidPaths, notes: Sequence[str], *, opened: NDArray[np.bool_]
) -> WalkNetwork:
    """Return the network with its pieces parted at closed lines and joined by laid paths, and compounds opened.

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
    opened : ndarray of bool
        The compounds whose pieces become public.

    Returns
    -------
    WalkNetwork
        With ``edits``, of which `edit_ids` and `edit_counts` are for the caller to fill in.
    """
    closed_to = np.r_[np.where(opened, PUBLIC, np.arange(opened.size)), PUBLIC]
    work = Work(replace(network, piece_compound=closed_to[network.piece_compound]))
    part_nodes(work, closed.nodes)
    labels = list(network.labels)
    paths = _path_parts(work, closed, laid, [_label_row(labels, note) for note in notes])
    edited, done = assembled(work, street_parts(work, closed), paths, tuple(labels))
    # Points ask the network before, with its compounds: what is attached stays attached.
    edits = LaidEdits(**{**vars(done), "before": network}, edit_ids=(), edit_counts=np.zeros(0, np.int64))
    return replace(edited, edits=edits, squares=None)


def with_lines(
    network: WalkNetwork,
    lines: Sequence[LaidLine],
    entrances: Mapping[Place, Sequence[Spot]],
    labels: tuple[tuple[str, str], ...],
) -> WalkNetwork:
    """Return the network with lines that are joined to streets, and to one another, by their ends alone.

    Parameters
    ----------
    network : WalkNetwork
        The network without them.
    lines : sequence of LaidLine
        From their smaller ends. Ends at one place are one node. A straight line is left out where a public street
        runs straight between the same ends and is no longer.
    entrances : mapping
        The ends that are places of streets, and the spots of the streets there; any other end is a node of its own.
    labels : tuple of (str, str)
        Those of the network, then those of the lines.

    Returns
    -------
    WalkNetwork
        With ``squares``.
    """
    work, closed = Work(network), Closed()
    nodes: dict[Place, int] = {}
    met: set[int] = set()
    for place, spots in sorted(entrances.items()):
        first, *others = (node_at(work, closed, spot) for spot in sorted(spots))
        nodes[place] = first
        met |= {first, *others}
        for other in others:
            work.unite(first, other)
    streets = street_parts(work, closed)
    straight_mm = _straight_streets(work, streets, met)
    laid = []
    for label, vertices in lines:
        ends = [vertices[at][:2] for at in (0, -1)]
        start, end = (
            nodes[place] if place in nodes else nodes.setdefault(place, work.new_node(place)) for place in ends
        )
        between = frozenset({work.root(start), work.root(end)})
        if len(vertices) > 2 or vertices[-1][2] < straight_mm.get(between, vertices[-1][2] + 1):
            laid.append(Part(start, end, -1, 0, label, [(*vertex, False) for vertex in vertices]))
    crossed, done = assembled(work, streets, laid, labels)
    return replace(crossed, squares=done)


def _straight_streets(work: Work, streets: Sequence[Part], nodes: set[int]) -> dict[frozenset[int], int]:
    """Return the least length of public streets that run straight between two of some nodes, by both their roots."""
    network = work.network
    public = network.piece_compound == PUBLIC
    whole = np.flatnonzero(public & (np.diff(network.vertex_offset) == 2))
    known = np.array(sorted(nodes), np.int64)
    parted = {part.before for part in streets}
    for axis in (network.piece_start, network.piece_end):
        whole = whole[np.isin(axis[whole], known)]
    found = [
        (int(network.piece_start[piece]), int(network.piece_end[piece]), int(network.piece_mm[piece]))
        for piece in whole.tolist()
        if piece not in parted
    ]
    found += [
        (part.start, part.end, part.vertices[-1][2])
        for part in streets
        if len(part.vertices) == 2 and public[part.before]
    ]
    least: dict[frozenset[int], int] = {}
    for start, end, mm in found:
        ends = frozenset({work.root(start), work.root(end)})
        least[ends] = min(mm, least.get(ends, mm))
    return least


def _label_row(labels: list[tuple[str, str]], note: str) -> int:
    if (note, LAID_PATH) not in labels:
        labels.append((note, LAID_PATH))
    return labels.index((note, LAID_PATH))


def _path_parts(work: Work, closed: Closed, laid: LaidPaths, labels: Sequence[int]) -> list[Part]:
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
    targets = [(tie, node_at(work, closed, spot), spot.place) for tie, spot in laid.to_streets]
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
