"""The two axes of status that a cell speaks of: how far building is, and whether the place is used.

Whether a center is open is decided by :mod:`circles.sources.words.statuses` alone; here the same words are read once
more for what they say of either axis.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in
from circles.sources.words.statuses import asked_by, asked_words, words_of_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLANNED, BUILDING, BUILT, RENOVATING = "planned", "under construction", "built", "renovating"
UNUSED, USED, PAUSED, ENDED = "not in use", "in use", "suspended", "withdrawn"


class Axes(NamedTuple):
    """What is said of construction and of use; empty where nothing is."""

    construction: str = ""
    use: str = ""


def axes_said(cell: str) -> Axes:
    """Return what a cell says of construction and use.

    Examples
    --------
    >>> axes_said("建成未启用"), axes_said("在建").construction, axes_said("暂停开放").use
    (Axes(construction='built', use='not in use'), 'under construction', 'suspended')
    """
    words = words_of_status(cell)
    if {word for _, word in words} <= _words("only_open_or_closed"):
        return Axes()
    said: list[Axes] = []
    turn = ("", "")
    for kind, word in words:
        if kind in _TURNS:
            turn = (kind, word)
            continue
        said.append(_core(kind, word, turn))
        turn = turn if kind in ("year", "between") else ("", "")
    if not said and turn[0] == "stop":
        return Axes(use=_stopped(turn[1]))
    return axes_together(said)


def axes_answered(header: str, *, yes: bool) -> Axes:
    """Return what 是 or 否 under a header says: 否 under 是否启用 that it is not in use, under 是否在建 nothing."""
    asked = asked_words(header)
    if yes:
        return axes_said(asked)
    return Axes(use=axes_said(f"未{asked}").use) if asked_by(header) == "open" else Axes()


def axes_together(said: Iterable[Axes]) -> Axes:
    """Return what several words or columns say together: a work that goes on goes before one that is done."""
    every = list(said)
    return Axes(
        *(
            next((stage for stage in _data()["order"][axis] if stage in {getattr(each, axis) for each in every}), "")
            for axis in Axes._fields
        )
    )


_TURNS = ("not", "plan", "stop", "already")


def _core(kind: str, word: str, turn: tuple[str, str]) -> Axes:
    """Return what one word says after the word that turns it."""
    turned = turn[0]
    if kind == "open":
        use = {"not": UNUSED, "plan": UNUSED, "stop": _stopped(turn[1])}.get(turned, USED)
        return Axes(use=use)
    if kind in ("built", "share"):
        whole = kind == "built" or float(word.rstrip("%")) >= _WHOLE
        return Axes(construction=(BUILT if whole else BUILDING) if turned in ("", "already") else "")
    if kind in ("ahead", "building"):
        begun = kind == "building" or _is(word, "begun")
        return Axes(construction=BUILDING if begun and turned not in ("not", "plan") else PLANNED)
    if kind == "works":
        return Axes(construction=RENOVATING if turned == "" else "")
    return _over(kind, word, turned)


def _over(kind: str, word: str, turned: str) -> Axes:
    """Return what is said by words of an end, and by those that say nothing of use."""
    if kind == "ended":
        ended = next((axes for words, axes in _ENDS.items() if _is(word, words)), Axes(use=ENDED))
        return {"plan": Axes(), "not": Axes(use=USED)}.get(turned, ended)
    if kind == "unclear" and (_is(word, "finished") or _ends_works(word)):
        return Axes(construction=BUILT if turned in ("", "already") else BUILDING)
    return Axes()


_ENDS: Mapping[str, Axes] = MappingProxyType(
    {
        "idle": Axes(BUILT, UNUSED),
        "halted": Axes(construction=BUILDING),
        "put_off": Axes(construction=PLANNED),
        "paused": Axes(use=PAUSED),
    }
)
_WHOLE = 100


def _stopped(word: str) -> str:
    return PAUSED if _is(word, "pausing") else ENDED


def _is(word: str, kind: str) -> bool:
    return word in _words(kind)


def _ends_works(word: str) -> bool:
    return any(word.endswith(end) and word != end for end in _words("finished"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _data()[kind])


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "status_axes.toml")
