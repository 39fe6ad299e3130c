# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Maps: one file for the meeting, and what a room tries in it
#
# The map of a plan is one HTML file. It needs no internet, answers what-ifs exactly as Python does, and prints. The streets are those of the
# bundled demo (Hankou, Wuhan; © OpenStreetMap contributors, ODbL); its centers, people and estates are **invented (示例数据)**.

# %%
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import folium

import circles

study = circles.read_study(circles.demo_study() / "study.toml", options={"output": {"lang": "en"}})
plan = circles.plan(study)
folder = Path(tempfile.mkdtemp())
file = circles.write_map(plan, folder / "coverage.html")
file.name

# %% [markdown]
# The page's own picture of the demo (存为图片, Save picture):
#
# ![The view of the demo, as the page saves it](../docs/demo-view.png)
#
# ## A layer of your own
#
# In a notebook the same page is a folium map: what folium can draw can be added to it.

# %%
shown = circles.show(plan, height=480)
longest = plan.blocks.sort_values("minutes", ascending=False).head(3)
for block in longest.itertuples():
    place = block.geometry.representative_point()
    folium.Marker([place.y, place.x], tooltip=f"{block.name}: {block.minutes} min").add_to(shown)
shown

# %% [markdown]
# ## What the room tries
#
# `circles.trial(plan)` is the page as a widget (`pip install anywidget`): put `trial` on the last line of a cell, press 方案试算 (Try options), drag a
# center. What is tried comes back by itself. Here the step is written out, as it would come from the map.

# %%
trial = circles.trial(plan)
trial.asked = {"add": [{"name": "示例新址", "lon": 114.29, "lat": 30.60}], "minutes": 15}
trial.study.centers[["center_id", "name", "status"]].tail(2)

# %%
changes = trial.changes()
changes

# %%
gained = changes.blocks.query("change == 'gained'")
gained.drop(columns="geometry").sort_values("population", ascending=False).head()

# %% [markdown]
# A link of the page (`#try=...`) holds the same scenario as JSON, so a colleague's link is a study too.

# %%
link = "coverage.html#try=" + json.dumps({"close": [study.centers["center_id"].iloc[0]]})
scenario = json.loads(link.partition("#try=")[2])
after = circles.plan(*circles.tried(study, scenario))
print(after.sentence("en"))

# %% [markdown]
# ## Before and after on one page
#
# The map of a comparison colors what was gained and lost.

# %%
circles.write_comparison(changes, folder / "compared")
sorted(each.name for each in (folder / "compared").iterdir())

# %% [markdown]
# ## A page that may be handed on
#
# The shared edition holds classes and roll-ups: no streets, no places of facilities, nothing of a single block (docs/sharing.md).

# %%
shared = circles.plan(replace(study, output=replace(study.output, edition="shared")))
page = circles.write_map(shared, folder / "shared.html").read_text(encoding="utf-8")
{"scripts": page.count("<script"), "a block's name": study.blocks["name"].iloc[0] in page}
