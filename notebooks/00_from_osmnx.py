# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From a graph of OSMnx to a map
#
# For those who have a graph and tables in memory. With internet the graph would be `osmnx.graph_from_place(...)`; here it is made of the streets of the
# bundled demo (Hankou, Wuhan, © OpenStreetMap contributors, ODbL), in the same conventions, so that nothing is downloaded. Centers and population are
# **invented (示例数据)**.

# %%
import geopandas
import networkx as nx
import osmnx

import circles

demo = circles.demo_study()
graph = circles.build_network(circles.read_streets(demo / "streets.geojson")).to_networkx()
blocks = geopandas.read_file(demo / "blocks.gpkg").assign(manager="示例物业").sample(frac=1, random_state=1)
centers = geopandas.read_file(demo / "centers.csv").set_index("center_id", drop=False)
print(f"{len(graph):,} nodes, {graph.size():,} edges")

# %% [markdown]
# ## Four lines
#
# The graph may be simplified or not, projected or not; the tables may be in any CRS.

# %%
study = circles.study(streets=graph, centers=centers, blocks=blocks, minutes=15, lang="en", centers_datum="WGS-84")
result = circles.plan(study)
result.explore()

# %% [markdown]
# The result keeps the index, the order and the own columns: it joins back without a merge.

# %%
blocks.join(result.blocks[["verdict", "walk_m"]])[["name", "manager", "verdict", "walk_m"]].head()

# %% [markdown]
# The people of each center: within the walk, nearest to it, and whom it alone reaches.

# %%
result.centers[["name", "people_within", "people_nearest", "people_alone"]].head()

# %% [markdown]
# ## Beside the recipe with ego_graph
#
# The usual recipe puts a time on each edge, starts at the nearest node and keeps the nodes within the limit. Here a walk starts at the place itself and
# ends where the limit is, in the middle of a street.

# %%
projected = osmnx.project_graph(graph)
metres_per_minute = 4000 / 60
for _, _, data in projected.edges(data=True):
    data["minutes"] = data["length"] / metres_per_minute

center = geopandas.GeoSeries.from_xy(study.centers.geometry.x, study.centers.geometry.y, crs=4326).iloc[[0]]
place = center.to_crs(projected.graph["crs"]).iloc[0]
node, off_m = osmnx.nearest_nodes(projected, place.x, place.y, return_dist=True)
reached = nx.ego_graph(projected, node, radius=15, distance="minutes")
recipe_km = sum(length for _, _, length in reached.to_undirected().edges(data="length")) / 1000

ours = circles.isochrones(circles.build_network(graph), center, minutes=[15])
print(f"the recipe starts {off_m:.0f} m from the center and keeps {recipe_km:.1f} km of whole street pieces")
print(f"circles starts at the center and reaches {ours['reach_m'].item() / 1000:.1f} km, to the metre")

# %% [markdown]
# ## Several times and speeds, and what lies within a walk

# %%
circles.rings(result, minutes=[5, 10, 15], speeds_kmh=[2.88, 4.0]).groupby(
    ["walking_speed_kmh", "limit_minutes", "verdict"]
).size().unstack(fill_value=0)

# %%
walks = circles.network_of(study)
circles.aggregate(walks, study.centers, study.blocks, within_m=1000, columns="population").head()

# %%
circles.nearest(walks, study.blocks.head(3), study.centers, k=2)
