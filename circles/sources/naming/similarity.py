"""Names to names: the same ones by their letters, similar ones by the pairs of letters they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.answers.matches import MOST_CANDIDATES
from circles.sources.words.place_names import NO_NAME, PlaceName, place_name, split_subdistrict, subdistrict_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

LEAST_SCORE = 0.5
"""Names less alike than this are not listed."""

LEAST_SCORE_NEAR = 0.35
"""The same where both are known to be of one sub-district: few names are, so that a wrong letter in two is found."""

_OTHER_LEVEL, _UNKNOWN_LEVEL, _OTHER_SUBDISTRICT = 0.9, 0.97, 0.8
# What bounds the work on one name: letters compared, names counted by what they share, and names scored.
_COMPARED, _MOST_COUNTED, _LOOKED_AT = 60, 100_000, 100


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names as they are compared, each with its sub-district (a key, empty where it is not known)."""

    names: tuple[PlaceName, ...]
    subdistricts: tuple[str, ...]

    @cached_property
    def positions(self) -> Mapping[PlaceName, Bearers]:
        """Where each name stands; what has no name stands nowhere."""
        found: dict[PlaceName, Bearers] = {}
        for position, (name, subdistrict) in enumerate(zip(self.names, self.subdistricts, strict=True)):
            if name != NO_NAME:
                bearers = found.setdefault(name, Bearers([], {}))
                bearers.every.append(position)
                bearers.by_subdistrict.setdefault(subdistrict, []).append(position)
        return found


class Bearers(NamedTuple):
    """Positions of all that bear one name, and the same by sub-district."""

    every: list[int]
    by_subdistrict: dict[str, list[int]]

    def of(self, subdistrict: str) -> tuple[list[int], list[int], list[int]]:
        """Return those in the sub-district, those that may be in it, and the first few that are in another."""
        if not subdistrict:
            return [], self.every, []
        near, perhaps = self.by_subdistrict.get(subdistrict, []), self.by_subdistrict.get("", [])
        if len(near) + len(perhaps) == len(self.every):
            return near, perhaps, []
        others = (places for name, places in self.by_subdistrict.items() if name not in {"", subdistrict})
        return near, perhaps, list(islice(chain.from_iterable(others), MOST_CANDIDATES))


class Match(NamedTuple):
    """What was found for one name: `chosen` is the only one of that name that can be meant, -1 where there is none.

    `alike` are positions with scores, best first; `remark` says why none is chosen, `same` how many bear the name.
    """

    chosen: int
    alike: tuple[tuple[int, float], ...]
    remark: str
    same: int


def names_from(texts: Sequence[str], subdistricts: Sequence[str], known: frozenset[str] = frozenset()) -> Names:
    """Return names as they are compared; a known sub-district that a name begins with is taken out of it.

    Parameters
    ----------
    texts, subdistricts : sequence of str
        As they are written; a sub-district is empty where it is not known.
    known : frozenset of str
        Sub-districts as :func:`circles.sources.words.place_names.known_subdistricts` gives them.
    """
    split = [split_subdistrict(text, known) for text in texts]
    return Names(
        names=tuple(place_name(rest) for _, rest in split),
        subdistricts=tuple(
            subdistrict_key(said or within) for said, (within, _) in zip(subdistricts, split, strict=True)
        ),
    )


def matched(asked: Names, there: Names) -> list[Match]:
    """Return for each name that is asked for what may be it of those that are there.

    The same name is chosen where exactly one that bears it can be of the same sub-district. Similar names are
    scored by Dice's measure, twice what two names share over what both have, of letters and pairs of letters (the
    ends of a name count as letters of a pair), times 0.97 where only one says of which level it is (社区, 村, 街道),
    0.9 where they say different ones, and 0.8 where they are known to be in different sub-districts.

    Parameters
    ----------
    asked, there : Names
        What is looked for, and where.
    """
    similar = _similar([name for name in asked.names if name != NO_NAME], list(there.positions))
    pairs = list(zip(asked.names, asked.subdistricts, strict=True))
    found = {pair: _match(*pair, there, similar.get(pair[0], ())) for pair in dict.fromkeys(pairs)}
    return [found[pair] for pair in pairs]


def _match(name: PlaceName, subdistrict: str, there: Names, similar: Sequence[tuple[PlaceName, float]]) -> Match:
    if name == NO_NAME:
        return Match(-1, (), "no_name", 0)
    bearers = there.positions.get(name, Bearers([], {}))
    near, perhaps, away = bearers.of(subdistrict)
    possible = len(near) + len(perhaps)
    if possible == 1:
        chosen = [*near, *perhaps][0]
        return Match(chosen, ((chosen, 1.0),), "same_name", 1)
    if possible:
        return Match(-1, _alike(subdistrict, there, [(name, 1.0)]), "several_places", possible)
    alike = _alike(subdistrict, there, similar)
    remark = "other_subdistrict" if away else "similar" if alike else "nothing"
    return Match(-1, alike, remark, len(bearers.every))


def _alike(subdistrict: str, there: Names, similar: Sequence[tuple[PlaceName, float]]) -> tuple[tuple[int, float], ...]:
    found = []
    for name, score in similar:
        bearers = there.positions[name]
        if score < LEAST_SCORE and (not subdistrict or subdistrict not in bearers.by_subdistrict):
            continue
        near, perhaps, away = bearers.of(subdistrict)
        tiers = ((near, score, LEAST_SCORE_NEAR), (perhaps, score, LEAST_SCORE))
        for tier, (positions, worth, least) in enumerate((*tiers, (away, score * _OTHER_SUBDISTRICT, LEAST_SCORE))):
            if worth >= least:
                found += [(-round(worth, 2), tier, at) for at in positions[:MOST_CANDIDATES]]
    return tuple((at, -score) for score, _, at in sorted(found)[:MOST_CANDIDATES])


def _similar(
    asked: Iterable[PlaceName], there: Sequence[PlaceName]
) -> Mapping[PlaceName, tuple[tuple[PlaceName, float], ...]]:
    """Return for each name the most similar of those that are there, with their scores, best first."""
    numbers: dict[str, int] = {}
    grams = [[numbers.setdefault(gram, len(numbers)) for gram in _grams(name.text)] for name in there]
    sizes = np.array([len(each) for each in grams], dtype=np.int64)
    holders = _holders(grams, len(numbers))
    found = {}
    for name in dict.fromkeys(asked):
        every = _grams(name.text)
        own = {number for gram in every if (number := numbers.get(gram)) is not None}
        scored = []
        for at in _worth_a_look([holders[number] for number in own], sizes + len(every)):
            score = 2 * len(own.intersection(grams[at])) / (len(every) + len(grams[at]))
            if score >= LEAST_SCORE_NEAR:
                scored.append((there[at], score * _level_factor(name, there[at])))
        found[name] = tuple(sorted(scored, key=lambda pair: -pair[1]))
    return found


def _worth_a_look(holders: Sequence[NDArray[np.int64]], sizes: NDArray[np.int64]) -> list[int]:
    """Return which names may share most, by what few names have: what nearly all have is costly to count."""
    counted: list[NDArray[np.int64]] = []
    cost = 0
    for held in sorted(holders, key=len):
        cost += len(held)
        if counted and cost > _MOST_COUNTED:
            break
        counted.append(held)
    if not counted:
        return []
    shares = np.bincount(np.concatenate(counted), minlength=len(sizes)) / sizes
    some = np.flatnonzero(shares)
    if len(some) > _LOOKED_AT:
        least = np.partition(shares[some], -_LOOKED_AT)[-_LOOKED_AT]
        some = some[shares[some] >= least][: 2 * _LOOKED_AT]
    best: list[int] = some.tolist()
    return best


def _level_factor(one: PlaceName, other: PlaceName) -> float:
    if one.level == other.level:
        return 1.0
    return _OTHER_LEVEL if one.level and other.level else _UNKNOWN_LEVEL


def _grams(text: str) -> frozenset[str]:
    ends = f"\t{text[:_COMPARED]}\t"
    return frozenset(ends[1:-1]) | {ends[i : i + 2] for i in range(len(ends) - 1)}


def _holders(grams: Sequence[Sequence[int]], count: int) -> list[NDArray[np.int64]]:
    """Return for each gram which names hold it."""
    if not count:
        return []
    held = np.array(list(chain.from_iterable(grams)), dtype=np.int64)
    owners = np.repeat(np.arange(len(grams)), [len(each) for each in grams])
    ends = np.cumsum(np.bincount(held, minlength=count))
    return np.split(owners[np.argsort(held, kind="stable")], ends[:-1])
