"""What the page says of proposed sites: their table, the blocks gained, the area before, the curve and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables
from circles.answers.siting_words import counted_with_mark, natural
from circles.document import document_of
from circles.publish import packed_geometry

if TYPE_CHECKING:
    from circles.answers.siting import Siting

AREA_TOLERANCE_M = 1.0


def siting(answer: Siting | None) -> dict[str, Any] | None:
    """Return what the page shows of a siting, None where the plan is of a study as it is."""
    if answer is None:
        return None
    before, after = answer.plan_before, answer.plan_after
    was, now = ((plan.blocks["verdict"] == tables.INSIDE).to_numpy() for plan in (before, after))
    row_of = {center: row for row, center in enumerate(after.centers["center_id"])}
    document = document_of(answer)
    table = document.table("sites")
    gained = [None if each != each else each for each in answer.sites["gained_population"].tolist()]  # noqa: PLR0124
    return {
        "sentence": document.sentence,
        "lines": [line for name in ("closing", "candidates", "proof") for line in document.lines(name)],
        "notice": document.lines("notice")[0],
        "center": [row_of[site] for site in answer.sites["site_id"]],
        "near": answer.sites["near"].tolist(),
        "gained_people": gained,
        "gained_blocks": answer.sites["gained_blocks"].tolist(),
        "heads": [{"text": head.words, "number": head.figures} for head in table.heads],
        "rows": table.rows,
        "gained": np.flatnonzero(now & ~was).tolist(),
        "lost": np.flatnonzero(was & ~now).tolist(),
        "area_before": _packed(before.service_area.geometry.to_numpy()),
        "gaps_before": _packed(before.gaps.geometry.to_numpy()),
        "curve": {
            "what": counted_with_mark(answer),
            "points": [
                [centers, *(natural(value, "people") for value in values)]
                for centers, *values in answer.curve[["centers", "covered", "chosen", "bound"]].itertuples(index=False)
            ],
        },
    }


def _packed(geometry: Any) -> dict[str, list[int]]:
    return packed_geometry.packed_polygons(packed_geometry.simplified(geometry, AREA_TOLERANCE_M))
