"""Phased plans: some centers a year, each phase the best given the earlier ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circles.errors import Finding, QuestionError
from circles.siting.cover.covering import most_sites
from circles.siting.kernel.patience import patience_of
from circles.siting.refusals import anyone_in_reach, check_siting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution


def phased(
    instance: Instance,
    *,
    new_by_phase: Sequence[int],
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> list[Solution]:
    """Return a solution of :func:`circles.siting.cover.covering.cover_most` for each phase.

    What one phase opens, the next takes as existing. Each is the best given the earlier ones; together they may cover
    less than as many sites chosen at once.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit.
    new_by_phase : sequence of int
        How many sites each phase may open.
    time_limit_s : float
        For all phases together: each has an equal part of the steps that are left.
    seed, stop
        As in the question.

    Raises
    ------
    QuestionError
        If there is no phase, a phase opens none, or they open more than there are candidates.
    """
    _check_phases(instance, new_by_phase)
    patience = patience_of(time_limit_s, stop)
    found: list[Solution] = []
    for number, new in enumerate(new_by_phase):
        now = replace(instance, existing=found[-1].open) if found else instance
        if found and not anyone_in_reach(now):
            found.append(found[-1])
            continue
        check_siting(now, new=new)
        part = patience.part(1 / (len(new_by_phase) - number))
        found.append(most_sites(now, new=new, patience=part, seed=seed))
    return found


def _check_phases(instance: Instance, new_by_phase: Sequence[int]) -> None:
    findings = []
    if not new_by_phase or min(new_by_phase) < 1:
        findings.append(Finding(code="siting_phase_below_one", value=", ".join(map(str, new_by_phase))))
    if sum(new_by_phase) > instance.candidate_count:
        details = {"candidates": instance.candidate_count}
        findings.append(Finding(code="siting_new_above_candidates", value=str(sum(new_by_phase)), details=details))
    if findings:
        raise QuestionError(findings)
