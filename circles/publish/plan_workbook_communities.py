"""Communities as a sheet: how much of each is covered, by whose center, and what an audit found there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import named_rows, tables, texts
from circles.answers.rate_names import short_rate_name
from circles.center_list import sites_by_id
from circles.figures import tenths_of_percent
from circles.phrases import phrase, text_of
from circles.publish.plain_workbook import SheetColumn, Style
from circles.publish.plan_workbook_summary import base_heading
from circles.publish.told_sheet import ToldSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan

Rows = list[dict[Any, Any]]

_AMOUNTS = ("total", "inside", "outside", "not_evaluated", "inside_own", "inside_other")
_FLOOR = ("floor_area_m2", "area_gap_m2")
_ALWAYS = frozenset({"community", "verdict", "total", "inside", "outside", "not_evaluated", "coverage_rate"})


def communities_sheet(plan: Plan, lang: str, *, audit: Audit | None = None) -> ToldSheet | None:
    """Return a row for each community, in the order of ``community_coverage.csv``; None where blocks name none."""
    if plan.communities is None or plan.communities.empty:
        return None
    rows: Rows = plan.communities.to_dict("records")
    columns = {
        name: column
        for name, column in (*_counted(plan, rows, lang), *_found(plan, rows, audit, lang))
        if name in _ALWAYS or any(cell not in {None, ""} for cell in column.cells)
    }
    return ToldSheet(
        name=texts.say("workbook.sheet.communities", lang),
        about=texts.say("workbook.guide.communities", lang),
        family="communities.means.",
        columns=columns,
        kept=2,
    )


def _counted(plan: Plan, rows: Rows, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    base = str(rows[0]["base"])
    per = 1e6 if base == "land_m2" else 1.0
    style: Style = "hundredth" if base == "land_m2" else "whole"

    def column(name: str, cells: list[Any], style: Style = "plain", heading: str = "") -> tuple[str, SheetColumn]:
        heading = heading or texts.say(f"communities.head.{name}", lang)
        return name, SheetColumn(heading=heading, cells=cells, style=style)

    for level in tables.LEVELS:
        yield column(level, [row[level] for row in rows], heading=texts.say(f"workbook.column.{level}", lang))
    verdicts = [str(row["verdict"]).replace(" ", "_") for row in rows]
    yield column("verdict", [texts.say(f"map.community_verdict.{each}", lang) for each in verdicts])
    for name in _AMOUNTS:
        heading = base_heading(plan.study, base, lang) if name == "total" else ""
        cells = [None if _is_unknown(row, name, base) else row[name] / per for row in rows]
        yield column(name, cells, style, heading or texts.say(f"communities.card.{name}", lang))
    unknown = [row["unknown_blocks"] or None for row in rows]
    yield column("unknown_blocks", unknown, "whole", texts.say("communities.card.unknown_blocks", lang))
    rates = [row["coverage_rate"] for row in rows]
    shares = [None if rate != rate else tenths_of_percent(rate) / 1000 for rate in rates]  # noqa: PLR0124 NaN
    yield column("coverage_rate", shares, "share", text_of(short_rate_name(base), lang))


def _is_unknown(row: dict[Any, Any], name: str, base: str) -> bool:
    """Return whether nothing is known of an amount: where no block has a number there are not no people."""
    nobody = base != "blocks" and not row["total"] and bool(row["unknown_blocks"])
    return nobody or row[name] != row[name]


def _found(plan: Plan, rows: Rows, audit: Audit | None, lang: str) -> Iterator[tuple[str, SheetColumn]]:
    """Yield the centers of each community, and what an audit has of it besides."""
    called = named_rows.called(plan.centers, "center", lang)
    ids = [[each for each in str(row["center_ids"]).split(";") if each] for row in rows]
    joint = texts.say("check.joint", lang)
    site_of = sites_by_id(plan.centers)
    sites = [len(set(site_of.reindex(each))) for each in ids]  # several plates at one place are one center
    counts = [count if _is_known(row["has_center"]) else None for count, row in zip(sites, rows, strict=True)]
    told: dict[str, tuple[list[Any], Style]] = {
        "own_centers": (counts, "whole"),
        "own_names": ([joint.join(called.get(one, one) for one in each) for each in ids], "plain"),
        "by": ([texts.say(f"communities.by.{row['by']}", lang) if row["by"] else "" for row in rows], "plain"),
    }
    if audit is not None:
        found = audit.communities.set_index(["subdistrict", "community"])
        places = [(row["subdistrict"], row["community"]) for row in rows]
        kept = found[~found.index.duplicated()].reindex(places)
        for name in ("other_centers", "households", *(_FLOOR if audit.floor_per_100 else ())):
            told[name] = (kept[name].astype(object).where(kept[name].notna(), None).tolist(), "whole")
        told["gap_unknown"] = (gap_words(kept, lang), "plain")
    clause = "" if audit is None else audit.floor_per_100
    for name, (cells, style) in told.items():
        family = "card" if name in {"households", *_FLOOR} else "head"
        heading = text_of(phrase(f"communities.{family}.{name}", clause=clause), lang)
        yield name, SheetColumn(heading=heading, cells=cells, style=style)


def gap_words(communities: pd.DataFrame, lang: str) -> list[str]:
    """Return why the shortfall of each community is not known, in words; empty where it is."""
    codes = communities["gap_unknown"].fillna("")
    return [texts.say(f"communities.gap_unknown.{code}", lang) if code else "" for code in codes]


def _is_known(value: Any) -> bool:
    return str(value) in {"True", "False"}
