"""What a command is asked: its arguments and options, each declared once, in groups, and the setting that it gives."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from circles import settings, texts
from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

INPUTS, QUESTION, SEARCH, RESULT = "inputs", "question", "search", "result"
"""Groups of options, by the names of their headings."""

_SAID = settings.SECTIONS
_ASKED = settings.SITING
_CHOICE = _SAID["demonstration"]

GIVEN: Mapping[str, settings.Setting] = MappingProxyType(
    {
        "--streets": _SAID["streets"]["file"],
        "--centers": _SAID["centers"]["file"],
        "--blocks": _SAID["blocks"]["file"],
        "--edits": _SAID["edits"]["file"],
        "--demand": _SAID["demand"]["file"],
        "--only": _SAID["edits"]["only"],
        "--candidates": _SAID["candidates"]["file"],
        "--minutes": _SAID["scenario"]["minutes"],
        "--speed": _SAID["scenario"]["walking_speed_kmh"],
        "--as-of": _SAID["scenario"]["as_of"],
        "--rings": _SAID["scenario"]["rings"],
        "--lang": _SAID["output"]["lang"],
        "--edition": _SAID["output"]["edition"],
        "--new": _ASKED["new"],
        "--objective": _ASKED["objective"],
        "--share": _ASKED["share"],
        "--budget": _ASKED["budget"],
        "--cost-per-m2": _ASKED["cost_per_m2"],
        "--floor-area": _ASKED["floor_area_m2"],
        "--capacity": _ASKED["capacity"],
        "--weight": _ASKED["weight"],
        "--worst-first": _ASKED["worst_first"],
        "--close": _ASKED["close"],
        "--relocate": _ASKED["relocate"],
        "--sites": _CHOICE["sites"],
        "--fixed": _CHOICE["fixed"],
        "--least-per-type": _CHOICE["least_per_type"],
        "--least-per-county": _CHOICE["least_per_county"],
        "--most-per-county": _CHOICE["most_per_county"],
        "--must": _CHOICE["must"],
        "--must-not": _CHOICE["must_not"],
        "--more": _CHOICE["more_wan"],
        "--why": _CHOICE["why"],
        "--phases": _ASKED["phases"],
        "--time-limit": _ASKED["time_limit_s"],
        "--seed": _ASKED["seed"],
        "--reach": settings.FETCH["reach_m"],
        "--deadline": settings.FETCH["deadline_s"],
    }
)
"""The setting that each option gives, where it gives one."""

OTHER_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"--kind": ("centers", "blocks"), "--datum": settings.DATUMS}
)
"""What options that are no settings may be given."""


def setting_help(setting: settings.Setting, lang: str) -> str:
    """Return what an option means that gives a setting; one of a study says which value holds without it."""
    said = setting.help(lang)
    if setting.section != "scenario" or setting.default is None:
        return said
    return texts.chapter(lang, "settings")["setting_option.unless"].format(help=said, default=setting.default)


def option_help(flag: str, lang: str, command: str = "") -> str:
    """Return what an option or an argument means, as the catalogue of `lang` says it."""
    said, name = texts.chapter(lang, "help"), flag.lstrip("-").replace("-", "_")
    if flag in GIVEN and f"help.{command}.{name}" not in said:
        return setting_help(GIVEN[flag], lang)
    return said.get(f"help.{command}.{name}") or said[f"help.option.{name}"]


def _option(flag: str, group: str, *more: str, command: str = "") -> Any:
    return typer.Option(flag, *more, help=option_help(flag, "en", command), rich_help_panel=group)


def _argument(metavar: str, command: str = "", *, name: str = "") -> Any:
    """Return an argument, known to its reader by `metavar`."""
    said = option_help(name or metavar.lower(), "en", command)
    return typer.Argument(metavar=metavar, help=said, show_default=False)


StudyFile = Annotated[Path | None, _argument("STUDY")]
BlockNamed = Annotated[str | None, _argument("BLOCK")]
Before = Annotated[Path, _argument("BEFORE", "compare")]
After = Annotated[Path, _argument("AFTER", "compare")]
NormName = Annotated[str | None, _argument("NAME", "norms")]
NeedsStudy = Annotated[Path | None, _argument("STUDY", "norms")]
Folder = Annotated[Path, _argument("FOLDER", "init")]
Listed = Annotated[Path, _argument("LIST", "place")]
Place = Annotated[str, _argument("PLACE", "fetch")]
Shell = Annotated[str, _argument("SHELL", "completion")]

Streets = Annotated[Path | None, _option("--streets", INPUTS)]
Centers = Annotated[Path | None, _option("--centers", INPUTS)]
Blocks = Annotated[Path | None, _option("--blocks", INPUTS)]
EditsFile = Annotated[Path | None, _option("--edits", INPUTS)]
DemandFile = Annotated[Path | None, _option("--demand", INPUTS)]
OnlyEdits = Annotated[str | None, _option("--only", INPUTS)]
CandidatesFile = Annotated[Path | None, _option("--candidates", INPUTS)]
Reach = Annotated[float, _option("--reach", INPUTS)]
PointFiles = Annotated[list[Path] | None, _option("--points", INPUTS)]
CommunityFile = Annotated[Path | None, _option("--communities", INPUTS)]
AliasFile = Annotated[Path | None, _option("--aliases", INPUTS)]
Sheet = Annotated[str | None, _option("--sheet", INPUTS)]
Layer = Annotated[str | None, _option("--layer", INPUTS)]
Datum = Annotated[str | None, _option("--datum", INPUTS)]

ScenarioFile = Annotated[Path | None, _option("--scenario", QUESTION)]
Minutes = Annotated[float | None, _option("--minutes", QUESTION)]
Speed = Annotated[float | None, _option("--speed", QUESTION)]
AsOf = Annotated[str | None, _option("--as-of", QUESTION)]
Rings = Annotated[str | None, _option("--rings", QUESTION)]
Series = Annotated[bool, _option("--series", QUESTION)]
Block = Annotated[str, _option("--block", QUESTION)]
New = Annotated[int | None, _option("--new", QUESTION)]
Objective = Annotated[str, _option("--objective", QUESTION)]
Share = Annotated[float, _option("--share", QUESTION)]
Budget = Annotated[float | None, _option("--budget", QUESTION)]
CostPerM2 = Annotated[float | None, _option("--cost-per-m2", QUESTION)]
FloorArea = Annotated[float | None, _option("--floor-area", QUESTION)]
Capacity = Annotated[float | None, _option("--capacity", QUESTION)]
Weight = Annotated[str, _option("--weight", QUESTION)]
WorstFirst = Annotated[bool, _option("--worst-first", QUESTION, "--equity")]
Close = Annotated[int, _option("--close", QUESTION)]
Relocate = Annotated[int, _option("--relocate", QUESTION)]
Phases = Annotated[str, _option("--phases", QUESTION)]
Kind = Annotated[str, _option("--kind", QUESTION)]

NormsAsked = Annotated[list[str] | None, _option("--norm", QUESTION)]
DayOfAudit = Annotated[str | None, _option("--as-of", QUESTION, command="audit")]
Earlier = Annotated[Path | None, _option("--earlier", QUESTION)]
LastLedger = Annotated[Path | None, _option("--ledger", QUESTION)]
Needs = Annotated[bool, _option("--needs", QUESTION)]

SitesListed = Annotated[Path | None, _option("--candidates", INPUTS, command="choose")]
Sites = Annotated[int | None, _option("--sites", QUESTION)]
BudgetWan = Annotated[float | None, _option("--budget", QUESTION, command="choose")]
Fixed = Annotated[str | None, _option("--fixed", QUESTION)]
LeastPerType = Annotated[int | None, _option("--least-per-type", QUESTION)]
LeastPerCounty = Annotated[int | None, _option("--least-per-county", QUESTION)]
MostPerCounty = Annotated[int | None, _option("--most-per-county", QUESTION)]
Must = Annotated[str | None, _option("--must", QUESTION)]
MustNot = Annotated[str | None, _option("--must-not", QUESTION)]
MoreWan = Annotated[float | None, _option("--more", QUESTION)]
Why = Annotated[str | None, _option("--why", QUESTION)]

TimeLimit = Annotated[float, _option("--time-limit", SEARCH)]
Seed = Annotated[int, _option("--seed", SEARCH)]
Deadline = Annotated[float, _option("--deadline", SEARCH)]

Out = Annotated[Path, _option("--out", RESULT)]
AsOfAfter = Annotated[str | None, _option("--as-of", QUESTION, command="compare")]
AsOfBefore = Annotated[str | None, _option("--as-of-before", QUESTION)]
Published = Annotated[Path | None, _option("--published", INPUTS)]
OutTable = Annotated[Path | None, _option("--out", RESULT, command="compare")]
OutWorkbook = Annotated[Path | None, _option("--out", RESULT, command="place")]
OutNeeds = Annotated[Path | None, _option("--out", RESULT, command="norms")]
OutStreets = Annotated[Path, _option("--out", RESULT, command="fetch")]
Report = Annotated[Path | None, _option("--json", RESULT)]
ReplaceReport = Annotated[bool, _option("--replace", RESULT, command="check")]
ReplaceBoth = Annotated[bool, _option("--replace", RESULT, command="init")]
ReplaceWorkbook = Annotated[bool, _option("--replace", RESULT, command="place")]
ReplaceNeeds = Annotated[bool, _option("--replace", RESULT, command="norms")]
ReplaceStreets = Annotated[bool, _option("--replace", RESULT, command="fetch")]
Lang = Annotated[str | None, _option("--lang", RESULT)]
Remedies = Annotated[bool, _option("--remedies", RESULT)]
BlockRemedies = Annotated[bool, _option("--remedies", RESULT, command="explain")]
Doubt = Annotated[bool, _option("--doubt", RESULT)]
Edition = Annotated[str | None, _option("--edition", RESULT)]
Tiles = Annotated[bool, _option("--tiles", RESULT)]


def files_and_scenario(
    streets: Path | None,
    centers: Path | None,
    blocks: Path | None,
    minutes: float | None,
    speed: float | None,
    as_of: str | None,
    edition: str | None = None,
) -> dict[str, Any]:
    """Return the given options in the shape of a study file."""
    files = {"streets": streets, "centers": centers, "blocks": blocks}
    options: dict[str, Any] = {name: {"file": str(file)} for name, file in files.items() if file is not None}
    scenario = {"minutes": minutes, "walking_speed_kmh": speed, "as_of": as_of}
    options |= {} if edition is None else {"output": {"edition": edition}}
    given = {name: value for name, value in scenario.items() if value is not None}
    return {**options, "scenario": given} if given else options


def with_edits(
    options: dict[str, Any], edits: Path | None, only: str | None, demand: Path | None = None
) -> dict[str, Any]:
    """Return options in the shape of a study file with the edits and planned estates that are given."""
    said = {"file": None if edits is None else str(edits), "only": only}
    given = {name: value for name, value in said.items() if value is not None}
    estates = {} if demand is None else {"demand": {"file": str(demand)}}
    return {**options, **({"edits": given} if given else {}), **estates}


def with_rings(options: dict[str, Any], rings: str | None) -> dict[str, Any]:
    """Return options in the shape of a study file with further walks, where they are asked for."""
    return options if rings is None else {**options, "scenario": {**options.get("scenario", {}), "rings": rings}}


def with_demonstration(options: dict[str, Any], candidates: Path | None, rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return options in the shape of a study file with the list of demonstration sites and the rules that are given."""
    said = {"file": None if candidates is None else str(candidates), **rules}
    given = {name: value for name, value in said.items() if value is not None}
    return {**options, "demonstration": given} if given else options


def phases_of(said: str) -> tuple[int, ...]:
    """Return the new centers of each phase, as ``2,3,2`` says.

    Raises
    ------
    InputError
        If a part is no whole number.
    """
    parts = [part.strip() for part in said.replace("，", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise InputError(Finding(code="site_bad_number", column="--phases", value=said))
    return tuple(map(int, parts))
