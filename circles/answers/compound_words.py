"""How compounds are told: how many there are, their gates, who lives inside, and which have no gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import account_tables, tables
from circles.document import Line
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from circles.phrases import Words

SHOWN = 5


def compound_facts(compounds: pd.DataFrame | None) -> dict[str, Any]:
    """Return the counts of compounds (``PLAN_COMPOUNDS``), and each without a gate, those on gated ground first."""
    table = tables.no_rows(account_tables.PLAN_COMPOUNDS) if compounds is None else compounds
    without = table[~table["has_gate"].astype(bool)]
    return {
        "count": Figure(value=len(table)),
        "gates": Figure(value=int(table["gates"].sum())),
        "blocks": Figure(value=sum(map(len, table["blocks"]))),
        "people": Figure(value=float(table["population"].sum(min_count=1)), precision="count"),
        "street_km": Figure(value=float(table["length_m"].sum()) / 1000, precision="tenth"),
        "without_gate": [
            {
                "compound_id": compound_id,
                "name": name,
                "gated": bool(gated),
                "blocks": Figure(value=len(blocks)),
                "people": Figure(value=people, precision="count"),
                "street_km": Figure(value=length_m / 1000, precision="hundredth"),
            }
            for compound_id, name, gated, blocks, people, length_m in without[
                ["compound_id", "name", "gated", "blocks", "population", "length_m"]
            ].itertuples(index=False)
        ],
    }


def compounds_assumed(compounds: pd.DataFrame | None) -> list[Words]:
    """Return a line of what is taken for granted of compounds, nothing where there are none."""
    facts = compound_facts(compounds)
    if not facts["count"].value:
        return []
    counts = {name: facts[name] for name in ("count", "gates", "blocks", "people")}
    line: Words = phrase(
        "assumed.compounds" if facts["people"].value == facts["people"].value else "assumed.compounds_of_blocks",
        **counts,
    )
    without = facts["without_gate"]
    return [
        joined([line, phrase("assumed.compounds_without_gate", count=Figure(value=len(without)))]) if without else line
    ]


def compound_rows(facts: Mapping[str, Any]) -> dict[str, Words]:
    """Return the rows of a check on compounds, nothing where there are none."""
    if not facts["count"].value:
        return {}
    counts = {name: facts[name] for name in ("count", "gates")}
    rows: dict[str, Words] = {"compounds": phrase("check.compounds_of", km=facts["street_km"], **counts)}
    people = facts["people"]
    unknown = people.value != people.value  # NaN
    rows["inside"] = facts["blocks"] if unknown else phrase("check.inside_of", blocks=facts["blocks"], people=people)
    if facts["without_gate"]:
        rows["without_gate"] = Figure(value=len(facts["without_gate"]))
    return rows


def without_gate(facts: Mapping[str, Any]) -> list[Line]:
    """Return a line that names compounds without a gate: gated ground by name, what is made of streets by its id."""
    found = facts["without_gate"]
    if not found:
        return []
    named: list[Words] = [each["name"] or each["compound_id"] for each in found[:SHOWN]]
    words = joined(named, phrase("check.joint"))
    if len(found) > SHOWN:
        words = joined([words, phrase("check.and_more", count=Figure(value=len(found) - SHOWN))])
    return [Line(phrase("check.without_gate", compounds=words))]
