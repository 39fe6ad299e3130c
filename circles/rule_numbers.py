"""The numbers of the rules that no study can change, each once, with the chapter that tells of the rule."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# docs/method.md, Streets.

VERTEX_M = 0.5
"""Nearer than this to a vertex of a line, an end that is joined to the line is joined to that vertex."""

ISLAND_MM = 1_000_000
"""A connected component with less street than this takes no attachments."""

GRAPH_LINE_OFF_M = 1000.0
"""How far a line of a graph may be drawn from the nodes of its edge: beyond, one of the two lies elsewhere."""

SHORT_LENGTH_SHARE = 0.005
"""A stated length may be shorter than the straight line by this share: OSMnx measures on a sphere."""

PATH_REACH_M = 10.0
"""A path of the edits joins the streets that its ends touch within this distance."""

PATH_VERTEX_MM = 500
"""Nearer than this along a segment to a vertex, an end of a path is joined to that vertex."""

MOST_SQUARE_NODES = 2_000
"""A square of more entrances and corners that bend inward is not crossed: its outline is walked."""

MOST_SQUARE_PIECES = 20_000
"""Nor is one that is crossed by more pieces than this."""

UNJOINED_SHARE = 0.2
"""Streets of which more crossings than this share no vertex were drawn without nodes (docs/inputs.md, Streets)."""

SPARSE_CELL_M = 500.0
"""Side of the squares in which streets are looked at; a block that is a point stands for its square."""

SPARSE_KM_PER_KM2 = 4.0
"""Less street than this about a block is sparse: it is what a grid of 500 m has, whose blocks of 25 ha are the largest
superblocks. Where there is less, the file most likely lacks ways that people walk (docs/inputs.md, Sparse streets)."""

LAND_ABOUT_BLOCK_M = 50.0
"""Streets run along blocks: this much about them is their district's land too (docs/inputs.md, Density of streets)."""

# docs/method.md, Compounds.

THROUGH_CLASSES = frozenset({"trunk", "primary", "secondary", "tertiary"})
"""Streets of these classes, and their links, are public within a gated polygon too."""

EDGE_MM = 10_000
"""What runs along the edge of a gated polygon within this distance is public; a gate within it stands outside."""

EDGE_STEP_MM = 5_000
"""So often at least is a street looked at for how far the edge of a gated polygon is."""

# docs/method.md, Attachment.

FAR_GATE_M = 50.0
"""A gate further than this from its block is warned of."""

FAR_ROW_M = 2000.0
"""A center or block further than this from any street is told as one of another town."""

# docs/method.md, The edge of the data.

EDGE_MARGIN_M = 50.0
"""A vertex of a street that is no further within the edge than this is a cut end."""

EDGE_GAP_M = 1000.0
"""Where a file lacks whole segments or edges at its edge, one is at most so long, or as long as the longest it has."""

EDGE_SLACK_M = 1.0
"""By so much more than their reach things lie off what the edge may hide, before nothing is hidden from them."""

STRAIGHT_PER_MILLE = 995
"""What share of a straight line no street falls short of: OSMnx measures on a sphere, up to 0.5 % short."""

PASSED_BY_PER_MILLE = 998
"""A cut end to which another is straight on the way, by this share of the straight line, is never stepped to."""

CUT_SLACK_MM = 20
"""What a line may gain where it is cut and both parts are rounded to the grid."""

EDGE_BOX_TIMES = 2.0
"""The box that an extract says is taken for its edge where it is no larger than this times that of the streets."""

EDGE_BOX_SIDES, EDGE_BOX_SHARE, EDGE_NEAR_M = 4, 0.75, 100.0
"""And where streets come so near to it along this share of it, each side looked at in so many stretches."""

# docs/method.md, Minutes and verdict.

GAP_APART_M = 50.0
"""Outside blocks within this distance of one another, of one center and one district, are one gap."""

GAP_POINTS_APART_M = 150.0
"""The same where either is a point, which says nothing of how far its land reaches."""

SAME_PLACE_M = 300.0
"""Rows of one name in two lists that lie this near are the same place, where an id was made for one of them."""

COVERED_WITHIN = 1e-5
"""A cell of a raster of people that is covered but for this share is covered."""

LEAST_VALUED_SHARE = 0.001
"""A block of which less than this share lies on cells with a value is unknown: rounded edges touch their neighbours."""

LEAST_FACTOR, LARGEST_FACTOR = 0.5, 2.0
"""Beyond these a total and the blocks hardly count the same people (docs/inputs.md, Known totals)."""

OVERLAP_SHARE, OVERLAP_M2 = 0.01, 100.0
"""Districts that share more than this share of the smaller, and more than this area, are told (docs/inputs.md)."""

# docs/method.md, How sure.

DOUBT_SPEED_TENTHS = (9, 10, 11)
"""Speeds that a verdict is held against, in tenths of the one that is asked."""

DOUBT_LEGS_M = (-30, 0, 30)
"""What is added to the leg of a block, which is never less than nothing."""

# docs/method.md, Districts.

LONG_WALK_SHARE = (9, 10)
"""Nine tenths of the people of a district do not walk longer than its P90."""

# docs/inputs.md, Repeats.

SHARED_SPOT_ROWS = 5
"""So many rows at one spot have no place of their own: a geocoder put there what it did not find."""

NAMESAKES_M = 300.0
"""Rows of one name within this distance look like one compound listed again."""

ONE_PLACE_M = 200.0
"""Points of one name within this distance are one place where a list is matched to them."""

# docs/inputs.md, A center within a block.

INNER_DETOUR, INNER_LONGER_M = 3.0, 200.0
"""A walk from a block to a center within it that is this many times, and by this much, longer than straight is told."""

# docs/method.md, Circle (isochrone).

OVER_CLAIM_S = 60
"""Street inside a circle that is this much beyond the limit is claimed too much."""

MEASURE_STEP_MM = 5_000
"""Streets are looked at so often at least for over-claim, miss and holes: half the default drawing cell."""

# docs/method.md, Shown figures.

LEAST_STRAIGHT_MM = 1_000
"""A detour is told where the straight line is at least this long: over less it would say nothing."""

# docs/inputs.md, Blocks where none are given; Gates out of OpenStreetMap.

HOMES_APART_M = 50.0
"""Buildings in no face of the streets are one block where they are within this distance of one another."""

GATE_WITHIN_M = 3.0
"""How near the edge of a block a gate out of OpenStreetMap stands."""

# docs/method.md, Remedies.

LINK_M = 60.0
"""A missing link is no longer than this, and so is the way from a new gate to its street."""

LINKS_APART_M = 150.0
"""Of two missing links nearer than this the first stands for the other, where it brings the same blocks inside."""

DRAWING_GAP_MM = 5_000
"""A missing link shorter than this is told as what may be a fault of the drawing."""

BARRIER_DETOUR = 2
"""A walk of more than so many times the straight line goes around a barrier."""

GRID_DETOUR_SQUARED = 2
"""A walk along a grid of streets with nothing in the way is at most the root of this times the straight line."""

LARGE_BLOCK_M2 = 100_000.0
"""Of a gate of a block of more land than this it is told how far the block reaches: no figure has all of that walk."""

GATE_STEP_M = 15.0
"""So often at least is the edge of a block looked at for a place for a gate."""

# docs/method.md, Hours and use.

LEAST_CENTERS_OF_QUARTILES = 8
"""Among fewer centers than this quartiles mean nothing, and none is marked by them."""

# docs/sharing.md.

FEWEST_BLOCKS_TOLD = 3
"""Of fewer blocks than this the shared edition tells no people."""

FEWEST_PEOPLE_TOLD = 10
"""Fewer people than this it never tells."""

# docs/siting.md.

MADE_SPACING_M = 200.0
"""How far apart candidates that are made at junctions or gates stand at least, where nothing else is asked for."""

MOST_MADE = 2000
"""More candidates than this are never made: the spacing grows by a quarter until they are no more."""

NEAR_SITE_M = 300.0
"""A proposed site is told by streets and blocks within this distance."""

STANDARD_CIRCLES_MM: Mapping[int, int] = MappingProxyType({300_000: 5, 500_000: 10, 1_000_000: 15})
"""Minutes of the circles of GB 50180-2018 by their walk in millimetres (Tiers and communities)."""
