"""The walk filter: which ways of OpenStreetMap people may walk, by the rules in ``tags.toml``."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Mapping

BY_FILTER, BY_ALL_LINES, BY_TABLE, BY_GRAPH = "osm_walk_filter", "all_lines", "streets_table_as_given", "graph_as_given"
BY_CLASSES, BY_OVERTURE = "road_classes", "overture_segments"
"""Keys of :data:`circles.provenance.RULES`: how the streets were chosen."""

KEYS = ("bridge", "elevated", "tunnel", "layer")

_NONE = frozenset({"", "f", "false", "n", "no", "none", "nan", "null", "<na>", "否", "无", "没有", "地面"})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A way is not walked where `key` has one of `values`; `reason` is told of it where people may well walk there."""

    key: str
    values: frozenset[str]
    private: bool = False
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
    """All rules of the walk filter; `right` are the tags that give a right on foot."""

    right: Mapping[str, frozenset[str]]
    refusals: tuple[Refusal, ...]
    proofs: tuple[Proof, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every tag the rules look at, `highway` first."""
        asked = [refusal.key for refusal in self.refusals]
        asked += [key for proof in self.proofs for key in proof.evidence]
        return tuple(dict.fromkeys(["highway", *asked, *self.right]))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason that is told of ways left out."""
        told = [refusal.reason for refusal in self.refusals] + [proof.reason for proof in self.proofs]
        return tuple(dict.fromkeys(filter(None, told)))


@cache
def walk_rules() -> Rules:
    """Return the rules of ``tags.toml``."""
    data = rules_in(__package__, "tags.toml")
    return Rules(
        right={key: frozenset(values) for key, values in data["right"].items()},
        refusals=tuple(
            Refusal(
                key=rule["key"],
                values=frozenset(rule["values"]),
                private=rule.get("private", False),
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


def is_walkable(tags: Mapping[str, str], *, private_ways: bool = False) -> bool:
    """Return whether a way with these tags is walked.

    Parameters
    ----------
    tags : mapping of str to str
        The way's tags; those the rules do not name are ignored.
    private_ways : bool
        Let in ways that are refused only for being private (docs/method.md, Streets).
    """
    return refusal_of(tags, private_ways=private_ways) is None


def refusal_of(tags: Mapping[str, str], *, private_ways: bool = False) -> str | None:
    """Return why a way with these tags is left out: None where it is walked, else the reason that is told.

    The reason is empty where nobody walks there in any case.

    Parameters
    ----------
    tags, private_ways
        As for :func:`is_walkable`.
    """
    rules = walk_rules()
    if not tags.get("highway"):
        return ""
    has_right = any(_has(tags, key, values) for key, values in rules.right.items())
    against = [
        rule.reason
        for rule in rules.refusals
        if not (rule.private and private_ways)
        and not (rule.unless_right and has_right)
        and _has(tags, rule.key, rule.values)
    ]
    against += [proof.reason for proof in rules.proofs if not _proven(proof, tags)]
    if not against:
        return None
    return against[0] if all(against) else ""


def hopeless_highway(highway: str) -> bool:
    """Return whether no other tag can make a way with this `highway` value walkable."""
    return any(
        rule.key == "highway" and not rule.unless_right and _has({"highway": highway}, "highway", rule.values)
        for rule in walk_rules().refusals
    )


def highway_values(text: str) -> tuple[str, ...]:
    """Return the values in a `highway` cell; a merged street has a list written out, ``['a', 'b']``."""
    if not text.startswith("["):
        return (text,)
    return tuple(part.strip().strip("'\"") for part in text.strip("[]").split(","))


def _has(tags: Mapping[str, str], key: str, values: frozenset[str]) -> bool:
    """Return whether one of the values under `key`, which may be several (``a;b``), is among `values`."""
    value = tags.get(key)
    if not value:
        return False
    return value in values or (";" in value and any(part.strip() in values for part in value.split(";")))


def _proven(proof: Proof, tags: Mapping[str, str]) -> bool:
    if tags.get(proof.key) not in proof.values:
        return True
    return any(_has(tags, key, values) for key, values in proof.evidence.items())


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
