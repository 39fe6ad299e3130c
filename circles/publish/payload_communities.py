"""The card of each community: who is covered by whose center, its own center; what an audit found there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.marks import mark_of
from circles.center_list import listed_parts
from circles.figures import Figure
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.phrases import Words

Place = tuple[str, str]
"""Sub-district, empty where it is not known, and community."""

_AMOUNTS = ("total", "inside_own", "inside_other", "inside", "outside", "not_evaluated")
_GONE = frozenset({"gone", "merged", "encouraged"})
_TASK = ("measure", "responsible", "deadline", "status")


def communities(plan: Plan, lang: str, *, audit: Audit | None = None) -> dict[str, Any] | None:
    """Return the communities of a plan, in the order of its districts; None where blocks name none.

    `facts` are what the card says, by name; `centers` are the rows of its own
    centers, None where these are not known; `tasks` are the items of the ledger of an audit, None without one.
    """
    table = plan.communities
    if table is None or table.empty:
        return None
    places = list(zip(table["subdistrict"], table["community"], strict=True))
    center_of = {center_id: row for row, center_id in enumerate(plan.centers["center_id"])}
    rows: list[dict[Any, Any]] = table.to_dict("records")
    facts = [*_counted(plan, rows, lang), *(_audited(audit, places, lang) if audit is not None else [])]
    return {
        "name": table["community"].tolist(),
        "subdistrict": table["subdistrict"].tolist(),
        "verdict": [str(row["verdict"]).replace(" ", "_") for row in rows],
        "facts": [fact for fact in facts if any(fact["texts"])],
        "centers": [_centers(row, center_of) for row in rows],
        "tasks": None if audit is None else _tasks(audit, places, lang),
    }


def _centers(row: Mapping[Any, Any], center_of: Mapping[str, int]) -> list[int] | None:
    if row["has_center"] is None or row["has_center"] != row["has_center"] or str(row["has_center"]) == "<NA>":
        return None
    return [center_of[each] for each in str(row["center_ids"]).split(";") if each in center_of]


def _counted(plan: Plan, rows: list[dict[Any, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Yield what is counted of each community: by its own center and by others' where that is known, else together."""
    base = str(rows[0]["base"])
    is_known = any(row["inside_own"] == row["inside_own"] for row in rows)
    for name in _AMOUNTS:
        if (name == "inside") == is_known and name.startswith("inside"):
            continue
        words: Words = phrase(f"communities.card.{name}")
        if name == "total":
            words = joined([phrase(f"base.{base}"), mark_of(plan.study, base)])
        texts = [text_of(_amount(row, name), lang) for row in rows]
        yield {"name": text_of(words, lang), "texts": texts}
    counts = [row["unknown_blocks"] for row in rows]
    unknown = [text_of(Figure(value=count), lang) if count else None for count in counts]
    yield {"name": text_of(phrase("communities.card.unknown_blocks"), lang), "texts": unknown}


def _amount(row: Mapping[Any, Any], name: str) -> Figure:
    base = str(row["base"])
    unit = phrase(f"unit.{base}")
    if base == "land_m2":
        return Figure(value=row[name], precision="hundredth", per=1e6, unit=unit)
    # Where no block of it has a number, nothing is known of its people: not that there are none.
    nobody = base != "blocks" and not row["total"] and bool(row["unknown_blocks"])
    return Figure(value=None if nobody else row[name], precision="count", unit=unit)


def _audited(audit: Audit, places: list[Place], lang: str) -> Iterator[dict[str, Any]]:
    """Yield households, floor and the floor that each community is short of."""
    told = {(row["subdistrict"], row["community"]): row for row in audit.communities.to_dict("records")}
    found = [told.get(place, told.get(("", place[1]), {})) for place in places]
    square: Words = phrase("communities.card.square_metres")
    of_floor = (("floor_area_m2", square), ("area_gap_m2", square)) if audit.floor_per_100 else ()
    for name, unit in (("households", ""), *of_floor):
        figures = [Figure(value=_known(row.get(name)), precision="whole", unit=unit) for row in found]
        texts = [
            text_of(phrase("map.unknown") if figure.value is None else figure, lang) if row else None
            for figure, row in zip(figures, found, strict=True)
        ]
        words = phrase(f"communities.card.{name}", clause=audit.floor_per_100)
        yield {"name": text_of(words, lang), "texts": texts}


def _known(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124 NaN


def _tasks(audit: Audit, places: list[Place], lang: str) -> dict[str, Any]:
    """Return the items of the ledger that are not gone, and the rows of those of each community."""
    ledger = audit.ledger[~audit.ledger["change"].isin(_GONE)]
    rows = ledger.to_dict("records")
    of: list[list[int]] = [[] for _ in places]
    for number, row in enumerate(rows):
        named, above = listed_parts(text_of(row["community"], lang)), listed_parts(text_of(row["subdistrict"], lang))
        for at, (subdistrict, community) in enumerate(places):
            if community in named and (not above or not subdistrict or subdistrict in above):
                of[at].append(number)
    return {
        "id": [str(row["item_id"]) for row in rows],
        "problem": [text_of(row["problem"], lang) for row in rows],
        "basis": [text_of(row["basis"], lang) for row in rows],
        "said": [_said(row, lang) for row in rows],
        "of": of,
    }


def _said(row: Mapping[Any, Any], lang: str) -> str:
    """Return measure, who is responsible, deadline and status of an item, those that are written."""
    told = [(name, text_of(row[name], lang)) for name in _TASK]
    change = text_of(phrase(f"ledger.change.{row['change']}"), lang) if row["change"] else ""
    parts = [
        text_of(phrase("communities.card.said", name=phrase(f"ledger.head.{name}"), value=value), lang)
        for name, value in told
        if value
    ]
    return " · ".join([*([change] if change else []), *parts])
