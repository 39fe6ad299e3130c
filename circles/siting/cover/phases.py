"""Phased plans: some centers a year, each phase the best given the earlier ones."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from circles.errors import Finding, QuestionError
from circles.siting.checks import anyone_in_reach

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution


def phased(
    instance: Instance,
    *,
    new_by_phase: Sequence[int],
    question: Callable[..., Solution] | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> list[Solution]:
    """Return a solution for each phase; what one opens, the next takes as existing.

    Each phase is the best given the earlier ones; together they may cover less than as many sites chosen at once.

    Parameters
    ----------
    instance : Instance
        As the question wants it.
    new_by_phase : sequence of int
        How many sites each phase may open.
    question : callable, optional
        A question that takes `new`, ``cover_most`` where nothing else is given.
    time_limit_s : float
        For all phases together: each has an equal part of what is left.
    seed, stop
        As in the question.

    Raises
    ------
    QuestionError
        If there is no phase, a phase opens none, or they open more than there are candidates.
    """
    from circles.siting.cover.covering import cover_most

    _check_phases(instance, new_by_phase)
    ask = cover_most if question is None else question
    until = time.perf_counter() + time_limit_s
    found: list[Solution] = []
    for number, new in enumerate(new_by_phase):
        part_s = max(0.0, until - time.perf_counter()) / (len(new_by_phase) - number)
        now = replace(instance, existing=found[-1].open) if found else instance
        if found and not anyone_in_reach(now):
            found.append(found[-1])
        else:
            found.append(ask(now, new=new, time_limit_s=part_s, seed=seed, stop=stop))
    return found


def _check_phases(instance: Instance, new_by_phase: Sequence[int]) -> None:
    findings = []
    if not new_by_phase or min(new_by_phase) < 1:
        findings.append(Finding(code="siting_phase_below_one", value=", ".join(map(str, new_by_phase))))
    if sum(new_by_phase) > instance.candidates:
        details = {"candidates": instance.candidates}
        findings.append(Finding(code="siting_new_above_candidates", value=str(sum(new_by_phase)), details=details))
    if findings:
        raise QuestionError(findings)
