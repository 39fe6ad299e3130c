"""The question: a Study goes in and a Scenario asks; the answer is a Plan (:mod:`circles.answers`).

All are frozen. A what-if is a new Study (:meth:`Study.with_center`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from numbers import Real
from typing import TYPE_CHECKING, Any

from circles import drawn_edits, integers, named_rows, planned_demand, settings, tables, texts
from circles.center_list import switched
from circles.demonstration_rules import DemonstrationRules
from circles.errors import Finding, expect, expect_choice, expect_kinds, raise_if_any
from circles.figures import Figure
from circles.known_people import Population
from circles.notebook import html_of_rows
from circles.phrases import phrase
from circles.ranking_rules import RankingRules
from circles.records import Record
from circles.scenario import Scenario

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from circles.candidates import Candidates
    from circles.data_edge import DataEdge
    from circles.provenance import Source

__all__ = ["METHOD_VERSION", "Output", "Population", "Progress", "Scenario", "Study", "silent", "study_language"]

METHOD_VERSION = "2"

Progress = Callable[[str], None]
"""Called with the catalogue key of each step as it begins."""


def silent(step: str) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """How the results are written and signed; `crs` None means the blocks' own, `lang` None by the names.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml", options={"output": {"lang": "en"}})
    >>> study.output.lang
    'en'
    """

    crs: str | None = None
    lang: str | None = None
    title: str | None = None
    prepared_by: str | None = None
    data_date: str | None = None
    marking: str | None = None
    edition: str = "full"

    def __post_init__(self) -> None:
        expect_kinds((str, None), **vars(self))
        expect_choice("edition", self.edition, settings.SECTIONS["output"]["edition"].choices)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Study(Record):
    """Checked tables of one place, in WGS-84 (columns: :mod:`circles.tables`).

    Attributes
    ----------
    name : str
        Name of the place.
    streets, centers, blocks, gates : GeoDataFrame
        ``tables.STREETS``, ``CENTERS``, ``BLOCKS`` and ``GATES``; gates may have no rows.
    left_out : GeoDataFrame or None
        ``tables.LEFT_OUT``: ways that the walk filter left out; they only serve to tell whom they would serve.
    barriers : GeoDataFrame or None
        ``tables.BARRIERS``: where streets are parted, because nobody passes on foot.
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS``: gated polygons, `private` edits among them; what an `open` edit opens too.
    squares, water : GeoDataFrame or None
        ``tables.SQUARES``: squares that people cross (docs/method.md, Squares). ``WATER``: what is drawn of water.
    edits : GeoDataFrame or None
        ``tables.EDITS``: paths, closures, gates, private and opened ground (docs/method.md, Edits).
    statistics, claims, owners : DataFrame or None
        ``tables.STATISTICS``, ``CLAIMS`` and ``ledger_table.OWNERS``: figures of communities, claims to be checked, and
        who sees to what; an audit takes them.
    money, funds, demonstration : DataFrame or None
        ``money_table.MONEY`` and ``FUNDS``: what is to be paid, and out of what; an audit takes them.
        ``demonstration_table.SITES_LISTED``: communities that may become demonstration sites.
    regions : GeoDataFrame or None
        ``account_tables.REGIONS``: the districts of regional centers.
    industrial_people : str
        Whether the people of industrial regions are ``residents`` or ``workers``; empty where nobody says it.
    communities, subdistricts : GeoDataFrame or None
        ``tables.COMMUNITIES`` and ``SUBDISTRICTS``.
    edge : DataEdge or None
        The edge of the street data, None where it is not known; how it is stands in the record of the streets.
    demand : GeoDataFrame or None
        ``planned_demand.DEMAND``: planned estates, blocks from the day of their delivery on.
    area : geometry or None
        The area studied; blocks outside it were left out and counted in the record of the blocks.
    candidates : Candidates or None
        Where new centers may stand, and forbidden and preferred ground; None where the study says nothing of them.
    crossings : str
        ``shared`` or ``join`` (docs/method.md, Streets).
    join_ends_m : float
        With ``join``: how near a line an end must be to be joined to it.
    population_label, centers_label : str
        One of ``settings.LABELS``.
    population : Population
        What is known of the figures of people.
    scenario, output : Scenario, Output
        The question the study file asks, and how results are written.
    ranking, demonstration_rules : RankingRules, DemonstrationRules
        Which districts are ranked, and by which rules demonstration sites are chosen.
    sources : tuple of Source
        Every input.
    warnings : tuple of Finding
        What a person should look at.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> len(study.centers), len(study.with_center("New", 114.29, 30.60).centers)
    (13, 14)
    """

    name: str
    streets: gpd.GeoDataFrame
    centers: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    left_out: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    compounds: gpd.GeoDataFrame | None = None
    squares: gpd.GeoDataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    edits: gpd.GeoDataFrame | None = None
    communities: gpd.GeoDataFrame | None = None
    subdistricts: gpd.GeoDataFrame | None = None
    statistics: pd.DataFrame | None = None
    claims: pd.DataFrame | None = None
    edge: DataEdge | None = None
    owners: pd.DataFrame | None = None
    money: pd.DataFrame | None = None
    funds: pd.DataFrame | None = None
    demonstration: pd.DataFrame | None = None
    regions: gpd.GeoDataFrame | None = None
    industrial_people: str = ""
    demand: gpd.GeoDataFrame | None = None
    area: BaseGeometry | None = None
    candidates: Candidates | None = None
    crossings: str = settings.default("streets.crossings")
    join_ends_m: float = settings.default("streets.join_ends_m")
    population_label: str = "source"
    centers_label: str = "source"
    population: Population = field(default_factory=Population)
    scenario: Scenario = field(default_factory=Scenario)
    output: Output = field(default_factory=Output)
    ranking: RankingRules = field(default_factory=RankingRules)
    demonstration_rules: DemonstrationRules = field(default_factory=DemonstrationRules)
    sources: tuple[Source, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def lang(self) -> str:
        """Language of the outputs: as asked for, else Chinese where the study's names are Chinese."""
        return study_language(self.name, self.centers["name"], self.blocks["name"], asked=self.output.lang)

    def _repr_html_(self) -> str:
        kinds = ["streets", "squares", "centers", "blocks", "demand", "gates"]
        kinds += ["compounds", "edits", "communities", "subdistricts"]
        held = [(kind, table) for kind in kinds if (table := getattr(self, kind)) is not None and len(table)]
        rows = [(phrase(f"held.{kind}"), Figure(value=len(table), precision="whole")) for kind, table in held]
        return html_of_rows(phrase("held.study", name=self.name), rows, lang=self.lang)

    @property
    def metric_crs(self) -> str:
        """The plane in which areas, centroids and drawings are made, fixed by the streets."""
        return tables.metric_crs(tuple(self.streets.total_bounds))

    def label_of(self, base: str) -> str:
        """Return the label of the figures of a base of the account: ``people``, an age group, ``dwellings`` or land."""
        if base == "dwellings":
            return self.population.stated_label or self.population_label
        return self.population_label if base in {"people", *tables.PEOPLE_GROUPS} else "source"

    def with_center(self, name: str, lon: float, lat: float, *, center_id: str | None = None) -> Study:
        """Return the study with one more open center.

        Raises
        ------
        InputError
            If the place is not finite degrees, or the id is taken.
        """
        import geopandas as gpd
        import shapely

        expect_kinds((Real,), lon=lon, lat=lat)
        expect("name", name, str)
        expect("center_id", center_id, str, None)
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise_if_any([Finding(code="bad_place", column="lon, lat", value=f"{lon}, {lat}")])
        taken = set(self.centers["center_id"])
        new_id = center_id or next(f"N{i:03d}" for i in range(1, len(taken) + 2) if f"N{i:03d}" not in taken)
        if new_id in taken:
            raise_if_any([Finding(code="taken_id", column="center_id", value=new_id)])
        x, y = integers.to_degrees(integers.to_units([lon, lat]))
        columns = {"center_id": [new_id], "name": [name], "status": ["open"]}
        row = gpd.GeoDataFrame(columns, geometry=[shapely.Point(x, y)], crs=tables.WGS84)
        return replace(self, centers=tables.with_rows(self.centers, row))

    def with_demand(self, name: str, lon: float, lat: float, **known: Any) -> Study:
        """Return the study with one more planned estate: a block from the day of its delivery on.

        Parameters
        ----------
        name, lon, lat : str, float, float
            What it is called, and where it is.
        **known
            What is known of it: `population`, `dwellings`, `delivered` (ISO, to the year, month or day), `block_id`.

        Raises
        ------
        InputError
            If its place, a number or its day is none, or its id is taken.
        """
        return replace(self, demand=planned_demand.with_estate(self.demand, self.blocks, name, (lon, lat), **known))

    def with_path(self, line: Any, *, note: str = "") -> Study:
        """Return the study with a path laid along a LineString or places (lon, lat); it lengthens no walk.

        Raises
        ------
        InputError
            If it is no line of finite degrees.
        """
        return replace(self, edits=drawn_edits.with_edit(self.edits, "path", line, note=note))

    def with_closure(self, line: Any, *, note: str = "") -> Study:
        """Return the study with the streets closed that a line crosses or touches (as :meth:`with_path`)."""
        return replace(self, edits=drawn_edits.with_edit(self.edits, "closed", line, note=note))

    def with_private(self, ground: Any, *, note: str = "") -> Study:
        """Return the study with gated ground: its streets are for those who live there, in or out, never through.

        Parameters
        ----------
        ground : Polygon, MultiPolygon or sequence of (lon, lat)
            Inside the wall.
        note : str
            What it is called.

        Raises
        ------
        InputError
            If it is no sound polygon of finite degrees.

        Examples
        --------
        >>> import circles
        >>> study = circles.read_study(circles.demo_study() / "study.toml")
        >>> quarter = [(114.275, 30.585), (114.285, 30.585), (114.285, 30.592), (114.275, 30.592)]
        >>> plans = [circles.plan(each) for each in (study, study.with_private(quarter, note="Quarter"))]
        >>> [int((each.blocks["verdict"] == "inside").sum()) for each in plans]
        [301, 299]
        """
        expect("note", note, str)
        edits = drawn_edits.with_edit(self.edits, "private", ground, note=note)
        return replace(self, edits=edits, compounds=drawn_edits.with_compound(self.compounds, edits))

    def with_open(self, compound: str | None = None, *, ground: Any = None, note: str = "") -> Study:
        """Return the study with compounds open to everybody; it lengthens no walk.

        Parameters
        ----------
        compound : str, optional
            The id of one, or its name where one alone has it.
        ground : Polygon, MultiPolygon or sequence of (lon, lat), optional
            In its place: each compound of which more than half of the street lies in it.
        note : str
            What the edit is called.

        Raises
        ------
        QuestionError
            If there is no such compound, or several of that name.
        InputError
            If not one of the two is given, or the ground is no sound polygon of finite degrees.

        Examples
        --------
        >>> import circles
        >>> study = circles.read_study(circles.demo_study() / "study.toml")
        >>> quarter = [(114.275, 30.585), (114.285, 30.585), (114.285, 30.592), (114.275, 30.592)]
        >>> opened = study.with_private(quarter, note="Quarter").with_open("Quarter")
        >>> opened.edits[["kind", "compound_id"]].fillna("").to_numpy().tolist()
        [['private', ''], ['open', 'private 1']]
        """
        expect("compound", compound, str, None)
        expect("note", note, str)
        if (compound is None) == (ground is None):
            raise_if_any([Finding(code="open_what", column="compound, ground")])
        named = "" if compound is None else drawn_edits.compound_meant(self.compounds, compound)
        edits = drawn_edits.with_edit(self.edits, "open", ground, note=note, **{tables.EDIT_COMPOUND: named})
        return replace(self, edits=edits)

    def with_gate(
        self,
        lon: float,
        lat: float,
        *,
        block: str | None = None,
        center: str | None = None,
        compound: str | None = None,
        note: str = "",
    ) -> Study:
        """Return the study with one more gate, of the nearest block where it is not said whose; it lengthens no walk.

        Parameters
        ----------
        lon, lat : float
            Where it is.
        block, center, compound : str, optional
            Whose gate it is, by id or name: one of them. That of a compound is one of everybody who stands in it.
        note : str
            What it is called.

        Raises
        ------
        QuestionError
            If there is no such block, center or compound, or several of that name.
        InputError
            If the place is not finite degrees, or more than one is named.

        Examples
        --------
        >>> import circles
        >>> study = circles.read_study(circles.demo_study() / "study.toml")
        >>> with_door = study.with_gate(114.28, 30.59, center=study.centers["center_id"].iloc[0], note="Side door")
        >>> with_door.edits[["kind", "note"]].to_numpy().tolist()
        [['gate', 'Side door']]
        """
        owners = drawn_edits.owner_meant(
            self.blocks, self.centers, self.compounds, block=block, center=center, compound=compound
        )
        return replace(self, edits=drawn_edits.with_edit(self.edits, "gate", [(lon, lat)], note=note, **owners))

    def with_status(self, center: str, status: str) -> Study:
        """Return the study with one center ``open`` or ``closed`` on every day, whatever the list says of its own days.

        Parameters
        ----------
        center : str
            The id of a center, or its name where one center alone has it.
        status : str
            ``open`` or ``closed``.

        Raises
        ------
        QuestionError
            If there is no such center, or several of that name.
        InputError
            If the status is neither.
        """
        expect("center", center, str)
        expect("status", status, str)
        center_id = named_rows.id_meant(self.centers, "center", center)
        if status not in {"open", "closed"}:
            raise_if_any([Finding(code="status_not_known", column="status", value=status)])
        return replace(self, centers=switched(self.centers, self.centers["center_id"] == center_id, status))


def study_language(name: str, centers: Iterable[object], blocks: Iterable[object], *, asked: str | None) -> str:
    """Return the language of a study: as asked for, else Chinese where its name or names in its tables are.

    Parameters
    ----------
    name : str
        Of the place.
    centers, blocks : iterable
        Names of its centers, and of its blocks, of which the first fifty count.
    asked : str or None
        ``zh`` or ``en``.
    """
    return asked or texts.language_of(name, *map(str, centers), *map(str, islice(blocks, texts.NAMES_READ)))
