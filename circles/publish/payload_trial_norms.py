"""What a trial asks of norms again (``web/trial_norms.js``): clauses about walks, and how many others there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from circles.answers.audit import Audit

_VERDICTS = ("meets", "fails", "cannot tell")
_MILLIMETRES = 1000
_SECONDS = 60


def trial_norms(audit: Audit | None, center_of: dict[str, int]) -> dict[str, Any] | None:
    """Return the clauses of an audit that a trial answers anew, None where there was no audit.

    Numbers are fractions, [over, under]; centers and blocks are rows, `blocks` those that a clause leaves out.
    """
    if audit is None or audit.walked is None:
        return None
    row_of = {block: row for row, block in enumerate(audit.plan.blocks["block_id"])}
    told = {(row["norm"], row["clause"]): row for row in audit.clauses.to_dict("records")}
    walked = audit.walked.to_dict("records")
    return {
        "verdicts": {name.replace(" ", "_"): phrase(f"norms.verdict.{name}") for name in _VERDICTS},
        "day": audit.as_of.isoformat(),
        "others": len(audit.clauses) - len(walked),
        "clauses": [
            {
                "clause": row["clause"],
                "name": told[row["norm"], row["clause"]]["requirement"],
                "base": row["base"],
                **_far(row),
                "comparison": row["comparison"],
                "value": _fraction(row["value"]),
                "value_max": _fraction(row["value_max"]),
                **{name: bool(row[name]) for name in ("is_scoped", "is_of_kind", "by_area")},
                "tiers": list(row["tiers"]),
                "listed": _rows(row["listed"], center_of),
                "standing": _rows(row["standing"], center_of),
                "left_out": sorted(set(row_of.values()) - set(_rows(row["blocks"], row_of))),
            }
            for row in walked
        ],
    }


def _far(row: dict[Any, Any]) -> dict[str, int]:
    """Return how far a clause lets people walk: millimetres, or seconds at the speed that is asked for."""
    metres = row["metres"]
    if metres is not None and metres == metres:  # noqa: PLR0124 NaN
        return {"walk_mm": int(metres * _MILLIMETRES)}
    return {"seconds": int(row["minutes"] * _SECONDS)}


def _fraction(value: Fraction | None) -> list[int] | None:
    return None if value is None or value != value else [value.numerator, value.denominator]  # noqa: PLR0124 NaN


def _rows(ids: Iterable[str], row_of: dict[str, int]) -> list[int]:
    return sorted(row_of[each] for each in ids)
