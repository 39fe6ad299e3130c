"""The plan that an answer is drawn and written by."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from circles.answers.audit import Audit
from circles.answers.demonstration import Demonstration
from circles.answers.siting import Siting

if TYPE_CHECKING:
    from circles.answers.plan import Plan

    Drawn: TypeAlias = Plan | Siting | Audit | Demonstration


def plan_of(answer: Drawn) -> Plan:
    """Return a plan itself, that of an audit or of a choice of demonstration sites, of a siting that with its sites."""
    if isinstance(answer, Siting):
        return answer.plan_after
    return answer.plan if isinstance(answer, (Audit, Demonstration)) else answer
