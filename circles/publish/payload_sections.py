"""What the page says in words and figures: the facts of the plan, the account, sources and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from circles.answers.marks import mark_of
from circles.answers.people_told import factor_words, people_words
from circles.answers.plan_words import VERDICTS, share_in, walk_allowed
from circles.answers.rate_names import rate_name, short_rate_name
from circles.answers.taken import taken_notes
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.planning_study import METHOD_VERSION

if TYPE_CHECKING:
    from circles.answers.plan import Plan
    from circles.document import Document
    from circles.phrases import Words

SHOWN_NOTES = 200
"""So many warnings are listed on the page; the rest are counted."""

_OSM_FILES = (".pbf", ".osm", ".osm.gz", ".osm.bz2", ".graphml")
_OSM_CLASSES = (
    "residential",
    "unclassified",
    "tertiary",
    "living_street",
    "footway",
    "service",
    "path",
    "track",
)


def page_title(plan: Plan) -> Words:
    """Return the title as asked for, else the place and the minutes."""
    minutes = Figure(value=plan.scenario.minutes, precision="setting")
    return plan.study.output.title or phrase("map.title", study=plan.study.name, minutes=minutes)


def facts(plan: Plan, document: Document, *, tiles: bool) -> dict[str, Any]:
    """Return what the title bar and the legend state."""
    study, output, scenario = plan.study, plan.study.output, plan.scenario
    base = plan.headline_base
    figures = _account(document)[base]
    settings = ("minutes", "walking_speed_kmh", "max_snap_m", "frontage_m")
    shown = {name: Figure(value=getattr(scenario, name), precision="setting") for name in settings}
    return {
        "title": page_title(plan),
        "sentence": document.sentence,
        "walk": walk_allowed(scenario),
        "minutes": shown["minutes"],
        "speed_kmh": shown["walking_speed_kmh"],
        "limit_mm": scenario.limit_mm,
        "max_snap_m": shown["max_snap_m"],
        "frontage_m": shown["frontage_m"],
        "base": base,
        "rate": figures["coverage_rate"],
        "rate_name": joined([rate_name(base, scenario), figures["total"].mark]),
        "not_evaluated_rate": share_in(figures, "not_evaluated"),
        "data_date": output.data_date,
        "prepared_by": output.prepared_by,
        "marking": output.marking,
        "population_label": study.population_label,
        "people_mark": mark_of(study, "people"),
        "dwellings_mark": mark_of(study, "dwellings"),
        "people_text": people_words(plan),
        "factors": factor_words(study),
        "centers_label": study.centers_label,
        "blocks_label": "estimate" if blocks_made(plan) else "source",
        "osm": tiles or streets_from_osm(plan),
        "tiles": tiles,
        "method_version": METHOD_VERSION,
    }


def blocks_made(plan: Plan) -> bool:
    """Return whether the blocks were made, from streets or land use, because the study has none."""
    return any(source.taken.made_from for source in plan.study.sources if source.kind == "blocks")


def account(document: Document) -> list[dict[str, Any]]:
    """Return the account of each base: figures as they are shown and the shares of its bar."""
    return [_account_row(base, figures) for base, figures in _account(document).items()]


def _account(document: Document) -> dict[str, dict[str, Figure]]:
    found: Any = document.facts["account"]
    return dict(found)


def _account_row(base: str, figures: dict[str, Figure]) -> dict[str, Any]:
    # The page sets the unit apart: it stands once, beside the base.
    shown = {name: replace(figures[name], unit="") for name in ("total", *VERDICTS)}
    return {
        "base": base,
        "rate_name": short_rate_name(base),
        "unit": figures["total"].unit,
        "rate": figures["coverage_rate"],
        "unknown": _unknown(base, figures["unknown_blocks"]),
        **shown,
        "shares": [share_in(figures, verdict).value or 0.0 for verdict in VERDICTS],
        "mark": figures["total"].mark,
    }


def _unknown(base: str, count: Figure) -> Words:
    return phrase("unknown_people.account", base=phrase(f"base.{base}"), count=count) if count.value else ""


def sources(plan: Plan) -> list[dict[str, Any]]:
    """Return each input as it is named in the page's list of sources."""
    return [
        {
            "kind": source.kind,
            "file": source.file,
            "rows": source.rows,
            "crs": source.crs,
            "label": source.label,
            "sha256": source.sha256[:12],
            "notes": taken_notes(source.taken),
        }
        for source in plan.study.sources
    ]


def notes(plan: Plan) -> dict[str, Any]:
    """Return the warnings a person should look at, and the first of them."""
    return {
        "count": len(plan.warnings),
        "texts": plan.warnings[:SHOWN_NOTES],
    }


def streets_from_osm(plan: Plan) -> bool:
    """Tell whether the streets are OpenStreetMap's, which must then be named on the map.

    By their file, by their notes, or because most of them bear its street classes, as line layers and graphs
    that were made from it do.
    """
    streets = [source for source in plan.study.sources if source.kind == "streets"]
    named = " ".join(f"{source.file} {source.taken.notes()}" for source in streets).lower()
    by_file = any(source.file.lower().endswith(_OSM_FILES) for source in streets)
    classes = plan.pieces["highway"].isin(_OSM_CLASSES)
    return by_file or "openstreetmap" in named or bool(classes.mean() > 0.5)
