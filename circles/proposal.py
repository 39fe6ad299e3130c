"""A proposal: where new centers may stand, and the answer to where they should.

Sites are proposals on streets, never parcels: every output says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import isnan
from typing import TYPE_CHECKING, Any

from circles import texts
from circles.answer import percent, plain, walk_allowed
from circles.errors import Finding, raise_if_any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from circles.answer import Plan
    from circles.study import Source, Study

CANDIDATES_FROM = ("junctions", "gates", "grid")

_NUMBERS = frozenset({"phase", "gained", "alone", "blocks", "rate", "floor_area", "cost", "each"})

_SHOWN_NAMES = 4

_MOST_M = 20_000.0
_LEAST_M = {"grid_m": 10.0, "spacing_m": 0.0, "away_m": 0.0}

SITES = (
    "site_id",
    "name",
    "lon",
    "lat",
    "gained_population",
    "gained_blocks",
    "alone_population",
    "alone_blocks",
    "phase",
    "candidate_id",
    "candidate_name",
    "kind",
    "near",
    "community",
    "subdistrict",
    "gaps_closed",
    "communities_covered",
    "coverage_rate",
    "floor_area_m2",
    "cost",
    "cost_per_person",
    "geometry",
)
"""Proposed sites in the order in which each adds the most. `gained_*` is what a site adds to those above it, so that
the column adds up; `alone_*` what it would add by itself; `coverage_rate` the share covered once it stands too.
`near` names the nearest streets; `gaps_closed` and `communities_covered` list what no longer has anyone outside."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """Where new centers may stand: a list, or the rule by which they are made, and what leaves some of them out.

    Attributes
    ----------
    table : GeoDataFrame or None
        ``tables.CANDIDATES``; None where they are made.
    made_from : str
        One of :data:`CANDIDATES_FROM`, where there is no table.
    grid_m : float
        Distance between the points of a grid, in metres.
    spacing_m : float or None
        The least distance between two candidates in metres; None: 0 for a list, 200 for those that are made.
    away_m : float
        The least distance to an open center in metres, straight.
    forbidden, preferred : geometry or None
        In WGS-84: none may stand in the one; where the other is given, all must stand in it.
    sources : tuple of Source
        The inputs.
    warnings : tuple of Finding
        What a person should look at.

    Raises
    ------
    InputError
        If a distance is negative, not finite or beyond reason, or there is no such rule.
    """

    table: gpd.GeoDataFrame | None = None
    made_from: str = "junctions"
    grid_m: float = 250.0
    spacing_m: float | None = None
    away_m: float = 0.0
    forbidden: BaseGeometry | None = None
    preferred: BaseGeometry | None = None
    sources: tuple[Source, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        distances = {"grid_m": self.grid_m, "spacing_m": self.spacing_m or 0.0, "away_m": self.away_m}
        findings = [
            Finding(code="bad_setting", column=name, value=str(value), details={"low": low, "high": _MOST_M})
            for name, value in distances.items()
            if not (low := _LEAST_M[name]) <= value <= _MOST_M
        ]
        if self.made_from not in CANDIDATES_FROM:
            known = ", ".join(CANDIDATES_FROM)
            findings.append(Finding(code="not_a_choice", column="from", value=self.made_from, details={"known": known}))
        raise_if_any(findings)


@dataclass(frozen=True, kw_only=True, eq=False)
class Siting:
    """The answer to where the next centers go, recomputed by a plan.

    Attributes
    ----------
    question : mapping
        What was asked, as plain values.
    study_after : Study
        The study with the proposed sites as open centers, and those that close as closed.
    plan_before, plan_after : Plan
        The plans of both.
    sites : GeoDataFrame
        :data:`SITES`.
    closed : tuple of str
        Ids of the centers that close.
    curve : DataFrame
        The most that one, two, three ... new centers cover: columns centers, covered (the best found), chosen (what
        the first so many of `sites` cover), bound (what no choice can exceed), all thousandths, and status.
    candidates : GeoDataFrame
        ``tables.CANDIDATES`` that took part.
    candidates_account : mapping
        How many were given or made, and how many were left out, by reason.
    status : str
        How the search ended.
    objective, bound : int
        What the question counts and the best any answer could be, whole numbers in `unit`.
    unit : str
        ``people``, ``blocks`` (thousandths of either), ``sites``, ``cost``, ``person_walk`` (thousandths of a person
        times millimetres) or ``walk`` (millimetres).
    weight : str
        What is counted of each block: a column of the blocks, or ``blocks``.
    covered_before, covered_after, total : int
        Thousandths of what is counted within the walk allowed, and of all of it.
    walkers : int
        Thousandths of what takes part in a question of distances.
    seed : int
        The seed of the search.
    warnings : tuple of Finding
        What a person should look at.
    """

    question: Mapping[str, Any]
    study_after: Study
    plan_before: Plan
    plan_after: Plan
    sites: gpd.GeoDataFrame
    closed: tuple[str, ...]
    curve: pd.DataFrame
    candidates: gpd.GeoDataFrame
    candidates_account: Mapping[str, int]
    status: str
    objective: int
    bound: int
    unit: str
    weight: str
    covered_before: int
    covered_after: int
    total: int
    walkers: int
    seed: int
    warnings: tuple[Finding, ...] = ()

    @property
    def gap(self) -> float:
        """Distance of the bound from the objective as a share of the objective; 0.0 when optimal."""
        return abs(self.bound - self.objective) / max(1, abs(self.objective))

    @property
    def lang(self) -> str:
        """Language of the outputs."""
        return self.study_after.lang

    def sentence(self, lang: str | None = None) -> str:
        """Return the answer as one sentence: how many sites, coverage before and after, what is gained."""
        return sentence(self, lang or self.lang)

    def proof(self, lang: str | None = None) -> str:
        """Return how good the answer is: how the search ended, bound, gap and seed, and the plan that confirms it."""
        return proof(self, lang or self.lang)

    def notice(self, lang: str | None = None) -> str:
        """Return what every output says: sites are proposals on streets, never parcels."""
        return texts.say("site.notice", lang or self.lang)

    def summary(self) -> dict[str, Any]:
        """Return the answer as plain values, ready for JSON: no durations, the same for the same input."""
        return summarise(self)

    def _repr_html_(self) -> str:
        heads, rows = site_rows(self, self.lang)
        head = "".join(f"<th>{escape(name)}</th>" for name, _ in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        words = (f"<p>{escape(text)}</p>" for text in (self.proof(), self.notice()))
        headline = f"<p><strong>{escape(self.sentence())}</strong></p>"
        return f"{headline}<table><tr>{head}</tr>{body}</table>{''.join(words)}"


def sentence(siting: Siting, lang: str) -> str:
    """Return the headline of a siting in `lang`."""
    gained = siting.covered_after - siting.covered_before
    values = {
        "count": len(siting.sites),
        "closed": len(siting.closed),
        "before": percent(siting.covered_before / siting.total),
        "after": percent(siting.covered_after / siting.total),
        "what": what_is_counted(siting, lang),
        "mark": _mark(siting, lang),
        "gained": _with_unit(gained, siting, lang, signed=bool(siting.closed)),
        "walk": walk_allowed(siting.plan_after.scenario, lang),
    }
    key = "site.headline_closing" if siting.closed else "site.headline"
    return texts.say(key, lang, **values) + _objective_words(siting, lang) + texts.say("site.end", lang)


def proof(siting: Siting, lang: str) -> str:
    """Return the status of the search in words, with bound, gap and seed."""
    bound = texts.say(
        f"site.bound_{siting.unit}",
        lang,
        value=_shown(natural(siting.bound, siting.unit)),
        what=what_is_counted(siting, lang),
    )
    gap = percent(siting.gap, up=True)
    key = siting.status.replace(" ", "_")
    if siting.question.get("phases"):
        # The bound is that of the last phase given the earlier ones: nothing that holds for all phases together.
        parts = [_phases_proof(key, siting.seed, lang), texts.say("site.phased", lang)]
    else:
        parts = [texts.say(f"site.{key}", lang, bound=bound, gap=gap, seed=siting.seed)]
    if siting.question.get("worst_first"):
        parts.append(texts.say("site.worst_first", lang))
    parts.append(texts.say("site.confirmed", lang))
    return ("" if lang == "zh" else " ").join(parts)


def _phases_proof(status: str, seed: int, lang: str) -> str:
    """Return whether each phase is proven to be the best given the earlier ones, and why not."""
    if status == "optimal":
        return texts.say("site.phased_optimal", lang, seed=seed)
    return texts.say("site.phased_unproven", lang, why=texts.say(f"site.phased_why_{status}", lang), seed=seed)


def what_is_counted(siting: Siting, lang: str) -> str:
    """Return the name of what is counted: people, people aged 60 and over, dwellings, blocks, or a column."""
    base = _base_of(siting)
    return texts.catalogue(lang).get(f"base.{base}", base)


def marked_what(siting: Siting, lang: str) -> str:
    """Return the name of what is counted, and what stands beside its figures."""
    return what_is_counted(siting, lang) + _mark(siting, lang)


def natural(value: int, unit: str) -> int | float:
    """Return an objective or bound in people, blocks, sites, money, person-kilometres or metres."""
    per = {"people": 1000, "blocks": 1000, "person_walk": 10**9, "walk": 1000}.get(unit, 1)
    return value // per if value % per == 0 else value / per


def account_line(siting: Siting, lang: str) -> str:
    """Return how many candidates there were, were left out and take part, as one line."""
    account = siting.candidates_account
    parts = [
        texts.say(f"site_account.{name}", lang, count=f"{count:,}", spacing_m=account.get("spacing_m", 0))
        for name, count in account.items()
        if name != "spacing_m" and (count or name == "taking_part")
    ]
    colon, comma = ("：", "，") if lang == "zh" else (": ", ", ")
    return texts.say("site_account.title", lang) + colon + comma.join(parts) + texts.say("site.end", lang)


def closing_line(siting: Siting, lang: str) -> str:
    """Return which centers close, empty where none does."""
    if not siting.closed:
        return ""
    names = siting.study_after.centers.set_index("center_id")["name"].reindex(list(siting.closed))
    said = [f"{name} ({each})" for each, name in names.items()]
    return texts.say("site.closing", lang, names=("、" if lang == "zh" else ", ").join(said))


def site_rows(siting: Siting, lang: str) -> tuple[list[tuple[str, bool]], list[list[str]]]:
    """Return the columns of the table of sites, each its name and whether it holds numbers, and the cells.

    Columns without any content are left out.
    """
    sites = siting.sites
    kinds = [
        texts.say("site.upgrade", lang, kind=kind) if kind else texts.say("site.new_center", lang)
        for kind in sites["kind"]
    ]
    districts = [" / ".join(filter(None, pair)) for pair in zip(sites["community"], sites["subdistrict"], strict=True)]
    columns: dict[str, list[str]] = {
        "site": sites["name"].tolist(),
        "near": sites["near"].tolist(),
        "district": districts,
        "kind": kinds if sites["kind"].any() else [""] * len(sites),
        "phase": [str(each) for each in sites["phase"]] if "phases" in siting.question else [""] * len(sites),
        "gained": [_shown(each) for each in sites["gained_population"]],
        "alone": [_shown(each) for each in sites["alone_population"]],
        "blocks": [_shown(each) for each in sites["gained_blocks"]],
        "gaps": [_shortened(each) for each in sites["gaps_closed"]],
        "communities": [_shortened(each) for each in sites["communities_covered"]],
        "rate": [percent(each) for each in sites["coverage_rate"]],
        "floor_area": [_shown(each) for each in sites["floor_area_m2"]],
        "cost": [_shown(each) for each in sites["cost"]],
        "each": [_shown(each) for each in sites["cost_per_person"]],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells) or name == "site"}
    marks = dict.fromkeys(("gained", "alone"), siting.study_after.mark_of("people", lang))
    heads = [(texts.say(f"site_column.{name}", lang) + marks.get(name, ""), name in _NUMBERS) for name in filled]
    return heads, [list(row) for row in zip(*filled.values(), strict=True)]


def summarise(siting: Siting) -> dict[str, Any]:
    """Return a siting as plain values (see :meth:`Siting.summary`)."""
    columns = [name for name in SITES if name != "geometry"]
    return {
        "question": dict(siting.question),
        "status": siting.status,
        "objective": natural(siting.objective, siting.unit),
        "bound": natural(siting.bound, siting.unit),
        "gap": siting.gap,
        "unit": siting.unit,
        "exact": {"objective": siting.objective, "bound": siting.bound},
        "weight": siting.weight,
        "covered_before": natural(siting.covered_before, "people"),
        "covered_after": natural(siting.covered_after, "people"),
        "total": natural(siting.total, "people"),
        "seed": siting.seed,
        "sites": [
            {name: plain(value) for name, value in zip(columns, row, strict=True)}
            for row in siting.sites[columns].itertuples(index=False)
        ],
        "closed": list(siting.closed),
        "curve": [
            {
                "centers": centers,
                **{
                    name: natural(value, "people")
                    for name, value in zip(("covered", "chosen", "bound"), row, strict=True)
                },
                "status": status,
            }
            for centers, *row, status in siting.curve.itertuples(index=False)
        ],
        "candidates": dict(siting.candidates_account),
        "scenario": {
            "minutes": siting.plan_after.scenario.minutes,
            "limit_m": siting.plan_after.scenario.limit_mm / 1000,
        },
        "headline": {lang: sentence(siting, lang) for lang in texts.LANGUAGES},
        "proof": {lang: proof(siting, lang) for lang in texts.LANGUAGES},
        "notice": {lang: siting.notice(lang) for lang in texts.LANGUAGES},
        "warnings": [{lang: finding.text(lang) for lang in texts.LANGUAGES} for finding in siting.warnings],
    }


def _objective_words(siting: Siting, lang: str) -> str:
    """Return what the question counted beside coverage, where it did, and what the sites cost where that is known."""
    words = ""
    if siting.unit == "person_walk":
        mean_m = siting.objective / max(siting.walkers, 1) / 1000
        words = texts.say("site.mean_walk", lang, metres=f"{mean_m:,.0f}")
    elif siting.unit == "walk":
        words = texts.say("site.longest_walk", lang, metres=_shown(natural(siting.objective, siting.unit)))
    elif "capacity" in siting.question and siting.unit in {"people", "blocks"}:
        words = texts.say("site.served", lang, served=_with_unit(siting.objective, siting, lang))
    cost = siting.sites["cost"]
    return words + (texts.say("site.total_cost", lang, cost=_shown(cost.sum())) if cost.notna().any() else "")


def _shortened(listed: str) -> str:
    """Return the first of a list of names and how many there are more."""
    names = listed.split(", ")
    more = len(names) - _SHOWN_NAMES
    return listed if more <= 1 else f"{', '.join(names[:_SHOWN_NAMES])} … +{more}"


def _with_unit(amount: int, siting: Siting, lang: str, *, signed: bool = False) -> str:
    base = {"population": "people"}.get(siting.weight, siting.weight)
    unit = texts.catalogue(lang).get(f"unit.{base}", "")
    return f"{amount / 1000:{'+' if signed else ''},.0f} {unit}".rstrip()


def _mark(siting: Siting, lang: str) -> str:
    """Return what stands beside every figure of what is counted: kind, year and label."""
    return siting.study_after.mark_of(_base_of(siting), lang)


def _base_of(siting: Siting) -> str:
    return {"population": "people"}.get(siting.weight, siting.weight)


def _shown(value: float) -> str:
    """Return a number with thousands separated and at most one decimal, three where it is small; empty if unknown."""
    if isnan(value):
        return ""
    if 0 < abs(value) < 0.05:
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"
