"""How a siting tells itself: the sentence, the sites, what is proven, what sites are, plain values."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from circles import integers, tables
from circles.answers.closing import lost_blocks
from circles.answers.closing_words import closing_sections, loss_facts
from circles.answers.marks import mark_of
from circles.answers.plan_words import account_figures, assumptions, share_in, unknown_people, walk_allowed
from circles.answers.rate_names import rate_name, rate_then_name
from circles.answers.siting import SITES, Siting
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure, share_of
from circles.phrases import Phrase, joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words

_SHOWN_NAMES = 4

_MEASURED = {
    "gained": "gained_population",
    "alone": "alone_population",
    "blocks": "gained_blocks",
    "floor_area": "floor_area_m2",
    "cost": "cost",
    "each": "cost_per_person",
}
"""Columns of figures as they are headed, by those of the sites."""

_PEOPLE = ("gained_population", "alone_population")

_FIGURES = frozenset({*_MEASURED, "phase", "rate"})

_PER_UNIT = {"people": 1000, "blocks": 1000, "person_walk": 10**9, "walk": 1000}


@document_of.register(Siting)
def _document(siting: Siting) -> Document:
    figures = _site_figures(siting)
    # The notice has said that sites are proposals; what the plan and the siting both tell is told once.
    planned = (
        finding
        for finding in siting.plan_after.warnings
        if finding.code != "sites_are_proposals" and finding not in siting.warnings
    )
    return Document(
        lang=siting.lang,
        title=siting.study_after.name,
        sections=(
            sentence_section(_sentence(siting)),
            lines_section("candidates", [] if siting.only_closes else [_account(siting)]),
            Section(name="sites", table=_sites_table(siting, figures)),
            lines_section("closing", _closing(siting)),
            *closing_sections(siting),
            lines_section("proof", [_proof(siting)]),
            lines_section("notice", [] if siting.only_closes else [phrase("site.notice")]),
            lines_section("assumptions", assumptions(siting.plan_after), title=phrase("map.assumptions"), role="item"),
            lines_section("warnings", [*siting.warnings, *planned], role="warning"),
        ),
        facts=_facts(siting, figures),
    )


def natural(value: int, unit: str) -> int | float:
    """Return an objective or bound in people, blocks, sites, money, person-kilometres or metres."""
    per = _PER_UNIT.get(unit, 1)
    return value // per if value % per == 0 else value / per


def counted(siting: Siting) -> Words:
    """Return the name of what is counted: people, people aged 60 and over, dwellings, blocks, or a column."""
    base = base_of(siting)
    return Phrase(f"base.{base}", otherwise=base)


def counted_with_mark(siting: Siting) -> Words:
    """Return the name of what is counted, and what stands beside its figures."""
    return joined([counted(siting), mark_of(siting.study_after, base_of(siting))])


def _sentence(siting: Siting) -> Words:
    base, gained = base_of(siting), siting.covered_after - siting.covered_before
    values: dict[str, object] = {
        "count": len(siting.sites),
        "closed": len(siting.closed),
        "before": share_of(siting.covered_before, siting.total, covered=True),
        "after": told_rate(siting),
        "name": rate_name(base, siting.plan_after.scenario),
        "mark": mark_of(siting.study_after, base),
    }
    if siting.only_closes:
        lost = {"lost": _amount(-gained, siting), "blocks": Figure(value=len(lost_blocks(siting)))}
        told = phrase("siting_told.closing", **values, **lost)
    else:
        key = "siting_told.both" if siting.closed else "siting_told.adding"
        told = phrase(key, **values, gained=_amount(gained, siting, signed=bool(siting.closed)))
    return joined(
        [
            told,
            phrase("siting_told.not_evaluated", rate=not_evaluated_rate(siting)),
            *_objective_words(siting),
            *(unknown_people(siting.plan_after) if base == "people" else []),
            phrase("headline.within", walk=walk_allowed(siting.plan_after.scenario)),
        ]
    )


def told_rate(siting: Siting, *, before: bool = False) -> Figure:
    """Return the share of what is counted that is within the walk with the answer, or before it: as in the account."""
    return share_of(siting.covered_before if before else siting.covered_after, siting.total, covered=True)


def not_evaluated_rate(siting: Siting) -> Figure:
    """Return the share of what is counted that is not evaluated."""
    figures = account_figures(siting.plan_after).get(base_of(siting))
    if figures is not None:
        return share_in(figures, "not_evaluated")
    blocks = siting.plan_after.blocks
    left = (blocks["verdict"] == tables.NOT_EVALUATED).to_numpy()
    return share_of(int(integers.thousandths(siting.study_after.blocks[siting.weight])[left].sum()), siting.total)


def _objective_words(siting: Siting) -> list[Words]:
    """Return what the question counted beside coverage, where it did, and what the sites cost where that is known."""
    words: list[Words] = []
    if siting.unit == "person_walk":
        mean_m = siting.objective / max(siting.walkers, 1) / 1000
        words.append(phrase("site.mean_walk", metres=Figure(value=mean_m)))
    elif siting.unit == "walk":
        words.append(phrase("site.longest_walk", metres=_measure(natural(siting.objective, siting.unit))))
    elif "capacity" in siting.question and siting.unit in {"people", "blocks"}:
        words.append(phrase("site.served", served=_amount(siting.objective, siting)))
    cost = siting.sites["cost"]
    return [*words, *([phrase("site.total_cost", cost=_measure(cost.sum()))] if cost.notna().any() else [])]


def _proof(siting: Siting) -> Words:
    """Return the status of the search in words, with bound, gap and seed."""
    status = siting.status.replace(" ", "_")
    if siting.question.get("phases"):
        # The bound is that of the last phase given the earlier ones: nothing that holds for all phases together.
        parts = [_phases_proof(status, siting.seed), phrase("site.phased")]
    else:
        key = "closing.optimal" if siting.only_closes and status == "optimal" else f"site.{status}"
        parts = [phrase(key, bound=_bound(siting), gap=_gap(siting), seed=siting.seed)]
    if siting.question.get("worst_first"):
        parts.append(phrase("site.worst_first"))
    parts.append(phrase("closing.confirmed" if siting.only_closes else "site.confirmed"))
    return reduce(lambda before, after: phrase("site.then", before=before, after=after), parts)


def _phases_proof(status: str, seed: int) -> Phrase:
    """Return whether each phase is proven to be the best given the earlier ones, and why not."""
    if status == "optimal":
        return phrase("site.phased_optimal", seed=seed)
    return phrase("site.phased_unproven", why=phrase(f"site.phased_why_{status}"), seed=seed)


def _bound(siting: Siting) -> Words:
    value = _measure(natural(siting.bound, siting.unit))
    side = "bound_most" if siting.unit in {"people", "blocks"} else "bound_least"
    return phrase(f"site.{side}", bound=phrase(f"site.bound_{siting.unit}", value=value, what=counted(siting)))


def _gap(siting: Siting) -> Figure:
    return Figure(value=siting.gap, precision="other_share")


def _account(siting: Siting) -> Words:
    """Return how many candidates there were, were left out and take part, as one line."""
    account = siting.candidates_account
    parts = [
        phrase(f"site_account.{name}", count=Figure(value=count), spacing_m=account.get("spacing_m", 0))
        for name, count in account.items()
        if name != "spacing_m" and (count or name == "taking_part")
    ]
    listed = joined(parts, phrase("site_account.joint"))
    return joined([phrase("site_account.title"), phrase("map.colon"), listed, phrase("site.end")])


def _closing(siting: Siting) -> list[Words]:
    """Return which centers close, no line where none does."""
    if not siting.closed:
        return []
    names = siting.study_after.centers.set_index("center_id")["name"].reindex(list(siting.closed))
    closing = [f"{name} ({each})" for each, name in names.items()]
    return [phrase("site.closing", names=joined(closing, phrase("check.joint")))]


def _site_figures(siting: Siting) -> dict[str, list[Figure]]:
    """Return the figures of the sites by column."""
    sites = siting.sites
    return {
        "phase": [Figure(value=each, precision="plain") for each in sites["phase"]],
        "coverage_rate": [Figure(value=each, precision="covered_share") for each in sites["coverage_rate"]],
        **{column: [_measure(each) for each in sites[column]] for column in _MEASURED.values()},
        **{column: [_people(each) for each in sites[column]] for column in _PEOPLE},
    }


def _sites_table(siting: Siting, figures: Mapping[str, list[Figure]]) -> Table:
    """Return a row for each site; columns without any content are left out."""
    sites = siting.sites
    kinds: list[Words] = [
        phrase("site.upgrade", kind=kind) if kind else phrase("site.new_center") for kind in sites["kind"]
    ]
    districts = [" / ".join(filter(None, pair)) for pair in zip(sites["community"], sites["subdistrict"], strict=True)]
    nothing: list[Words] = [""] * len(sites)
    columns: dict[str, list[Words]] = {
        "site": sites["name"].tolist(),
        "near": sites["near"].tolist(),
        "district": [*districts],
        "kind": kinds if sites["kind"].any() else nothing,
        "phase": [*figures["phase"]] if "phases" in siting.question else nothing,
        **{name: [*figures[_MEASURED[name]]] for name in ("gained", "alone", "blocks")},
        "gaps": [_shortened(each) for each in sites["gaps_closed"]],
        "communities": [_shortened(each) for each in sites["communities_covered"]],
        "rate": [*figures["coverage_rate"]],
        **{name: [*figures[_MEASURED[name]]] for name in ("floor_area", "cost", "each")},
    }
    marks = dict.fromkeys(("gained", "alone"), mark_of(siting.study_after, "people"))
    rate = rate_then_name(base_of(siting))
    table = Table(
        heads=tuple(
            Head(
                joined([rate if name == "rate" else phrase(f"site_column.{name}"), marks.get(name, "")]),
                figures=name in _FIGURES,
            )
            for name in columns
        ),
        rows=tuple(zip(*columns.values(), strict=True)),
    )
    return table.without_empty


def _measure(value: float) -> Figure:
    return Figure(value=value, precision="measure", unknown="")


def _people(value: float) -> Figure:
    return Figure(value=value, precision="count", unknown="")


def _shortened(listed: str) -> str:
    """Return the first of a list of names and how many there are more."""
    names = listed.split(", ")
    more = len(names) - _SHOWN_NAMES
    return listed if more <= 1 else f"{', '.join(names[:_SHOWN_NAMES])} … +{more}"


def _amount(thousandths: int, siting: Siting, *, signed: bool = False) -> Figure:
    unit = Phrase(f"unit.{base_of(siting)}", otherwise="")
    return Figure(value=thousandths / 1000, precision="signed" if signed else "count", unit=unit)


def base_of(siting: Siting) -> str:
    """Return what is counted as the account names it, another column of the blocks by its name."""
    return {"population": "people"}.get(siting.weight, siting.weight)


def _facts(siting: Siting, figures: Mapping[str, list[Figure]]) -> dict[str, object]:
    """Return the siting by stable names; the same input gives the same facts."""
    columns = {name: figures.get(name, siting.sites[name]) for name in SITES if name != "geometry"}
    scenario = siting.plan_after.scenario
    return {
        "question": siting.question,
        "status": siting.status,
        "objective": natural(siting.objective, siting.unit),
        "bound": _measure(natural(siting.bound, siting.unit)),
        "gap": _gap(siting),
        "unit": siting.unit,
        "exact": {"objective": siting.objective, "bound": siting.bound},
        "weight": siting.weight,
        "covered_before": natural(siting.covered_before, "people"),
        "covered_after": natural(siting.covered_after, "people"),
        "total": natural(siting.total, "people"),
        "seed": siting.seed,
        "sites": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        "closed": siting.closed,
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
        "candidates": siting.candidates_account,
        "scenario": {"minutes": scenario.minutes, "limit_m": scenario.limit_mm / 1000},
        "headline": _sentence(siting),
        "rate_name": rate_name(base_of(siting), scenario),
        "coverage_rate": {
            "before": share_of(siting.covered_before, siting.total, covered=True),
            "after": told_rate(siting),
        },
        "not_evaluated_rate": not_evaluated_rate(siting),
        "losses": loss_facts(siting),
        "proof": _proof(siting),
        "notice": "" if siting.only_closes else phrase("site.notice"),
        "warnings": list(siting.warnings),
    }
