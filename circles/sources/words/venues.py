"""Whether a row of a list is a service center or plainly something else, by the words in ``venues.toml``."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping


class Venue(NamedTuple):
    """What a row is: `is_center` is None where nothing tells; `word` is what told of something else."""

    is_center: bool | None
    word: str = ""


_CENTER = Venue(is_center=True)


def venue_of(name: str, kind: str = "") -> Venue:
    """Return whether a row is a service center, by its name and what its column of kinds says.

    Examples
    --------
    >>> venue_of("新华社区党群服务中心").is_center, venue_of("滨河社区卫生服务中心")
    (True, Venue(is_center=False, word='卫生服务'))
    """
    text = _plain(name)
    if _held(text, "sure") or text.endswith(_ends()):
        return _CENTER
    word = _held(text, "others")
    if word:
        return Venue(is_center=False, word=word)
    sort = _plain(kind)
    if _held(sort, "sure") or _held(text, "likely"):
        return _CENTER
    word = _held(sort, "others")
    return Venue(is_center=False, word=word) if word else Venue(is_center=True if _held(sort, "likely") else None)


def _plain(text: str) -> str:
    """Return a text without case and full width, and without spaces where it is Chinese."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    return plain if plain.isascii() else squeezed(plain)


def _held(text: str, part: str) -> str:
    """Return the first word of a part that a text holds, empty where it holds none; Latin words count as whole ones."""
    begun = _by_first_letter(part)
    for at, letter in enumerate(text):
        for word in begun.get(letter, ()):
            if text.startswith(word, at) and (not word.isascii() or _is_whole(text, at, at + len(word))):
                return word
    return ""


def _is_whole(text: str, start: int, end: int) -> bool:
    after = text[end:].removeprefix("s")[:1]
    return not text[:start][-1:].isalnum() and not after.isalnum()


@cache
def _by_first_letter(part: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a part by their first letter, the longest first."""
    data = _data()
    words = [word for group in data["others"].values() for word in group] if part == "others" else data[part]
    begun: dict[str, tuple[str, ...]] = {}
    for word in sorted(words, key=len, reverse=True):
        begun[word[0]] = (*begun.get(word[0], ()), word)
    return begun


@cache
def _ends() -> tuple[str, ...]:
    return tuple(_data()["ends"])


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "venues.toml")
