"""Streets as a graph for walking: pieces, attachment, search and circles. Only this stage searches."""

from circles.network.attachable import attachable_streets, editable_streets, laid_parts
from circles.network.attached_points import ELSEWHERE
from circles.network.attachment import attach, island_choices, snapping
from circles.network.building import build_network
from circles.network.compound_counts import compound_account, compound_gates
from circles.network.compound_exits import of_compounds
from circles.network.edge_walks import walks_to_cut_ends
from circles.network.edits import EDIT_GATE, edited_network, edits_done, gates_of_edits
from circles.network.geodesy import plane_lengths_mm
from circles.network.islands import (
    in_degrees,
    in_plane,
    island_metres,
    island_near,
    piece_components,
    piece_lines,
    within_reach,
)
from circles.network.leg_shifts import shifted_legs
from circles.network.missing_links import Links, links_across, reached_by_links
from circles.network.origin import built_from, differences
from circles.network.pairs import walk_pairs
from circles.network.place_walks import pieces_within, walks_of_places
from circles.network.rejoining import rejoined
from circles.network.soundness import StreetSoundness, street_soundness
from circles.network.street_density import sparse_areas, street_km_in
from circles.network.walk_intervals import edge_interval
from circles.network.walk_network import WalkNetwork
from circles.network.walk_tables import nearest, reach, walk_field, walks
from circles.network.walls import blocks_if_opened, blocks_in_rerun, walls_of

__all__ = [
    "EDIT_GATE",
    "ELSEWHERE",
    "Links",
    "StreetSoundness",
    "WalkNetwork",
    "attach",
    "attachable_streets",
    "blocks_if_opened",
    "blocks_in_rerun",
    "build_network",
    "built_from",
    "compound_account",
    "compound_gates",
    "differences",
    "edge_interval",
    "editable_streets",
    "edited_network",
    "edits_done",
    "gates_of_edits",
    "in_degrees",
    "in_plane",
    "island_choices",
    "island_metres",
    "island_near",
    "laid_parts",
    "links_across",
    "nearest",
    "of_compounds",
    "piece_components",
    "piece_lines",
    "pieces_within",
    "plane_lengths_mm",
    "reach",
    "reached_by_links",
    "rejoined",
    "shifted_legs",
    "snapping",
    "sparse_areas",
    "street_km_in",
    "street_soundness",
    "walk_field",
    "walk_pairs",
    "walks",
    "walks_of_places",
    "walks_to_cut_ends",
    "walls_of",
    "within_reach",
]
