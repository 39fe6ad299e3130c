"""How much centers are used by those within their walk, and which stand out: quartiles of the study, never a score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circles.rule_numbers import LEAST_CENTERS_OF_QUARTILES

USE = ("center_id", "name", "people_within", "monthly_visits", "visits_per_100", "use_flag")
"""A row for each open center whose visits a month are known: people within its walk (overlaps counted in each), visits
a month per 100 of them (NaN where there is nobody, or nothing is known), and what stands out, empty where nothing."""

WIDE_LITTLE, MUCH_OUTSIDE = "wide, little used", "much used, many from outside"
"""People within the walk in the upper quarter and visits per 100 in the lower; visits and visits per 100 both in the
upper quarter: more than the people of its own circle explain."""

_UPPER, _LOWER = 0.75, 0.25


def center_use(centers: pd.DataFrame) -> pd.DataFrame | None:
    """Return the use of centers, as :data:`USE`; None where no open center says its visits a month.

    Parameters
    ----------
    centers : DataFrame
        Those of a plan.
    """
    if "monthly_visits" not in centers:
        return None
    known = centers[(centers["status"] == "open") & centers["attached"] & centers["monthly_visits"].notna()]
    if known.empty:
        return None
    people = known["people_within"]
    # Visits are counted in turns, 人次: who comes twice counts twice.
    per_100 = 100 * known["monthly_visits"] / people.where(people > 0)
    return known.assign(visits_per_100=per_100, use_flag=_flags(people, known["monthly_visits"], per_100))[
        list(USE)
    ].reset_index(drop=True)


def quartiles_told(use: pd.DataFrame) -> bool:
    """Return whether enough centers have both figures for quartiles to mean anything."""
    return int(use["visits_per_100"].notna().sum()) >= LEAST_CENTERS_OF_QUARTILES


def use_quartiles(use: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the lower and the upper quartile of each figure, as Excel's QUARTILE.INC has them.

    Parameters
    ----------
    use : DataFrame
        As :data:`USE`; centers without both figures are left out.
    """
    both = use[use["visits_per_100"].notna()]
    return {
        name: (float(both[name].quantile(_LOWER)), float(both[name].quantile(_UPPER)))
        for name in ("people_within", "monthly_visits", "visits_per_100")
    }


def _flags(people: pd.Series, visits: pd.Series, per_100: pd.Series) -> np.ndarray:
    """Return what stands out of each center, nothing of any where too few have both figures."""
    table = pd.DataFrame({"people_within": people, "monthly_visits": visits, "visits_per_100": per_100})
    if not quartiles_told(table):
        return np.full(len(table), "", dtype=object)
    of = use_quartiles(table)
    little, much = per_100 <= of["visits_per_100"][0], per_100 >= of["visits_per_100"][1]
    wide, visited = people >= of["people_within"][1], visits >= of["monthly_visits"][1]
    return np.select([wide & little, visited & much], [WIDE_LITTLE, MUCH_OUTSIDE], "").astype(object)
