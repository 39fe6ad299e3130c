"""Clauses about walks as a trial in the map asks them again: of whom, how far, to which centers, for what number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles.norms.audited_tables import same_tier
from circles.norms.chosen_centers import areas_of, chosen, listed_of
from circles.norms.walk_measures import blocks_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Norm

_COUNTED = frozenset({"people", "households"})
"""Bases that the map has to the last thousandth."""


def walk_clauses(
    tables: AuditedTables, norms: Iterable[Norm], *, as_of: dt.date, tiers: Iterable[str] = ()
) -> pd.DataFrame:
    """Return the clauses in force that ask who lives within a walk, in the columns of ``audit.WALKED``.

    `listed` are the centers of the tier and kind that a clause is about, open or not, `standing` those of them that are
    open on the day; `tiers` which of the names of tiers a clause means. `by_area` says that the communities of a center
    decide whether it counts, so that of one that is added or moved nobody can say it; `blocks` are those of the area.
    """
    rows = []
    for norm in norms:
        for clause in norm.clauses:
            is_over = clause.until is not None and as_of > clause.until
            if clause.measure != "walk_share" or clause.base not in _COUNTED or is_over:
                continue
            rows.append(
                {
                    "norm": norm.name,
                    "clause": clause.clause,
                    "base": clause.base,
                    "metres": clause.takes.get("metres"),
                    "minutes": clause.takes.get("minutes"),
                    "comparison": clause.comparison,
                    "value": clause.value,
                    "value_max": clause.value_max,
                    "is_scoped": bool(clause.scope.tier or clause.scope.facility),
                    "is_of_kind": bool(clause.scope.facility),
                    "by_area": bool(clause.scope.area and areas_of(tables)),
                    "tiers": tuple(name for name in tiers if same_tier(name, clause.scope.tier)),
                    "listed": tuple(listed_of(tables, clause)["center_id"]),
                    "standing": tuple(chosen(tables, clause, as_of)[0]["center_id"]),
                    "blocks": tuple(blocks_of(tables, clause)["block_id"]),
                }
            )
    return pd.DataFrame(rows)
