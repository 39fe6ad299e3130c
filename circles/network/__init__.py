"""Streets as a graph for walking: pieces, attachment, search and circles. Only this stage searches."""

from circles.network.attachment import attach, snapping
from circles.network.building import build_network
from circles.network.edits import EditedStreets, apply_edits, edit_gates
from circles.network.islands import island_near, piece_components, within_reach
from circles.network.origin import built_from, differences
from circles.network.pairs import walk_pairs
from circles.network.rejoining import rejoined
from circles.network.soundness import StreetSoundness, street_soundness
from circles.network.street_density import sparse_areas, street_km_in
from circles.network.walk_network import WalkNetwork
from circles.network.walk_tables import nearest, reach, walk_field, walks

__all__ = [
    "EditedStreets",
    "StreetSoundness",
    "WalkNetwork",
    "apply_edits",
    "attach",
    "build_network",
    "built_from",
    "differences",
    "edit_gates",
    "island_near",
    "nearest",
    "piece_components",
    "reach",
    "rejoined",
    "snapping",
    "sparse_areas",
    "street_km_in",
    "street_soundness",
    "walk_field",
    "walk_pairs",
    "walks",
    "within_reach",
]
