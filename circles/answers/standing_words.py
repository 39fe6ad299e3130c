"""How a plan tells how sure its verdicts are: one line beside its account, and the same by stable names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.marks import mark_of
from circles.document import Line
from circles.figures import Figure, share_of
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.phrases import Words


def sensitive_lines(plan: Plan) -> tuple[Line, ...]:
    """Return what share of the people, land or blocks has a verdict that is sensitive; no line where nobody asked."""
    doubts, base = plan.doubts, plan.district_base
    if doubts is None:
        return ()
    row = doubts.account.to_dict("index")[base]
    factors: list[Words] = [phrase(f"doubt.factor.{factor}") for factor, varies in doubts.varied.items() if varies]
    area = {"precision": "hundredth", "per": 1e6} if base == "land_m2" else {"precision": "count"}
    words = phrase(
        "doubt.share",
        base=joined([phrase(f"base.{base}"), mark_of(plan.study, base)]),
        share=share_of(row["sensitive"], row["total"]),
        amount=Figure(value=row["sensitive"], unit=phrase(f"unit.{base}"), **area),
        factors=joined(factors, phrase("check.joint")),
    )
    return (Line(words),)


def standing_facts(plan: Plan) -> dict[str, object] | None:
    """Return the account of how sure verdicts are, None where nobody asked."""
    doubts = plan.doubts
    if doubts is None:
        return None
    rows = doubts.account.to_dict("index")
    shares = {base: share_of(row["sensitive"], row["total"]) for base, row in rows.items()}
    return {"account": rows, "sensitive_share": shares, "varied": dict(doubts.varied)}
