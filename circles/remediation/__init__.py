"""Remedies of gaps: why blocks are outside, and what single measures would bring them inside, as tables.

Nothing is searched here: walks and verdicts come as tables, and whom a measure brings inside is known.
"""

from circles.remediation.gap_causes import BlockFacts, block_causes, gap_causes
from circles.remediation.link_ranking import ranked_links, spread_links
from circles.remediation.single_measures import Found, edits_of, gained_blocks, remedy_table, shapes_of

__all__ = [
    "BlockFacts",
    "Found",
    "block_causes",
    "edits_of",
    "gained_blocks",
    "gap_causes",
    "ranked_links",
    "remedy_table",
    "shapes_of",
    "spread_links",
]
