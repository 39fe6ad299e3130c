"""The files of a result, and what its ``summary.json`` says of them."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILES = ("plan.gpkg", "blocks.csv", "coverage.html", "run.json", "summary.json")
"""What a result folder receives, in the order of the moves: first what people keep open."""

SITING_FILES = ("centers.csv", "sites.csv", "siting.json")
"""What it receives besides from a siting."""

DISTRICT_FILES = ("districts.csv",)
"""What it receives besides where blocks name their districts."""

LEDGER_FILE = "ledger.csv"
"""The ledger of problems, into which people write."""

AUDIT_FILES = ("audit.csv", "coverages.csv", "communities.csv", LEDGER_FILE)
"""What it receives besides from an audit."""

TABLE_FILES = (
    *("tiers.csv", "community_coverage.csv", "funnel.csv", "walls.csv", "services.csv", "service_groups.csv"),
    *("hours.csv", "use.csv", "rings.csv", "series.csv"),
)
"""What it receives besides where tiers are asked for, communities are known, statuses tell how far centers are,
compounds have gates, services and the stations of groups are asked for, centers say their hours and visits, and several
walks and days are asked for."""

SERIES_CHART = "series.svg"
"""The chart beside the table of days."""

RANKING_FILE = "ranking.csv"
"""What it receives besides from an audit of a study whose blocks name the districts that are ranked."""

MONEY_FILE = "money.csv"
"""What it receives besides from an audit of a study that lists what is to be paid."""

CLAIMS_FILE = "claims.csv"
"""What it receives besides from an audit of a study with claims."""

REMEDY_FILES = ("remedies.csv", "remedies.geojson")
"""What it receives besides where remedies are asked for: with an audit always."""

FIELD_CHECK_FILE = "field_check.xlsx"
"""The list of entrances to be looked at, into which people write what they find."""

DOUBT_FILES = ("doubt.csv", FIELD_CHECK_FILE)
"""What it receives besides where it is asked how sure verdicts are."""

DEMONSTRATION_FILES = ("demonstration.csv", "demonstration.xlsx", "demonstration.json")
"""What it receives besides where demonstration sites are chosen."""

WORKBOOKS: Mapping[str, str] = MappingProxyType({"zh": "小区.xlsx", "en": "blocks.xlsx"})
"""The workbook that it receives besides, by its language: one of them, never both."""

_RUN, SUMMARY = FILES[-2:]

PLAN, SITING, AUDIT = "plan", "site", "audit"
"""The kinds of a result, by the command that writes it."""


def recorded(folder: Path) -> Mapping[str, str]:
    """Return the sha256 by name that ``summary.json`` of a result holds, empty where there is no result.

    Its own two records, ``run.json`` and ``summary.json``, are among the names without a sum.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_bytes())
    except (OSError, ValueError, RecursionError):
        return MappingProxyType({})
    files = summary.get("files") if isinstance(summary, dict) else None
    if not isinstance(files, dict) or "method_version" not in summary:
        return MappingProxyType({})
    return MappingProxyType({**{str(name): str(sha256) for name, sha256 in files.items()}, _RUN: "", SUMMARY: ""})


def written_at(folder: Path) -> str | None:
    """Return when the result of a folder was written, as its ``run.json`` says; None where there is no result."""
    if not recorded(folder):
        return None
    try:
        said = json.loads((folder / _RUN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    return str(said.get("written_at", "")) if isinstance(said, dict) else ""


def in_order(names: Iterable[str]) -> list[str]:
    """Return the names of files of a result in the order of their moves, ``summary.json`` last."""
    further = (
        *DISTRICT_FILES,
        *TABLE_FILES,
        SERIES_CHART,
        *SITING_FILES,
        *AUDIT_FILES,
        RANKING_FILE,
        MONEY_FILE,
        CLAIMS_FILE,
        *REMEDY_FILES,
        *DOUBT_FILES,
        *DEMONSTRATION_FILES,
    )
    order = (*FILES[:-1], *further, *WORKBOOKS.values(), SUMMARY)
    return sorted(names, key=order.index)


def kind_of(names: Mapping[str, str] | tuple[str, ...]) -> str:
    """Return the kind of a result that has files of these `names`."""
    if SITING_FILES[-1] in names:
        return SITING
    return AUDIT if AUDIT_FILES[0] in names else PLAN
