"""Every setting of a study, each in this one place.

What a study file or a question of siting may say is a :class:`Setting`: its type, unit, bounds, choices and default.
Its help stands in the texts (``setting.<section>.<key>``). The checks of a study file, the workbook, ``Scenario``,
``SitingQuestion``, the options of the commands, docs/inputs.md and the JSON Schema of a study file read it here.

What no study can change stands in :mod:`circles.rule_numbers`. Nothing heavy is imported.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeGuard

from circles import texts, walking


@dataclass(frozen=True)
class Type:
    """What a setting holds.

    Attributes
    ----------
    name : str
        Of the type, as the reference and a JSON Schema tell it apart.
    sample : str
        Shown where a value is of another type.
    classes : tuple of type
        What a value is an instance of; True and False are no numbers.
    """

    name: str
    sample: str
    classes: tuple[type, ...]

    def holds(self, value: object) -> bool:
        """Return whether a value is of this type.

        Examples
        --------
        >>> NUMBER.holds(15), NUMBER.holds(True), NUMBER.holds("15")
        (True, False, False)
        """
        if isinstance(value, bool) and bool not in self.classes:
            return False
        if isinstance(value, Mapping):
            return self is COLUMNS and all(isinstance(text, str) for text in (*value, *value.values()))
        return isinstance(value, self.classes)


TEXT = Type("text", '"ABC"', (str,))
FILE = Type("file", '"name.gpkg"', (str, Path))
NUMBER = Type("number", "1.5", (int, float))
WHOLE = Type("whole number", "2026", (int,))
FLAG = Type("true or false", "true / false", (bool,))
COLUMNS = Type("columns", '{ name = "ABC" }', (Mapping,))
DATE = Type("date", '"2026-11-22"', (str, dt.date))
DAY = Type("day", '"2026-06-30"', (str, dt.date))
TIERS = Type("tiers", '[{ name = "ABC", minutes = 15 }]', (tuple, list))
COUNTS = Type("whole numbers", "2, 3, 2", (tuple, list))


@dataclass(frozen=True)
class Setting:
    """One setting, told in full.

    Attributes
    ----------
    key : str
        Its name within its section.
    type : Type
        What it holds.
    section : str
        Section of a study file, or ``siting`` or ``fetch``: what a command asks.
    unit : str
        Of a number; empty where it has none.
    default : object
        What holds where nothing is said; None where nothing does, or where the rule is told by the help.
    low, high : float or None
        The least and the largest a number may be; beyond is a slip of the pen.
    above_low : bool
        Whether `low` itself is too little.
    choices : tuple
        What it may be; empty where anything of its type may be said.
    only_from : str
        What ``from`` of the same section must be for it to mean anything; empty where it always does.
    of_file : bool
        Whether it says something of the section's file: it means nothing for another file.
    """

    key: str
    type: Type
    _: KW_ONLY
    section: str = ""
    unit: str = ""
    default: Any = None
    low: float | None = None
    high: float | None = None
    above_low: bool = False
    choices: tuple[Any, ...] = ()
    only_from: str = ""
    of_file: bool = False

    @property
    def name(self) -> str:
        """Section and key, as findings name it: ``scenario.minutes``."""
        return f"{self.section}.{self.key}"

    def help(self, lang: str = "en") -> str:
        """Return what it means, in one sentence or two."""
        return texts.chapter(lang, "settings")[f"setting.{'of_file' if self.of_file else self.section}.{self.key}"]

    def is_within(self, value: object) -> bool:
        """Return whether a value is a finite number within the bounds.

        Examples
        --------
        >>> SECTIONS["scenario"]["minutes"].is_within(15), SECTIONS["scenario"]["minutes"].is_within(1441)
        (True, False)
        """
        if not is_number(value):
            return False
        too_low = self.low is not None and (value <= self.low if self.above_low else value < self.low)
        too_high = self.high is not None and value > self.high
        return isfinite(value) and not too_low and not too_high


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value is a number that can be reckoned with: neither True or False nor too large."""
    return NUMBER.holds(value) and not is_too_large(value)


def is_too_large(value: object) -> bool:
    """Return whether a value is a whole number beyond all that floating point can hold."""
    return isinstance(value, int) and abs(value) > sys.float_info.max


def as_written(value: object) -> str:
    """Return a value as a finding shows it, whatever it is: a number of thousands of digits by its type alone."""
    try:
        return str(value)
    except (ValueError, RecursionError):  # more digits than Python writes, or lists in lists without end
        return type(value).__name__


LABELS = ("source", "estimate", "illustrative", "planned")
"""How sure a figure is, as its source says."""

DATUMS = ("WGS-84", "GCJ-02", "BD-09", "CGCS2000", "BD09MC")
"""Datums of Chinese maps; the last are the metres of Baidu's maps, in BD-09."""

PEOPLE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "resident": "resident",
        "常住": "resident",
        "常住人口": "resident",
        "registered": "registered",
        "户籍": "registered",
        "户籍人口": "registered",
    }
)
"""What ``[population] kind`` may be, and the kind it is."""

IN_OR_OUT, OPEN, LEFT_OUT = "in or out", "open", "left out"

PRIVATE_WAYS: Mapping[object, str] = MappingProxyType(
    {
        **{said: said for said in (IN_OR_OUT, OPEN, LEFT_OUT)},
        **dict.fromkeys((True, "true", "yes", "是"), OPEN),
        **dict.fromkeys((False, "false", "no", "否"), LEFT_OUT),
    }
)
"""What ``[streets] private_ways`` may be, and what it was until method 2: true and false."""

_PLACE = (
    Setting("file", FILE),
    Setting("crs", TEXT, of_file=True),
    Setting("datum", TEXT, of_file=True, choices=DATUMS),
    Setting("layer", TEXT, of_file=True),
)
_COLUMNS = Setting("columns", COLUMNS, of_file=True)
_LAYER = (*_PLACE, _COLUMNS)
_LIST = (*_PLACE, Setting("sheet", TEXT, of_file=True), Setting("sheets", TEXT, of_file=True, choices=("*",)), _COLUMNS)

_PLAIN_LIST = (
    Setting("file", FILE),
    Setting("sheet", TEXT, of_file=True),
    Setting("sheets", TEXT, of_file=True, choices=("*",)),
    _COLUMNS,
)


def _section(name: str, *settings: Setting) -> dict[str, Mapping[str, Setting]]:
    return {name: MappingProxyType({each.key: replace(each, section=name) for each in settings})}


SECTIONS: Mapping[str, Mapping[str, Setting]] = MappingProxyType(
    _section(
        "streets",
        *_PLACE,
        Setting("place", TEXT),
        Setting("crossings", TEXT, default="shared", choices=("shared", "join")),
        Setting("join_ends_m", NUMBER, unit="m", default=2.0, low=0.0),
        Setting("private_ways", TEXT, default=IN_OR_OUT, choices=(IN_OR_OUT, OPEN, LEFT_OUT)),
        Setting("access_rules", TEXT, default="2", choices=("2", "1")),
        Setting("graph_joins", TEXT, default="nodes", choices=("nodes", "vertices")),
        Setting("squares", FLAG, default=True),
        Setting("edge", FILE, of_file=True),
        Setting("edge_bounds", TEXT, of_file=True),
    )
    | _section("centers", *_LIST, Setting("label", TEXT, default="source", choices=LABELS))
    | _section(
        "blocks",
        *_LIST,
        Setting("from", TEXT, choices=("streets", "landuse", "buildings", "h3")),
        Setting("h3_resolution", WHOLE, default=9, choices=tuple(range(5, 13)), only_from="h3"),
        Setting("min_area_ha", NUMBER, unit="ha", default=0.3, low=0.0, only_from="streets"),
        Setting("max_area_ha", NUMBER, unit="ha", default=100.0, low=0.0, only_from="streets"),
        Setting("min_width_m", NUMBER, unit="m", default=30.0, low=0.0, only_from="streets"),
        Setting("merge_namesakes_m", NUMBER, unit="m", low=0.0, high=2_000.0, of_file=True),
    )
    | _section("gates", *_LIST, Setting("from", TEXT, choices=("osm",)))
    | _section("area", *_PLACE)
    | _section("edits", *_LAYER, Setting("only", TEXT, of_file=True))
    | _section("compounds", *_LAYER)
    | _section("plazas", *_LAYER)
    | _section("communities", *_LAYER)
    | _section("statistics", *_PLAIN_LIST)
    | _section("claims", *_PLAIN_LIST)
    | _section("owners", *_PLAIN_LIST)
    | _section("money", *_PLAIN_LIST)
    | _section("funds", *_PLAIN_LIST)
    | _section("demand", *_LIST, Setting("label", TEXT, default="planned", choices=LABELS))
    | _section(
        "demonstration",
        *_PLAIN_LIST,
        Setting("sites", WHOLE, low=1, high=10_000),
        Setting("least_per_type", WHOLE, default=0, low=0, high=10_000),
        Setting("least_per_county", WHOLE, default=0, low=0, high=10_000),
        Setting("most_per_county", WHOLE, low=1, high=10_000),
        Setting("must", TEXT, default=""),
        Setting("must_not", TEXT, default=""),
        Setting("budget_wan", NUMBER, unit="10,000 yuan", low=0.0, high=1e8, above_low=True),
        Setting("fixed", TEXT, default=""),
        Setting("more_wan", NUMBER, unit="10,000 yuan", default=50.0, low=0.0, high=1e8, above_low=True),
        Setting("why", TEXT, default=""),
    )
    | _section("subdistricts", *_LAYER)
    | _section("regions", *_LAYER, Setting("industrial_people", TEXT, choices=("residents", "workers")))
    | _section(
        "candidates",
        *_LIST,
        Setting("from", TEXT, default="junctions", choices=("junctions", "gates", "grid")),
        Setting("grid_m", NUMBER, unit="m", default=250.0, low=10.0, high=20_000.0),
        Setting("spacing_m", NUMBER, unit="m", low=0.0, high=20_000.0),
        Setting("away_m", NUMBER, unit="m", default=0.0, low=0.0, high=20_000.0),
    )
    | _section("forbidden", *_PLACE)
    | _section("preferred", *_PLACE)
    | _section(
        "population",
        Setting("label", TEXT, default="source", choices=LABELS),
        Setting("source", TEXT),
        Setting("kind", TEXT, choices=tuple(PEOPLE_KINDS)),
        Setting("year", WHOLE, low=1900, high=2100),
        Setting("household_size", NUMBER, unit="people", low=0.5, high=20.0),
        Setting("raster", FILE),
        Setting("control", FILE),
    )
    | _section(
        "scenario",
        Setting("minutes", NUMBER, unit="min", default=15.0, low=0.0, high=1440.0, above_low=True),
        Setting(
            "walking_speed_kmh",
            NUMBER,
            unit="km/h",
            default=walking.PROFILES["norm"],
            low=0.0,
            high=50.0,
            above_low=True,
        ),
        Setting("profile", TEXT, choices=tuple(walking.PROFILES)),
        Setting("max_snap_m", NUMBER, unit="m", default=200.0, low=1.0, high=10_000.0),
        Setting("frontage_m", NUMBER, unit="m", default=30.0, low=1.0, high=500.0),
        Setting("fill_ha", NUMBER, unit="ha", default=25.0, low=0.001, high=10_000.0),
        Setting("cell_m", NUMBER, unit="m", default=10.0, low=1.0, high=100.0),
        Setting("as_of", DAY),
        Setting("renovating_counts", FLAG, default=False),
        Setting("planned_counts", FLAG, default=False),
        Setting("own_community_only", FLAG, default=False),
        Setting("covered_share", NUMBER, default=0.95, low=0.5, high=1.0),
        Setting("uncovered_share", NUMBER, default=0.05, low=0.0, high=0.5),
        Setting("unjudged_share", NUMBER, default=0.05, low=0.0, high=1.0),
        Setting("rings", TEXT),
        Setting("judged", TEXT, default="urban", choices=("urban", "rural", "all")),
    )
    | _section("tiers", Setting("limits", TIERS), Setting("higher_counts", FLAG, default=False))
    | _section(
        "ranking",
        Setting("level", TEXT, default="subdistrict", choices=("county", "subdistrict", "community")),
        Setting("settlement", TEXT, choices=("urban", "rural")),
        Setting("most_not_evaluated", NUMBER, default=0.05, low=0.0, high=1.0),
        Setting("least_people", NUMBER, unit="people", default=1000.0, low=0.0, high=1e9),
        Setting("unchecked", TEXT, default=""),
    )
    | _section(
        "services",
        Setting("required", TEXT),
        Setting("cluster_m", NUMBER, unit="m", default=300.0, low=0.0, high=5_000.0),
        Setting("groups", FLAG, default=False),
    )
    | _section(
        "output",
        Setting("crs", TEXT),
        Setting("lang", TEXT, choices=texts.LANGUAGES),
        Setting("title", TEXT),
        Setting("prepared_by", TEXT),
        Setting("data_date", DATE),
        Setting("marking", TEXT),
        Setting("edition", TEXT, default="full", choices=("full", "shared")),
    )
)
"""Sections of a study file and their settings."""

NAME = Setting("name", TEXT, section="study")
"""The one setting that stands above all sections: the name of the study."""

EXCLUSIVE = (
    *(("profile", "walking_speed_kmh"), ("file", "from"), ("file", "place"), ("household_size", "raster")),
    *(("sheet", "sheets"), ("edge", "edge_bounds")),
)
"""Settings of one section of which one laid over the study displaces the other."""

SITING: Mapping[str, Setting] = _section(
    "siting",
    Setting("objective", TEXT, default="people", choices=("people", "fewest", "cheapest", "total_walk", "worst_walk")),
    Setting("new", WHOLE, low=0),
    Setting("share", NUMBER, default=1.0, low=0.0, high=1.0, above_low=True),
    Setting("budget", NUMBER, low=0.0, high=1e12, above_low=True),
    Setting("cost_per_m2", NUMBER, low=0.0, high=1e12, above_low=True),
    Setting("floor_area_m2", NUMBER, unit="m2", low=0.0, high=1e12, above_low=True),
    Setting("capacity", NUMBER, unit="people", low=0.0, high=1e12, above_low=True),
    Setting("weight", TEXT, default="population"),
    Setting("worst_first", FLAG, default=False),
    Setting("close", WHOLE, default=0, low=0),
    Setting("relocate", WHOLE, default=0, low=0),
    Setting("phases", COUNTS, default=()),
    Setting("time_limit_s", NUMBER, unit="s", default=60.0, low=0.0, high=1e6, above_low=True),
    Setting("seed", WHOLE, default=0, low=0),
)["siting"]
"""What may be asked of new centers: the fields of ``SitingQuestion`` and the options of ``circles site``."""

FETCH: Mapping[str, Setting] = _section(
    "fetch",
    Setting("reach_m", NUMBER, unit="m", default=1000.0, low=0.0, above_low=True),
    Setting("deadline_s", NUMBER, unit="s", default=300.0, low=0.0, above_low=True),
)["fetch"]
"""What may be asked of a download of streets: options of ``circles fetch``."""


def default(name: str) -> Any:
    """Return what holds where nothing is said.

    Examples
    --------
    >>> default("scenario.max_snap_m"), default("siting.objective")
    (200.0, 'people')
    """
    section, _, key = name.partition(".")
    return {**SECTIONS, "siting": SITING, "fetch": FETCH}[section][key].default
