"""Tiers of centers: an ordered list, the highest first, each with its own walk and the words that mean it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from numbers import Real
from typing import TYPE_CHECKING

from circles import walking
from circles.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

TIER_VERDICTS = ("block_id", "name", "tier", "limit_m", "walk_mm", "minutes", "center_id", "verdict", "reason")
"""A row for each tier and block: the walk to the nearest center of the tier in whole millimetres, -1 (and NaN minutes)
where it is further than the longest walk of any tier or there is none. `reason` is empty for blocks inside, else
``beyond_limit``, ``beyond_tiers``, ``no_center_of_tier``, or why the block is not evaluated."""

TIER_ACCOUNTS = ("tier", "base", "total", "inside", "outside", "not_evaluated", "unknown_blocks", "coverage_rate")
"""The account of each tier."""

_MOST_METRES, _MOST_MINUTES = 100_000.0, 1440.0
_NO_DIFFERENCE = re.compile(r"[\s()\[\]【】_\-]+")


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One tier of centers and how far people may walk to it.

    Attributes
    ----------
    name : str
        As it is shown.
    minutes, walk_m : float or None
        The longest walk inside: one of the two.
    words : tuple of str
        What else a list calls it, besides its name and the words that are known to mean the same.

    Examples
    --------
    >>> Tier(name="街镇", minutes=15).limit_mm(4000), Tier(name="社区村", walk_m=500).limit_mm(4000)
    (1000000, 500000)
    """

    name: str
    minutes: float | None = None
    walk_m: float | None = None
    words: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it has a name and one limit: whole seconds of a day at most, or metres up to 100 km."""
        if not self.name.strip() or (self.minutes is None) == (self.walk_m is None):
            return False
        if self.walk_m is not None:
            return 0 < self.walk_m <= _MOST_METRES and walking.whole(self.walk_m, per=1000) is not None
        return (self.minutes or 0) <= _MOST_MINUTES and walking.whole(self.minutes or 0.0, per=60) is not None

    def limit_mm(self, speed_m_per_h: int) -> int:
        """Return the longest walk inside, in millimetres."""
        if self.walk_m is not None:
            return walking.whole(self.walk_m, per=1000) or 0
        return walking.limit_mm(walking.whole(self.minutes or 0.0, per=60) or 0, speed_m_per_h)

    def is_meant(self, said: str) -> bool:
        """Return whether a list means this tier by a word.

        Examples
        --------
        >>> [Tier(name="街镇", minutes=15).is_meant(said) for said in ("街道级", "镇", "社区级")]
        [True, True, False]
        """
        own = {folded(word) for word in (self.name, *self.words)}
        key = tier_key(said)
        return folded(said) in own or (key in _known().values() and key == _known().get(folded(self.name)))


def tiers_from(said: Iterable[object]) -> tuple[tuple[Tier, ...], list[Finding]]:
    """Return tiers as they are said, the highest first, and what is wrong with them.

    Parameters
    ----------
    said : iterable of Tier or mapping
        A mapping has a `name`, one of `minutes` and `walk_m`, and perhaps `words`.
    """
    tiers: list[Tier] = []
    faults: list[Finding] = []
    for each in said:
        tier = each if isinstance(each, Tier) else _tier_said(each)
        if tier is None or not tier.is_whole:
            faults.append(Finding(code="bad_tier", column="tiers", value=str(each)))
        elif tier.name in {known.name for known in tiers}:
            faults.append(Finding(code="tier_twice", column="tiers", value=tier.name))
        else:
            tiers.append(tier)
    return tuple(tiers), faults


def _tier_said(said: object) -> Tier | None:
    if not isinstance(said, Mapping) or not {"name"} <= said.keys() <= {"name", "minutes", "walk_m", "words"}:
        return None
    words = said.get("words", ())
    if isinstance(words, str) or not isinstance(words, Iterable):
        return None
    numbers = {key: said[key] for key in ("minutes", "walk_m") if said.get(key) is not None}
    if not all(isinstance(value, Real) and not isinstance(value, bool) for value in numbers.values()):
        return None
    return Tier(
        name=str(said["name"]), words=tuple(map(str, words)), **{key: float(value) for key, value in numbers.items()}
    )


def tier_of(said: str, tiers: Sequence[Tier]) -> str:
    """Return the name of the tier that a list means, empty where it is none of these."""
    return next((tier.name for tier in tiers if said and tier.is_meant(said)), "")


def tier_key(said: str) -> str:
    """Return what is one for all words of a tier, 街道级, 街镇 and subdistrict; else the word itself, folded."""
    return _known().get(folded(said), folded(said))


def folded(word: str) -> str:
    """Return a word without what makes no difference."""
    text = _NO_DIFFERENCE.sub("", unicodedata.normalize("NFKC", word)).casefold()
    return text.removesuffix("级") or text


@cache
def _known() -> Mapping[str, str]:
    said = tomllib.loads((files("circles") / "service_tiers.toml").read_text(encoding="utf-8"))["tiers"]
    return {folded(word): key for key, words in said.items() for word in words}
