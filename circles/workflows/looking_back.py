"""An older result beside a plan: whose rates may be subtracted, and which centers opened and closed since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles.answers.look_back import CENTERS_SINCE, RATES, LookBack
from circles.answers.plan import Plan
from circles.center_list import CENTER_DATES, listed_texts
from circles.workflows.on_day import on_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.answers.stored_plan import StoredPlan

_BASES = ("people", "land_m2", "dwellings", "blocks")
_DECIDING = (
    *("minutes", "walking_speed_kmh", "max_snap_m", "frontage_m", "own_community_only", "judged"),
    *("renovating_counts", "planned_counts"),
)
"""Settings of the scenario that decide verdicts."""

_OF_STREETS = ("crossings", "join_ends_m")


def look_back(plan: Plan, earlier: Plan | StoredPlan, *, name: str | None = None) -> LookBack:
    """Return an older result beside a plan.

    Parameters
    ----------
    plan : Plan
        What :func:`circles.plan` gave.
    earlier : Plan or StoredPlan
        The older result.
    name : str, optional
        What it is called; by default the name of its study or folder.
    """
    then: Mapping[str, Any] = earlier.summary() if isinstance(earlier, Plan) else earlier.facts
    said = name or (earlier.study.name if isinstance(earlier, Plan) else earlier.name)
    otherwise = _asked_otherwise(plan.summary(), then)
    day = _day_of(then)
    found = LookBack(name=said, day=day, rates=_rates(plan, then, is_alike=not otherwise), asked_otherwise=otherwise)
    return found if day is None else _with_centers(found, plan, day, then)


def _rates(plan: Plan, then: Mapping[str, Any], *, is_alike: bool) -> pd.DataFrame:
    was = then.get("account", {})
    bases = [plan.headline_base, *(base for base in _BASES if base != plan.headline_base)]
    rows = []
    for base in bases:
        if base in plan.account.index and base in was:
            published = was[base].get("coverage_rate")
            published = np.nan if published is None else float(published)
            now: Any = plan.account.loc[base, "coverage_rate"]
            rows.append((base, published, published if is_alike else np.nan, float(now)))
    return pd.DataFrame(rows, columns=list(RATES))


def _asked_otherwise(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what decides verdicts and differs between two summaries, or is not said by the older."""
    both = [_deciding(facts) for facts in (now, then)]
    return tuple(name for name, value in both[0].items() if both[1].get(name) != value)


def _deciding(facts: Mapping[str, Any]) -> dict[str, Any]:
    scenario, streets = facts.get("scenario", {}), facts.get("streets", {})
    return {
        **({"method_version": facts["method_version"]} if "method_version" in facts else {}),
        **{name: scenario[name] for name in _DECIDING if name in scenario},
        **{name: streets[name] for name in _OF_STREETS if name in streets},
    }


def _day_of(then: Mapping[str, Any]) -> str | None:
    day = then.get("scenario", {}).get("as_of")
    return day if isinstance(day, str) and day else None


def _with_centers(found: LookBack, plan: Plan, day: str, then: Mapping[str, Any]) -> LookBack:
    """Return what is known of an older result with the centers that opened and closed since its day."""
    study, listed = plan.study, plan.study.centers
    opens, closes = (listed_texts(listed, date) for date in CENTER_DATES)
    if not (opens != "").any() and not (closes != "").any():
        return found
    before = on_day(study, replace(plan.scenario, as_of=day)).centers
    was, now = ((table["status"] == "open").to_numpy() for table in (before, listed))
    ids = listed["center_id"].astype(str).to_numpy(object)
    names = listed["name"].fillna("").astype(str).to_numpy(object)
    rows = [
        (change, str(ids[at]), str(names[at]) or str(ids[at]), str(days[at]))
        for change, which, days in (("opened", now & ~was, opens), ("closed", was & ~now, closes))
        for at in np.flatnonzero(which).tolist()
    ]
    published = then.get("counts", {}).get("centers_open")
    return replace(
        found,
        centers=pd.DataFrame(rows, columns=list(CENTERS_SINCE)),
        open_then=int(was.sum()),
        open_published=None if published is None else int(published),
        undated=int((was & now & (opens == "")).sum()),
    )
