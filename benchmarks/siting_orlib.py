"""OR-Library pmed1-20 (p-median and p-center): the published optima, proven, and in what time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measuring import Figure
from circles.siting.distance.least_walk import least_total_walk, least_worst_walk
from circles.siting.kernel.instance import Instance, instance_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.setting import Setting
    from circles.siting.kernel.solution import Solution

NAME = "Siting, OR-Library"
LIMIT_S = 60.0
MEDIANS = (
    *(5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255),
    *(7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789),
)
"""Published p-median optima."""
CENTERS = (*(127, 98, 93, 74, 48, 84, 64, 55, 37, 20), *(59, 51, 36, 26, 18, 47, 39, 28, 18, 13))
"""Published p-center optima."""


def run(setting: Setting) -> list[Figure]:
    """Ask both questions of each instance once; all compiled beforehand."""
    instances = [orlib(setting.data, number) for number in range(1, 21)]
    figures = []
    for title, question, optima, proofs in (
        ("p-median", least_total_walk, MEDIANS, 12),
        ("p-center", least_worst_walk, CENTERS, 10),
    ):
        question(instances[0][0], new=instances[0][1])
        rows = [_solved(question, *each) for each in instances]
        figures += [
            _figure(f"{title} pmed{number} (p = {each[1]})", row, optimum)
            for number, (each, row, optimum) in enumerate(zip(instances, rows, optima, strict=True), start=1)
        ]
        figures.append(_summary(title, rows, optima, proofs))
    return figures


def orlib(folder: Path, number: int) -> tuple[Instance, int]:
    """Return an instance, every node a block of one and a candidate, and how many centers it asks for.

    Of a repeated edge the last cost wins; walks are the shortest paths between all pairs.
    """
    file = folder / "siting" / "orlib-pmed" / f"pmed{number}.txt"
    nodes, edges, new, *rest = map(int, file.read_text(encoding="ascii").split())
    walks = np.full((nodes, nodes), 10**9, np.int64)
    np.fill_diagonal(walks, 0)
    for one, other, cost in np.reshape(rest, (-1, 3))[:edges] - [1, 1, 0]:
        walks[one, other] = walks[other, one] = cost
    for by in range(nodes):
        np.minimum(walks, walks[:, by : by + 1] + walks[by], out=walks)
    site, block = np.divmod(np.arange(nodes * nodes), nodes)
    return instance_from(np.ones(nodes, np.int64), np.zeros(nodes, np.bool_), (site, block, walks.ravel())), new


def _solved(question: Callable[..., Solution], instance: Instance, new: int) -> tuple[Solution, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    solution = question(instance, new=new, time_limit_s=LIMIT_S)
    return solution, time.perf_counter() - wall, time.process_time() - cpu


def _figure(subject: str, row: tuple[Solution, float, float], optimum: int) -> Figure:
    solution, wall, cpu = row
    wrong = solution.bound > optimum or solution.objective < optimum
    return Figure(
        NAME,
        subject,
        f"{wall:.2f} s",
        asked="optimum, or gap <= 1 %",
        met=not wrong and (solution.objective == optimum or solution.gap <= 0.01),
        note=f"{solution.objective:,}, {solution.status}, published {optimum:,}; {cpu:.2f} s of processor",
    )


def _summary(title: str, rows: list[tuple[Solution, float, float]], optima: tuple[int, ...], asked: int) -> Figure:
    proven = sum(
        solution.status == "optimal" and solution.objective == optimum
        for (solution, _, _), optimum in zip(rows, optima, strict=True)
    )
    wrong = sum(solution.bound > optimum for (solution, _, _), optimum in zip(rows, optima, strict=True))
    return Figure(
        NAME,
        f"{title}, all {len(rows)}",
        f"{proven} proven",
        asked=f">= {asked}, none wrong",
        met=proven >= asked and not wrong,
        note=f"{sum(wall for _, wall, _ in rows):.1f} s in all, at most {max(wall for _, wall, _ in rows):.2f} s",
    )
