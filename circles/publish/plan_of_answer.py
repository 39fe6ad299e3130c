"""The plan that an answer is drawn and written by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.audit import Audit
from circles.answers.siting import Siting

if TYPE_CHECKING:
    from circles.answers.plan import Plan


def plan_of(answer: Plan | Siting | Audit) -> Plan:
    """Return a plan itself, that of an audit, and of a siting that with its sites."""
    if isinstance(answer, Siting):
        return answer.plan_after
    return answer.plan if isinstance(answer, Audit) else answer
