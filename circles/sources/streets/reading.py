"""Streets, from whatever file holds them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import data_edge, graphs, integers, settings, tables
from circles.errors import Finding, InputError, expect, raise_if_any
from circles.near_names import choice_details
from circles.provenance import Source
from circles.sources.files import contents
from circles.sources.files.format import CRS, EXTRACT, GRAPH, LAYER, LIST, PART, WORKBOOK
from circles.sources.geo.datum import series_in_wgs84, shift_of
from circles.sources.streets.barriers import barriers_of_extract
from circles.sources.streets.downloaded_ways import edge_noted
from circles.sources.streets.header_box import header_box
from circles.sources.streets.left_out import left_out_ways
from circles.sources.streets.line_choice import chosen_lines, given_lines, segment_lines
from circles.sources.streets.osm_graph import GraphTaken, streets_from_graphml
from circles.sources.streets.osm_pbf import streets_from_pbf
from circles.sources.streets.osm_squares import squares_from_osm
from circles.sources.streets.osm_water import water_from_osm
from circles.sources.streets.other_tags import with_other_tags
from circles.sources.streets.overture import is_overture
from circles.sources.streets.tags import BY_MORE_THAN_TAGS, WalkFilter, level_text, walk_rules
from circles.sources.streets.tags import KEYS as LEVEL_KEYS
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import MEMORY, RawTable, Reading, TableSettings, checksum, shortened
from circles.sources.tables.reading import read_table
from circles.sources.words.cells import number_cells, text_cells
from circles.sources.words.columns import find_columns
from circles.sources.words.table_words import answer_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_streets(
    file: str | Path,
    *,
    crs: str | None = None,
    layer: str | None = None,
    private_ways: str | bool = settings.default("streets.private_ways"),
    access_rules: str = settings.default("streets.access_rules"),
) -> gpd.GeoDataFrame:
    """Return the walkable streets of a file as ``tables.STREETS``.

    Parameters
    ----------
    file : str or Path
        OSM PBF; GraphML of OSMnx or networkx; or a line layer (GeoPackage, GeoJSON, GeoParquet, Shapefile) in
        any CRS. The content decides, not the suffix.
    crs : str, optional
        The CRS of a line layer that says none or a wrong one.
    layer : str, optional
        The layer of a GeoPackage.
    private_ways : str or bool
        What is done with private ways: ``in or out``, ``open`` (True) or ``left out`` (False).
    access_rules : str
        ``2``, or ``1`` for the rules of access that method 1 had.

    Returns
    -------
    GeoDataFrame
        LineStrings in WGS-84, rounded to 1e-7 degree; with `length_m` where a graph gave lengths.

    Raises
    ------
    InputError
        If the file is missing, broken, of another kind, has no CRS, no lines or no walkable street, or there is no
        such choice.

    Examples
    --------
    >>> import circles
    >>> streets = circles.read_streets(circles.demo_study() / "streets.geojson")
    >>> streets.crs.to_string(), len(streets)
    ('EPSG:4326', 1504)
    """
    expect("crs", crs, str, None)
    expect("layer", layer, str, None)
    expect("private_ways", private_ways, str, bool)
    expect("access_rules", access_rules, str)
    expect("file", file, str, Path)
    asked = WalkFilter(settings.PRIVATE_WAYS.get(private_ways, str(private_ways)), access_rules)
    raise_if_any(_unknown_choices(asked))
    return streets_reading(Path(file), crs=crs, layer=layer, asked=asked).table


def _unknown_choices(asked: WalkFilter) -> list[Finding]:
    known = settings.SECTIONS["streets"]
    said = {name: value for name, value in asked._asdict().items() if value not in known[name].choices}
    return [
        Finding(code="not_a_choice", column=name, value=value, details=choice_details(value, known[name].choices))
        for name, value in said.items()
    ]


def streets_reading(
    path: Path,
    *,
    crs: str | None = None,
    datum: str | None = None,
    layer: str | None = None,
    asked: WalkFilter | None = None,
    squares: bool = False,
) -> Reading:
    """Return the streets of a file with the record of it (see :func:`read_streets`), in the datum they are drawn in.

    Where `squares` are asked for, those of an extract come with its streets.
    """
    content = contents.content_of(path)
    if contents.family_of(content) in (LAYER, EXTRACT, GRAPH):
        contents.refuse_ignored(path, content, {CRS: crs, PART: layer})
    if contents.family_of(content) == LAYER:
        raw = read_layer(path, kind="streets", settings=TableSettings(crs=crs, datum=datum, layer=layer))
        lines = streets_from_lines(raw, asked=asked)
        return lines._replace(edge=edge_noted(path)) if content == contents.GEOPACKAGE else lines
    if contents.family_of(content) in (LIST, WORKBOOK):
        raw = read_table(path, kind="streets", settings=TableSettings(crs=crs, datum=datum, layer=layer))
        if raw.geometry is not None:
            return streets_from_lines(raw, asked=asked)
    if content in contents.EXTRACTS:
        return moved_from(datum, _of_extract(path, asked or WalkFilter(), squares=squares))
    if content == contents.GRAPHML:
        taken = streets_from_graphml(path, asked=asked)
        return moved_from(datum, reading_of_graph(taken, file=path.name, sha256=checksum(path)))
    raise contents.wrong_content(path, content, (*contents.EXTRACTS, contents.GRAPHML, *contents.LAYERS))


def _of_extract(path: Path, asked: WalkFilter, *, squares: bool) -> Reading:
    streets, taken, left_out = streets_from_pbf(path, asked=asked)
    table = _some(streets, path.name)
    barriers = barriers_of_extract(path, table) if asked.access_rules == BY_MORE_THAN_TAGS else None
    if barriers is not None:
        taken = replace(taken, counts={**taken.counts, "barriers": len(barriers)})
    crossed = squares_from_osm(path, asked=asked) if squares else None
    if crossed is not None:
        taken = replace(taken, counts={**taken.counts, "squares": len(crossed)})
    rows = int(taken.counts["ways_read"])
    source = Source(kind="streets", file=path.name, sha256=checksum(path), rows=rows, taken=taken)
    edge = header_box(path, table)
    reading = Reading(table, source, (), left_out=left_out, barriers=barriers, squares=crossed)
    return reading._replace(edge=edge, ends_at=data_edge.AT_VERTEX, water=water_from_osm(path))


def reading_of_graph(graph: GraphTaken, *, file: str = MEMORY, sha256: str = "") -> Reading:
    """Return the streets of a graph with the record of it."""
    taken, barriers = graph.taken, graph.barriers
    if barriers is not None:
        taken = replace(taken, counts={**taken.counts, "barriers": len(barriers)})
    source = Source(kind="streets", file=file, sha256=sha256, rows=int(taken.counts["edges"]), taken=taken)
    reading = Reading(_some(graph.table, file), source, graph.warnings, left_out=graph.left_out, barriers=barriers)
    return reading._replace(ends_at=data_edge.AT_NODE, open_ends=graph.open_ends)


def moved_from(datum: str | None, streets: Reading) -> Reading:
    """Return streets that say nothing of a datum moved from the one they are drawn in; lengths of a graph are kept."""
    if datum is None:
        return streets
    table = streets.table.set_geometry(series_in_wgs84(streets.table.geometry, datum))
    shift = shift_of(table.geometry.to_numpy(), datum)
    source = replace(streets.source, taken=replace(streets.source.taken, datum=datum, shift=shift))
    left_out, barriers, squares, water = (
        None if each is None else each.set_geometry(series_in_wgs84(each.geometry, datum))
        for each in (streets.left_out, streets.barriers, streets.squares, streets.water)
    )
    shapes = np.array([streets.edge, streets.open_ends], dtype=object)
    edge, open_ends = integers.on_grid(series_in_wgs84(gpd.GeoSeries(shapes, crs=tables.WGS84), datum))
    moved = streets._replace(table=table, source=source, left_out=left_out, barriers=barriers, squares=squares)
    return moved._replace(water=water, edge=edge, open_ends=open_ends)


def streets_from_lines(raw: RawTable, *, asked: WalkFilter | None = None) -> Reading:
    """Return the streets of a line layer, filtered by tags of OpenStreetMap, by segments of Overture or by classes.

    A table that already has the columns of ``tables.STREETS`` is taken as given.

    Raises
    ------
    InputError
        If a shape is not a line, columns are ambiguous, or nothing walkable is left.
    """
    shapes = _shapes(raw)
    raw = with_other_tags(raw, (*walk_rules().keys, *LEVEL_KEYS))
    asked = asked or WalkFilter()
    # Tables of earlier versions do not have `access`.
    given = set(tables.STREETS) - {"access", "geometry"} <= set(raw.columns)
    fields, findings = ({}, []) if given else find_columns(raw.columns, "streets", file=raw.file)
    is_segments = not given and is_overture(raw)
    raise_if_any(shortened([*_shape_findings(shapes, raw), *([] if is_segments else findings)]))
    read, missing = len(shapes), shapely.is_missing(shapes)
    if is_segments:
        columns, shapes, chosen = segment_lines(raw, asked)
    elif given:
        columns, chosen = _given_columns(raw), given_lines(raw, asked)
    else:
        columns, chosen = _columns(raw, fields), chosen_lines(raw, fields, asked)
    columns = columns.assign(access=chosen.access)
    used = chosen.walked & ~shapely.is_missing(shapes)
    streets, without_length = _exploded(columns[used], shapes[used])
    counts = {
        "ways_read": read,
        "ways_walkable": chosen.rows_walked,
        **chosen.counts,
        "without_geometry": int(missing.sum()),
        "without_length": without_length,
        "cut_ends": int(streets["cut_start"].sum() + streets["cut_end"].sum()),
    }
    shift = shift_of(streets.geometry.to_numpy(), raw.taken.datum)
    source = raw.source("streets", rule=chosen.rule, counts=counts, shift=shift)
    lost = Finding(code="streets_without_line", file=raw.file, details={"count": int(missing.sum())})
    warnings = (*raw.warnings, *((lost,) if missing.any() else ()), *chosen.warnings)
    left_out = left_out_ways(chosen.refusals.tolist(), shapes)
    return Reading(_some(streets, raw.file), source, warnings, left_out=left_out)


def _shapes(raw: RawTable) -> NDArray[np.object_]:
    if raw.geometry is None:
        raise InputError(Finding(code="no_lines", file=raw.file, value="–"))
    shapes: NDArray[np.object_] = raw.geometry.to_numpy()
    return shapes


def _shape_findings(shapes: NDArray[np.object_], raw: RawTable) -> list[Finding]:
    kinds = shapely.get_type_id(shapes)
    lines = np.isin(kinds, (GeometryType.LINESTRING, GeometryType.MULTILINESTRING))
    others = ~lines & (kinds != GeometryType.MISSING)
    if others.any() and not lines.any():
        found = sorted({shape.geom_type for shape in shapes[others]})
        return [Finding(code="no_lines", file=raw.file, value=", ".join(found))]
    return [
        Finding(code="not_a_line", file=raw.file, row=raw.row(i), value=shapes[i].geom_type)
        for i in np.flatnonzero(others)
    ]


def _columns(raw: RawTable, fields: dict[str, str]) -> pd.DataFrame:
    found = {field: text_cells(raw.cells[column]) for field, column in fields.items()}
    empty = np.full(len(raw.cells), "", dtype=object)
    numbers = raw.rows.astype(str).astype(object)
    ids = found.get("street_id", empty)
    levels = [found.get(key, empty) for key in LEVEL_KEYS]
    level_of = cache(lambda *values: level_text(dict(zip(LEVEL_KEYS, values, strict=True))))
    return pd.DataFrame(
        {
            "street_id": np.where(ids == "", numbers, ids),
            "name": found.get("name", empty),
            "highway": found.get("highway", empty),
            "level": [level_of(*values) for values in zip(*levels, strict=True)],
            "cut_start": False,
            "cut_end": False,
        }
    )


def _given_columns(raw: RawTable) -> pd.DataFrame:
    texts = {name: text_cells(raw.cells[name]) for name in ("street_id", "name", "highway", "level")}
    cuts = {name: _answers(raw, name) for name in ("cut_start", "cut_end")}
    columns = pd.DataFrame({**texts, **cuts, **_nodes_given(raw)})
    if "length_m" not in raw.columns:
        return columns
    length_m, wrong = number_cells(raw.cells["length_m"])
    raise_if_any(
        shortened(
            Finding(
                code="street_length_unusable",
                file=raw.file,
                row=raw.row(i),
                column="length_m",
                value=str(raw.cells["length_m"].iloc[i]),
            )
            for i in np.flatnonzero(wrong | ~((length_m >= 0) & (length_m <= graphs.LONGEST_STREET_M)))
        )
    )
    return columns.assign(length_m=length_m)


def _nodes_given(raw: RawTable) -> dict[str, NDArray[np.int64]]:
    """Return the nodes of streets out of a graph, nothing where the table does not have them."""
    if not set(tables.STREET_NODES) <= set(raw.columns):
        return {}
    nodes, faults = {}, []
    for name in tables.STREET_NODES:
        number, wrong = number_cells(raw.cells[name])
        faults += [
            Finding(code="street_node_unusable", file=raw.file, row=raw.row(i), column=name)
            for i in np.flatnonzero(wrong | ~((number >= 1) & (number < 2**50) & (number % 1 == 0)))
        ]
        nodes[name] = np.nan_to_num(number).astype(np.int64)
    raise_if_any(shortened(faults))
    return nodes


def _answers(raw: RawTable, column: str) -> NDArray[np.bool_]:
    """Return where a column says yes, in whatever way: a text ``False`` is a no. An empty cell is one too."""
    texts = text_cells(raw.cells[column])
    said = {text: answer_of(text) for text in dict.fromkeys(texts)}
    answers = np.array([said[text] for text in texts], dtype=np.float64)
    raise_if_any(
        shortened(
            Finding(code="not_an_answer", file=raw.file, row=raw.row(i), column=column, value=texts[i])
            for i in np.flatnonzero(np.isinf(answers))
        )
    )
    yes: NDArray[np.bool_] = answers == 1
    return yes


def _exploded(columns: pd.DataFrame, shapes: NDArray[np.object_]) -> tuple[gpd.GeoDataFrame, int]:
    """Return one row for each line with length, lines of several parts taken apart; and how many had none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts = shapely.remove_repeated_points(parts)
    long = shapely.length(parts) > 0
    rows = columns.iloc[owner].reset_index(drop=True)
    if owner.size > np.unique(owner).size:
        rows = rows.drop(columns=["length_m", *tables.STREET_NODES], errors="ignore")
    table = gpd.GeoDataFrame(rows[long].reset_index(drop=True), geometry=parts[long], crs=tables.WGS84)
    return table, int((~long).sum())


def _some(streets: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    if streets.empty:
        raise InputError(Finding(code="no_walkable_street", file=file))
    ordered: gpd.GeoDataFrame = streets[[*tables.STREETS, *streets.columns.difference(tables.STREETS)]]
    return ordered
