"""What the page says in words and figures: its texts, the facts of the plan, the account, sources and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import answer, texts
from circles.study import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.answer import Plan

SHOWN_NOTES = 200
"""So many warnings are listed on the page; the rest are counted."""

_PREFIXES = ("map.", "verdict.", "reason.", "base.", "unit.", "label.", "status.")
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
_DIGITS = {"land_m2": 2}
_SCALE = {"land_m2": 1e6}


def page_texts(lang: str) -> dict[str, str]:
    """Return every text the page may show, by key."""
    return {key: text for key, text in texts.catalogue(lang).items() if key.startswith(_PREFIXES)}


def page_title(plan: Plan, lang: str) -> str:
    """Return the title as asked for, else the place and the minutes."""
    return plan.study.output.title or texts.say(
        "map.title", lang, study=plan.study.name, minutes=f"{plan.scenario.minutes:g}"
    )


def facts(plan: Plan, lang: str, *, tiles: bool) -> dict[str, Any]:
    """Return what the title bar and the legend state."""
    output, base = plan.study.output, plan.headline_base
    row: Any = plan.account.loc[base]
    return {
        "title": page_title(plan, lang),
        "sentence": plan.sentence(lang),
        "walk": answer.walk_allowed(plan.scenario, lang),
        "minutes": f"{plan.scenario.minutes:g}",
        "speed_kmh": f"{plan.scenario.walking_speed_kmh:g}",
        "limit_mm": plan.scenario.limit_mm,
        "max_snap_m": f"{plan.scenario.max_snap_m:g}",
        "frontage_m": f"{plan.scenario.frontage_m:g}",
        "base": base,
        "rate": answer.percent(row["coverage_rate"]),
        "not_evaluated_rate": answer.percent(_share(row, "not_evaluated"), up=True),
        "data_date": output.data_date,
        "prepared_by": output.prepared_by,
        "marking": output.marking,
        "population_label": plan.study.population_label,
        "people_mark": plan.study.mark_of("people", lang),
        "dwellings_mark": plan.study.mark_of("dwellings", lang),
        "people_text": answer.people_text(plan, lang),
        "factors": factors(plan, lang),
        "centers_label": plan.study.centers_label,
        "blocks_label": "estimate" if blocks_made(plan) else "source",
        "osm": tiles or streets_from_osm(plan),
        "tiles": tiles,
        "method_version": METHOD_VERSION,
    }


def blocks_made(plan: Plan) -> bool:
    """Return whether the blocks were made, from streets or land use, because the study has none."""
    return any("made_from" in source.notes for source in plan.study.sources if source.kind == "blocks")


def account(plan: Plan, lang: str) -> list[dict[str, Any]]:
    """Return the account of each base: figures as they are shown and the shares of its bar."""
    marks = {base: plan.study.mark_of(str(base), lang) for base in plan.account.index}
    return [{**_account_row(str(base), row, lang), "mark": marks[base]} for base, row in plan.account.iterrows()]


def _account_row(base: str, row: Any, lang: str) -> dict[str, Any]:
    digits, scale = _DIGITS.get(base, 0), _SCALE.get(base, 1.0)
    verdicts = ("inside", "outside", "not_evaluated")
    return {
        "base": base,
        "unit": texts.say(f"unit.{base}", lang),
        "rate": answer.percent(row["coverage_rate"]),
        "unknown_blocks": int(row["unknown_blocks"]),
        "total": f"{row['total'] / scale:,.{digits}f}",
        **{verdict: f"{row[verdict] / scale:,.{digits}f}" for verdict in verdicts},
        "shares": [_share(row, verdict) if row["total"] else 0.0 for verdict in verdicts],
    }


def factors(plan: Plan, lang: str) -> list[str]:
    """Return how the people of each district were scaled to a known total."""
    return [
        texts.say(
            "people.factor",
            lang,
            name=each.name,
            factor=f"{each.factor:.3f}",
            before=f"{each.before:,.0f}",
            total=f"{each.total:,.0f}",
        )
        for each in plan.study.population.factors
    ]


def sources(plan: Plan, lang: str) -> list[dict[str, Any]]:
    """Return each input as it is named in the page's list of sources."""
    return [
        {
            "kind": source.kind,
            "file": source.file,
            "rows": source.rows,
            "crs": source.crs,
            "label": source.label,
            "sha256": source.sha256[:12],
            "notes": noted(source.notes, lang),
        }
        for source in plan.study.sources
    ]


def noted(notes: Mapping[str, object], lang: str) -> list[str]:
    """Return counts and remarks as texts, those of nothing left out; a name the catalogue lacks shows itself."""
    known = texts.catalogue(lang)
    colon = known["map.colon"]
    shown = []
    for name, value in notes.items():
        if value not in (0, None, "", False):
            text = known.get("map.note." + str(value).replace(" ", "_"), _amount(name, value, lang))
            shown.append(known.get(f"map.note.{name}", name) + colon + text)
    return shown


def _amount(name: str, value: object, lang: str) -> str:
    value = answer.plain(value)
    if isinstance(value, (list, tuple)):
        return texts.say("check.joint", lang).join(str(each) for each in value)
    if name.endswith("_mm") and isinstance(value, (int, float)):
        return texts.say("map.kilometres", lang, length=f"{value / 1e6:,.1f}")
    counted = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:,.12g}" if counted else str(value)


def notes(plan: Plan, lang: str) -> dict[str, Any]:
    """Return the warnings a person should look at, the first of them as text."""
    return {
        "count": len(plan.warnings),
        "texts": [finding.text(lang) for finding in plan.warnings[:SHOWN_NOTES]],
    }


def _share(row: Any, verdict: str) -> float:
    return float(row[verdict] / row["total"]) if row["total"] else float("nan")


def streets_from_osm(plan: Plan) -> bool:
    """Tell whether the streets are OpenStreetMap's, which must then be named on the map.

    By their file, by their notes, or because most of them bear its street classes, as line layers and graphs
    that were made from it do.
    """
    streets = [source for source in plan.study.sources if source.kind == "streets"]
    named = " ".join(f"{source.file} {dict(source.notes)}" for source in streets).lower()
    by_file = any(source.file.lower().endswith(_OSM_FILES) for source in streets)
    classes = plan.pieces["highway"].isin(_OSM_CLASSES)
    return by_file or "openstreetmap" in named or bool(classes.mean() > 0.5)
