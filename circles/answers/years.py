"""Two years of one place side by side, and what each part that changed did. How it is told: `years_words`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from circles.answers.comparison import Comparison, shown_rate

if TYPE_CHECKING:
    import pandas as pd

    from circles.errors import Finding

STEPS = ("before", "method", "streets", "blocks", "centers")
"""The order in which one part after another is replaced: last year as it was; method and settings; streets; blocks and
people; centers."""

YEARS = ("step", "total", "inside", "outside", "not_evaluated", "coverage_rate", "points")
"""A row for each of :data:`STEPS`: the account of the base, and by how many points the rate moved; 0 in the first."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class YearsComparison(Comparison):
    """What changed from last year to this one (:func:`circles.compare_years`).

    As a :class:`Comparison` it holds last year by the method and settings of this year beside this year.

    Attributes
    ----------
    steps : DataFrame
        :data:`YEARS`.
    base : str
        What is counted: a base of the account.
    days : tuple
        The day that counts in each year, None where the list of centers decides.
    published : bool
        Whether the first row is what was published, not a rerun.
    warnings : tuple of Finding
        What a person should look at.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> more = study.with_center("New", 114.29, 30.60)
    >>> circles.compare_years(study, more).shown_points
    (0.0, 0.0, 0.0, 4.3)
    """

    steps: pd.DataFrame
    base: str
    days: tuple[str | None, str | None]
    published: bool = False
    warnings: tuple[Finding, ...] = ()

    @property
    def rate_base(self) -> str:
        """The base of the rates."""
        return self.base

    @property
    def shown_rates(self) -> tuple[float | None, ...]:
        """The rate of each step in per cent with one decimal, rounded down as rates are shown; None of nothing."""
        counted = zip(self.steps["inside"], self.steps["total"], strict=True)
        return tuple(shown_rate(inside, total) for inside, total in counted)

    @property
    def shown_points(self) -> tuple[float | None, ...]:
        """By how many points each step moves the rate that is shown, so that they add up to it."""
        return tuple(
            None if before is None or after is None else round(after - before, 1)
            for before, after in pairwise(self.shown_rates)
        )
