"""A plan held against norms: every clause with its verdict, and what would have to be known for the others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.answers.audit import CLAUSES, MISSING, Audit
from circles.answers.norms_known import ASKED, NORMS, NormsKnown
from circles.answers.plan import Plan
from circles.answers.remedies import Remedies
from circles.answers.stored_plan import StoredPlan
from circles.errors import Finding, expect, expect_language, raise_if_any
from circles.figures import Figure
from circles.norms.auditing import audited
from circles.norms.checked_claims import checked_claims
from circles.norms.five_coverages import five_coverages
from circles.norms.judging import decimal, required
from circles.norms.norms_at_hand import asked_norms, norm, norm_names
from circles.norms.walk_measures import limit_mm
from circles.phrases import joined, phrase
from circles.sources.tables.ledger_rows import columns_missing, read_ledger, refuse_statuses
from circles.workflows.audit_places import failing_places, listed_places
from circles.workflows.audited_place import tables_of_plan
from circles.workflows.community_floor import clause_of_floor, community_floor
from circles.workflows.ledger_kept import ledger_of, money_of
from circles.workflows.looking_back import look_back
from circles.workflows.ranking_districts import is_comparable, ranking
from circles.workflows.trial_clauses import clauses_again
from circles.workflows.use_unsaid import CODE as USE_UNSAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.auditing import Audited
    from circles.norms.clauses import Clause, Norm
    from circles.norms.judging import Judgment
    from circles.phrases import Words
    from circles.planning_study import Scenario, Study

_OF_WALKS = frozenset({"walk_share", "district_people"})
_LISTS = frozenset({"statistics", "claims", "owners", "money", "funds"})
_STATUSES = ("verified", "secondary", "reported", "unverified")


def audit(
    plan: Plan,
    *,
    norms: str | Path | Sequence[str | Path],
    as_of: dt.date | None = None,
    ledger: str | Path | pd.DataFrame | None = None,
    earlier: Plan | StoredPlan | None = None,
    remedies: Remedies | None = None,
) -> Audit:
    """Hold a plan against norms: each clause meets, fails, cannot be told or is past its period.

    What is not known is never counted as nothing: a clause says which column it lacks, and who usually has it.

    Parameters
    ----------
    plan : Plan
        What :func:`circles.plan` gave.
    norms : str, Path or sequence of them
        Names of norms at hand (:func:`circles.norms_known`), or paths of files of one's own that end in ``.toml``;
        such a file is a norm, or replaces rows of one (docs/norms.md).
    as_of : date, optional
        The day of the audit; by default that of the plan, else that of the data where the study says it as a date, else
        today. Which centers are open on a day is a matter of the plan: ask both for the same.
    ledger : str, Path or DataFrame, optional
        The ledger of the last audit, as it was kept since: a file, or what :func:`circles.read_ledger` gave. What
        people wrote in it stays as it is (docs/norms.md, Ledger).
    earlier : Plan or StoredPlan, optional
        An older result, which the ranking of districts stands beside (:func:`circles.ranking`).
    remedies : Remedies, optional
        What :func:`circles.remedies` gave of the plan: the ledger then says the cause and the easiest remedy of gaps.

    Raises
    ------
    InputError
        If there is no such norm, a file of one's own has any fault, or the ledger cannot be read.

    Examples
    --------
    >>> import circles, datetime
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> audit = circles.audit(plan, norms="shenzhen-2016", as_of=datetime.date(2026, 11, 29))
    >>> audit.clauses[["clause", "verdict", "missing"]].values.tolist()
    [['SZ-650', 'fails', ()], ['SZ-15', 'fails', ()]]
    """
    expect("plan", plan, Plan)
    expect("as_of", as_of, dt.date, None)
    expect("ledger", ledger, str, PathLike, pd.DataFrame, None)
    expect("earlier", earlier, Plan, StoredPlan, None)
    expect("remedies", remedies, Remedies, None)
    last, about_ledger = _last_ledger(ledger)  # refused before any work
    day = as_of or day_of_audit(plan.study, plan.scenario)
    asked = norms_asked(norms)
    place = _tables_asked(plan, asked, day)
    found = audited(place, asked, as_of=day)
    of_floor = clause_of_floor(asked)
    floor = community_floor(plan, place, of_floor, day=day)
    kept, unlisted = ledger_of(plan, found, last, day=day, remedies=remedies)
    return Audit(
        plan=plan,
        as_of=day,
        norms=pd.DataFrame([_norm_row(each) for each in asked]),
        clauses=pd.DataFrame([_clause_row(each) for each in found], columns=list(CLAUSES)),
        coverages=_coverages(plan, place, day),
        communities=floor,
        missing=_missing(found),
        ledger=kept,
        unlisted=unlisted,
        failing=failing_places(found),
        listed=listed_places(kept),
        ranking=ranking(plan, earlier=earlier) if plan.study.ranking.level in plan.levels else None,
        look_back=None if earlier is None else look_back(plan, earlier),
        is_kept_on=last is not None,
        is_subtracted=None if earlier is None else is_comparable(plan, earlier),
        claims=_claims(plan),
        money=money_of(plan.study, floor),
        warnings=(*_told_of_lists(plan), *about_ledger),
        ask_again=partial(clauses_again, plan, place, asked, day=day),
        floor_per_100="" if of_floor is None else of_floor.clause,
    )


def _tables_asked(plan: Plan, norms: Sequence[Norm], day: dt.date) -> AuditedTables:
    """Return the tables of a plan with what the clauses ask beyond it: longer walks, streets, centers since closed."""
    clauses = [clause for each in norms for clause in each.clauses]
    reaches_mm = [limit_mm(each, plan.scenario.speed_m_per_h) for each in clauses if each.measure == "walk_share"]
    return tables_of_plan(
        plan,
        reach_mm=max(reaches_mm, default=0),
        with_streets=any(each.measure == "street_density" for each in clauses),
        with_closed=any(each.measure in _OF_WALKS and each.until is not None and day > each.until for each in clauses),
    )


def _coverages(plan: Plan, place: AuditedTables, day: dt.date) -> pd.DataFrame:
    area = plan.service_area.geometry
    within = area.iloc[0] if len(area) else None
    return five_coverages(plan.blocks, within, place, plan.scenario, metric_crs=plan.study.metric_crs, day=day)


def norms_known(name: str | Path | None = None, *, lang: str = "en") -> NormsKnown:
    """Return the norms at hand, and the clauses of the one that is named.

    Parameters
    ----------
    name : str or Path, optional
        A norm, or a file of one's own.
    lang : str
        Language of the answer.

    Examples
    --------
    >>> import circles
    >>> "guobanfa-2021-56" in circles.norms_known().norms["norm"].tolist()
    True
    """
    expect("name", name, str, PathLike, None)
    expect_language(lang)
    asked = norms_asked(name) if name is not None else ()
    listed = asked or tuple(norm(each) for each in norm_names())
    rows = [_asked_row(clause) for each in asked for clause in each.clauses]
    return NormsKnown(
        norms=pd.DataFrame([_counted(each) for each in listed], columns=list(NORMS)),
        clauses=pd.DataFrame(rows, columns=list(ASKED)),
        lang=lang,
    )


def norms_asked(norms: Any) -> tuple[Norm, ...]:
    """Return the norms of an argument that is a name, a path, or several of them.

    Raises
    ------
    InputError
        If it names none, or one that cannot be had.
    """
    named: Any = [norms] if isinstance(norms, (str, PathLike)) else norms
    expect("norms", named, list, tuple)
    for each in named:
        expect("norms", each, str, PathLike)
    if not named:
        raise_if_any([Finding(code="no_norm_asked")])
    return asked_norms(named)


def day_of_audit(study: Study, scenario: Scenario | None = None) -> dt.date:
    """Return the day of a plan, else that of the data where the study says it, else today."""
    for said in ((scenario or study.scenario).as_of, study.output.data_date):
        try:
            return dt.date.fromisoformat(said or "")
        except ValueError:
            continue
    return dt.datetime.now().astimezone().date()


def _last_ledger(given: str | Path | pd.DataFrame | None) -> tuple[pd.DataFrame | None, tuple[Finding, ...]]:
    """Return the last ledger, and what is told of its columns."""
    if isinstance(given, (str, PathLike)):
        read = read_ledger(Path(given))
        return read, columns_missing(read, Path(given).name)
    if given is None:
        return None, ()
    refuse_statuses(given)
    return given, columns_missing(given)


def _told_of_lists(plan: Plan) -> tuple[Finding, ...]:
    """Return what was found in the lists that an audit takes and a plan does not, and centers whose use is unsaid."""
    files = {source.file for source in plan.study.sources if source.kind in _LISTS and source.file}
    return tuple(
        each for each in plan.warnings if each.file in files or each.argument in _LISTS or each.code == USE_UNSAID
    )


def _claims(plan: Plan) -> pd.DataFrame | None:
    """Return the claims of the study with their results; None where it has none."""
    if plan.study.claims is None:
        return None
    named = zip(plan.centers["name"].fillna(""), plan.centers["people_within"], strict=True)
    within = {str(name): float(people) for name, people in named if name and people == people}  # noqa: PLR0124 NaN
    return checked_claims(plan.study.claims, within, centers=pd.DataFrame(plan.study.centers.drop(columns="geometry")))


def _norm_row(each: Norm) -> dict[str, Any]:
    return {
        "norm": each.name,
        "standard": each.standard,
        "title": each.title,
        "note": each.note,
        "clauses": len(each.clauses),
        "replaced": tuple(map(_replaced, each.replaced)),
    }


def _replaced(other: Norm) -> Words:
    """Return which clauses of a norm are those of another paper."""
    names = joined([clause.clause for clause in other.clauses], phrase("norms.joint"))
    return phrase("norms.replaced", clauses=names, standard=other.standard, title=other.title)


def _clause_row(each: Audited) -> dict[str, Any]:
    clause, judgment = each.clause, each.judgment
    return {
        "norm": each.norm.name,
        "clause": clause.clause,
        "requirement": clause.requirement,
        "scope": _scope(clause, each.counties),
        "required": required(clause),
        "observed": judgment.observed,
        "unit": clause.unit,
        "verdict": each.verdict,
        "status": clause.status,
        "evidence": joined(each.evidence, phrase("norms.stop")),
        "source": _source(clause),
        "force": clause.force,
        "base": clause.base,
        "level": clause.level,
        "until": "" if clause.until is None else clause.until.isoformat(),
        "deadline_verdict": "" if each.deadline is None else each.deadline.verdict,
        "units": judgment.units,
        "met": judgment.met,
        "missing": each.lacking,
        "share": decimal(clause.share, up=False),
        "failed": judgment.failed,
        **_on_deadline(each.deadline),
    }


def _on_deadline(judgment: Judgment | None) -> dict[str, Any]:
    """Return what a clause whose period is over was judged on, empty and 0 of any other."""
    return {
        "deadline_observed": "" if judgment is None else judgment.observed,
        "deadline_units": 0 if judgment is None else judgment.units,
        "deadline_met": 0 if judgment is None else judgment.met,
        "deadline_failed": 0 if judgment is None else judgment.failed,
    }


def _scope(clause: Clause, counties: Sequence[str]) -> Words:
    scope = clause.scope
    parts: list[Words] = [phrase(f"norms.area.{scope.area}")] if scope.area else []
    parts += [phrase(f"norms.stock.{scope.stock}")] if scope.stock else []
    parts += [phrase(f"norms.region.{scope.region}")] if scope.region else []
    parts += [each for each in (scope.tier, scope.facility) if each]
    parts += [phrase("norms.by_county", count=Figure(value=len(counties)))] if counties else []
    return joined(parts, phrase("norms.joint"))


def _source(clause: Clause) -> Words:
    seen = clause.origin.seen
    return joined([clause.origin.told, *([phrase("norms.seen", seen=seen)] if seen else [])])


def _asked_row(clause: Clause) -> dict[str, Any]:
    return {
        "clause": clause.clause,
        "requirement": clause.requirement,
        "required": required(clause),
        "unit": clause.unit,
        "force": clause.force,
        "until": "" if clause.until is None else clause.until.isoformat(),
        "status": clause.status,
        "source": clause.origin.told,
    }


def _counted(each: Norm) -> dict[str, Any]:
    statuses = Counter(clause.status for clause in each.clauses)
    ends = [clause.until for clause in each.clauses]
    last = "" if None in ends else max(end for end in ends if end is not None).isoformat()
    return {**_norm_row(each), **{status: statuses[status] for status in _STATUSES}, "until": last}


def _missing(found: Iterable[Audited]) -> pd.DataFrame:
    """Return what clauses cannot be told without, that which most wait for first, then what is but incomplete."""
    every = list(found)
    lacking = [(each.clause.clause, tuple(dict.fromkeys(each.lacking))) for each in every if each.lacking]
    used: dict[str, list[str]] = {}
    unsaid: dict[str, list[str]] = {}
    for clause, fields in lacking:
        for field in fields:
            used.setdefault(field, []).append(clause)
    for each in every:
        for field in dict.fromkeys(each.unsaid):
            used.setdefault(field, [])
            unsaid.setdefault(field, []).append(each.clause.clause)
    alone = Counter(fields[0] for _, fields in lacking if len(fields) == 1)
    rows: list[dict[str, Any]] = [
        {
            "field": field,
            "clauses": len(clauses),
            "unlocks": alone[field],
            "names": tuple(clauses),
            "unsaid": tuple(unsaid.get(field, ())),
        }
        for field, clauses in used.items()
    ]
    rows.sort(key=lambda row: (-row["unlocks"], -row["clauses"]))
    return pd.DataFrame(rows, columns=list(MISSING))
