"""What the page says of proposed sites: their table, the blocks gained, the area before, the curve and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import tables
from circles.answers.closing_words import loss_rows
from circles.answers.marks import mark_of
from circles.answers.rate_names import rate_name
from circles.answers.siting_words import base_of, counted_with_mark, natural, not_evaluated_rate, told_rate
from circles.document import document_of
from circles.figures import Figure
from circles.phrases import joined, phrase
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
    gained = answer.sites["gained_population"].tolist()
    return {
        "sentence": document.sentence,
        "lines": [line for name in ("closing", "candidates", "proof") for line in document.lines(name)],
        "notice": next(iter(document.lines("notice")), ""),
        "center": [row_of[site] for site in answer.sites["site_id"]],
        "near": answer.sites["near"].tolist(),
        "gained_people": [Figure(value=each, precision="count", unknown="") for each in gained],
        "gained_blocks": answer.sites["gained_blocks"].tolist(),
        "heads": [{"text": head.words, "number": head.figures} for head in table.heads],
        "rows": table.rows,
        "gained": np.flatnonzero(now & ~was).tolist(),
        "lost": np.flatnonzero(was & ~now).tolist(),
        "closing": _closing(answer, row_of),
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


def headline(answer: Siting, *, before: bool = False) -> dict[str, Any]:
    """Return the sentence and the rate that stand first, with the answer or before it: of what the question counts."""
    base, plan = base_of(answer), answer.plan_after
    return {
        "sentence": document_of(answer).sentence,
        "base": base,
        "rate": told_rate(answer, before=before),
        "rate_name": joined([rate_name(base, plan.scenario), mark_of(plan.study, base)]),
        "not_evaluated_rate": not_evaluated_rate(answer),
    }


def _closing(answer: Siting, row_of: dict[str, int]) -> dict[str, Any]:
    """Return the rows of the centers that close, and the people and blocks that each takes with it."""
    rows = loss_rows(answer)
    return {
        "alone": answer.only_closes,
        "center": [row_of[center] for center, *_ in rows],
        "people": [people for _, _, people, _ in rows],
        "blocks": [blocks for *_, blocks in rows],
        "people_head": joined([phrase("closing.people"), mark_of(answer.study_after, "people")]),
        "blocks_head": phrase("closing.blocks"),
    }


def _packed(geometry: Any) -> dict[str, list[int]]:
    return packed_geometry.packed_polygons(packed_geometry.simplified(geometry, AREA_TOLERANCE_M))
