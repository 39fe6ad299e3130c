"""Seeded scenarios of a meeting, answered by Python and by a saved page: the same integers are asked of both."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

import circles
from circles import coverage, network
from circles.workflows.centers_edited import with_center_edits
from circles.workflows.on_day import on_day
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.network import WalkNetwork
    from circles.planning_study import Study

Answer = tuple[str, int, str]
Said = TypeVar("Said")

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


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What Python finds of a scenario: its study on its day, its streets, its blocks judged, who stands where."""

    study: Study
    question: circles.Scenario
    graph: WalkNetwork
    blocks: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame


def judged(study: Study, scenario: dict[str, Any], graph: WalkNetwork) -> Judged:
    """Return what Python finds of a scenario, by all centers; `graph` is that before any edit.

    As a plan does, but for what it says of its streets and compounds besides, which takes as long as the answer.
    """
    asked, question = asked_of(study, scenario)
    asked = with_center_edits(on_day(asked, question))
    if asked.edits is not None:
        graph = network.edited_network(graph, asked.edits)
    attachments = network.attach(
        graph,
        centers=asked.centers,
        blocks=asked.blocks,
        gates=gates_of(asked),
        max_snap_m=question.max_snap_m,
        metric_crs=asked.metric_crs,
        compounds=asked.compounds,
    )
    ids = asked.centers.loc[asked.centers["status"] == "open", "center_id"]
    nodes = network.walk_field(graph, attachments, ids)
    nearest = network.nearest(graph, attachments, ids, nodes)
    found = coverage.verdicts(asked.blocks, attachments, nearest, question, metric_crs=asked.metric_crs)
    return Judged(study=asked, question=question, graph=graph, blocks=found, attachments=attachments)


def answer_of_python(study: Study, scenario: dict[str, Any], graph: WalkNetwork) -> list[Answer]:
    """Return (block_id, walk_mm, verdict) of each block: -1 without a path; `graph` is that before any edit."""
    return answer_of(judged(study, scenario, graph), scenario)


def answer_of(found: Judged, scenario: dict[str, Any]) -> list[Answer]:
    """Return the same of what was found already: by the tier that is asked for, else by all centers."""
    rows: pd.DataFrame = found.blocks
    if "tier" in scenario:
        rows = _of_tier(
            found.blocks, found.graph, found.attachments, found.study.centers, found.question, scenario["tier"]
        )
    return list(zip(rows["block_id"], rows["walk_mm"].astype(int), rows["verdict"], strict=True))


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


def answers_of_page(page: Path, asked: Sequence[dict[str, Any]]) -> list[list[Answer]]:
    """Return the same as :func:`answer_of_python` for each scenario, by the page."""
    return [_rows(answer) for answer in asked_of_page(page, asked)]


def _rows(answer: Sequence[dict[str, Any]]) -> list[Answer]:
    return [(row["block_id"], row["walk_mm"], row["verdict"]) for row in answer]


def differences(plan: Plan, page: Path, asked: Sequence[dict[str, Any]], graph: WalkNetwork) -> list[str]:
    """Return where the page of a plan answers otherwise than Python: nowhere, if all is well."""
    return held_to_python(plan, page, asked, graph).wrong


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the page answered, where it answers otherwise than Python, and seconds that each took for all scenarios."""

    answers: list[list[Answer]]
    wrong: list[str]
    node_s: float
    python_s: float


def held_to_python(
    plan: Plan, page: Path, asked: Sequence[dict[str, Any]], graph: WalkNetwork, *, gaps: int = 0
) -> Held:
    """Hold walks and verdicts of all scenarios, and the gaps of the first so many, to Python, each answered once.

    The page answers beside Python, on a processor of its own where there is one.
    """
    plain = [{key: value for key, value in scenario.items() if key != "tier"} for scenario in asked[:gaps]]
    with ThreadPoolExecutor(1) as beside:
        said = beside.submit(_timed, lambda: (asked_of_page(page, asked), asked_of_page(page, plain, told="gaps")))
        expected, python_s = _timed(
            lambda: [_expected(plan, one, graph, with_gaps=row < gaps) for row, one in enumerate(asked)]
        )
        (told, groups), node_s = said.result()
    answers = [_rows(answer) for answer in told]
    wrong = []
    for number, (scenario, answer, (own, _)) in enumerate(zip(asked, answers, expected, strict=True)):
        pairs = [(one, other) for one, other in zip_longest(own, answer) if one != other]
        wrong += [f"{number} {scenario}: Python {one}, page {other}" for one, other in pairs[:3]]
    for scenario, found, (_, own_gaps) in zip(plain, groups, expected, strict=False):
        wrong += [] if own_gaps == sorted(found) else [f"gaps of {scenario}"]
    return Held(answers=answers, wrong=wrong, node_s=node_s, python_s=python_s)


def _expected(
    plan: Plan, scenario: dict[str, Any], graph: WalkNetwork, *, with_gaps: bool
) -> tuple[list[Answer], list[list[str]]]:
    found = judged(plan.study, scenario, graph)
    return answer_of(found, scenario), gaps_of(found) if with_gaps else []


def _timed(act: Callable[[], Said]) -> tuple[Said, float]:
    begin = time.perf_counter()
    return act(), time.perf_counter() - begin


def changed_share(plan: Plan, answers: Sequence[Sequence[tuple[str, int, str]]]) -> float:
    """Return in which share of answers some block has another walk or verdict than in the plan: asking was worth it."""
    own = list(zip(plan.blocks["block_id"], plan.blocks["walk_mm"].astype(int), plan.blocks["verdict"], strict=True))
    return sum(list(answer) != own for answer in answers) / max(len(answers), 1)


def gaps_of(found: Judged) -> list[list[str]]:
    """Return the ids of the blocks of each gap, gaps and blocks in the order of the ids."""
    told = coverage.with_gap_ids(found.blocks, metric_crs=found.study.metric_crs)
    groups = told[told["gap_id"].notna()].sort_values("block_id", kind="stable").groupby("gap_id")["block_id"]
    return sorted(group.tolist() for _, group in groups)


def gap_differences(plan: Plan, page: Path, asked: Sequence[dict[str, Any]], graph: WalkNetwork) -> list[str]:
    """Return where the page of a plan has other gaps than Python; of a tier it says none."""
    plain = [{key: value for key, value in scenario.items() if key != "tier"} for scenario in asked]
    pairs = zip(plain, asked_of_page(page, plain, told="gaps"), strict=True)
    return [
        f"gaps of {scenario}"
        for scenario, gaps in pairs
        if gaps_of(judged(plan.study, scenario, graph)) != sorted(gaps)
    ]
