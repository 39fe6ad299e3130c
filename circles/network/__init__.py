"""Streets as a graph for walking: pieces, attachment, search and circles. Only this stage searches."""

from circles.network.attachment import attach
from circles.network.building import build_network
from circles.network.edits import EditedStreets, apply_edits, edit_gates
from circles.network.walk_network import WalkNetwork
from circles.network.walk_tables import nearest, reach, walk_field, walks

__all__ = [
    "EditedStreets",
    "WalkNetwork",
    "apply_edits",
    "attach",
    "build_network",
    "edit_gates",
    "nearest",
    "reach",
    "walk_field",
    "walks",
]
