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
# # Norms: tiers, services, days, clauses, and two years side by side
#
# What a bureau keeps of its centers beside name and place: tier, day of opening, services, floor area. With it the same walks answer
# more than who is within fifteen minutes. The streets are those of the bundled demo (Hankou, Wuhan; © OpenStreetMap contributors, ODbL).
# **Everything else here is invented (示例数据)**: centers and their register, people, districts, planned estates. This notebook adds a second
# invented column of people, and calls some blocks rural, to show more.

# %%
from dataclasses import replace
from datetime import date

from IPython.display import SVG

import circles

demo = circles.read_study(circles.demo_study() / "study.toml", options={"output": {"lang": "en"}})
people = demo.blocks["population"]
blocks = demo.blocks.assign(
    people_0_3=(people * 0.03).round(),
    urban_rural=["urban" if point.y < 30.605 else "rural" for point in demo.blocks.geometry.representative_point()],
)
study = replace(demo, blocks=blocks)
study.centers[["name", "status", "tier", "opens", "closes", "services", "floor_area_m2", "capacity"]].head(4)

# %% [markdown]
# ## Tiers
#
# Each tier has its own walk. A center of a higher tier does not stand in for a lower one unless the study says so.

# %%
tiers = [{"name": "街镇", "minutes": 30}, {"name": "社区村", "minutes": 15}]
plan = circles.plan(study, circles.Scenario(tiers=tiers))
plan.tier_accounts.query("base == 'people'")[["tier", "total", "inside", "outside", "coverage_rate"]].round(3)

# %% [markdown]
# ## Services
#
# `required_services` names a list, or writes the services out. A block is complete where every service is within the walk, incomplete where
# one is surely missing, and cannot be told where a center within the walk says nothing of its services.

# %%
asked = circles.Scenario(required_services="embedded-care-4", service_groups=True)
served = circles.plan(study, asked)
served.services.account.query("base == 'people'").drop(columns="unknown_blocks")

# %%
served.services.services

# %%
told = ["name", "services_verdict", "services_within", "services_missing", "services_unclear"]
served.blocks[told].groupby("services_verdict").head(2)

# %% [markdown]
# Stations are judged for the group each is for, at its own pace: those over 60 at 2.88 km/h, with a child at 3.6 km/h, a pram without steps.
# Of children of three to six the blocks say nothing here: they are counted in blocks alone.

# %%
shown = ["group", "limit_m", "centers", "total", "inside", "coverage_rate", "blocks_outside"]
served.services.groups.query("area == 'all'")[shown].round(3)

# %% [markdown]
# ## Days
#
# On each day on which a center opens or closes or a planned estate is delivered, who is inside. In December 2024 a center closes; from
# September 2026 on estates are delivered that nobody counted before.

# %%
days = circles.coverage_over_time(study)
days[["opened", "closed", "centers_open", "delivered", "total", "inside", "coverage_rate"]].round(3).tail(6)

# %%
SVG(data=circles.series_chart(days, title="Walk coverage rate of people", about="illustrative data", lang="en"))

# %% [markdown]
# ## Hours, use and rings
#
# Where centers say their hours and their visits, a plan tells who is inside while they are open, and whose visits stand out; one run is counted
# by several walks. Ten minutes at 4 km/h are 667 m, and no circle of the standard.

# %%
plan.hours.query("base == 'people'").drop(columns=["base", "total", "not_evaluated"]).round(3)

# %%
plan.use.centers.query("use_flag != ''")

# %%
rings = circles.plan(study, circles.Scenario(rings="5, 10, 15 min, 300, 500, 1000 m")).rings
rings.query("base == 'people'")[["limit_minutes", "limit_m", "standard_minutes", "inside", "coverage_rate"]].round(3)

# %% [markdown]
# ## Clauses
#
# An audit holds a plan against a norm, clause by clause. What is missing is never counted as nothing: the row names what it lacks.

# %%
audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=date(2025, 6, 30))
audit.clauses[["clause", "required", "observed", "unit", "verdict"]].head(8)

# %% [markdown]
# ## Two years
#
# Last year is rerun with one part after another replaced by this year's: method and settings, streets, blocks and people, centers. The points
# of the steps add up. Here this year has one more center and ten per cent more people.

# %%
more = replace(study, blocks=blocks.assign(population=people * 1.1)).with_center("示例新中心", 114.29, 30.60)
years = circles.compare_years(study, more, names=("2025", "2026"))
print(years.sentence("en"))
years.steps[["step", "total", "inside", "coverage_rate", "points"]].round(3)

# %% [markdown]
# The same by commands: `circles plan`, `circles audit STUDY --norm guobanfa-2021-56`, `circles compare LAST/study.toml THIS/study.toml`.
# Rules: docs/method.md; columns: docs/inputs.md; norms: docs/norms.md.
