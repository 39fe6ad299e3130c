"""Last year and this year: last year's study rerun with one part after another replaced by this year's."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import tables
from circles.answers.comparison import Comparison
from circles.answers.stored_plan import StoredPlan
from circles.answers.years import STEPS, YEARS, YearsComparison
from circles.center_list import CENTER_DATES, STATUS_LISTED
from circles.errors import Finding, InputError, expect, expect_language
from circles.planning_study import Scenario, Study, silent
from circles.workflows.comparing import compare
from circles.workflows.on_day import on_day
from circles.workflows.planning import plan as planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from circles.answers.plan import Plan
    from circles.planning_study import Progress

_STREETS = ("streets", "left_out", "barriers", "compounds", "squares", "water", "crossings", "join_ends_m")
_BLOCKS = ("blocks", "communities", "subdistricts", "statistics", "area", "population", "population_label")
_CENTERS = ("centers", "centers_label")


def compare_years(
    before: Study,
    after: Study,
    *,
    published: StoredPlan | None = None,
    as_of: tuple[str | None, str | None] = (None, None),
    lang: str | None = None,
    names: tuple[str, str] | None = None,
    progress: Progress = silent,
) -> YearsComparison:
    """Compare the studies of two years, and tell what each part that changed did to the rate.

    Last year's study is rerun with one part after another replaced by this year's, in this order: method and settings,
    streets, blocks and people, centers. Each step's points are the difference of two rates; they add up to the whole.
    Each year has its own day. Only last year by the method of this year and this year are comparable.

    Parameters
    ----------
    before, after : Study
        Last year's and this year's.
    published : StoredPlan, optional
        What was published last year (:func:`circles.read_plan`); without it last year is planned as its study asks.
    as_of : tuple of str
        The day that counts in each year, ISO, in the place of those of the studies.
    lang : str, optional
        Language of the comparison; by default that of this year's study.
    names : tuple of str, optional
        What the two are called; by default the names of the studies, of one name with the dates of their data.
    progress : callable
        As for :func:`circles.plan`.

    Returns
    -------
    YearsComparison

    Raises
    ------
    InputError
        As :func:`circles.plan`, or if what was published has no rate of the same base.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> years = circles.compare_years(study, study.with_center("New", 114.29, 30.60))
    >>> years.steps[["step", "coverage_rate"]].round(3).to_numpy().tolist()[-2:]
    [['blocks', 0.705], ['centers', 0.749]]
    """
    expect_language(lang)
    for name, study in (("before", before), ("after", after)):
        expect(name, study, Study)
    expect("published", published, StoredPlan, None)
    days = tuple(day or study.scenario.as_of for day, study in zip(as_of, (before, after), strict=True))
    asked = _without_day(after.scenario)
    old, new = (_settled(study, after.scenario, day) for study, day in zip((before, after), days, strict=True))
    plans = [planned(study, asked, progress=progress) for study in _replaced(old, new)]
    own = None if published else planned(replace(before, scenario=_on(before.scenario, days[0])), progress=progress)
    base = _base([*plans, *([] if own is None else [own])], plans[-1])
    first = _published(published, base) if own is None else own.account.T[base]
    accounts = [first, *(plan.account.T[base] for plan in plans)]
    # Rerun from last year's study, it would say of itself what that said.
    now = replace(plans[-1], study=replace(plans[-1].study, output=after.output))
    change = compare(plans[0], now, lang=lang or after.lang, names=names or _names(before, after))
    return YearsComparison(
        **{each.name: getattr(change, each.name) for each in fields(Comparison)},
        steps=_steps(accounts),
        base=base,
        days=(days[0], days[1]),
        published=published is not None,
        warnings=() if published is None else tuple(_other_files(published, before)),
    )


def _names(before: Study, after: Study) -> tuple[str, str]:
    """Return the names of the studies, of one name with the dates of their data where these tell them apart."""
    dates = (before.output.data_date, after.output.data_date)
    if before.name != after.name or dates[0] == dates[1] or not all(dates):
        return before.name, after.name
    return f"{before.name} {dates[0]}", f"{after.name} {dates[1]}"


def _replaced(old: Study, new: Study) -> Iterator[Study]:
    """Yield the old study, then with streets, blocks and centers replaced one after the other."""
    study = old
    yield study
    study = replace(study, **_parts(new, _STREETS), edits=_edits(new.edits, old.edits, _of_streets))
    yield study
    study = replace(
        study,
        **_parts(new, _BLOCKS),
        gates=_gates(blocks_of=new, centers_of=old),
        edits=_edits(new.edits, old.edits, lambda edits: _of_streets(edits) | ~_of_centers(edits)),
    )
    yield study
    yield replace(study, **_parts(new, _CENTERS), gates=new.gates, edits=new.edits)


def _parts(study: Study, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(study, name) for name in names}


def _settled(study: Study, scenario: Scenario, day: str | None) -> Study:
    """Return a study whose centers have, for good, the status of a day, and whose blocks are those of that day."""
    dated = on_day(study, replace(scenario, as_of=day))
    named = [name for name in (*CENTER_DATES, STATUS_LISTED) if name in dated.centers]
    return replace(dated, centers=dated.centers.drop(columns=named), demand=None, scenario=_without_day(scenario))


def _without_day(scenario: Scenario) -> Scenario:
    return replace(scenario, as_of=None, renovating_counts=False, planned_counts=False)


def _on(scenario: Scenario, day: str | None) -> Scenario:
    return scenario if day == scenario.as_of else replace(scenario, as_of=day)


def _gates(*, blocks_of: Study, centers_of: Study) -> gpd.GeoDataFrame:
    """Return the gates of the blocks of one study and of the centers of the other."""
    ours, theirs = blocks_of.gates, centers_of.gates
    kept = [ours[~_of_centers(ours)], theirs[_of_centers(theirs)]]
    return tables.with_rows(kept[0].reset_index(drop=True), kept[1]) if len(kept[1]) else kept[0]


def _edits(new: gpd.GeoDataFrame | None, old: gpd.GeoDataFrame | None, is_replaced: Any) -> gpd.GeoDataFrame | None:
    """Return the edits of which some kinds are this year's and the others last year's; None where there are none."""
    kept = [
        edits[which(edits)]
        for edits, which in ((new, is_replaced), (old, lambda e: ~is_replaced(e)))
        if edits is not None
    ]
    there = [edits for edits in kept if len(edits)]
    if not there:
        return None
    return there[0] if len(there) == 1 else tables.with_rows(there[0].reset_index(drop=True), there[1])


def _of_streets(edits: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return (edits["kind"] != "gate").to_numpy()


def _of_centers(rows: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if "center_id" not in rows:
        return np.zeros(len(rows), dtype=bool)
    return (rows["center_id"].fillna("") != "").to_numpy()


def _base(plans: list[Plan], now: Plan) -> str:
    """Return the base of this year's rate where every year counts it, else blocks."""
    return now.headline_base if all(now.headline_base in plan.account.index for plan in plans) else "blocks"


def _published(published: StoredPlan | None, base: str) -> pd.Series:
    account: Mapping[str, Any] = {} if published is None else published.facts.get("account", {})
    if base not in account:
        raise InputError(Finding(code="published_other_base", details={"known": ", ".join(account) or "–"}))
    return pd.Series(account[base])


def _steps(accounts: list[pd.Series]) -> pd.DataFrame:
    """Return :data:`circles.answers.years.YEARS`, rates from whole thousandths."""
    parts = ("total", "inside", "outside", "not_evaluated")
    table = pd.DataFrame([[float(account[part]) for part in parts] for account in accounts], columns=list(parts))
    table.insert(0, "step", list(STEPS))
    rate = table["inside"] / table["total"].where(table["total"] > 0)
    return table.assign(coverage_rate=rate, points=(rate.diff() * 100).fillna(0.0))[list(YEARS)]


def _other_files(published: StoredPlan, study: Study) -> list[Finding]:
    """Return a finding where what was published was made of other files than those of the study."""
    sums = {source.kind: source.sha256 for source in study.sources if source.sha256}
    said = {each["kind"]: each.get("sha256") for each in published.facts.get("sources", ())}
    other = [kind for kind in sums if kind in said and said[kind] and said[kind] != sums[kind]]
    return [Finding(code="published_other_files", details={"kinds": ", ".join(other)})] if other else []
