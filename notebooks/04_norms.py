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
# # Norms: tiers, services, days, clauses, the ledger, and two years side by side
#
# What a bureau keeps of its centers beside name and place: tier, day of opening, services, floor area. With it the same walks answer
# more than who is within fifteen minutes. The streets are those of the bundled demo (Hankou, Wuhan; © OpenStreetMap contributors, ODbL).
# **Everything else here is invented (示例数据)**: centers and their register, people, districts, planned estates. This notebook adds a second
# invented column of people, and calls some blocks rural, to show more.

# %%
from dataclasses import replace
from datetime import date

import pandas as pd
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
# Five coverages stand side by side, each with its own base; none is called official, and none stands in for another.


# %%
def read(table):
    """Return a table whose words are read in English."""
    return table.map(lambda cell: cell.text("en") if hasattr(cell, "text") else cell)


read(audit.coverages)[["label", "part", "total", "unit", "rate"]].round(3)

# %% [markdown]
# Claims of the study are held to the study's own list and to one another, the sum written out.

# %%
read(audit.claims)[["text", "sum", "result"]]

# %% [markdown]
# ## The ledger, run after run
#
# What is wrong is an item of the ledger. A clerk fills it in; the next audit keeps every word, says what became of each item, and proposes
# what may be closed: it closes none. Here a center is built between two quarters.

# %%
filled = audit.ledger.assign(responsible="示例单位")
grown = circles.plan(study.with_center("示例新中心", 114.29, 30.60), plan.scenario)
later = circles.audit(grown, norms=["guobanfa-2021-56"], as_of=date(2025, 9, 30), ledger=filled)
rows = later.ledger_rows("en")
rows.groupby("Change").size()

# %%
rows[rows["Proposed"] != ""][["Problem", "People affected", "Responsible", "Change", "Proposed"]]

# %% [markdown]
# ## Whose center, how much room, how sure
#
# The same walks under a stricter question: only centers of the own community count.

# %%
simple = circles.plan(demo)
own = circles.plan(demo, circles.Scenario(own_community_only=True))
print(simple.sentence("en"), own.sentence("en"), sep="\n")

# %% [markdown]
# Within the walk is not yet served: most people are given a place where there is room, beside what comes of the nearest center first.

# %%
simple.capacity.account

# %% [markdown]
# How many verdicts hang on what nobody knows exactly: pace, the way from door to street, gates, the edge of the data.

# %%
doubt = circles.doubt(simple)
print(doubt.sentence("en"))
shown = ["subdistrict", "rank", "outside", "coverage_rate", "sensitive_share", "within_error"]
circles.ranking(doubt.plan)[shown].round(3)

# %% [markdown]
# ## What would help, and where to begin
#
# Of each gap the single measure that brings most of its people inside, all whom it brings inside, and whose consent it needs.

# %%
cures = circles.remedies(simple)
shown = ["remedy", "gap_id", "cause", "near", "people_gained", "consent"]
cures.table.drop_duplicates("gap_id")[shown].head(5)

# %% [markdown]
# Which existing centers to upgrade for a budget: people within the walk times services gained, the most, with a proof. Costs and services
# are invented.

# %%
listed = pd.DataFrame(
    {
        "中心": ["示例中心 1", "示例中心 3", "示例中心 4", "示例中心 6", "示例中心 7"],
        "改造费用（万元）": [40, 60, 25, 50, 30],
        "新增服务": ["社区助餐", "养老服务", "婴幼儿托育", "儿童服务", "社区助餐、婴幼儿托育"],
    }
)
chosen = circles.choose(simple, listed, circles.DemonstrationRules(sites=2, budget_wan=90))
chosen.candidates[["standing", "center", "people", "services_gained", "cost_wan", "worth"]]

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
# The same by commands: `circles plan`, `circles audit STUDY --norm guobanfa-2021-56 --ledger LAST.csv --doubt`, `circles choose`,
# `circles compare LAST/study.toml THIS/study.toml`.
# Rules: docs/method.md; columns: docs/inputs.md; norms: docs/norms.md.
