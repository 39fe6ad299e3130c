"""A circle, from the search to the polygon: ours at 10 m, the osmnx example, Valhalla where it is installed."""

from __future__ import annotations

import subprocess
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from benchmarks import valhalla_peer
from benchmarks.city import city_with_centers
from benchmarks.measuring import Figure, in_turns, timed, version_of
from benchmarks.recipes.isochrone import add_walking_minutes, isochrone
from circles import Scenario, walking
from circles.network import isochrones

if TYPE_CHECKING:
    from benchmarks.city import City
    from benchmarks.setting import Setting

NAME = "Circle"
SCENARIO = Scenario(minutes=15, walking_speed_kmh=4.0, cell_m=10.0)
COUNT = 100


def run(setting: Setting) -> list[Figure]:
    """Time ours with one and two threads, the recipe, and Valhalla."""
    city = city_with_centers(setting, count=COUNT)
    laying, paper = timed(lambda: sheet_of(city), runs=setting.runs)
    drawn = by_ours(city, paper, threads=2)
    one, two = in_turns(
        lambda: by_ours(city, paper, threads=1), lambda: by_ours(city, paper, threads=2), runs=2 * setting.runs + 1
    )
    slow, beside, recipe = by_recipe(city, paper, count=10 if setting.quick else 30)
    kept, size = against(drawn, recipe)
    each = one / COUNT * 1000
    over, missed = (float(drawn[name].mean()) * 100 for name in ("over_claim", "miss"))
    return [
        Figure(
            NAME,
            f"osmnx {version_of('osmnx')} example: ego_graph, buffers, union",
            f"{slow * 1000:.0f} ms each",
            asked="holds >= 70 % of ours (sanity)",
            met=kept >= 0.7,
            note=f"mean of {len(recipe)}; holds {kept * 100:.0f} % of our circle at {size:.2f}x its area (medians)",
        ),
        Figure(
            NAME,
            "circles, one thread, 10 m grid",
            f"{each:.2f} ms each",
            asked="<= 2 ms",
            met=each <= 2,
            note=f"mean of {COUNT}, over-claim and miss included; {laying * 1000:.0f} ms once a study for the sheet",
        ),
        Figure(
            NAME,
            "circles against the osmnx example",
            f"{slow * 1000:.0f} / {beside * 1000:.2f} ms",
            ratio=f"{slow / beside:.0f}x",
            asked=">= 80x",
            met=slow / beside >= 80,
            note="one thread, timed in turns",
        ),
        Figure(
            NAME,
            "circles, two threads",
            f"{two / COUNT * 1000:.2f} ms each",
            ratio=f"{one / two:.2f}x one thread",
            asked=">= 1.6x",
            met=one / two >= 1.6,
        ),
        Figure(NAME, "circles, mean over-claim", f"{over:.2f} %", asked="<= 2 %", met=over <= 2),
        Figure(NAME, "circles, mean miss", f"{missed:.2f} %"),
        _valhalla(setting, city, drawn, each),
    ]


def sheet_of(city: City) -> isochrones.Sheet:
    """Lay out what all circles of a study are drawn on, as the recipe's graph is projected once."""
    return isochrones.sheet(
        city.network,
        metric_crs=city.metric_crs,
        limit_mm=SCENARIO.limit_mm,
        minute_mm=walking.limit_mm(60, SCENARIO.speed_m_per_h),
        frontage_m=SCENARIO.frontage_m,
        cell_m=SCENARIO.cell_m,
        fill_ha=SCENARIO.fill_ha,
    )


def by_ours(city: City, paper: isochrones.Sheet, *, threads: int) -> gpd.GeoDataFrame:
    """Return the circles of all centers of the city."""
    return isochrones.circles(paper, city.attachments, city.centers["center_id"], threads=threads)


def by_recipe(city: City, paper: isochrones.Sheet, *, count: int) -> tuple[float, float, gpd.GeoSeries]:
    """Return mean seconds a circle of the recipe and of ours in turns with it, and the recipe's polygons.

    The recipe draws the first `count` centers; after every fifth, ours draws all.
    """
    import osmnx as ox

    graph = ox.project_graph(city.network.to_networkx())
    add_walking_minutes(graph, SCENARIO.walking_speed_kmh)
    nodes = city.nodes[:count].tolist()
    isochrone(graph, nodes[0], SCENARIO.minutes)
    seconds, ours, polygons = [], [], []
    for turn, node in enumerate(nodes):
        taken, polygon = timed(lambda node=node: isochrone(graph, node, SCENARIO.minutes), runs=1)  # type: ignore[misc]
        seconds.append(taken)
        polygons.append(polygon)
        if turn % 5 == 4:
            ours.append(timed(lambda: by_ours(city, paper, threads=1), runs=1)[0] / COUNT)
    ids = city.centers["center_id"].iloc[:count]
    return mean(seconds), mean(ours), gpd.GeoSeries(polygons, index=ids, crs=graph.graph["crs"])


def against(drawn: gpd.GeoDataFrame, theirs: gpd.GeoSeries) -> tuple[float, float]:
    """Return which share of our circle theirs holds, and its area as a multiple of ours (medians)."""
    ours = drawn.set_index("center_id").geometry.loc[theirs.index].to_crs(theirs.crs)
    both: Any = shapely.area(shapely.intersection(ours.to_numpy(), theirs.make_valid().to_numpy()))
    areas = ours.area.to_numpy()
    return median(both / areas), median(theirs.area.to_numpy() / areas)


def _valhalla(setting: Setting, city: City, drawn: gpd.GeoDataFrame, each: float) -> Figure:
    subject = f"Valhalla {version_of('pyvalhalla') or ''}".strip()
    if not valhalla_peer.installed():
        return Figure(NAME, subject, "not installed, skipped")
    try:
        engine = valhalla_peer.engine(setting.pbf, setting.work / "valhalla")
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        return Figure(NAME, subject, "skipped", note=f"its tiles could not be built: {type(error).__name__}")
    places = [(point.x, point.y) for point in city.centers.geometry]
    speed = SCENARIO.walking_speed_kmh
    seconds, polygons = timed(
        lambda: [
            valhalla_peer.isochrone(engine, *place, minutes=SCENARIO.minutes, speed_kmh=speed) for place in places
        ],
        runs=setting.runs,
    )
    theirs = gpd.GeoSeries(polygons, index=city.centers["center_id"], crs="EPSG:4326").to_crs(city.metric_crs)
    kept, size = against(drawn, theirs)
    milliseconds = seconds / len(places) * 1000
    return Figure(
        NAME,
        f"{subject}, grid of about 100 m",
        f"{milliseconds:.2f} ms each",
        ratio=f"circles is {milliseconds / each:.2f}x as fast",
        note=f"holds {kept * 100:.0f} % of our circle at {size:.2f}x its area (medians)",
    )
