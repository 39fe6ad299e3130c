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
# # Quickstart: who is outside the 15-minute circles?
#
# The bundled demo study has real streets of Hankou, Wuhan (© OpenStreetMap contributors, ODbL). Its centers and its population are
# **invented (示例数据)**: read the method here, not the figures.

# %%
import circles

study = circles.read_study(circles.demo_study() / "study.toml")
result = circles.plan(study)
result

# %% [markdown]
# Every table is a (Geo)DataFrame. The blocks, worst first: minutes walked, the nearest center, the verdict and its reason.

# %%
columns = ["block_id", "name", "minutes", "center_id", "verdict", "reason"]
result.blocks.sort_values("minutes", ascending=False)[columns].head()

# %% [markdown]
# The map, inline. Blue blocks are inside, hatched ones outside; click a block to see its walk.
#
# ![The map of the demo](../docs/demo-map.png)

# %%
circles.show(result)

# %% [markdown]
# ## Why is a block outside?
#
# `explain` tells the walk: the leg to the street, the streets, the leg to the center, and how far the detour is.

# %%
worst = result.blocks.sort_values("minutes", ascending=False).iloc[0]
walk = circles.explain(result, worst["block_id"])
walk

# %%
walk.parts[["part", "name", "length_mm"]]

# %% [markdown]
# ## What if there were a center in the largest gap?
#
# A what-if is a new study; nothing is changed in place. The network is built once and used again.

# %%
gap = result.gaps.iloc[0]
place = gap.geometry.representative_point()
network = circles.network_of(study)
better = circles.plan(study.with_center("示例新址", place.x, place.y), walk_network=network)
circles.compare(result, better)

# %% [markdown]
# ## Slower walkers
#
# Speed only moves the limit. At 2.88 km/h (0.8 m/s, elderly people) 15 minutes are 720 m.

# %%
for name, speed in {"norm": 4.0, "elderly": 2.88}.items():
    answer = circles.plan(study, circles.Scenario(walking_speed_kmh=speed), walk_network=network)
    print(f"{name}: {answer.sentence('en')}")

# %% [markdown]
# ## The same answer from networkx
#
# The compiled search and the reference in networkx agree to the millimetre, here on the whole study.

# %%
reference = circles.plan(study, engine="networkx", walk_network=network)
reference.blocks["walk_m"].equals(result.blocks["walk_m"])
