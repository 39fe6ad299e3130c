"""What a trial asks of norms again (``web/trial_norms.js``): clauses, what decides them, how many others there are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from circles.center_list import community_key, community_rules
from circles.phrases import phrase
from circles.publish.payload_days import row_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from circles.answers.asked_again import AskedAgain
    from circles.answers.audit import Audit

_VERDICTS = ("meets", "fails", "not reached", "cannot tell", "target period over")
_ALL = 100
_MILLIMETRES = 1000
_OFFERED = "services"
_SECONDS = 60

Number = int | list[int]


def trial_norms(audit: Audit | None, center_of: dict[str, int]) -> dict[str, Any] | None:
    """Return the clauses of an audit that a trial answers anew, None where there was no audit.

    Numbers are whole, or fractions [over, under]; centers, blocks and districts are rows.
    """
    if audit is None or audit.again is None:
        return None
    again = audit.again
    row_of = {block: row for row, block in enumerate(row_ids(audit.plan))}
    told = {(row["norm"], row["clause"]): row for row in audit.clauses.to_dict("records")}
    clauses = again.clauses.to_dict("records")
    return {
        "verdicts": {name.replace(" ", "_"): phrase(f"norms.verdict.{name}") for name in _VERDICTS},
        "day": audit.as_of.isoformat(),
        "others": len(audit.clauses) - len(clauses),
        "clauses": [_clause(row, told[row["norm"], row["clause"]], center_of, row_of) for row in clauses],
        "centers": _centers(again, center_of),
        "communities": _communities(again),
        "subdistricts": len(again.subdistricts),
        "lists": {name: {"open": said[0], "names": said[1]} for name, said in again.lists.items()},
        "known": list(again.known),
        "has_areas": again.has_areas,
        "has_outlines": again.has_outlines,
        "is_alike": again.is_alike,
    }


def _clause(
    row: dict[Any, Any], told: dict[Any, Any], center_of: dict[str, int], row_of: dict[str, int]
) -> dict[str, Any]:
    """Return a clause as the page judges it; what is empty, and a share of all, is left out."""
    said = {
        "clause": row["clause"],
        "name": told["requirement"],
        "unit": phrase(f"norms.unit.{told['unit']}"),
        "measure": row["measure"],
        "base": row["base"],
        "level": row["level"],
        "comparison": row["comparison"],
        "until": row["until"],
        "needs": list(row["needs"]),
        "tier": row["tier"],
        "area": row["area"],
        "tiers": list(row["tiers"]),
        "kinds": list(row["kinds"]),
        "listed": _rows(row["listed"], center_of),
        "standing": _rows(row["standing"], center_of),
        "left_out": _rows(row["left_out"], row_of),
        "reads": row["reads"],
        "units": list(row["units"]),
        "doubtful": list(row["doubtful"]),
        "fixed": None if _is_nothing(row["fixed"]) else list(row["fixed"]),
        "value": _number(row["value"]),
        "value_max": _number(row["value_max"]),
        "per": _number(row["per"]),
        "households_from": _number(row["households_from"]),
        "encourages": row["force"] == "encouraged" or None,
        "share": None if row["share"] == _ALL else _number(row["share"]),
        **(_far(row) if row["measure"] == "walk_share" else {}),
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _far(row: dict[Any, Any]) -> dict[str, int]:
    """Return how far a clause lets people walk: millimetres, or seconds at the speed that is asked for."""
    if not _is_nothing(row["metres"]):
        return {"walk_mm": int(row["metres"] * _MILLIMETRES)}
    return {"seconds": int(row["minutes"] * _SECONDS)}


def _centers(again: AskedAgain, center_of: dict[str, int]) -> dict[str, Any]:
    """Return what is known of each center, in the order of the page."""
    known = again.centers.assign(row=[center_of[each] for each in again.centers["center_id"]])
    order = known["row"].to_numpy().argsort()
    said = known.iloc[order]
    return {
        "site": [center_of[each] for each in said["site_id"]],
        "communities": [list(own) for own in said["communities"]],
        "by_name": [int(value) for value in said["by_name"]],
        "subdistrict": said["subdistrict"].tolist(),
        "demonstration": [None if value is None else int(value) for value in said["demonstration"]],
        "readings": {name: _numbers(again.readings[name].iloc[order]) for name in again.readings if name != _OFFERED},
        **_offered(again, order),
    }


def _offered(again: AskedAgain, order: Iterable[int]) -> dict[str, Any]:
    """Return the services of each center as places among the names of all, null where none is known."""
    if _OFFERED not in again.readings:
        return {"service_names": [], "services": []}
    own = again.readings[_OFFERED].iloc[list(order)]
    names = sorted({name for each in own if each is not None for name in each})
    place = {name: at for at, name in enumerate(names)}
    return {
        "service_names": names,
        "services": [None if each is None else [place[one] for one in each] for each in own],
    }


def _communities(again: AskedAgain) -> dict[str, Any]:
    units = again.communities
    words = community_rules()
    return {
        "key": [community_key(name) for name in units["name"]],
        "area": units["area"].tolist(),
        "households": _numbers(units["households"]),
        "is_open": [int(value) for value in units["is_open"]],
        "estates": list(again.estates),
        "endings": list(words["endings"]),
        "none": list(words["none"]),
    }


def _numbers(values: pd.Series) -> list[Number | None]:
    return [_number(value) for value in values]


def _number(value: Fraction | int | None) -> Number | None:
    if _is_nothing(value) or value is None:
        return None
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else [exact.numerator, exact.denominator]


def _is_nothing(value: Any) -> bool:
    return value is None or value != value  # noqa: PLR0124 NaN


def _rows(ids: Iterable[str], row_of: dict[str, int]) -> list[int]:
    return sorted(row_of[each] for each in ids)
