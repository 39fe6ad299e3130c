"""The datum doctor tells whether a layer of points lies on the streets as given, or only once a shift is undone.

GCJ-02 and BD-09 differ from WGS-84 by a vector that is nearly the same all over a city, about 500 m and 1,200 m.
So there are three places where the points may belong (as given, moved back by one vector, or by the other), and
any number of places where they do not: the same points moved by other vectors. Each place is scored by how close
to streets it puts the points; the doctor speaks only where one place stands out from all the others.

Lists are dirty: rows in other towns, rows on a geocoder's fallback, rows far from any street. So what lies beyond the
streets is left out, a spot counts once, points that no place brings near a street say nothing, and half of the others
are taken to stand where they do by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from shapely import GeometryType

from circles.answers.datum import DatumVerdict
from circles.sources.geo.datum import CHINA, SHIFTED, WGS84, to_wgs84_degrees

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

SWAPPED = "lat, lon"
FEWEST_POINTS = 20
MOST_POINTS = 1_000

_TRIED = (WGS84, *SHIFTED)
_SCALES_M = np.array([4.0, 10.0, 20.0, 40.0, 70.0])
_STRAY = 0.5
_FAR_M = 300.0
_RINGS = ((400.0, 0.0), (620.0, 0.5))
_RING_PLACES = 6
_CLEAR_M = 220.0
_LEAD, _LEAD_OF_FEW, _FEW = 0.8, 1.5, 100
_SPREADS = 6.0
_SAME_PLACE_M = 5.0
_SWAP_HOME, _SWAP_GIVEN = 0.5, 0.1
_M_PER_DEGREE = 111_320.0
_NEAR_DEGREES = 0.05


@dataclass(frozen=True, kw_only=True)
class StreetPlane:
    """Streets in metres about their middle: within 100 km of it an east-west metre is off by 2 %, which is enough.

    Attributes
    ----------
    tree : STRtree
        Of the lines in metres.
    bounds : ndarray of float, shape (4,)
        West, south, east and north in degrees; NaN without streets.
    middle : ndarray of float, shape (2,)
        Longitude and latitude of the origin.
    """

    tree: shapely.STRtree
    bounds: NDArray[np.float64]
    middle: NDArray[np.float64]


class Tried(NamedTuple):
    """Points under each place tried.

    Attributes
    ----------
    vectors : ndarray of float, shape (3, 2)
        From where the points lie as given to where each datum puts them, east and north in metres.
    distance_m : ndarray of float, shape (places, points)
        To the nearest street, at most 300 m; the known places first, then those of chance.
    """

    vectors: NDArray[np.float64]
    distance_m: NDArray[np.float64]


def examine_datum(points: ArrayLike, streets: gpd.GeoDataFrame) -> DatumVerdict:
    """Return in which datum a layer of points lies on the streets; nothing is converted.

    Each datum tried, and about three dozen other vectors, moves the points to a place. A place scores, for point i at
    a distance d from the nearest street, the logarithm of ``0.5 exp(-d^2 / 2 s^2) / Z_i + 0.5``, where ``Z_i`` is the
    mean of the exponential over the other vectors: how near a street this point would be by chance. Scores are summed
    over points and averaged over scales s from 4 to 70 m. A datum is told only where its place leads all others by
    0.8 (1.5 for fewer than 100 points), in units of a sixth of the spread that the other vectors' scores show. At
    most 1,000 spots within the streets' extent are tried, and of these the points that some vector brings within
    300 m of a street.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Longitude and latitude in degrees as given; pairs that are not finite are passed over.
    streets : GeoDataFrame
        ``tables.STREETS``: lines in WGS-84; may have no rows.

    Returns
    -------
    DatumVerdict
        With `datum` None for fewer than 20 different points near streets, no streets near, places outside China
        (unless they are swapped), or where no place stands out.
    """
    return examine_on(points, street_plane(streets))


def street_plane(streets: gpd.GeoDataFrame) -> StreetPlane:
    """Return `streets` (``tables.STREETS``, may have no rows) made ready for :func:`examine_on`."""
    lines = streets.geometry.to_numpy()
    lines = lines[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
    if not len(lines):
        return StreetPlane(tree=shapely.STRtree(lines), bounds=np.full(4, np.nan), middle=np.zeros(2))
    bounds = shapely.bounds(lines)
    middle = np.median(bounds[:, :2] + bounds[:, 2:], axis=0) / 2
    scale = _scale(middle)
    tree = shapely.STRtree(shapely.transform(lines, lambda xy: (xy - middle) * scale), node_capacity=4)
    return StreetPlane(tree=tree, bounds=shapely.total_bounds(lines), middle=middle)


def examine_on(points: ArrayLike, plane: StreetPlane) -> DatumVerdict:
    """Return what :func:`examine_datum` does, for several layers on the same streets."""
    given = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    given = given[np.isfinite(given).all(axis=1) & (np.abs(given) <= 180).all(axis=1)]
    if not len(given) or not len(plane.tree):
        return DatumVerdict(points=len(given))
    home = _share_near(given[:, ::-1], plane)
    if home >= _SWAP_HOME and _share_near(given, plane) <= _SWAP_GIVEN * home:
        return DatumVerdict(datum=SWAPPED, confidence=home, points=len(given))
    west, south, east, north = CHINA
    lon, lat = np.median(given, axis=0)
    if not (west <= lon <= east and south <= lat <= north):
        return DatumVerdict(points=len(given))
    sample = given[spots_tried(given, plane)]
    return DatumVerdict(points=len(sample)) if len(sample) < FEWEST_POINTS else verdict_of(tried(sample, plane))


def points_of(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return one point of each shape, shape (n, 2), NaN where there is none.

    Of a polygon it is a corner: outlines follow streets, middles shun them.
    """
    single = shapely.get_geometry(shapes, 0)
    outlines = np.where(
        shapely.get_type_id(single) == GeometryType.POLYGON,
        shapely.get_point(shapely.get_exterior_ring(single), 0),
        single,
    )
    return np.column_stack([shapely.get_x(outlines), shapely.get_y(outlines)])


def spots_tried(points: NDArray[np.float64], plane: StreetPlane) -> NDArray[np.int64]:
    """Return which points are tried: those within the streets' extent, one a spot, evenly taken from west to east."""
    inside = np.flatnonzero(_are_near(points, plane))
    ordered = inside[np.lexsort(points[inside].T[::-1])]
    _, first = np.unique(np.round(points[ordered] * _scale(plane.middle) / _SAME_PLACE_M), axis=0, return_index=True)
    if len(first) > MOST_POINTS:
        first = first[np.linspace(0, len(first) - 1, MOST_POINTS).round().astype(np.int64)]
    spots: NDArray[np.int64] = ordered[first]
    return spots


def tried(points: NDArray[np.float64], plane: StreetPlane) -> Tried:
    """Return how far from streets each place tried puts each point."""
    known = np.stack([np.column_stack(to_wgs84_degrees(points[:, 0], points[:, 1], datum)) for datum in _TRIED])
    known_m = (known - plane.middle) * _scale(plane.middle)
    vectors = np.median(known_m - known_m[0], axis=1)
    chance_m = known_m[0] + _other_vectors(vectors)[:, None]
    return Tried(vectors, _street_distances(np.concatenate([known_m, chance_m]), plane))


def verdict_of(places: Tried) -> DatumVerdict:
    """Return what the distances under each place tell."""
    vectors = places.vectors
    distance_m = places.distance_m[:, (places.distance_m < _FAR_M).any(axis=0)]
    count = distance_m.shape[1]
    if count < FEWEST_POINTS:
        return DatumVerdict(points=count)
    scores = _scores(distance_m)
    # Neighbouring points share their streets: the more the vectors differ by chance, the less a lead tells.
    spread = max(1.0, float(scores[len(_TRIED) :].std()) / _SPREADS)
    best = int(scores.argmax())
    lead = (scores[best] - np.delete(scores, best).max()) / spread
    street_m = dict(zip(_TRIED, np.median(distance_m[: len(_TRIED)], axis=1).tolist(), strict=True))
    if best >= len(_TRIED) or lead < (_LEAD if count >= _FEW else _LEAD_OF_FEW):
        return DatumVerdict(street_m=MappingProxyType(street_m), points=count)
    east_m, north_m = (-vectors[best]).tolist()
    return DatumVerdict(
        datum=_TRIED[best],
        confidence=float(1 / np.exp((scores - scores[best]) / spread).sum()),
        shift_m=float(np.hypot(east_m, north_m)),
        shift_east_m=east_m + 0.0,
        shift_north_m=north_m + 0.0,
        street_m=MappingProxyType(street_m),
        points=count,
    )


def _scale(middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres per degree about `middle`."""
    return _M_PER_DEGREE * np.array([np.cos(np.radians(middle[1])), 1.0])


def _share_near(points: NDArray[np.float64], plane: StreetPlane) -> float:
    return float(_are_near(points, plane).mean())


def _are_near(points: NDArray[np.float64], plane: StreetPlane) -> NDArray[np.bool_]:
    west, south, east, north = plane.bounds + _NEAR_DEGREES * np.array([-1, -1, 1, 1])
    lon, lat = points.T
    near: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return near


def _other_vectors(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the vectors of chance: two rings about each known one, clear of all known ones."""
    turn = 2 * np.pi / _RING_PLACES
    angles = [(radius_m, turn * (i + phase)) for radius_m, phase in _RINGS for i in range(_RING_PLACES)]
    ring = np.array([(radius_m * np.cos(angle), radius_m * np.sin(angle)) for radius_m, angle in angles])
    others = (vectors[:, None] + ring).reshape(-1, 2)
    away_m = np.linalg.norm(others[:, None] - vectors, axis=2)
    clear: NDArray[np.float64] = others[(away_m > _CLEAR_M).all(axis=1)]
    return clear


def _street_distances(places_m: NDArray[np.float64], plane: StreetPlane) -> NDArray[np.float64]:
    """Return the distance from each point of each place to the nearest street, at most 300 m."""
    points = shapely.points(places_m.reshape(-1, 2))
    found, distance_m = plane.tree.query_nearest(points, max_distance=_FAR_M, return_distance=True, all_matches=False)
    result = np.full(len(points), _FAR_M)
    result[found[0]] = distance_m
    return result.reshape(places_m.shape[:2])


def _scores(distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the score of each place (rows: the known ones, then those of chance) from its points' distances."""
    near = np.exp(-(distance_m**2) / (2 * _SCALES_M[:, None, None] ** 2))
    chance = near[:, len(_TRIED) :]
    by_point, in_all = chance.mean(axis=1, keepdims=True), chance.mean(axis=(1, 2), keepdims=True)
    # A few vectors tell little about one point alone: lean on all points with the weight of four vectors.
    weight = chance.shape[1] / (chance.shape[1] + 4)
    expected = np.maximum(weight * by_point + (1 - weight) * in_all, np.finfo(np.float64).tiny)
    by_scale = np.log((1 - _STRAY) * near / expected + _STRAY).sum(axis=2)
    top = by_scale.max(axis=0)
    scores: NDArray[np.float64] = top + np.log(np.exp(by_scale - top).mean(axis=0))
    return scores
