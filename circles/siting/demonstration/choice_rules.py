"""A choice of candidates under rules that are sums of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SITES, TYPE_LEAST, COUNTY_LEAST, COUNTY_MOST, BUDGET, MUST, MUST_NOT = (
    *("sites", "type_least", "county_least", "county_most"),
    *("budget", "must", "must_not"),
)
"""Kinds of rules."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChoiceRule:
    """A rule: what the chosen candidates have of something, added up, is at least and at most so much.

    Attributes
    ----------
    kind : str
        One of those above.
    name : str
        Of the type, the county or the candidate it is about; empty where it is about all.
    amounts : ndarray of int64
        (candidates,) 1 for each candidate that counts, or its cost.
    least, most : int or None
        None where there is no such limit.
    """

    kind: str
    name: str = ""
    amounts: NDArray[np.int64]
    least: int | None = None
    most: int | None = None

    def is_kept(self, chosen: NDArray[np.bool_]) -> bool:
        """Return whether a choice keeps the rule, in whole numbers.

        Examples
        --------
        >>> import numpy as np
        >>> rule = ChoiceRule(kind=BUDGET, amounts=np.array([3, 4]), most=6)
        >>> rule.is_kept(np.array([True, False])), rule.is_kept(np.array([True, True]))
        (True, False)
        """
        amount = int(self.amounts[chosen].sum())
        return (self.least is None or amount >= self.least) and (self.most is None or amount <= self.most)


@dataclass(frozen=True, kw_only=True, eq=False)
class ChoiceProblem:
    """Candidates in the order of their ids, what each is worth, and the rules of the choice.

    Attributes
    ----------
    values : ndarray of int64
        (candidates,) not negative.
    rules : tuple of ChoiceRule
        All of them are to be kept.
    """

    values: NDArray[np.int64]
    rules: tuple[ChoiceRule, ...]

    def total(self, chosen: NDArray[np.bool_]) -> int:
        """Return what a choice is worth."""
        return int(self.values[chosen].sum())

    def is_allowed(self, chosen: NDArray[np.bool_]) -> bool:
        """Return whether a choice keeps every rule."""
        return all(rule.is_kept(chosen) for rule in self.rules)

    def without(self, *rules: ChoiceRule) -> ChoiceProblem:
        """Return the same choice without some of its rules."""
        return replace(self, rules=tuple(rule for rule in self.rules if all(rule is not each for each in rules)))

    def having(self, candidate: int, name: str = "") -> ChoiceProblem:
        """Return the same choice, of which one candidate has to be a part."""
        alone = np.zeros(self.values.size, np.int64)
        alone[candidate] = 1
        return replace(self, rules=(*self.rules, ChoiceRule(kind=MUST, name=name, amounts=alone, least=1)))
