"""The answer: a Plan of tables, and how it is told in a sentence, a small table and plain values.

The same input gives the same plan; nothing in it is changed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from html import escape
from math import ceil, floor, isnan
from typing import TYPE_CHECKING, Any

from circles import tables, texts
from circles.study import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from circles.errors import Finding
    from circles.study import Scenario, Source, Study


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The answer: tables with one row for each block, circle, center and gap, and the account.

    Attributes
    ----------
    study, scenario : Study, Scenario
        What was asked.
    blocks, circles, centers, gaps : GeoDataFrame
        ``tables.PLAN_*``, in WGS-84; blocks keep the order and index of the study's blocks and also hold
        `dwellings` and `land_m2`.
    service_area : GeoDataFrame
        One row: the merged service area.
    account : DataFrame
        Index `base` (people, dwellings, land_m2, blocks); columns total, inside, outside, not_evaluated,
        unknown_blocks, coverage_rate.
    pieces, nodes, attachments : GeoDataFrame
        ``tables.PIECES``, ``NODES`` and ``ATTACHMENTS``: what explains each walk.
    walks : DataFrame
        ``tables.WALKS``: every pair of block and center within the limit.
    street_spots : GeoDataFrame
        Islands, cut ends and joined, excepted or dangling spots: kind, length_m, geometry.
    streets_account : mapping
        What became of the streets: counts and lengths by name.
    snapping : DataFrame or None
        ``tables.SNAPPING``: how far centers, blocks and gates are from the streets.
    sparse_areas : GeoDataFrame or None
        ``tables.SPARSE_AREAS``: where blocks have so few streets about them that the file may lack some.
    warnings : tuple of Finding
        What a person should look at, those of the study included.
    """

    study: Study
    scenario: Scenario
    blocks: gpd.GeoDataFrame
    circles: gpd.GeoDataFrame
    centers: gpd.GeoDataFrame
    service_area: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    account: pd.DataFrame
    pieces: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame
    walks: pd.DataFrame
    street_spots: gpd.GeoDataFrame
    streets_account: Mapping[str, object]
    snapping: pd.DataFrame | None = None
    sparse_areas: gpd.GeoDataFrame | None = None
    warnings: tuple[Finding, ...] = ()

    @property
    def headline_base(self) -> str:
        """The base of the coverage rate: people where there are any and from a source, else land, else blocks."""
        counted = "people" in self.account.index and bool(self.account["total"]["people"])
        if counted and self.study.population_label == "source":
            return "people"
        return "land_m2" if "land_m2" in self.account.index else "blocks"

    def sentence(self, lang: str | None = None) -> str:
        """Return the plan as one sentence: coverage rate and its base, people outside, blocks outside."""
        return sentence(self, lang or self.study.lang)

    def summary(self) -> dict[str, Any]:
        """Return the plan as plain values, ready for JSON; the same input gives the same summary."""
        return summarise(self)

    def _repr_html_(self) -> str:
        lang = self.study.lang
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td style='text-align:right'>{escape(value)}</td></tr>"
            for name, value in summary_rows(self, lang)
        )
        headline = f"<strong>{escape(self.study.name)}</strong>: {escape(self.sentence(lang))}"
        people = people_text(self, lang)
        return f"<p>{headline}</p><table>{rows}</table>" + (f"<p>{escape(people)}</p>" if people else "")


def sentence(plan: Plan, lang: str) -> str:
    """Return the headline of a plan in `lang`."""
    base = plan.headline_base
    row: Any = plan.account.loc[base]
    outside: Any = plan.account["outside"]
    values = {
        "rate": percent(row["coverage_rate"]),
        "not_evaluated_rate": percent(row["not_evaluated"] / row["total"] if row["total"] else float("nan"), up=True),
        "base": texts.say(f"base.{base}", lang),
        "blocks_outside": f"{int(outside['blocks']):,}",
        "walk": walk_allowed(plan.scenario, lang),
    }
    text = texts.say("headline.sentence", lang, **values)
    if "people" in plan.account.index:
        people = texts.say("headline.people", lang, people=f"{round(outside['people']):,}")
        text = text + people + plan.study.mark_of("people", lang)
    return text + texts.say("headline.end", lang)


def people_text(plan: Plan, lang: str) -> str:
    """Return where the figures of people come from and what was done to them, empty where nothing is said."""
    if "people" not in plan.account.index:
        return ""
    said = plan.study.population
    mark = plan.study.mark_of("people", lang)
    lines = [texts.say("people.figures", lang, mark=mark)] if mark else []
    lines += [texts.say("people.source", lang, source=said.source)] if said.source else []
    lines += [texts.say("people.household", lang, size=f"{said.household_size:g}")] if said.household_size else []
    lines += [texts.say("people.raster", lang, file=said.raster)] if said.raster else []
    lines += [texts.say("people.control", lang, file=said.control, count=len(said.factors))] if said.control else []
    return texts.say("people.then", lang).join(lines)


def walk_allowed(scenario: Scenario, lang: str) -> str:
    """Return the time allowed with its distance and speed: 15 minutes ≈ 1,000 m (4.0 km/h)."""
    return texts.say(
        "headline.walk",
        lang,
        minutes=f"{scenario.minutes:g}",
        metres=f"{scenario.limit_mm // 1000:,}",
        speed=scenario.walking_speed_kmh,
    )


def assumptions(plan: Plan, lang: str) -> list[str]:
    """Return what was taken for granted, a line each: conversions, what was made, streets, walk, people."""
    study, reasons = plan.study, plan.attachments["reason"]
    lines = [line for source in study.sources for line in _taken(source, lang)]
    proposals: list[Any] = [each.details["count"] for each in plan.warnings if each.code == "sites_are_proposals"]
    proposed = sum(proposals)
    opened, count = int((study.centers["status"] == "open").sum()) - proposed, len(study.centers) - proposed
    if opened < count or proposed:
        key = "assumed.open_and_proposed" if proposed else "assumed.open"
        details = {"opened": f"{opened:,}", "count": f"{count:,}", "proposed": f"{proposed:,}"}
        lines.append(texts.say(key, lang, **details))
    joined = plan.streets_account.get("joined", 0)
    details = {"count": f"{joined:,}", "join_ends_m": f"{study.join_ends_m:g}"}
    lines.append(texts.say(f"assumed.crossings_{study.crossings}", lang, **details))
    gated, count = int((reasons == "at_gates").sum()), len(study.blocks)
    if gated < count:
        key = "assumed.gates" if gated else "assumed.no_gates"
        lines.append(texts.say(key, lang, gated=f"{gated:,}", count=f"{count:,}"))
    lines.append(texts.say("assumed.walk", lang, walk=walk_allowed(plan.scenario, lang)))
    lines.append(texts.say("assumed.snapping", lang, max_snap_m=f"{plan.scenario.max_snap_m:g}"))
    if not study.blocks["population"].notna().any():
        lines.append(texts.say("assumed.no_people", lang, base=texts.say(f"base.{plan.headline_base}", lang)))
    return [*lines, *filter(None, [people_text(plan, lang)])]


def _taken(source: Source, lang: str) -> list[str]:
    """Return how the coordinates of an input were taken, and that it was made where it was."""
    notes = source.notes
    made = str(notes.get("made_from", "")).replace(" ", "_")
    details = {"crs": source.crs, "datum": notes.get("datum"), "count": f"{source.rows:,}", "made": ""}
    lines = [] if made or source.crs in {"", tables.WGS84} else ["crs"]
    if "datum_points" in notes:
        details |= {"points": f"{notes['datum_points']:,}", "shift_m": f"{notes['datum_shift_m']:,}"}
        lines.append("datum")
    elif notes.get("datum") == "CGCS2000":
        lines.append("cgcs2000")
    elif "coordinates" in notes:
        lines.append("no_datum")
    if made:
        details["made"] = texts.say(f"map.note.{made}", lang)
        lines.append("made")
    if "ways_walkable" in notes:
        rule = str(notes.get("rule", "")).replace(" ", "_")
        details |= {"rule": texts.catalogue(lang).get(f"map.note.{rule}", rule), "used": f"{notes['ways_walkable']:,}"}
        lines.append("rule")
    kind = texts.say(f"map.source.{source.kind}", lang)
    return [texts.say(f"assumed.{key}", lang, kind=kind, file=source.file, **details) for key in lines]


def percent(share: float, *, up: bool = False) -> str:
    """Return a share as per cent with one decimal; `–` if unknown.

    Like minutes, shares never flatter: what is inside rounds down, so that 100.0 % means all; the rest rounds `up`.
    """
    if isnan(share):
        return "–"
    tenths = Fraction(share) * 1000
    # A share like 0.7 is a little more or less in binary: what is within 1e-9 of a tenth is that tenth.
    nearest = round(tenths)
    whole = nearest if abs(tenths - nearest) < Fraction(1, 10**9) else (ceil(tenths) if up else floor(tenths))
    return f"{whole / 10:.1f} %"


def summary_rows(plan: Plan, lang: str) -> list[tuple[str, str]]:
    """Return the account as (name, text) rows for a small table."""
    rows = []
    for base, row in plan.account.iterrows():
        mark = plan.study.mark_of(str(base), lang)
        unit, digits = texts.say(f"unit.{base}", lang), 0 if base != "land_m2" else 2
        scale = 1e6 if base == "land_m2" else 1.0
        for verdict in ("inside", "outside", "not_evaluated"):
            share = row[verdict] / row["total"] if row["total"] else float("nan")
            name = texts.say(
                "headline.row",
                lang,
                base=texts.say(f"base.{base}", lang) + mark,
                verdict=texts.say(f"verdict.{verdict}", lang),
            )
            rows.append(
                (name, f"{row[verdict] / scale:,.{digits}f} {unit} ({percent(share, up=verdict != tables.INSIDE)})")
            )
    return rows


def summarise(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values (see :meth:`Plan.summary`)."""
    walked = plan.blocks[plan.blocks["walk_m"].notna()]
    weights = walked["population"].fillna(0.0)
    worst = walked["minutes"].max() if len(walked) else None
    return {
        "study": plan.study.name,
        "method_version": METHOD_VERSION,
        "scenario": {
            **{item.name: getattr(plan.scenario, item.name) for item in fields(plan.scenario)},
            "limit_m": plan.scenario.limit_mm / 1000,
        },
        "headline": {lang: sentence(plan, lang) for lang in texts.LANGUAGES},
        "counts": {
            "blocks": len(plan.blocks),
            **{
                name.replace(" ", "_"): int((plan.blocks["verdict"] == name).sum())
                for name in (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
            },
            "no_path": int((plan.blocks["reason"] == "no_path").sum()),
            "centers": len(plan.centers),
            "centers_open": int((plan.centers["status"] == "open").sum()),
            "centers_not_attached": int((~plan.centers["attached"]).sum()),
            "circles": len(plan.circles),
            "gaps": len(plan.gaps),
        },
        "account": {
            str(base): {name: plain(value) for name, value in row.items()} for base, row in plan.account.iterrows()
        },
        "headline_base": plan.headline_base,
        "minutes": {
            "mean": plain(walked["minutes"].mean()) if len(walked) else None,
            "mean_weighted_by_population": plain((walked["minutes"] * weights).sum() / weights.sum())
            if weights.sum() > 0
            else None,
            "worst": plain(worst),
        },
        "labels": {"population": plan.study.population_label, "centers": plan.study.centers_label},
        "population": _population(plan.study),
        "streets": {name: plain(value) for name, value in plan.streets_account.items()},
        "circles": {
            "mean_over_claim": plain(plan.circles["over_claim"].mean()) if len(plan.circles) else None,
            "mean_miss": plain(plan.circles["miss"].mean()) if len(plan.circles) else None,
        },
        "sources": [
            {
                item.name: dict(source.notes) if item.name == "notes" else getattr(source, item.name)
                for item in fields(source)
            }
            for source in plan.study.sources
        ],
        "assumptions": [
            dict(zip(texts.LANGUAGES, both, strict=True))
            for both in zip(*(assumptions(plan, lang) for lang in texts.LANGUAGES), strict=True)
        ],
        "output": {item.name: getattr(plan.study.output, item.name) for item in fields(plan.study.output)},
        "warnings": [{lang: finding.text(lang) for lang in texts.LANGUAGES} for finding in plan.warnings],
    }


def _population(study: Study) -> dict[str, Any]:
    """Return what is known of the figures of people, with every factor; empty texts as None."""
    said = study.population
    return {
        "label": study.population_label,
        **{item.name: getattr(said, item.name) or None for item in fields(said) if item.name != "factors"},
        "factors": [
            {**{item.name: getattr(each, item.name) for item in fields(each)}, "factor": each.factor}
            for each in said.factors
        ],
    }


def plain(value: Any) -> Any:
    """Return a numpy number as Python's own, NaN as None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 NaN
