"""What the page says of proposed sites: their table, the blocks gained, the area before, the curve and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables
from circles.proposal import account_line, closing_line, marked_what, natural, site_rows
from circles.publish import packed_geometry

if TYPE_CHECKING:
    from circles.proposal import Siting

AREA_TOLERANCE_M = 1.0


def siting(answer: Siting | None, lang: str) -> dict[str, Any] | None:
    """Return what the page shows of a siting in `lang`, None where the plan is of a study as it is."""
    if answer is None:
        return None
    before, after = answer.plan_before, answer.plan_after
    was, now = ((plan.blocks["verdict"] == tables.INSIDE).to_numpy() for plan in (before, after))
    row_of = {center: row for row, center in enumerate(after.centers["center_id"])}
    heads, rows = site_rows(answer, lang)
    lines = (closing_line(answer, lang), account_line(answer, lang), answer.proof(lang))
    gained = [None if each != each else each for each in answer.sites["gained_population"].tolist()]  # noqa: PLR0124
    return {
        "sentence": answer.sentence(lang),
        "lines": [line for line in lines if line],
        "notice": answer.notice(lang),
        "center": [row_of[site] for site in answer.sites["site_id"]],
        "near": answer.sites["near"].tolist(),
        "gained_people": gained,
        "gained_blocks": answer.sites["gained_blocks"].tolist(),
        "heads": [{"text": text, "number": number} for text, number in heads],
        "rows": rows,
        "gained": np.flatnonzero(now & ~was).tolist(),
        "lost": np.flatnonzero(was & ~now).tolist(),
        "area_before": _packed(before.service_area.geometry.to_numpy()),
        "gaps_before": _packed(before.gaps.geometry.to_numpy()),
        "curve": {
            "what": marked_what(answer, lang),
            "points": [
                [centers, *(natural(value, "people") for value in values)]
                for centers, *values in answer.curve[["centers", "covered", "chosen", "bound"]].itertuples(index=False)
            ],
        },
    }


def _packed(geometry: Any) -> dict[str, list[int]]:
    return packed_geometry.packed_polygons(packed_geometry.simplified(geometry, AREA_TOLERANCE_M))
