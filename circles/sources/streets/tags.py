"""The walk filter: which ways of OpenStreetMap people may walk, by the rules in ``tags.toml``."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from circles import settings
from circles.access import CLOSED, PRIVATE, PUBLIC, access_keys, access_of, has_right, has_value
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Mapping

BY_FILTER, BY_ALL_LINES, BY_TABLE, BY_GRAPH = "osm_walk_filter", "all_lines", "streets_table_as_given", "graph_as_given"
BY_CLASSES, BY_OVERTURE = "road_classes", "overture_segments"
"""Keys of :data:`circles.provenance.RULES`: how the streets were chosen."""

BY_MORE_THAN_TAGS = "2"
"""The `access_rules` by which barriers, edges of a graph and columns of lines say who may walk, beside tags of ways."""

KEYS = ("bridge", "elevated", "tunnel", "layer")

_NONE = frozenset({"", "f", "false", "n", "no", "none", "nan", "null", "<na>", "否", "无", "没有", "地面"})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A way is not walked where `key` has one of `values`; `reason` is told of it where people may well walk there."""

    key: str
    values: frozenset[str]
    unless_right: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A way with one of `values` under `key` is walked only where one of the `evidence` tags is given."""

    key: str
    values: frozenset[str]
    evidence: Mapping[str, frozenset[str]]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All rules of the walk filter beside those of access (:mod:`circles.access`)."""

    refusals: tuple[Refusal, ...]
    proofs: tuple[Proof, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every tag the rules look at, `highway` first."""
        asked = [refusal.key for refusal in self.refusals]
        asked += [key for proof in self.proofs for key in proof.evidence]
        return tuple(dict.fromkeys(["highway", *asked, *access_keys()]))


class WalkFilter(NamedTuple):
    """What a study says of private ways and of the rules of access (``[streets] private_ways``, ``access_rules``)."""

    private_ways: str = settings.default("streets.private_ways")
    access_rules: str = settings.default("streets.access_rules")


class TakenAs(NamedTuple):
    """How a way is taken: `refusal` is None where it is walked, else the reason that is told; `access` by whom."""

    refusal: str | None
    access: str = PUBLIC


@cache
def walk_rules() -> Rules:
    """Return the rules of ``tags.toml``."""
    data = rules_in(__package__, "tags.toml")
    return Rules(
        refusals=tuple(
            Refusal(
                key=rule["key"],
                values=frozenset(rule["values"]),
                unless_right=rule.get("unless_right", False),
                reason=rule.get("reason", ""),
            )
            for rule in data["refuse"]
        ),
        proofs=tuple(
            Proof(
                key=rule["key"],
                values=frozenset(rule["values"]),
                evidence={key: frozenset(values) for key, values in rule["evidence"].items()},
                reason=rule.get("reason", ""),
            )
            for rule in data["prove"]
        ),
    )


def way_taken(tags: Mapping[str, str], asked: WalkFilter | None = None) -> TakenAs:
    """Return how a way with these tags is taken (docs/method.md, Streets).

    Its refusal is empty where nobody walks there in any case.

    Parameters
    ----------
    tags : mapping of str to str
        The way's tags; those the rules do not name are ignored.
    asked : WalkFilter, optional
        What is done with private ways.
    """
    rules = walk_rules()
    if not tags.get("highway"):
        return TakenAs("")
    right, who = has_right(tags), access_taken(access_of(tags), asked or WalkFilter())
    against = [
        rule.reason
        for rule in rules.refusals
        if not (rule.unless_right and right) and has_value(tags, rule.key, rule.values)
    ]
    against += [] if who.refusal is None else [who.refusal]
    against += [proof.reason for proof in rules.proofs if not _proven(proof, tags)]
    if against:
        return TakenAs(against[0] if all(against) else "")
    return who


def access_taken(who: str, asked: WalkFilter) -> TakenAs:
    """Return how a way is taken that is walked by ``PUBLIC``, ``PRIVATE`` or, ``CLOSED``, by nobody."""
    if who == CLOSED or (who == PRIVATE and asked.private_ways == settings.LEFT_OUT):
        return TakenAs(who)
    return TakenAs(None, who if asked.private_ways == settings.IN_OR_OUT else PUBLIC)


def refusal_of(tags: Mapping[str, str], asked: WalkFilter | None = None) -> str | None:
    """Return why a way is left out, as :func:`way_taken`: None where it is walked."""
    return way_taken(tags, asked).refusal


def hopeless_highway(highway: str) -> bool:
    """Return whether no other tag can make a way with this `highway` value walkable."""
    return any(
        rule.key == "highway" and not rule.unless_right and highway in rule.values for rule in walk_rules().refusals
    )


def highway_values(text: str) -> tuple[str, ...]:
    """Return the values in a `highway` cell; a merged street has a list written out, ``['a', 'b']``."""
    if not text.startswith("["):
        return (text,)
    return tuple(part.strip().strip("'\"") for part in text.strip("[]").split(","))


def _proven(proof: Proof, tags: Mapping[str, str]) -> bool:
    if tags.get(proof.key) not in proof.values:
        return True
    return any(has_value(tags, key, values) for key, values in proof.evidence.items())


def level_text(tags: Mapping[str, str]) -> str:
    """Return the level of a street as text, empty on the ground, for example ``"bridge layer=1"``.

    Two streets that cross in plan meet only where their levels are equal (docs/method.md, Streets).

    Parameters
    ----------
    tags : mapping of str to str
        `bridge`, `elevated` (the same as a bridge), `tunnel` and `layer` as written: ``T``, ``yes``, ``1``,
        ``是`` or ``viaduct`` all say that there is one; ``F``, ``no``, ``0``, ``否`` and empty that there is
        none. A layer that is no number is ignored: merged files name their source there.
    """
    there = {key for key in ("bridge", "elevated", "tunnel") if _is_there(tags.get(key, ""))}
    layer = _number(_plain(tags.get("layer", "")))
    return " ".join(
        part
        for part, said in (
            ("bridge", bool(there & {"bridge", "elevated"})),
            ("tunnel", "tunnel" in there),
            (f"layer={layer:g}" if layer else "", bool(layer)),
        )
        if said
    )


def _is_there(value: str) -> bool:
    text = _plain(value)
    return text not in _NONE and _number(text) != 0


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
