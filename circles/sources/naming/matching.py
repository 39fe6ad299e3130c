"""A list without coordinates, matched to a planner's own points and communities by name. Nothing is accepted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.answers.matches import CANDIDATES, LONGEST_CELL, MATCHED, Matches, marks_in
from circles.errors import Finding, InputError, expect, expect_kinds, raise_if_any
from circles.near_names import choice_details
from circles.settings import DATUMS
from circles.sources.files import limits
from circles.sources.inputs.districts import districts_from, with_districts
from circles.sources.naming.aliases import read_aliases
from circles.sources.naming.one_place import places_of
from circles.sources.naming.similarity import Match, Names, matched, names_from
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, TableSettings, shortened
from circles.sources.tables.reading import read_table
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import missing_columns
from circles.sources.words.coordinate_headers import FIELDS, datum_named
from circles.sources.words.place_names import LONGEST_NAME, NO_NAME, PlaceName, known_subdistricts, place_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from circles.provenance import Source
    from circles.sources.naming.aliases import Alias
    from circles.sources.tables.raw_table import RawTable

T = TypeVar("T")

KINDS = ("centers", "blocks")
"""What a list may hold."""

MOST_ROWS = 200_000
"""Rows of a list: with five candidates each they still fit a sheet."""

_POINT_COLUMNS = ("name", "subdistrict", "lon", "lat", "file", "row")


class _Listed(NamedTuple):
    """The list as read: its table, and the place of each row or None."""

    table: FieldTable
    placed: NDArray[np.object_]

    def texts(self, field: str) -> list[str]:
        return [str(text) for text in self.table.texts(field)]


class _Points(NamedTuple):
    """A point layer as read: :data:`_POINT_COLUMNS`, the record of the input, and what to look at."""

    table: pd.DataFrame
    source: Source
    warnings: tuple[Finding, ...]


def match_places(
    listed: str | Path,
    *,
    points: str | Path | Sequence[str | Path] = (),
    communities: str | Path | None = None,
    aliases: str | Path | None = None,
    kind: str = "centers",
    sheet: str | None = None,
    layer: str | None = None,
    datum: str | None = None,
) -> Matches:
    """Match the rows of a list without coordinates to named points and communities, by their names.

    The same name, written in any way (docs/inputs.md), is proposed where only one point bears it in the row's
    sub-district; similar names are listed with scores. A community gives no position. Nothing is accepted: write the
    result with :func:`circles.write_places`, complete it and give it to a study as its list.

    Parameters
    ----------
    listed : str or Path
        A table with a column of names; columns of sub-district and community help to tell namesakes apart.
    points : str or Path, or several
        Layers or tables of points with names.
    communities : str or Path, optional
        A layer of polygons with names.
    aliases : str or Path, optional
        Other names of places (CSV or Excel: alias, name; or TOML).
    kind : str
        ``centers`` or ``blocks``.
    sheet, layer : str, optional
        The sheet of the list, the layer of the points, where a file has several.
    datum : str, optional
        Datum of the points: ``WGS-84``, ``GCJ-02``, ``BD-09`` or ``CGCS2000``. The result is in WGS-84.

    Returns
    -------
    Matches

    Raises
    ------
    InputError
        With all faults of all files; if there is nothing to match to, or the list is the result of this already.

    Examples
    --------
    >>> import circles
    >>> import pandas
    >>> pandas.DataFrame({"名称": ["示例中心1", "别的中心"]}).to_csv("list.csv", index=False)
    >>> matches = circles.match_places("list.csv", points=circles.demo_study() / "centers.csv")
    >>> dict(matches.counts)
    {'missing': 1, 'community_only': 0, 'to_confirm': 0, 'proposed': 1, 'has_place': 0}
    """
    expect_kinds((str, None), kind=kind, sheet=sheet, layer=layer, datum=datum)
    expect("listed", listed, str, Path)
    expect("points", points, str, Path, Sequence)
    for point_file in (points,) if isinstance(points, (str, Path)) else points:
        expect("points", point_file, str, Path)
    expect_kinds((str, Path, None), communities=communities, aliases=aliases)
    layers = [Path(points)] if isinstance(points, (str, Path)) else [Path(each) for each in points]
    datum = datum and (datum_named(datum) or datum)
    raise_if_any(_not_choices(kind=(kind, KINDS), datum=(datum, (None, *DATUMS))))
    raise_if_any([] if layers or communities else [Finding(code="nothing_to_match", file=Path(listed).name)])
    findings: list[Finding] = []
    read = _attempt(partial(_listed, Path(listed), kind, sheet), findings)
    found = [_attempt(partial(_points, path, kind, layer, datum), findings) for path in layers]
    polygons = _attempt(partial(_communities, communities), findings)
    said = _attempt(lambda: read_aliases(Path(aliases)) if aliases else {}, findings)
    if read is None or said is None or findings:
        raise InputError(shortened(findings))
    layers_read = [each for each in found if each is not None]
    there = _one_table(layers_read, polygons)
    return _matches(read, there, polygons, said, kind=kind, told=[*layers_read, *([polygons] if polygons else [])])


def _not_choices(**asked: tuple[str | None, tuple[str | None, ...]]) -> list[Finding]:
    return [
        Finding(code="not_a_choice", column=name, value=value, details=choice_details(value, choices))
        for name, (value, choices) in asked.items()
        if value not in choices
    ]


def _listed(path: Path, kind: str, sheet: str | None) -> _Listed:
    raw = read_table(path, kind=kind, settings=TableSettings(layer=sheet))
    if len(raw.cells) > MOST_ROWS:
        raise limits.too_many("too_many_rows", raw.file, most=MOST_ROWS)
    if marks_in(raw.columns):
        raise InputError(Finding(code="matched_already", file=raw.file))
    table = _table(raw, kind, ("name",))
    if raw.geometry is None and not {"lon", "lat"} <= table.fields.keys():
        return _Listed(table, np.full(len(table), None, dtype=object))
    # A row may lack its place, which is what this is for.
    placed = table.points(optional=True)
    table.raise_faults()
    return _Listed(table, placed)


def _points(path: Path, kind: str, layer: str | None, datum: str | None) -> _Points:
    raw = read_table(path, kind=kind, settings=TableSettings(layer=layer, datum=datum))
    table = _table(raw, kind, ("name",) if raw.geometry is not None else ("name", "lon", "lat"))
    placed = _places(table, kind)
    table.raise_faults()
    points = pd.DataFrame(
        {
            "name": table.texts("name"),
            "subdistrict": table.texts("subdistrict"),
            "lon": shapely.get_x(placed),
            "lat": shapely.get_y(placed),
            "file": raw.file,
            "row": raw.rows,
        }
    )
    usable = (points["name"] != "") & points["lon"].notna()
    left_out = int((~usable).sum())
    told = (Finding(code="points_left_out", file=raw.file, details={"count": left_out}),) if left_out else ()
    source = replace(table.source(counts={"left_out": left_out}), kind="points")
    return _Points(table=points[usable], source=source, warnings=(*raw.warnings, *told))


def _places(table: FieldTable, kind: str) -> NDArray[np.object_]:
    """Return a point for each row; compounds may be drawn as polygons, whose place is a point on them."""
    shapes = table.shapes(optional=True)
    if kind == "blocks":
        areas = shapely.get_dimensions(shapes) == 2
        inner = gpd.GeoSeries(shapely.point_on_surface(shapes[areas]), crs=tables.WGS84)
        shapes = shapes.copy()
        shapes[areas] = integers.on_grid(inner).to_numpy()
    return table.points_of(shapes)


def _table(raw: RawTable, kind: str, needed: tuple[str, ...]) -> FieldTable:
    """Return a table with its needed columns; two for one field are renamed here, there being no study file yet."""
    table = FieldTable(raw, kind)
    doubtful = {str(finding.details.get("field")) for finding in table.faults}
    alike = [replace(finding, code="columns_alike") for finding in table.faults]
    missing = [field for field in needed if field not in doubtful]
    raise_if_any(raw.told_of([*alike, *missing_columns(table.fields, missing, raw.columns, kind, raw.file)]))
    return table


def _communities(path: str | Path | None) -> Reading | None:
    return districts_from(read_table(Path(path), kind="communities"), "communities") if path else None


def _one_table(layers: Sequence[_Points], polygons: Reading | None) -> pd.DataFrame:
    """Return the points of all layers, their sub-district by the polygon they lie in where no column says it."""
    some = [layer.table for layer in layers if len(layer.table)]
    if not some:
        return pd.DataFrame({name: [] for name in _POINT_COLUMNS})
    table = pd.concat(some, ignore_index=True)
    if polygons is None:
        return table
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=tables.WGS84)
    around = with_districts(Reading(points, polygons.source, ()), polygons.table, None).table
    if "subdistrict" not in around:
        return table
    return table.assign(subdistrict=table["subdistrict"].where(table["subdistrict"] != "", around["subdistrict"]))


def _matches(
    read: _Listed,
    there: pd.DataFrame,
    polygons: Reading | None,
    aliases: Mapping[PlaceName, Alias],
    *,
    kind: str,
    told: Sequence[_Points | Reading],
) -> Matches:
    known = known_subdistricts(_subdistricts_said(read, there, polygons))
    asked, via = _asked(read, known, aliases)
    named = names_from(there["name"].tolist(), there["subdistrict"].tolist(), known)
    there, named, joined = places_of(there, named)
    community = _community_matches(read, asked, polygons)
    if polygons is not None:
        asked = _with_subdistricts(asked, community, polygons.table)
    rows, candidates = _answers(read, there, matched(asked, named), community, polygons)
    own, places, coordinates = _own(read)
    used = {*named.names, *(() if polygons is None else map(place_name, polygons.table["community"]))}
    targets = names_from([alias.name for alias in aliases.values()], [""] * len(aliases), known)
    idle = [alias.alias for alias, name in zip(aliases.values(), targets.names, strict=True) if name not in used]
    return Matches(
        kind=kind,
        own=own,
        rows=rows.assign(via=via),
        places=places,
        coordinate_columns=coordinates,
        candidates=candidates,
        sources=(read.table.raw.source(kind), *(each.source for each in told)),
        warnings=(
            *read.table.raw.warnings,
            *(finding for each in told for finding in each.warnings),
            *_to_look_at(own, idle, joined),
        ),
    )


def _own(read: _Listed) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Return the list's own columns, where the shapes of its rows are, and its own columns of coordinates.

    Of a list with shapes these columns are left out: the shapes go before them. So are columns that hold both
    coordinates, or parts of one: a person fills in one number a cell.
    """
    own = read.table.raw.cells.apply(text_cells).set_axis(read.table.raw.columns, axis="columns")
    typed = {field: column for field, column in read.table.fields.items() if field in FIELDS}
    coordinates: dict[str, str] = {axis: typed[axis] for axis in ("lon", "lat") if axis in typed}
    if read.table.raw.geometry is None and len(set(typed.values())) == len(coordinates) == len(typed):
        return own, pd.DataFrame({"lon": np.nan, "lat": np.nan}, index=own.index), coordinates
    if read.table.raw.geometry is None and not typed:
        return own, pd.DataFrame({"lon": np.nan, "lat": np.nan}, index=own.index), coordinates
    places = pd.DataFrame({"lon": shapely.get_x(read.placed), "lat": shapely.get_y(read.placed)})
    return own.drop(columns=list(dict.fromkeys(typed.values()))), places, {}


def _subdistricts_said(read: _Listed, there: pd.DataFrame, polygons: Reading | None) -> Iterable[str]:
    said = {*read.texts("subdistrict"), *there["subdistrict"]}
    return said if polygons is None else said | set(polygons.table["subdistrict"])


def _asked(read: _Listed, known: frozenset[str], aliases: Mapping[PlaceName, Alias]) -> tuple[Names, list[str]]:
    """Return the names that are looked for, aliases replaced by what they stand for, and these names as written."""
    nowhere = shapely.is_missing(read.placed)
    listed, subdistricts = read.texts("name"), read.texts("subdistrict")
    written = names_from(listed, subdistricts, known)
    via = ["" if (alias := aliases.get(name)) is None else alias.name for name in written.names]
    meant = [target or text for target, text in zip(via, listed, strict=True)]
    names = names_from(meant, subdistricts, known)
    wanted = tuple(name if missing else NO_NAME for name, missing in zip(names.names, nowhere, strict=True))
    # An alias may tell the sub-district, else the name that it stands in for does.
    where = tuple(one or other for one, other in zip(names.subdistricts, written.subdistricts, strict=True))
    return Names(names=wanted, subdistricts=where), via


def _community_matches(read: _Listed, asked: Names, polygons: Reading | None) -> list[Match]:
    """Return the communities that rows name in their own column, else those they are named after themselves."""
    if polygons is None:
        return [Match(-1, (), "nothing", 0)] * len(asked.names)
    said = [_as_community(place_name(text)) if text else None for text in read.texts("community")]
    wanted = tuple(
        (said[i] or _named_after(name)) if name != NO_NAME else NO_NAME for i, name in enumerate(asked.names)
    )
    table = polygons.table
    there = names_from(table["community"].tolist(), table["subdistrict"].tolist())
    communities = Names(names=tuple(map(_as_community, there.names)), subdistricts=there.subdistricts)
    return matched(Names(names=wanted, subdistricts=asked.subdistricts), communities)


def _as_community(name: PlaceName) -> PlaceName:
    return name._replace(level=name.level or "community", extra="") if name.core else name


def _named_after(name: PlaceName) -> PlaceName:
    return NO_NAME if name.level in {"subdistrict", "town", "township"} else name._replace(extra="")


def _with_subdistricts(asked: Names, community: Sequence[Match], polygons: pd.DataFrame) -> Names:
    """Return the names with the sub-district of their community where nothing else says it."""
    around = names_from([""] * len(polygons), polygons["subdistrict"].tolist()).subdistricts
    known = (
        said or (around[match.chosen] if match.chosen >= 0 else "")
        for said, match in zip(asked.subdistricts, community, strict=True)
    )
    return Names(names=asked.names, subdistricts=tuple(known))


def _answers(
    read: _Listed, there: pd.DataFrame, found: Sequence[Match], community: Sequence[Match], polygons: Reading | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``MATCHED`` and ``CANDIDATES``."""
    here = ~shapely.is_missing(read.placed)
    claims = Counter(match.chosen for match in found)
    names = read.texts("name")
    points = list(there[list(_POINT_COLUMNS)].itertuples(index=False, name=None))
    districts = [] if polygons is None else list(polygons.table[["community", "subdistrict"]].itertuples(index=False))
    rows, candidates = [], []
    for i, (match, around) in enumerate(zip(found, community, strict=True)):
        row = read.table.raw.row(i)
        result, remark, count = _result(match, around, claims, placed=bool(here[i]), long=len(names[i]) > LONGEST_NAME)
        in_community = districts[around.chosen] if around.chosen >= 0 else ("", "")
        like = [(*districts[at], score) for at, score in around.alike if around.chosen < 0]
        rows.append((row, names[i], result, remark, count, "", *in_community, _as_text(like)))
        for rank, (at, score) in enumerate(match.alike, 1):
            name, subdistrict, lon, lat, file, source_row = points[at]
            candidates.append((row, rank, "point", name, subdistrict, score, lon, lat, file, int(source_row)))
        file = "" if polygons is None else polygons.source.file
        shown = [(*in_community, 1.0)] if around.chosen >= 0 else like
        candidates += [(row, 0, "community", *each, np.nan, np.nan, file, 0) for each in shown]
    return pd.DataFrame(rows, columns=list(MATCHED)), pd.DataFrame(candidates, columns=list(CANDIDATES))


def _result(
    match: Match, community: Match, claims: Mapping[int, int], *, placed: bool, long: bool
) -> tuple[str, str, int]:
    """Return one of ``matches.RESULTS``, the key of its remark and the number that the remark names."""
    if placed:
        return "has_place", "has_place", 0
    if match.chosen >= 0:
        alone = claims[match.chosen] == 1
        return ("proposed", "same_name", 1) if alone else ("to_confirm", "several_rows", claims[match.chosen])
    if match.alike:
        return "to_confirm", match.remark, match.same
    remark = "long_name" if long else match.remark
    return ("community_only", "community_only", 0) if community.chosen >= 0 else ("missing", remark, match.same)


def _as_text(like: Sequence[tuple[str, str, float]]) -> str:
    return "; ".join(
        f"{name}{f' ({subdistrict})' if subdistrict else ''} {score:.2f}" for name, subdistrict, score in like
    )


def _to_look_at(own: pd.DataFrame, idle: Sequence[str], joined: int) -> list[Finding]:
    """Return a finding for points taken as one, for cells longer than a workbook holds, for aliases of no name."""
    findings = [Finding(code="points_one_place", details={"count": joined})] if joined else []
    long = sum(int((own[column].map(len) > LONGEST_CELL).sum()) for column in own.columns)
    findings += [Finding(code="cells_cut", details={"count": long, "most": f"{LONGEST_CELL:,}"})] if long else []
    shown = ", ".join(idle[:5]) + " …" * (len(idle) > 5)
    return findings + [Finding(code="aliases_without_place", value=shown, details={"count": len(idle)})] * bool(idle)


def _attempt(read: Callable[[], T], findings: list[Finding]) -> T | None:
    try:
        return read()
    except InputError as error:
        findings.extend(error.findings)
        return None
