"""What a ranking of districts is of and what it leaves out, as the study says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from circles import settings
from circles.errors import Finding, raise_if_any
from circles.near_names import choice_details

EVERY = "*"

_BETWEEN_NAMES = re.compile(r"[、,，;；\n]")


@dataclass(frozen=True, kw_only=True)
class RankingRules:
    """Which districts are ranked, and what blocks are that do not say whether they are urban or rural.

    Attributes
    ----------
    level : str
        ``county``, ``subdistrict`` or ``community``.
    settlement : str, optional
        ``urban`` or ``rural``: what blocks are of which nothing says it; None where that is not known. Then they are
        ranked among themselves.
    most_not_evaluated : float
        The largest share of people not evaluated with which a district is ranked.
    least_people : float
        How many people a district must have to be ranked.
    unchecked : str
        Names of districts whose figures of people were not checked, set apart by commas; ``*`` for all.

    Raises
    ------
    InputError
        If a value is out of its bounds or no choice (:mod:`circles.settings`).

    Examples
    --------
    >>> import circles
    >>> circles.RankingRules(unchecked="东街、西街").left_out("西街", 5_000_000, 0)
    'unchecked'
    """

    level: str = settings.default("ranking.level")
    settlement: str | None = None
    most_not_evaluated: float = settings.default("ranking.most_not_evaluated")
    least_people: float = settings.default("ranking.least_people")
    unchecked: str = settings.default("ranking.unchecked")

    def __post_init__(self) -> None:
        raise_if_any(
            found
            for each in settings.SECTIONS["ranking"].values()
            if (found := _fault(each, getattr(self, each.key))) is not None
        )

    def left_out(self, name: str, total: int, not_evaluated: int) -> str:
        """Return why a district is not ranked, empty where it is; people are whole thousandths."""
        if not total or total < _exact(self.least_people) * 1000:
            return "few_people"
        if not_evaluated > _exact(self.most_not_evaluated) * total:
            return "not_evaluated"
        names = {each.strip() for each in _BETWEEN_NAMES.split(self.unchecked)}
        return "unchecked" if name in names or EVERY in names else ""


def _fault(setting: settings.Setting, value: object) -> Finding | None:
    if setting.choices:
        if value in setting.choices or (value is None and setting.default is None):
            return None
        details = choice_details(str(value), [str(each) for each in setting.choices])
        return Finding(code="not_a_choice", column=setting.key, value=str(value), details=details)
    if setting.type is not settings.NUMBER or setting.is_within(value):
        return None
    details = {"low": f"{setting.low:,g}", "high": f"{setting.high:,g}"}
    return Finding(code="bad_setting", column=setting.key, value=settings.as_written(value), details=details)


def _exact(value: float) -> Fraction:
    return Fraction(repr(float(value)))
