"""Tiers of centers: an ordered list, the highest first, each with its own walk and the words that mean it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from circles import walking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NO_DIFFERENCE = re.compile(r"[\s()\[\]【】_\-]+")


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One tier of centers and how far people may walk to it.

    Attributes
    ----------
    name : str
        As it is shown.
    minutes, metres : float or None
        The longest walk inside: one of the two.
    words : tuple of str
        What else a list calls it, besides its name and the words that are known to mean the same.

    Examples
    --------
    >>> Tier(name="街镇", minutes=15).limit_mm(4000), Tier(name="社区村", metres=500).limit_mm(4000)
    (1000000, 500000)
    """

    name: str
    minutes: float | None = None
    metres: float | None = None
    words: tuple[str, ...] = ()

    def limit_mm(self, speed_m_per_h: int) -> int:
        """Return the longest walk inside, in millimetres."""
        if self.metres is not None:
            return round(self.metres * 1000)
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
