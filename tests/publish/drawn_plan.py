"""A town drawn and worked by hand, as a finished plan: what the publish stage is given.

::

        n3                         B6 far from every street
        | p2 (554.300 m)   B3
        |                                 n4 ---- p3 (1,198.500 m) ---- n5
        | B2, gate G1                            B4: no path
   n0 --+-- p0 ---- n1 ------------- p1 (1,917.600 m) ----------- n2
      C1   B1 (958.800 m)         B7                         C4

C2 (closed) stands on p2, C3 is too far from every street, B5 has no geometry. At 4.0 km/h the limit of
15 minutes is 1,000,000 mm; a degree is taken as 95,880 m of longitude and 110,860 m of latitude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import coverage, data_edge, integers, tables, walking
from circles.answers.plan import Plan
from circles.coverage import roll_up
from circles.errors import Finding
from circles.planning_study import Output, Scenario, Study
from circles.provenance import Source

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SCRIPT = "<script>alert(1)</script>"
TEMPLATE = "${alert(1)} `x` \\ {{ y }}"
FORMULA = "=1+1"
IMAGE = "<img src=x onerror=\"alert(1)\"> & 'q'"
LINES = '两地块, "东区"\n与西区'

LIMIT_MM = 1_000_000
SPEED_M_PER_H = 4_000

_NODES = (
    # lon, lat, walk_mm, center_id, next_piece
    (114.300, 30.600, 213_932, "C1", -1),
    (114.310, 30.600, 789_212, "C1", -1),
    (114.330, 30.600, 118_052, "C4", -1),
    (114.310, 30.605, 1_343_512, "C1", 2),
    (114.340, 30.610, -1, None, -1),
    (114.3525, 30.610, -1, None, -1),
)
_PIECES = (
    # start, end, length_mm, name, highway
    (0, 1, 958_800, "解放大道", "primary"),
    (1, 2, 1_917_600, IMAGE, "residential"),
    (1, 3, 554_300, None, "footway"),
    (4, 5, 1_198_500, "江心路", "residential"),
)


class _Center(NamedTuple):
    center_id: str
    name: str
    status: str
    lon: float
    lat: float
    piece: int
    at_mm: int
    leg_mm: int
    snap_m: float
    reason: str | None = None


class _Block(NamedTuple):
    block_id: str
    name: str
    population: float
    dwellings: float
    place: tuple[float, float] | None
    piece: int
    at_mm: int
    leg_mm: int
    snap_m: float
    verdict: str
    reason: str | None = None
    center_id: str | None = None
    walk_mm: float = np.nan


_CENTERS = (
    _Center("C1", "解放党群服务中心", "open", 114.302, 30.6002, 0, 191_760, 22_172, 22.172),
    _Center("C2", "旧址", "closed", 114.310, 30.604, 2, 443_440, 0, 0.0, "closed"),
    _Center("C3", "远郊中心", "open", 114.400, 30.700, -1, -1, -1, 9_980.5, "no_street"),
    _Center("C4", IMAGE, "open", 114.329, 30.5998, 1, 1_821_720, 22_172, 22.172),
)

_BESIDE = (0.0, "outside", "beyond_limit")
_BLOCKS = (
    _Block(
        "B1",
        "幸福里小区",
        1200.0,
        400.0,
        (114.304, 30.6005),
        0,
        383_520,
        55_430,
        0.0,
        "inside",
        None,
        "C1",
        269_362,
    ),
    _Block("B2", SCRIPT, 350.5, 120.0, (114.3105, 30.601), 2, 110_860, 47_940, 0.0, "inside", None, "C1", 948_012),
    _Block("B3", TEMPLATE, 640.0, np.nan, (114.3105, 30.6045), 2, 498_870, 47_940, *_BESIDE, "C1", 1_336_022),
    _Block("B4", "孤岛花园", 800.0, 260.0, (114.345, 30.6105), 3, 479_400, 55_430, 0.0, "outside", "no_path"),
    _Block("B5", FORMULA, 50.0, 20.0, None, -1, -1, -1, np.nan, "not evaluated", "no_geometry"),
    _Block("B6", "＠山中", np.nan, np.nan, (114.38, 30.65), -1, -1, -1, 5_120.25, "not evaluated", "no_street"),
    _Block("B7", LINES, 90.0, 30.0, (114.319, 30.6005), 1, 862_920, 55_430, *_BESIDE, "C4", 1_036_402),
)
_GAPS = {"B4": 1, "B3": 2, "B7": 3}


def drawn_plan(*, blocks_crs: str = "EPSG:4547", output: Output | None = None) -> Plan:
    """Return the plan of the drawn town; `blocks_crs` is the system its blocks came in."""
    study = _study(blocks_crs, output or Output(data_date="2026-10-01", prepared_by="规划院"))
    blocks = _plan_blocks(study)
    circles = _circles(study)
    return Plan(
        study=study,
        scenario=Scenario(),
        blocks=blocks,
        circles=circles,
        centers=_plan_centers(),
        service_area=_service_area(circles, blocks),
        gaps=_gaps(blocks),
        account=_account(blocks),
        districts=roll_up(blocks, Scenario()),
        pieces=_pieces(),
        nodes=_nodes(),
        attachments=_attachments(),
        nearest=_nearest(),
        walks=pd.DataFrame([("B1", "C1", None, 269_362), ("B2", "C1", "G1", 948_012)], columns=list(tables.WALKS)),
        street_spots=_street_spots(),
        snapping=_snapping(),
        sparse_areas=_sparse_areas(),
        streets_account={"pieces": 4, "nodes": 6, "length_m": np.float64(4629.2), "islands": np.int64(0)},
        warnings=(Finding(code="taken_id", file="blocks.csv", row=6, column="名称", value=SCRIPT),),
    )


def _snapping() -> pd.DataFrame:
    rows = [
        ("center", 4, 0, 22.172, 9_980.5, 9_980.5, 1, ("C3", "C1", "C4", "C2")),
        ("block", 5, 1, 0.0, 5_120.25, 5_120.25, 1, ("B6", "B1", "B3", "B4", "B7")),
        ("gate", 1, 0, 0.0, 0.0, 0.0, 0, ("G1",)),
    ]
    return pd.DataFrame(rows, columns=list(tables.SNAPPING))


def _sparse_areas() -> gpd.GeoDataFrame:
    """Two cells side by side, about B4 and beside it."""
    cells = [(0.8, 1, 800.0, shapely.box(114.344, 30.609, 114.349, 30.614))]
    cells += [(1.2, 1, 0.0, shapely.box(114.349, 30.609, 114.354, 30.614))]
    return _frame(tables.SPARSE_AREAS, [*cells])


def _frame(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(columns)), geometry="geometry", crs=tables.WGS84)


def _shape(block: _Block) -> BaseGeometry | None:
    """A square of 0.0006 degree about the middle; two of them, side by side, for B7; nothing for B5."""
    if block.place is None:
        return None
    lon, lat = block.place
    square = shapely.box(lon - 0.0003, lat - 0.0003, lon + 0.0003, lat + 0.0003)
    if block.block_id != "B7":
        return square
    second = shapely.box(lon + 0.0004, lat - 0.0003, lon + 0.0006, lat + 0.0003)
    return shapely.MultiPolygon([square, second])


def _blocks() -> gpd.GeoDataFrame:
    frame = _frame(tables.BLOCKS, [(*b[:4], _shape(b)) for b in _BLOCKS])
    return frame.set_geometry(integers.on_grid(frame.geometry))


def _study(blocks_crs: str, output: Output) -> Study:
    streets = [
        (f"S{i}", piece[3], piece[4], "", "", False, False, line)
        for i, (piece, line) in enumerate(zip(_PIECES, _pieces().geometry, strict=True))
    ]
    return Study(
        name="示例镇",
        streets=_frame(tables.STREETS, [*streets]),
        centers=_frame(tables.CENTERS, [(*c[:3], shapely.Point(c.lon, c.lat)) for c in _CENTERS]),
        blocks=_blocks(),
        gates=_frame(tables.GATES, [("G1", "B2", shapely.Point(114.3105, 30.601))]),
        output=output,
        sources=(
            Source(kind="streets", file="街道 streets.gpkg", sha256="0" * 64, rows=4),
            Source(kind="centers", file="centers.csv", sha256="1" * 64, rows=4, label="illustrative"),
            Source(kind="blocks", file="blocks.gpkg", sha256="2" * 64, rows=7, crs=blocks_crs),
        ),
        population_label="illustrative",
        centers_label="illustrative",
    )


def _nodes() -> gpd.GeoDataFrame:
    rows: list[tuple[object, ...]] = []
    for number, (lon, lat, walk_mm, center_id, piece) in enumerate(_NODES):
        ends = {_PIECES[piece][0], _PIECES[piece][1]} - {number} if piece >= 0 else {-1}
        told = (walk_mm, center_id, piece, ends.pop())
        rows.append((lon, lat, number, tables.PUBLIC, "", *told, shapely.Point(lon, lat)))
    return _frame(tables.NODES, rows)


def _pieces() -> gpd.GeoDataFrame:
    rows = [
        (*piece, False, "", *piece[:2], shapely.LineString([_NODES[piece[0]][:2], _NODES[piece[1]][:2]]))
        for piece in _PIECES
    ]
    return _frame(tables.PIECES, [*rows])


def _street_spots() -> gpd.GeoDataFrame:
    return _frame(
        ("kind", "length_m", "geometry"),
        [
            ("island", 57.528, shapely.Point(114.36, 30.62)),
            ("cut end", np.nan, shapely.Point(114.3525, 30.61)),
        ],
    )


def _spot(piece: int, at_mm: int) -> BaseGeometry | None:
    if piece < 0:
        return None
    line = _pieces().geometry.iloc[piece]
    spot: BaseGeometry = shapely.line_interpolate_point(line, at_mm / _PIECES[piece][2], normalized=True)
    return spot


def _attachments() -> gpd.GeoDataFrame:
    rows: list[tuple[object, ...]] = []
    for c in _CENTERS:
        why = c.reason if c.piece < 0 else None
        center = (c.center_id, "center", None, c.center_id, None, False, c.piece, c.at_mm, c.leg_mm, c.snap_m, why)
        rows.append((*center, shapely.Point(c.lon, c.lat), None, _spot(c.piece, c.at_mm)))
    for b in _BLOCKS:
        point_id, kind = ("G1", "gate") if b.block_id == "B2" else (b.block_id, "block")
        reason = b.reason if b.piece < 0 else None
        gate = "G1" if kind == "gate" else None
        values = (point_id, kind, b.block_id, None, gate, False, b.piece, b.at_mm, b.leg_mm, b.snap_m, reason)
        rows.append((*values, b.place and shapely.Point(b.place), None, _spot(b.piece, b.at_mm)))
    frame = _frame(tables.ATTACHMENTS, rows)
    return frame.assign(**{name: gpd.GeoSeries(frame[name], crs=tables.WGS84) for name in ("via", "spot")})


def _nearest() -> pd.DataFrame:
    row_of = {c.center_id: i for i, c in enumerate(_CENTERS)}
    rows = [
        (
            b.block_id,
            b.center_id,
            "G1" if b.block_id == "B2" else None,
            b.walk_mm,
            len(_CENTERS) + i,
            row_of[b.center_id],
        )
        for i, b in enumerate(_BLOCKS)
        if b.center_id is not None
    ]
    return pd.DataFrame(rows, columns=list(tables.NEAREST))


def _plan_centers() -> gpd.GeoDataFrame:
    rows: list[tuple[object, ...]] = [
        (*c[:3], c.piece >= 0, c.snap_m, c.reason, shapely.Point(c.lon, c.lat)) for c in _CENTERS
    ]
    return _frame(tables.PLAN_CENTERS, rows)


def _plan_blocks(study: Study) -> gpd.GeoDataFrame:
    walk_mm = pd.Series([b.walk_mm for b in _BLOCKS])
    known = walk_mm.notna()
    minutes = pd.Series(np.nan, index=walk_mm.index)
    minutes[known] = walking.minutes(walk_mm[known].to_numpy().astype(np.int64), SPEED_M_PER_H)
    frame = study.blocks.assign(
        minutes=minutes,
        walk_m=walk_mm / 1000,
        center_id=[b.center_id for b in _BLOCKS],
        gate_id=["G1" if b.block_id == "B2" else None for b in _BLOCKS],
        snap_m=[b.snap_m for b in _BLOCKS],
        verdict=[b.verdict for b in _BLOCKS],
        reason=[b.reason for b in _BLOCKS],
        land_m2=study.blocks.to_crs(study.metric_crs).area.round(3),
        walk_mm=walk_mm.fillna(-1).astype(np.int64),
        gap_id=pd.array([_GAPS.get(b.block_id) for b in _BLOCKS], dtype="Int64"),
    )
    frame = coverage.with_edge(frame, None, Scenario())
    return frame[[*tables.PLAN_BLOCKS[:-1], *tables.BLOCK_FIGURES, "geometry"]]


def _circles(study: Study) -> gpd.GeoDataFrame:
    """The 1,000 m walks along the streets, drawn 30 m wide."""
    main_street = [(114.300, 30.600), (114.3122, 30.600)]
    side_street = [(114.310, 30.600), (114.310, 30.6019)]
    reach = ([main_street, side_street], [[(114.3188, 30.600), (114.330, 30.600)]])
    lines = gpd.GeoSeries([shapely.MultiLineString(streets) for streets in reach], crs=tables.WGS84)
    drawn = lines.to_crs(study.metric_crs).buffer(30, quad_segs=2)
    rows = [
        ("C1", "解放党群服务中心", 15.0, drawn.area.iloc[0].round(1), 1550.5, 0.012, 0.004),
        ("C4", IMAGE, 15.0, drawn.area.iloc[1].round(1), 0.0, 0.0, 0.0),
    ]
    shapes = integers.on_grid(drawn.to_crs(tables.WGS84))
    return _frame(tables.PLAN_CIRCLES, [(*row, shape) for row, shape in zip(rows, shapes, strict=True)])


def _service_area(circles: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    inside = blocks.geometry[blocks["verdict"] == "inside"].union_all()
    rest = blocks.geometry[blocks["verdict"] != "inside"].union_all()
    merged = circles.geometry.union_all().union(inside).difference(rest)
    return gpd.GeoDataFrame({"minutes": [15.0]}, geometry=[merged], crs=tables.WGS84)


def _gaps(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows: list[tuple[object, ...]] = []
    for block_id, number in _GAPS.items():
        block = blocks[blocks["block_id"] == block_id].iloc[0]
        no_path = int(block["reason"] == "no_path")
        values = (number, 1, block["population"], block["land_m2"], block["minutes"], no_path)
        rows.append((*values, shapely.multipolygons(shapely.get_parts(block["geometry"]))))
    return _frame(tables.PLAN_GAPS, rows)


def _account(blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    bases = {
        "people": blocks["population"],
        "dwellings": blocks["dwellings"],
        "land_m2": blocks["land_m2"],
        "blocks": pd.Series(1.0, index=blocks.index),
    }
    rows = {}
    for base, values in bases.items():
        by_verdict = values.fillna(0.0).groupby(blocks["verdict"]).sum()
        total = by_verdict.sum()
        rows[base] = {
            "total": total,
            "inside": by_verdict["inside"],
            "outside": by_verdict["outside"],
            "not_evaluated": by_verdict["not evaluated"],
            "unknown_blocks": int(values.isna().sum()),
            "coverage_rate": by_verdict["inside"] / total,
            **dict(zip(data_edge.CERTAINTIES, (0.0, 0.0, total), strict=True)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("base")
