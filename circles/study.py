"""The nouns of the house: a Study goes in, a Scenario asks, a Plan comes out.

All are frozen. A what-if is a new Study (:meth:`Study.with_center`), an answer a new Plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from html import escape
from math import ceil, floor, isnan
from typing import TYPE_CHECKING, Any

from circles import tables, texts, walking
from circles.errors import Finding, QuestionError, raise_if_any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

METHOD_VERSION = "1"

LABELS = ("source", "estimate", "illustrative", "planned")

Progress = Callable[[str], None]
"""Called with the catalogue key of each step as it begins."""


def silent(step: str) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The question: how long, how fast, and how the answer is drawn.

    Attributes
    ----------
    minutes : float
        Time allowed for the walk; a whole number of seconds.
    walking_speed_kmh : float
        Speed; a whole number of metres per hour.
    max_snap_m : float
        A point further than this from every street is not evaluated.
    frontage_m : float
        How far from a reached street its circle is drawn at most.
    fill_ha : float
        The largest hole in a circle that is filled where it holds no street beyond the limit.
    cell_m : float
        Cell of the drawing grid.

    Raises
    ------
    InputError
        If a value is not positive and finite, or minutes or speed are not whole seconds or metres per hour.
    """

    minutes: float = 15.0
    walking_speed_kmh: float = 4.0
    max_snap_m: float = 200.0
    frontage_m: float = 30.0
    fill_ha: float = 25.0
    cell_m: float = 10.0

    def __post_init__(self) -> None:
        units = {"minutes": 60, "walking_speed_kmh": 1000}
        not_whole = [
            Finding(code=f"bad_{name}", column=name, value=str(getattr(self, name)))
            for name, per in units.items()
            if not _is_number(getattr(self, name)) or walking.whole(getattr(self, name), per=per) is None
        ]
        not_positive = [
            Finding(code="bad_setting", column=name, value=str(getattr(self, name)))
            for name in ("max_snap_m", "frontage_m", "fill_ha", "cell_m")
            if not _is_number(getattr(self, name)) or not 0 < getattr(self, name) < float("inf")
        ]
        raise_if_any([*not_whole, *not_positive])

    @property
    def limit_s(self) -> int:
        """The time allowed, in whole seconds."""
        return walking.whole(self.minutes, per=60) or 0

    @property
    def speed_m_per_h(self) -> int:
        """The speed in whole metres per hour."""
        return walking.whole(self.walking_speed_kmh, per=1000) or 0

    @property
    def limit_mm(self) -> int:
        """The longest walk inside, in millimetres."""
        return walking.limit_mm(self.limit_s, self.speed_m_per_h)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One input and how it was taken.

    Attributes
    ----------
    kind : str
        ``streets``, ``centers``, ``blocks``, ``gates`` or ``area``.
    file : str
        File name (never a path of one machine), or ``memory``.
    sha256 : str
        Checksum of the file's bytes, empty for a table from memory.
    rows : int
        Rows or features read.
    crs : str
        Coordinate reference system of the input.
    label : str
        One of ``source``, ``estimate``, ``illustrative``, ``planned``.
    notes : mapping
        What was done to it: counts by name, for example ``{"repaired": 2}``.
    """

    kind: str
    file: str
    sha256: str = ""
    rows: int = 0
    crs: str = tables.WGS84
    label: str = "source"
    notes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Output:
    """How the results are written and signed; `crs` None means the blocks' own, `lang` None by the names."""

    crs: str | None = None
    lang: str | None = None
    title: str | None = None
    prepared_by: str | None = None
    data_date: str | None = None
    marking: str | None = None


@dataclass(frozen=True, kw_only=True)
class Study:
    """Checked tables of one place, in WGS-84 (columns: :mod:`circles.tables`).

    Attributes
    ----------
    name : str
        Name of the place.
    streets, centers, blocks, gates : GeoDataFrame
        ``tables.STREETS``, ``CENTERS``, ``BLOCKS`` and ``GATES``; gates may have no rows.
    area : geometry or None
        The area studied; blocks outside it were left out and counted in the blocks' source notes.
    crossings : str
        ``shared`` or ``join`` (docs/method.md, Streets).
    join_ends_m : float
        With ``join``: how near a line an end must be to be joined to it.
    population_label, centers_label : str
        One of :data:`LABELS`.
    scenario : Scenario
        The question the study file asks.
    output : Output
        How results are written.
    sources : tuple of Source
        Every input.
    warnings : tuple of Finding
        What a person should look at.
    """

    name: str
    streets: gpd.GeoDataFrame
    centers: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    area: BaseGeometry | None = None
    crossings: str = "shared"
    join_ends_m: float = 2.0
    population_label: str = "source"
    centers_label: str = "source"
    scenario: Scenario = field(default_factory=Scenario)
    output: Output = field(default_factory=Output)
    sources: tuple[Source, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def lang(self) -> str:
        """Language of the outputs: as asked for, else Chinese where the study's names are Chinese."""
        names = (self.name, *self.centers["name"].astype(str), *self.blocks["name"].head(50).astype(str))
        return self.output.lang or texts.language_of(*names)

    @property
    def metric_crs(self) -> str:
        """The plane in which areas, centroids and drawings are made, fixed by the streets."""
        return tables.metric_crs(tuple(self.streets.total_bounds))

    def with_center(self, name: str, lon: float, lat: float, *, center_id: str | None = None) -> Study:
        """Return the study with one more open center.

        Raises
        ------
        InputError
            If the place is not finite degrees, or the id is taken.
        """
        import pandas as pd
        import shapely

        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise_if_any([Finding(code="bad_place", column="lon, lat", value=f"{lon}, {lat}")])
        taken = set(self.centers["center_id"])
        new_id = center_id or next(f"N{i:03d}" for i in range(1, len(taken) + 2) if f"N{i:03d}" not in taken)
        if new_id in taken:
            raise_if_any([Finding(code="taken_id", column="center_id", value=new_id)])
        x, y = tables.to_degrees(tables.to_units([lon, lat]))
        row = self.centers.iloc[:0].copy()
        row.loc[0, ["center_id", "name", "status"]] = [new_id, name, "open"]
        row = row.set_geometry([shapely.Point(x, y)], crs=tables.WGS84)
        both: Any = pd.concat([self.centers, row], ignore_index=True)
        return replace(self, centers=both)

    def with_status(self, center_id: str, status: str) -> Study:
        """Return the study with one center ``open`` or ``closed``.

        Raises
        ------
        QuestionError
            If there is no such center.
        InputError
            If the status is neither.
        """
        if center_id not in set(self.centers["center_id"]):
            raise QuestionError(Finding(code="unknown_center", value=center_id))
        if status not in {"open", "closed"}:
            raise_if_any([Finding(code="status_not_known", column="status", value=status)])
        changed = self.centers["status"].mask(self.centers["center_id"] == center_id, status)
        return replace(self, centers=self.centers.assign(status=changed))


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
    warnings: tuple[Finding, ...] = ()

    @property
    def headline_base(self) -> str:
        """The base of the coverage rate: people where they come from a source, else land, else blocks."""
        if "people" in self.account.index and self.study.population_label == "source":
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
        return f"<p>{headline}</p><table>{rows}</table>"


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
        "walk": texts.say(
            "headline.walk",
            lang,
            minutes=f"{plan.scenario.minutes:g}",
            metres=f"{plan.scenario.limit_mm // 1000:,}",
            speed=plan.scenario.walking_speed_kmh,
        ),
    }
    text = texts.say("headline.sentence", lang, **values)
    if "people" in plan.account.index:
        people = texts.say("headline.people", lang, people=f"{round(outside['people']):,}")
        text = text + people + _label_mark(plan, lang)
    return text + texts.say("headline.end", lang)


def _label_mark(plan: Plan, lang: str) -> str:
    """Return the mark beside every figure of people or dwellings that are not from a source, else nothing."""
    label = plan.study.population_label
    return "" if label == "source" else texts.say(f"label.{label}_mark", lang)


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
        mark = _label_mark(plan, lang) if base in {"people", "dwellings"} else ""
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
        "output": {item.name: getattr(plan.study.output, item.name) for item in fields(plan.study.output)},
        "warnings": [{lang: finding.text(lang) for lang in texts.LANGUAGES} for finding in plan.warnings],
    }


def plain(value: Any) -> Any:
    """Return a numpy number as Python's own, NaN as None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 NaN


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
