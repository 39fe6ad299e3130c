"""By which rules demonstration sites are chosen, as the study says it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from circles import settings
from circles.errors import Finding, raise_if_any

YUAN_PER_WAN = 10_000

_BETWEEN_ITEMS = re.compile(r"[、,，;；\n]")
_ITEM = re.compile(r"(?P<name>.*?[^\d.\s:：])\s*[:：]?\s*(?P<amount>\d+(?:\.\d+)?)\s*(?:万元?)?")


@dataclass(frozen=True, kw_only=True)
class DemonstrationRules:
    """How many sites are chosen, how many of each type and county, and for how much money.

    Attributes
    ----------
    sites : int, optional
        How many, no more and no fewer.
    least_per_type : int
        How many of each type of the list at least.
    least_per_county, most_per_county : int
        How many of each county of the list at least and at most; None where there is no most.
    must, must_not : str
        Centers or communities that are, or are not, to be chosen, by name or id, set apart by commas.
    budget_wan : float, optional
        What the sites and the fixed items may cost together, in 10,000 yuan.
    fixed : str
        What is paid first, each with its amount in 10,000 yuan, set apart by commas: ``口袋公园 100``.
    more_wan : float
        How much more money is asked about.
    why : str
        Centers or communities of which it is asked why they were not chosen.

    Raises
    ------
    InputError
        If a value is out of its bounds, an item has no amount, or an amount is no whole number of yuan.

    Examples
    --------
    >>> import circles
    >>> rules = circles.DemonstrationRules(sites=16, budget_wan=950, fixed="口袋公园 100")
    >>> rules.money, rules.fixed_items
    (8500000, (('口袋公园', 1000000),))
    """

    sites: int | None = None
    least_per_type: int = settings.default("demonstration.least_per_type")
    least_per_county: int = settings.default("demonstration.least_per_county")
    most_per_county: int | None = None
    must: str = settings.default("demonstration.must")
    must_not: str = settings.default("demonstration.must_not")
    budget_wan: float | None = None
    fixed: str = settings.default("demonstration.fixed")
    more_wan: float = settings.default("demonstration.more_wan")
    why: str = settings.default("demonstration.why")

    def __post_init__(self) -> None:
        own = settings.SECTIONS["demonstration"]
        keys = list(self.__dataclass_fields__)
        found = [_fault(own[key], getattr(self, key)) for key in keys]
        raise_if_any(each for each in found if each is not None)
        raise_if_any(self._faults_of_money())

    @property
    def fixed_items(self) -> tuple[tuple[str, int], ...]:
        """What is paid first, each with its amount in yuan."""
        return tuple((name, int(amount)) for name, amount in self._items() if amount is not None)

    @property
    def money(self) -> int | None:
        """What is left for the sites, in whole yuan; None where there is no budget."""
        if self.budget_wan is None:
            return None
        return int(_yuan(self.budget_wan)) - sum(amount for _, amount in self.fixed_items)

    @property
    def more_money(self) -> int:
        """How much more money is asked about, in whole yuan."""
        return int(_yuan(self.more_wan))

    def _items(self) -> list[tuple[str, Fraction | None]]:
        parts = [part.strip() for part in _BETWEEN_ITEMS.split(unicodedata.normalize("NFKC", self.fixed))]
        found = [(part, _ITEM.fullmatch(part)) for part in parts if part]
        return [
            (part, None) if item is None else (item["name"].strip(), Fraction(item["amount"]) * YUAN_PER_WAN)
            for part, item in found
        ]

    def _faults_of_money(self) -> list[Finding]:
        amounts = {"budget_wan": self.budget_wan, "more_wan": self.more_wan}
        faults = [
            Finding(code="not_whole_yuan", column=key, value=f"{value:g}")
            for key, value in amounts.items()
            if value is not None and _yuan(value).denominator != 1
        ]
        for name, amount in self._items():
            if amount is None:
                faults.append(Finding(code="fixed_without_amount", column="fixed", value=name))
            elif amount.denominator != 1:
                faults.append(Finding(code="not_whole_yuan", column="fixed", value=name))
        return faults


def _fault(setting: settings.Setting, value: object) -> Finding | None:
    if value is None and setting.default is None:
        return None
    if not setting.type.holds(value):
        details = {"wanted": setting.type.sample}
        return Finding(code="wrong_type", column=setting.key, value=settings.as_written(value), details=details)
    if setting.low is None or setting.is_within(value):
        return None
    details = {"low": f"{setting.low:,g}", "high": f"{setting.high:,g}"}
    return Finding(code="bad_setting", column=setting.key, value=settings.as_written(value), details=details)


def _yuan(wan: float) -> Fraction:
    return Fraction(repr(wan)) * YUAN_PER_WAN
