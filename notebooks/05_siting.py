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
# # Where do the next centers go?
#
# The bundled demo study has real streets of Hankou, Wuhan (© OpenStreetMap contributors, ODbL). Its centers and its population are
# **invented (示例数据)**: read the method here, not the figures.
#
# `site` asks an exact question of every street junction, proves how good its answer is, and plans the study again with the sites in it.
# **Sites are proposals on streets, never parcels.**

# %%
import circles

study = circles.read_study(circles.demo_study() / "study.toml")
network = circles.network_of(study)
five = circles.site(study, circles.SitingQuestion(new=5), walk_network=network)
five

# %% [markdown]
# ## What each site brings
#
# Sites come in the order in which each adds the most. `gained_population` is what a site adds to those above it, so the column adds up;
# `alone_population` is what it would add by itself.

# %%
five.sites[["name", "near", "gained_population", "alone_population", "gained_blocks", "gaps_closed", "coverage_rate"]]

# %%
five.sites["gained_population"].sum(), (five.covered_after - five.covered_before) / 1000

# %% [markdown]
# ## The proof
#
# `bound` is what no choice of candidates can exceed. Where it equals the objective, the answer is proven. A plan of the study with the
# sites gives the same whole numbers: thousandths of people.

# %%
five.status, five.objective, five.bound, five.gap

# %%
print(five.proof("en"))

# %% [markdown]
# ## How many centers are worth it?
#
# The curve: the most that 1, 2, 3 ... new centers can cover, and what the first so many of the five proposed sites cover.

# %%
five.curve.set_index("centers")[["covered", "chosen", "bound"]] / 1000

# %% [markdown]
# ## Before and after
#
# On the map the sites are diamonds, and the blocks they gain are marked apart; the service area before is one of the layers.

# %%
circles.compare(five.plan_before, five.plan_after)

# %%
circles.show(five)

# %% [markdown]
# ## Other questions on the same study
#
# The fewest centers that cover 90 % of the people; the least walking of all; which center is missed least.

# %%
fewest = circles.site(study, circles.SitingQuestion(objective="fewest", share=0.9), walk_network=network)
print(fewest.sentence("en"))

# %%
least_walk = circles.site(study, circles.SitingQuestion(objective="total_walk", new=3), walk_network=network)
print(least_walk.sentence("en"))

# %%
closing = circles.site(study, circles.SitingQuestion(close=1), walk_network=network)
print(closing.sentence("en"), closing.closed)

# %% [markdown]
# ## Candidates of your own
#
# Points, parcels, venues that could be upgraded (1+N), with costs and a budget. Here a grid 400 m wide, and invented costs.

# %%
on_a_grid = circles.Candidates(made_from="grid", grid_m=400)
grid = circles.site(study, circles.SitingQuestion(new=1), candidates=on_a_grid, walk_network=network)
venues = grid.candidates.assign(kind="老年人活动中心", cost=range(300_000, 300_000 + 1000 * len(grid.candidates), 1000))
question = circles.SitingQuestion(new=5, budget=1_200_000)
upgraded = circles.site(study, question, candidates=venues, walk_network=network)
upgraded.sites[["name", "kind", "gained_population", "cost", "cost_per_person"]]

# %% [markdown]
# A question that has no answer says why.

# %%
try:
    circles.site(study, circles.SitingQuestion(new=5, budget=10), candidates=venues, walk_network=network)
except circles.QuestionError as error:
    print(error)
