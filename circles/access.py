"""Who may walk a way, by its tags: everybody, those who live there, or nobody (``access.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC, PRIVATE, CLOSED = "", "private", "closed"


def access_of(tags: Mapping[str, str]) -> str:
    """Return who may walk a way with these tags: ``PUBLIC``, ``PRIVATE`` or, where nobody may, ``CLOSED``.

    Examples
    --------
    >>> access_of({"highway": "service", "access": "private"}), access_of({"access": "private", "foot": "yes"})
    ('private', '')
    >>> access_of({"access": "no"}), access_of({"access": "no", "foot": "private;designated"})
    ('closed', '')
    """
    for who, rules in _rules().items():
        if any(has_value(tags, key, values) for key, values in rules.items()):
            return who
    return PUBLIC


def has_right(tags: Mapping[str, str]) -> bool:
    """Return whether a way is signed for people on foot."""
    return any(has_value(tags, key, values) for key, values in _rules()[PUBLIC].items())


def barred_by(tags: Mapping[str, str]) -> str:
    """Return why nobody passes a barrier with these tags on foot: ``locked`` or ``closed``, empty where people pass.

    Examples
    --------
    >>> barred_by({"barrier": "gate", "access": "no"}), barred_by({"barrier": "gate", "access": "private"})
    ('closed', '')
    """
    if not tags.get("barrier"):
        return ""
    for why, rules in _barriers().items():
        if not (why == CLOSED and has_right(tags)) and any(has_value(tags, *rule) for rule in rules.items()):
            return why
    return ""


def access_keys() -> tuple[str, ...]:
    """Return the tags that say who may walk a way."""
    return tuple(dict.fromkeys(key for rules in _rules().values() for key in rules))


def barrier_keys() -> tuple[str, ...]:
    """Return the tags that say whether a barrier is passed."""
    asked = (key for rules in (*_barriers().values(), _rules()[PUBLIC]) for key in rules)
    return tuple(dict.fromkeys(["barrier", *asked]))


def has_value(tags: Mapping[str, str], key: str, values: frozenset[str]) -> bool:
    """Return whether one of the values under `key`, which may be several (``a;b``), is among `values`."""
    value = tags.get(key)
    if not value:
        return False
    return value in values or (";" in value and any(part.strip() in values for part in value.split(";")))


@cache
def _barriers() -> Mapping[str, Mapping[str, frozenset[str]]]:
    found: Mapping[str, Mapping[str, list[str]]] = _data()["barrier"]
    return {why: {key: frozenset(values) for key, values in rules.items()} for why, rules in found.items()}


@cache
def _rules() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the values by tag of each kind of access, in the order in which they decide."""
    data = _data()
    named = {PUBLIC: "public", CLOSED: "closed", PRIVATE: "private"}
    return {who: {key: frozenset(values) for key, values in data[name].items()} for who, name in named.items()}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "access.toml").read_text(encoding="utf-8"))
