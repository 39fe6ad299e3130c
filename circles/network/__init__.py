"""Streets as a graph for walking: pieces, attachment, search and circles. Only this stage searches."""

from circles.network.attachment import attach
from circles.network.building import build_network
from circles.network.walk_network import WalkNetwork
from circles.network.walk_tables import nearest, reach, walk_field, walks

__all__ = ["WalkNetwork", "attach", "build_network", "nearest", "reach", "walk_field", "walks"]
