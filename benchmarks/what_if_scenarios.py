"""Seeded scenarios of a meeting, answered by Python and by a saved page: the same integers are asked of both."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import circles
from circles import coverage, network
from circles.workflows import planning
from circles.workflows.centers_edited import with_center_edits
from circles.workflows.on_day import on_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.network import WalkNetwork
    from circles.planning_study import Study

ANSWERING = Path(__file__).parents[1] / "tests" / "web" / "answering.js"

NODE = shutil.which("node") or "node"

MINUTES = (5, 7.5, 10, 12.05, 15, 20, 30)
DAYS = ("2019-06-30", "2024-12-01", "2026-09-01", "2027-06-01", "2028-12-31")
DELIVERED = ("2019", "2026-09", "2026-09-02", "2027-06-01", "2030")
DRAWN = ("gates", "paths", "closures", "compounds_open")
SPEEDS = ("norm", "adult", "brisk", "elderly", 3.6, 4.321)


def scenarios(plan: Plan, count: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return so many scenarios: other minutes and speeds, centers added, closed, opened and moved, gates drawn.

    A third of the places are beside a vertex of the streets, a third beside a block and a third anywhere, some of them
    out of reach.
    """
    own = plan.attachments
    gated = set(own["center_id"][own["gate_id"].notna()].dropna())
    movable = [name for name in plan.centers["center_id"] if name not in gated]
    return [_scenario(plan, movable, rng) for _ in range(count)]


def _scenario(plan: Plan, movable: list[str], rng: np.random.Generator) -> dict[str, Any]:
    ids = plan.centers["center_id"].tolist()
    asked: dict[str, Any] = {}
    if rng.random() < 0.4:
        asked["minutes"] = MINUTES[rng.integers(len(MINUTES))]
    if rng.random() < 0.4:
        speed = SPEEDS[rng.integers(len(SPEEDS))]
        asked["profile" if isinstance(speed, str) else "walking_speed_kmh"] = speed
    if rng.random() < 0.7:
        asked["add"] = [{"name": f"新中心 {i}", **_place(plan, rng)} for i in range(int(rng.integers(1, 4)))]
    if rng.random() < 0.5 and movable:
        moved = rng.choice(movable, min(len(movable), int(rng.integers(1, 3))), replace=False)
        asked["move"] = [{"center_id": str(name), **_place(plan, rng)} for name in moved]
    for key in ("close", "open"):
        if rng.random() < 0.4:
            asked[key] = [str(name) for name in rng.choice(ids, min(len(ids), 2), replace=False)]
    return {**asked, **_on_days(plan, asked, rng), **_edits(plan, rng)}


def _on_days(plan: Plan, asked: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """Return what a scenario asks of days, estates and tiers; days of added centers are said in `asked` itself."""
    found: dict[str, Any] = {}
    if rng.random() < 0.5:
        found["as_of"] = DAYS[rng.integers(len(DAYS))]
    names = [tier.name for tier in plan.scenario.tiers]
    if names and rng.random() < 0.4:
        found["tier"] = names[rng.integers(len(names))]
    for add in asked.get("add", ()):
        if rng.random() < 0.4:
            add["opens"] = DELIVERED[rng.integers(len(DELIVERED))]
        if names and rng.random() < 0.6:
            add["tier"] = names[rng.integers(len(names))]
    if rng.random() < 0.5:
        found["demand"] = [_estate(plan, rng) for _ in range(int(rng.integers(1, 4)))]
    return found


def _estate(plan: Plan, rng: np.random.Generator) -> dict[str, Any]:
    """Return a planned estate, of which now this and now that is not known."""
    known = {
        "name": f"拟建 {rng.integers(9)}",
        "people": float(rng.integers(0, 5_000)),
        "households": float(rng.integers(0, 2_000)),
        "delivered": DELIVERED[rng.integers(len(DELIVERED))],
    }
    return {**_place(plan, rng), **{key: value for key, value in known.items() if rng.random() < 0.8}}


def _edits(plan: Plan, rng: np.random.Generator) -> dict[str, Any]:
    """Return what is drawn in a scenario: gates, paths, closed lines and compounds that are opened."""
    asked: dict[str, Any] = {}
    if rng.random() < 0.4:
        asked["gates"] = [_drawn(plan, rng) for _ in range(int(rng.integers(1, 4)))]
    for key in ("paths", "closures"):
        if rng.random() < 0.4:
            asked[key] = [_line(plan, rng) for _ in range(int(rng.integers(1, 4)))]
    private = sorted(set(plan.pieces["compound_id"]) - {""})
    if rng.random() < 0.4 and private:
        asked["compounds_open"] = [str(name) for name in rng.choice(private, min(len(private), 2), replace=False)]
    return asked


def _line(plan: Plan, rng: np.random.Generator) -> list[list[float]]:
    """Return a line of two to four places: from vertex to vertex, along a street, or from near one on."""
    kind = int(rng.integers(4))
    piece = plan.pieces.geometry.iloc[int(rng.integers(len(plan.pieces)))]
    at = np.array(piece.coords)
    if kind == 0 and len(at) > 2:
        # Along a street itself: overlaps, and spots at vertices.
        return list(map(list, at[: int(rng.integers(2, len(at) + 1))].tolist()))
    begin = at[int(rng.integers(len(at)))] if kind < 3 else np.array(_drawn(plan, rng))
    if kind == 1:
        begin = begin + rng.normal(0, 3e-5, 2)
    steps = rng.normal(0, rng.choice([3e-4, 1e-3, 4e-3]), (int(rng.integers(1, 4)), 2))
    return list(map(list, np.cumsum([begin, *steps], axis=0).tolist()))


def _drawn(plan: Plan, rng: np.random.Generator) -> list[float]:
    """Return a place for what is drawn, half of them near a block."""
    if rng.random() < 0.5:
        x, y = plan.blocks.geometry.iloc[int(rng.integers(len(plan.blocks)))].representative_point().coords[0]
        return [float(x + rng.normal(0, 8e-4)), float(y + rng.normal(0, 8e-4))]
    return list(_place(plan, rng).values())


def _place(plan: Plan, rng: np.random.Generator) -> dict[str, float]:
    bounds = plan.pieces.total_bounds
    kind = int(rng.integers(3))
    if kind == 0:
        line = plan.pieces.geometry.iloc[int(rng.integers(len(plan.pieces)))]
        at = np.array(line.coords[int(rng.integers(len(line.coords)))]) + rng.normal(0, 2e-4, 2)
    elif kind == 1:
        shape = plan.blocks.geometry.iloc[int(rng.integers(len(plan.blocks)))]
        at = np.array(shape.representative_point().coords[0]) + rng.normal(0, 2e-5, 2)
    else:
        at = rng.uniform(bounds[:2] - 2e-3, bounds[2:] + 2e-3)
    return {"lon": float(at[0]), "lat": float(at[1])}


def asked_of(study: Study, scenario: dict[str, Any]) -> tuple[Study, circles.Scenario]:
    """Return the study and the question that a scenario of the page stands for."""
    return circles.tried(study, scenario)


def with_drawn(study: Study, scenario: dict[str, Any]) -> Study:
    """Return the study with the edits that a scenario draws, and nothing else of it."""
    return circles.tried(study, {key: scenario[key] for key in DRAWN if key in scenario})[0]


def answer_of_python(study: Study, scenario: dict[str, Any], graph: WalkNetwork) -> list[tuple[str, int, str]]:
    """Return (block_id, walk_mm, verdict) of each block: -1 without a path; `graph` is that before any edit."""
    asked, found, on_streets = _judged(study, scenario, graph)
    if "tier" in scenario:
        question = asked_of(study, scenario)[1]
        graph = graph if asked.edits is None else network.edited_network(graph, asked.edits)
        found = _of_tier(found, graph, on_streets.attachments, asked.centers, question, scenario["tier"])
    return list(zip(found["block_id"], found["walk_mm"].astype(int), found["verdict"], strict=True))


def _judged(
    study: Study, scenario: dict[str, Any], graph: WalkNetwork
) -> tuple[Study, gpd.GeoDataFrame, planning.Attached]:
    """Return the study that a scenario stands for, on its day, its blocks judged, and who stands where."""
    asked, question = asked_of(study, scenario)
    asked = with_center_edits(on_day(asked, question))
    if asked.edits is not None:
        graph = network.edited_network(graph, asked.edits)
    on_streets = planning.attached(asked, question, walk_network=graph)
    ids = asked.centers.loc[asked.centers["status"] == "open", "center_id"]
    nodes = network.walk_field(graph, on_streets.attachments, ids)
    nearest = network.nearest(graph, on_streets.attachments, ids, nodes)
    found = coverage.verdicts(asked.blocks, on_streets.attachments, nearest, question, metric_crs=asked.metric_crs)
    return asked, found, on_streets


def _of_tier(
    judged: gpd.GeoDataFrame,
    graph: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    centers: gpd.GeoDataFrame,
    question: circles.Scenario,
    tier: str,
) -> pd.DataFrame:
    """Return the rows of a tier, as a plan tells them."""
    ids = centers.loc[centers["status"] == "open", "center_id"]
    longest = max(question.limit_mm, *(each.limit_mm(question.speed_m_per_h) for each in question.tiers))
    walks = network.walks(graph, attachments, ids, bound_mm=longest)
    attached_ids = set(attachments.loc[attachments["piece"] >= 0, "center_id"].dropna())
    standing = centers.assign(attached=centers["center_id"].isin(attached_ids))
    rows = coverage.verdicts_by_tier(judged, walks, standing, question)
    return rows[rows["tier"] == tier]


def asked_of_page(page: Path, asked: Sequence[dict[str, Any]], *, told: str = "") -> list[Any]:
    """Return what a saved page says to scenarios, run by node on the file itself; `told`: its ``lists`` or ``gaps``."""
    command = [NODE, str(ANSWERING), str(page), *([f"--{told}"] if told else [])]
    found = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    said: list[Any] = json.loads(found.stdout)
    return said


def answers_of_page(page: Path, asked: Sequence[dict[str, Any]]) -> list[list[tuple[str, int, str]]]:
    """Return the same as :func:`answer_of_python` for each scenario, by the page."""
    return [
        [(row["block_id"], row["walk_mm"], row["verdict"]) for row in answer] for answer in asked_of_page(page, asked)
    ]


def differences(plan: Plan, page: Path, asked: Sequence[dict[str, Any]], graph: WalkNetwork) -> list[str]:
    """Return where the page of a plan answers otherwise than Python: nowhere, if all is well."""
    told = []
    for number, (scenario, answer) in enumerate(zip(asked, answers_of_page(page, asked), strict=True)):
        expected = answer_of_python(plan.study, scenario, graph)
        wrong = [(one, other) for one, other in zip_longest(expected, answer) if one != other]
        told += [f"{number} {scenario}: Python {one}, page {other}" for one, other in wrong[:3]]
    return told


def changed_share(plan: Plan, answers: Sequence[Sequence[tuple[str, int, str]]]) -> float:
    """Return in which share of answers some block has another walk or verdict than in the plan: asking was worth it."""
    own = list(zip(plan.blocks["block_id"], plan.blocks["walk_mm"].astype(int), plan.blocks["verdict"], strict=True))
    return sum(list(answer) != own for answer in answers) / max(len(answers), 1)


def gaps_of_python(study: Study, scenario: dict[str, Any], graph: WalkNetwork) -> list[list[str]]:
    """Return the ids of the blocks of each gap, gaps and blocks in the order of the ids."""
    asked, blocks, _ = _judged(study, scenario, graph)
    told = coverage.with_gap_ids(blocks, metric_crs=asked.metric_crs)
    groups = told[told["gap_id"].notna()].sort_values("block_id", kind="stable").groupby("gap_id")["block_id"]
    return sorted(group.tolist() for _, group in groups)


def gap_differences(plan: Plan, page: Path, asked: Sequence[dict[str, Any]], graph: WalkNetwork) -> list[str]:
    """Return where the page of a plan has other gaps than Python; of a tier it says none."""
    plain = [{key: value for key, value in scenario.items() if key != "tier"} for scenario in asked]
    pairs = zip(plain, asked_of_page(page, plain, told="gaps"), strict=True)
    return [
        f"gaps of {scenario}" for scenario, gaps in pairs if gaps_of_python(plan.study, scenario, graph) != sorted(gaps)
    ]
