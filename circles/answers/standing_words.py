"""How a plan tells how sure its verdicts are: one line beside its account, and the same by stable names."""

from __future__ import annotations

from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.answers.marks import mark_of
from circles.document import Line
from circles.figures import METRES, Figure, share_of
from circles.phrases import joined, phrase
from circles.rule_numbers import DOUBT_LEGS_M, DOUBT_SPEED_TENTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.answers.doubt_account import DoubtAccount
    from circles.answers.plan import Plan
    from circles.phrases import Words


_SIDES = MappingProxyType({"speed": 3, "leg": 3, "compounds": 2, "edge": 2})
"""How many ways each factor is taken: together 36."""


def sensitive_lines(plan: Plan) -> tuple[Line, ...]:
    """Return what share of the people, land or blocks has a verdict that is sensitive; no line where nobody asked."""
    doubts, base = plan.doubts, plan.district_base
    if doubts is None:
        return ()
    rows = doubts.account.to_dict("index")
    row = rows[base]
    area = {"precision": "hundredth", "per": 1e6} if base == "land_m2" else {"precision": "count"}
    amount: Words = Figure(value=row["sensitive"], unit=phrase(f"unit.{base}"), **area)
    if base != "blocks":
        blocks = Figure(value=rows["blocks"]["sensitive"], unit=phrase("unit.blocks"), precision="count")
        amount = phrase("doubt.amount", amount=amount, blocks=blocks)
    words = phrase(
        "doubt.share",
        base=joined([phrase(f"base.{base}"), mark_of(plan.study, base)]),
        share=share_of(row["sensitive"], row["total"]),
        amount=amount,
        assumptions=assumptions_words(doubts),
    )
    return (Line(words),)


def assumptions_words(doubts: DoubtAccount) -> Words:
    """Return what the 36 sets of assumptions combine and, where not all of it can differ in the study, what can."""
    varied = [factor for factor, varies in doubts.varied.items() if varies]

    def named(factors: Iterable[str]) -> Words:
        return joined([phrase(f"doubt.factor.{factor}") for factor in factors], phrase("check.joint"))

    by_how_much = joined([_varied_words(factor) for factor in varied], phrase("check.joint"))
    if len(varied) == len(doubts.varied):
        return phrase("doubt.assumptions", factors=by_how_much)
    count = Figure(value=prod(_SIDES[factor] for factor in varied))
    fixed = named(factor for factor in doubts.varied if factor not in varied)
    return phrase("doubt.assumptions_varied", count=count, varied=by_how_much, fixed=fixed)


def _varied_words(factor: str) -> Words:
    """Return a factor with how far it is varied, where that is an amount."""
    amounts = {
        "speed": Figure(value=max(DOUBT_SPEED_TENTHS) / 10 - 1, precision="rough_share"),
        "leg": Figure(value=max(DOUBT_LEGS_M), unit=METRES),
    }
    name = phrase(f"doubt.factor.{factor}")
    return phrase("doubt.varied_by", factor=name, amount=amounts[factor]) if factor in amounts else name


def sensitive_short(plan: Plan) -> Words:
    """Return the share alone, for a line that opens what it rests on and whose figures it is of; empty if unasked."""
    doubts, base = plan.doubts, plan.district_base
    if doubts is None:
        return ""
    row = doubts.account.to_dict("index")[base]
    share = share_of(row["sensitive"], row["total"])
    return phrase("doubt.short", base=phrase(f"base.{base}"), share=share)


def standing_facts(plan: Plan) -> dict[str, object] | None:
    """Return the account of how sure verdicts are, None where nobody asked."""
    doubts = plan.doubts
    if doubts is None:
        return None
    rows = doubts.account.to_dict("index")
    shares = {base: share_of(row["sensitive"], row["total"]) for base, row in rows.items()}
    return {"account": rows, "sensitive_share": shares, "varied": dict(doubts.varied)}
