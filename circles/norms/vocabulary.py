"""The words that a clause may use, and the name that each of them has in the program."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def rules(name: str) -> Mapping[str, Any]:
    """Return what a file of rules beside this module says."""
    said = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return MappingProxyType(said)


def meant(kind: str, word: object) -> str | None:
    """Return the name of what a word of a norm file means, None where it means nothing.

    Examples
    --------
    >>> meant("comparison", "不少于"), meant("force", "规划目标"), meant("base", "人次")
    ('at_least', 'target', None)
    """
    return next((name for name, words in rules("vocabulary")[kind].items() if word in (name, *words)), None)


def choices(kind: str) -> list[str]:
    """Return the first word of each thing that a key may hold."""
    return [words[0] for words in rules("vocabulary")[kind].values()]
