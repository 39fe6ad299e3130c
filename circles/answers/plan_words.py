"""How a plan tells itself: the sentence, the account, the worst blocks, what is taken for granted, plain values."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import named_rows, tables
from circles.answer_sums import check_code
from circles.answers.capacity_words import capacity_facts, capacity_section, reach_facts, reach_section
from circles.answers.centers_told import funnel_section, sites_section, tables_told
from circles.answers.compound_words import compound_facts, compounds_assumed
from circles.answers.demand_words import demand_assumed, demand_facts, demand_section
from circles.answers.district_words import district_facts, districts_section
from circles.answers.edge_words import certainty_words
from circles.answers.marks import mark_of
from circles.answers.people_told import people_words
from circles.answers.plan import Plan, worst_first
from circles.answers.rate_names import rate_name, rate_of
from circles.answers.rural_words import rural_lines
from circles.answers.series_words import rings_section, series_facts, series_section
from circles.answers.service_words import service_facts, service_sections, services_assumed
from circles.answers.standing_words import sensitive_lines, standing_facts
from circles.answers.taken import squares_crossed, taken_lines
from circles.answers.tier_words import communities_section, tiers_section
from circles.answers.usage_words import hours_section, usage_facts, use_section
from circles.answers.wall_words import wall_facts, walls_section
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import UNKNOWN, Figure, minutes_of, share_of, shown_parts
from circles.phrases import joined, phrase
from circles.planning_study import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words
    from circles.planning_study import Scenario, Study
    from circles.provenance import Source

SHOWN_BLOCKS = 10

VERDICTS = {"inside": tables.INSIDE, "outside": tables.OUTSIDE, "not_evaluated": tables.NOT_EVALUATED}
"""Each verdict by the column of the account that counts it."""


@document_of.register(Plan)
def _document(plan: Plan) -> Document:
    account = account_figures(plan)
    return Document(
        lang=plan.study.lang,
        title=plan.study.name,
        sections=(
            sentence_section(_sentence(plan, account)),
            Section(
                name="account",
                table=_account_table(account),
                lines=(
                    Line(certainty_words(plan.headline_base, account[plan.headline_base])),
                    *sensitive_lines(plan),
                ),
            ),
            lines_section("settlements", rural_lines(plan)),
            demand_section(plan.study.demand, plan.scenario.as_of),
            reach_section(plan),
            capacity_section(plan),
            districts_section(plan),
            tiers_section(plan),
            communities_section(plan),
            walls_section(plan),
            *service_sections(plan),
            rings_section(plan),
            series_section(plan),
            hours_section(plan),
            use_section(plan),
            funnel_section(plan.funnel),
            sites_section(plan.sites),
            _worst_blocks(plan),
            lines_section("assumptions", assumptions(plan), title=phrase("map.assumptions"), role="item"),
            lines_section("warnings", plan.warnings, role="warning"),
        ),
        facts=_facts(plan, account),
    )


def account_figures(plan: Plan) -> dict[str, dict[str, Figure]]:
    """Return the account by base and column, each figure as it is shown."""
    return {str(base): _base_figures(plan.study, str(base), row) for base, row in plan.account.iterrows()}


def _base_figures(study: Study, base: str, row: Any) -> dict[str, Figure]:
    unit, mark = phrase(f"unit.{base}"), mark_of(study, base)
    figures = {}
    shown = _shown_verdicts(base, row)
    for column, value in row.items():
        if column == "coverage_rate":
            figures[column] = Figure(value=value, precision="covered_share", mark=mark)
        elif column == "unknown_blocks":
            figures[column] = Figure(value=value)
        elif base == "land_m2":
            figures[column] = Figure(value=value, precision="hundredth", per=1e6, unit=unit, mark=mark)
        else:
            figures[column] = Figure(value=value, precision="count", unit=unit, mark=mark)
    return {column: replace(figure, shown=shown.get(column)) for column, figure in figures.items()}


def _shown_verdicts(base: str, row: Any) -> dict[str, float]:
    """Return what is shown of each verdict, so that it adds up to the shown total; nothing of less than ten people."""
    unit = 1e4 if base == "land_m2" else 1.0  # hundredths of a square kilometre, whole people
    if row["total"] < 10:
        return {}
    parts = shown_parts([round(row[verdict] * 1000) for verdict in VERDICTS], per=round(unit * 1000))
    return {verdict: part * unit for verdict, part in zip(VERDICTS, parts, strict=True)}


def share_in(figures: Mapping[str, Figure], verdict: str) -> Figure:
    """Return the share of a base that has a verdict; of what is inside, the rate itself."""
    if verdict == "inside":
        return replace(figures["coverage_rate"], mark="")
    part, total = figures[verdict].value, figures["total"].value
    return share_of(part or 0.0, total or 0.0)


def _sentence(plan: Plan, account: Mapping[str, Mapping[str, Figure]]) -> Words:
    base = plan.headline_base
    parts: list[Words] = [
        phrase(
            "headline.rate",
            name=rate_name(base, plan.scenario),
            rate=account[base]["coverage_rate"],
            not_evaluated_rate=share_in(account[base], "not_evaluated"),
            blocks_outside=Figure(value=account["blocks"]["outside"].value),
        )
    ]
    if "people" in account:
        people = account["people"]["outside"]
        parts += [phrase("headline.people", people=replace(people, unit="", mark="")), people.mark]
    within = "headline.within_own" if plan.only_own_community else "headline.within"
    return joined([*parts, *unknown_people(plan), phrase(within, walk=walk_allowed(plan.scenario))])


def unknown_people(plan: Plan) -> list[Words]:
    """Return how many blocks have no number of people, where others have one; nothing where all or none have."""
    row = plan.account["unknown_blocks"]
    if "people" not in row.index or not row["people"]:
        return []
    return [phrase("unknown_people.headline", count=Figure(value=row["people"]))]


def walk_allowed(scenario: Scenario) -> Words:
    """Return the time allowed with its distance and speed: 15 minutes ≈ 1,000 m (4.0 km/h)."""
    return phrase(
        "headline.walk",
        minutes=Figure(value=scenario.minutes, precision="setting"),
        metres=Figure(value=scenario.limit_mm // 1000),
        speed=Figure(value=scenario.walking_speed_kmh, precision="plain"),
    )


def _account_table(account: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Return the account as a matrix: a row for each base, a column for each verdict, each part with its share."""
    rows: list[tuple[Words, ...]] = [
        (
            _base_name(base, figures),
            *(
                phrase("amount.with_share", amount=_bare(figures[verdict]), share=share_in(figures, verdict))
                for verdict in VERDICTS
            ),
            _bare(figures["total"]),
            replace(figures["unknown_blocks"], precision="some", unknown=""),
        )
        for base, figures in account.items()
    ]
    heads = (
        Head(phrase("account.base")),
        *(Head(phrase(f"verdict.{verdict}"), figures=True) for verdict in VERDICTS),
        Head(phrase("account.total"), figures=True),
        Head(phrase("account.unknown_blocks"), figures=True),
    )
    return Table(heads=heads, rows=tuple(rows)).without_empty


def _base_name(base: str, figures: Mapping[str, Figure]) -> Words:
    """Return the name of a row of the account: what is counted, in which unit of land, and its mark."""
    name: Words = phrase(f"base.{base}")
    if base == "land_m2":
        name = phrase("account.in_unit", base=name, unit=figures["total"].unit)
    return joined([name, figures["inside"].mark])


def _bare(figure: Figure) -> Figure:
    """Return a figure whose unit is named by its row."""
    return replace(figure, unit="")


def _worst_blocks(plan: Plan) -> Section:
    """Return the worst outside blocks and how many more there are."""
    outside = plan.blocks[plan.blocks["verdict"] == tables.OUTSIDE]
    minutes = outside["minutes"].fillna(np.inf)
    # Few can be among the worst: all are not put in order for ten.
    shown = worst_first(outside[minutes >= minutes.nlargest(SHOWN_BLOCKS).min()]).head(SHOWN_BLOCKS)
    names = named_rows.called_words(plan.centers, "center")
    columns = ["block_id", "name", "minutes", "population", "center_id"]
    rows: list[tuple[Words, ...]] = [
        (
            str(block_id),
            str(name),
            minutes_of(walked, plan.scenario.uneven_limits) if walked == walked else phrase("map.no_path"),  # noqa: PLR0124 NaN
            Figure(value=people, precision="count"),
            names.get(center_id, UNKNOWN),
        )
        for block_id, name, walked, people, center_id in shown[columns].itertuples(index=False)
    ]
    mark = mark_of(plan.study, "people")
    titles = [phrase("terminal.outside_title"), *([phrase("people.figures", mark=mark)] if mark else [])]
    more = Figure(value=len(outside) - len(shown), precision="plain")
    return Section(
        name="worst_blocks",
        table=Table(
            title=joined(titles, phrase("people.then")),
            heads=(
                Head(phrase("terminal.block")),
                Head(phrase("terminal.name")),
                Head(phrase("terminal.minutes"), figures=True),
                Head(phrase("terminal.people"), figures=True),
                Head(phrase("terminal.center")),
            ),
            rows=tuple(rows),
        ),
        lines=(Line(phrase("terminal.more", count=more)),) if more.value else (),
    )


def assumptions(plan: Plan) -> list[Words]:
    """Return what was taken for granted, a line each: conversions, what was made, streets, walk, people."""
    study = plan.study
    lines: list[Words] = [line for source in study.sources for line in taken_lines(source)]
    lines += [
        *_open_centers(plan),
        phrase(
            f"assumed.crossings_{study.crossings}",
            count=_count(plan.streets_account.get("joined", 0)),
            join_ends_m=Figure(value=study.join_ends_m, precision="setting"),
        ),
        *squares_crossed(plan.streets_account),
        *compounds_assumed(plan.compounds),
        *_gates(plan),
        *demand_assumed(study.demand, plan.scenario.as_of),
        *(_whose_count(plan) + services_assumed(plan)),
        phrase("assumed.walk", walk=walk_allowed(plan.scenario)),
        phrase("assumed.snapping", max_snap_m=Figure(value=plan.scenario.max_snap_m, precision="setting")),
    ]
    if not study.blocks["population"].notna().any():
        lines.append(phrase("assumed.no_people", of=rate_of(plan.headline_base)))
    people = people_words(plan)
    return [*lines, *([people] if people else [])]


def _whose_count(plan: Plan) -> list[Words]:
    """Return a line for each thing asked that changes which centers count."""
    scenario = plan.scenario
    day = [phrase("assumed.as_of", day=scenario.as_of)] if scenario.as_of else []
    asked = ("renovating_counts", "planned_counts", "own_community_only")
    said = [name for name in asked if getattr(scenario, name)]
    if scenario.own_community_only and not plan.only_own_community:
        said[-1] = "own_community_unknown"
    return [*day, *(phrase(f"assumed.{name}") for name in said)]


def _open_centers(plan: Plan) -> list[Words]:
    """Return a line of how many centers are open and how many are proposals, where that is not all of them."""
    centers = plan.study.centers
    proposed = _proposed(plan)
    opened, count = int((centers["status"] == "open").sum()) - proposed, len(centers) - proposed
    if opened >= count and not proposed:
        return []
    details = {"opened": _count(opened), "count": _count(count)}
    if proposed:
        return [phrase("assumed.open_and_proposed", **details, proposed=_count(proposed))]
    return [phrase("assumed.open", **details)]


def _proposed(plan: Plan) -> int:
    """Return how many of the centers are proposals."""
    return sum(int(str(each.details["count"])) for each in plan.warnings if each.code == "sites_are_proposals")


def used_rows(plan: Plan, source: Source) -> int:
    """Return how many rows of an input are used: the walkable streets, the centers that are no proposals."""
    study = plan.study
    tables_of = {"centers": study.centers, "blocks": study.blocks, "gates": study.gates}
    if source.kind not in tables_of:
        return source.used_rows
    return len(tables_of[source.kind]) - (_proposed(plan) if source.kind == "centers" else 0)


def _gates(plan: Plan) -> list[Words]:
    """Return a line of how many blocks have a gate, where it is not all of them."""
    own = plan.attachments[plan.attachments["kind"] == "block"]
    gated, count = int((own["reason"] == "at_gates").sum()), len(plan.study.blocks)
    if gated >= count:
        return []
    return [phrase("assumed.gates" if gated else "assumed.no_gates", gated=_count(gated), count=_count(count))]


def _count(value: Any) -> Figure:
    return Figure(value=value)


def _facts(plan: Plan, account: Mapping[str, Mapping[str, Figure]]) -> dict[str, object]:
    """Return the plan by stable names; the same input gives the same facts."""
    study, scenario = plan.study, plan.scenario
    return {
        "study": study.name,
        "method_version": METHOD_VERSION,
        "scenario": {
            **_fields(scenario),
            "tiers": list(map(_fields, scenario.tiers)),
            "limit_m": scenario.limit_mm / 1000,
        },
        "headline": _sentence(plan, account),
        "check_code": _check_code(plan),
        "counts": _counts(plan),
        "account": account,
        "demand": demand_facts(study.demand, scenario.as_of),
        "capacity": capacity_facts(plan),
        "centers_in_reach": reach_facts(plan),
        "doubt": standing_facts(plan),
        "walls": wall_facts(plan),
        "districts": district_facts(plan),
        "services": service_facts(plan),
        **usage_facts(plan),
        **series_facts(plan),
        "headline_base": plan.headline_base,
        "minutes": _minutes(plan),
        "labels": {"population": study.population_label, "centers": study.centers_label},
        "rate_names": {base: rate_name(base, scenario) for base in account},
        "population": _population(study),
        "streets": {**plan.streets_account, "crossings": study.crossings, "join_ends_m": study.join_ends_m},
        "compounds": compound_facts(plan.compounds),
        "circles": {
            f"mean_{name}": plan.circles[name].mean() if len(plan.circles) else None for name in ("over_claim", "miss")
        },
        "sources": [_source(plan, source) for source in study.sources],
        "assumptions": assumptions(plan),
        "output": _fields(study.output),
        "warnings": list(plan.warnings),
        **tables_told(funnel=plan.funnel, sites=plan.sites, tiers=plan.tier_accounts, communities=plan.communities),
    }


def _check_code(plan: Plan) -> str:
    walks = plan.blocks["walk_mm"].astype(int)
    return check_code(zip(plan.blocks["block_id"], walks, plan.blocks["verdict"], strict=True), plan.scenario.limit_mm)


def _source(plan: Plan, source: Source) -> dict[str, object]:
    """Return an input, how many of its rows are used, and how it was taken, under its notes."""
    told = {name: value for name, value in _fields(source).items() if name != "taken"}
    return {**told, "used": used_rows(plan, source), "notes": source.notes}


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "blocks": len(plan.blocks),
        **{column: int((plan.blocks["verdict"] == verdict).sum()) for column, verdict in VERDICTS.items()},
        "no_path": int((plan.blocks["reason"] == "no_path").sum()),
        "centers": len(plan.centers),
        "centers_open": int((plan.centers["status"] == "open").sum()),
        "centers_not_attached": int((~plan.centers["attached"]).sum()),
        "circles": len(plan.circles),
        "gaps": len(plan.gaps),
    }


def _minutes(plan: Plan) -> dict[str, float | None]:
    walked = plan.blocks[plan.blocks["walk_m"].notna()]
    weights = walked["population"].fillna(0.0)
    known = weights.sum() > 0
    return {
        "mean": walked["minutes"].mean() if len(walked) else None,
        "mean_weighted_by_population": (walked["minutes"] * weights).sum() / weights.sum() if known else None,
        "worst": walked["minutes"].max() if len(walked) else None,
    }


def _population(study: Study) -> dict[str, object]:
    """Return what is known of the figures of people, with every factor; empty texts as None."""
    said = study.population
    return {
        "label": study.population_label,
        **{name: value or None for name, value in _fields(said).items() if name != "factors"},
        "factors": [{**_fields(each), "factor": each.factor} for each in said.factors],
    }


def _fields(record: Any) -> dict[str, Any]:
    return {item.name: getattr(record, item.name) for item in fields(record)}
