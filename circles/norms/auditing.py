"""Clauses judged one by one: what each needs is there or named, observed, compared, dated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.figures import Figure
from circles.norms import center_measures, unit_measures, walk_measures
from circles.norms.audited_tables import is_empty
from circles.norms.by_county import by_county, counties_of
from circles.norms.chosen_centers import chosen
from circles.norms.judging import CANNOT_TELL, OVER, Judgment, judged
from circles.norms.measured import Measured
from circles.norms.requirements import ASKED_OF_EACH, list_of, needed
from circles.norms.vocabulary import rules
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause, Norm
    from circles.phrases import Words

MEASURES: Mapping[str, Callable[[AuditedTables, pd.DataFrame, Clause], Measured]] = MappingProxyType(
    {
        "walk_share": walk_measures.walk_share,
        "district_people": walk_measures.district_people,
        "floor_area": center_measures.floor_area,
        "site_area": center_measures.site_area,
        "residents_area_share": center_measures.residents_area_share,
        "functions": center_measures.functions,
        "services_of_list": center_measures.services_of_list,
        "demonstration_services": center_measures.demonstration_services,
        "demonstration_sites": center_measures.demonstration_sites,
        "centers_in_use": center_measures.centers_in_use,
        "floor_per_100_households": unit_measures.floor_per_100_households,
        "centers_per_households": unit_measures.centers_per_households,
        "units_with_facility": unit_measures.units_with_facility,
        "workers_per_10000": unit_measures.workers_per_10000,
        "service_floor_share": unit_measures.service_floor_share,
        "street_density": unit_measures.street_density,
    }
)
"""How each measure of ``measures.toml`` is observed."""


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One clause with its verdict.

    Attributes
    ----------
    norm : Norm
        The paper.
    clause : Clause
        What it asks.
    judgment : Judgment
        What was observed on the day of the audit.
    verdict : str
        That of the judgment, or ``target period over``.
    deadline : Judgment or None
        Of a clause whose period is over: what comes of it with the centers that were open on its last day.
    lacking : tuple of str
        Names of ``fields.toml`` for want of which the clause cannot be told, of all units or of some.
    unsaid : tuple of str
        Names of ``fields.toml`` that are missing of some units of a clause that is told all the same.
    evidence : tuple of Words
        What stands beside the figure.
    outside : tuple of str
        Blocks outside the walk that the clause asks for.
    counties : tuple of str
        Those that it is judged by, one by one; none where the whole is judged.
    """

    norm: Norm
    clause: Clause
    judgment: Judgment
    verdict: str
    deadline: Judgment | None = None
    lacking: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    evidence: tuple[Words, ...] = ()
    outside: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


def audited(tables: AuditedTables, norms: Iterable[Norm], *, as_of: dt.date) -> list[Audited]:
    """Return every clause of some norms with its verdict on a day."""
    return [_audited(tables, norm, clause, as_of) for norm in norms for clause in norm.clauses]


def _audited(tables: AuditedTables, norm: Norm, clause: Clause, as_of: dt.date) -> Audited:
    measured = measured_on(tables, clause, as_of)
    judgment = judged(clause, measured)
    evidence = _evidence(clause, measured, judgment, as_of)
    told = Audited(
        norm=norm,
        clause=clause,
        judgment=judgment,
        verdict=judgment.verdict,
        evidence=tuple(evidence),
        outside=measured.outside,
        counties=counties_of(tables, clause),
    )
    if clause.until is None or as_of <= clause.until:
        return _with_missing(told, measured.lacking, is_open=judgment.verdict == CANNOT_TELL)
    then = measured_on(tables, clause, clause.until)
    deadline = judged(clause, then)
    on_deadline = _evidence(clause, then, deadline, clause.until)
    lacking = tuple(dict.fromkeys((*then.lacking, *measured.lacking)))
    past = replace(
        told,
        verdict=OVER,
        deadline=deadline,
        evidence=(*_on_days(clause.until, on_deadline, as_of, evidence), *_undated(tables)),
    )
    return _with_missing(past, lacking, is_open=CANNOT_TELL in {judgment.verdict, deadline.verdict})


def lacking_of(tables: AuditedTables, clause: Clause, as_of: dt.date) -> tuple[str, ...]:
    """Return what is missing of a clause on the days that it is judged on, of all its units or of some."""
    days = (as_of,) if clause.until is None or as_of <= clause.until else (clause.until, as_of)
    return tuple(dict.fromkeys(field for day in days for field in measured_on(tables, clause, day).lacking))


def _with_missing(told: Audited, fields: tuple[str, ...], *, is_open: bool) -> Audited:
    """Return a clause with what is missing: it keeps it from being told, or is missing of some of its units."""
    return replace(told, lacking=fields) if is_open else replace(told, unsaid=fields)


def _on_days(until: dt.date, then: list[Words], as_of: dt.date, now: list[Words]) -> list[Words]:
    """Return what is said of the last day of a period and of the day of the audit, by day; once where alike."""
    if then == now:
        return then
    days = ((until, then), (as_of, now))
    return [
        phrase("norms.evidence.on_day", date=day.isoformat(), told=joined(said, phrase("norms.comma")))
        for day, said in days
        if said
    ]


def measured_on(tables: AuditedTables, clause: Clause, day: dt.date | None) -> Measured:
    """Return what is observed of a clause on a day; where something it needs is known of nothing, only what that is."""
    asked = [field for field in needed(clause) if field != "target" and field not in ASKED_OF_EACH]
    are_drawn = walk_measures.asks_of_regions(tables, clause)
    lacking = tuple(field for field in asked if not tables.has(field) and not (are_drawn and field == "tier"))
    centers, why = chosen(tables, clause, day)
    why = "" if are_drawn else why
    if lacking or why:
        # Where the facilities are not listed, a column that lacks too is not the only thing to ask for.
        unlisted = () if not why or {"tier", "kind"} & set(lacking) else (_unlisted(clause, why),)
        later = tuple(field for field in needed(clause) if field in ASKED_OF_EACH and not tables.has(field))
        return Measured(why="" if lacking else why, lacking=(*lacking, *unlisted, *later, *_without_target(clause)))
    found = by_county(tables, centers, clause, MEASURES[clause.measure])
    evidence = (*found.evidence, *_unplaced(tables, clause))
    return replace(found, evidence=evidence, lacking=(*found.lacking, *_without_target(clause)))


def _unplaced(tables: AuditedTables, clause: Clause) -> list[Words]:
    """Return which communities of the list of figures are nowhere else, where a clause is about communities."""
    fields = rules("fields")
    is_of_them = clause.base == "community" or any(fields[name]["table"] == "communities" for name in needed(clause))
    names = tables.unplaced
    if not names or not is_of_them:
        return []
    return [phrase("norms.evidence.unplaced", count=Figure(value=len(names)), shown=", ".join(names))]


def _unlisted(clause: Clause, why: str) -> str:
    """Return what lacks where the list has no row of the tier or of the kind of a clause."""
    return "tier" if why == "no_such_tier" else list_of(clause.scope.facility)


def _undated(tables: AuditedTables) -> list[Words]:
    """Return how many open centers have no opening date: on the last day of a period they are taken for open."""
    opened = tables.open_on(None)
    count = sum(is_empty(day) for day in opened["opens"]) if "opens" in opened else len(opened)
    return [phrase("norms.evidence.undated", count=Figure(value=count))] if count else []


def _without_target(clause: Clause) -> tuple[str, ...]:
    return ("target",) if clause.value is None else ()


def _evidence(clause: Clause, measured: Measured, judgment: Judgment, as_of: dt.date) -> list[Words]:
    said: list[Words] = []
    if measured.why == "no_units" and clause.scope.area and clause.base in {"community", "subdistrict"}:
        units = phrase(f"norms.units_of.{clause.base}")
        said.append(phrase("norms.why.no_units_of_area", area=phrase(f"norms.area.{clause.scope.area}"), units=units))
    elif measured.why:
        region = phrase(f"norms.region.{clause.scope.region}") if clause.scope.region else ""
        named: dict[str, Words] = {"tier": clause.scope.tier, "kind": clause.scope.facility, "region": region}
        said.append(phrase(f"norms.why.{measured.why}", **named))
    if clause.value is None:
        said.append(phrase("norms.why.no_target"))
    if judgment.units > 1 or judgment.failing or judgment.unsaid:
        share = Figure(value=judgment.met / judgment.units, precision="covered_share")
        counts = {"units": Figure(value=judgment.units), "met": Figure(value=judgment.met)}
        said.append(phrase("norms.evidence.units", **counts, share=share))
    for key, names in (("failing", judgment.failing), ("unsaid", judgment.unsaid)):
        if names:
            said.append(phrase(f"norms.evidence.{key}", count=Figure(value=len(names)), shown=", ".join(names)))
    said += measured.evidence
    if clause.comparison == "over":
        said.append(phrase("norms.evidence.over"))
    if clause.since is not None and as_of < clause.since:
        said.append(phrase("norms.evidence.not_yet", date=clause.since.isoformat()))
    note = clause.note
    return [*said, *([note] if note.zh else [])]
