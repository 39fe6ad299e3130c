"""The answers: frozen tables, and beside each how it tells itself. Importing them makes every answer tellable.

An answer and its words do not know each other: words are found by the type of the answer
(:func:`circles.document.document_of`).
"""

from circles.answers import (
    audit_words,
    begun_study_words,
    check_words,
    comparison_words,
    demonstration_words,
    doubt_words,
    matches_words,
    norms_known_words,
    plan_words,
    remedies_words,
    siting_words,
    walk_words,
    years_words,
)
from circles.answers.audit import Audit
from circles.answers.begun_study import BegunStudy
from circles.answers.check import Check
from circles.answers.comparison import Comparison
from circles.answers.demonstration import Demonstration
from circles.answers.doubt import Doubt
from circles.answers.matches import Matches
from circles.answers.norms_known import DataNeeds, NormsKnown
from circles.answers.plan import Plan
from circles.answers.remedies import Remedies
from circles.answers.siting import Siting
from circles.answers.stored_plan import StoredPlan
from circles.answers.telling import Answer
from circles.answers.walk import Walk

__all__ = [
    "Answer",
    "Audit",
    "BegunStudy",
    "Check",
    "Comparison",
    "DataNeeds",
    "Demonstration",
    "Doubt",
    "Matches",
    "NormsKnown",
    "Plan",
    "Remedies",
    "Siting",
    "StoredPlan",
    "Walk",
    "audit_words",
    "begun_study_words",
    "check_words",
    "comparison_words",
    "demonstration_words",
    "doubt_words",
    "matches_words",
    "norms_known_words",
    "plan_words",
    "remedies_words",
    "siting_words",
    "walk_words",
    "years_words",
]
