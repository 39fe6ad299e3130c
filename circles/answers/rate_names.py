"""What the rate is called, wherever it stands: the share of people, land or blocks within the walk (docs/method.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.figures import Figure
from circles.phrases import Phrase, phrase

if TYPE_CHECKING:
    from circles.planning_study import Scenario


def rate_name(base: str, scenario: Scenario) -> Phrase:
    """Return the whole name, with the minutes of the study: 15-minute walk coverage rate of people.

    Parameters
    ----------
    base : str
        Of the account, or another column of the blocks that a siting counts by.
    scenario : Scenario
        The walk allowed.

    Examples
    --------
    >>> from circles import Scenario
    >>> rate_name("people", Scenario()).text("zh")
    '15分钟步行人口覆盖率'
    """
    return phrase("rate.full", minutes=Figure(value=scenario.minutes, precision="setting"), of=rate_of(base))


def short_rate_name(base: str) -> Phrase:
    """Return the name without the minutes: walk coverage rate of people."""
    return phrase("rate.short", of=rate_of(base))


def rate_then_name(base: str) -> Phrase:
    """Return what the rate is called once a site and those above it stand too."""
    return phrase("rate.then", of=rate_of(base))


def rate_of(base: str) -> Phrase:
    """Return what the rate is a share of: people, block land, blocks; a column of its own by its name."""
    return Phrase(f"rate.of.{base}", otherwise=base)
