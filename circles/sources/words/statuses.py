"""Whether the words of a status column say that a center is open, by the lists in ``statuses.toml``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Said = Literal["open", "built", "closed", ""]
"""What a cell says; empty where it is not understood, or says both."""

_LONGEST = 60
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|[./]\d{1,2}[./]?|)(?:\d{1,2}月?|)(?:\d{1,2}日|)", re.ASCII)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)%", re.ASCII)
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")

_OPENING = re.compile(r"[(\[【（［]")

_CORES = ("open", "built", "ahead", "building", "works", "ended", "unclear")
_TURNS = ("not", "plan", "stop", "already")
_KINDS = (*_CORES, *_TURNS, "done", "between")
_WHOLE = 100

# What a word says after each turn; what is not listed says nothing.
_ALONE: Mapping[str, str] = MappingProxyType(
    {"open": "open", "built": "built", "ahead": "closed", "building": "closed", "works": "closed", "ended": "closed"}
)
_TURNED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": _ALONE,
        "not": {"open": "closed", "built": "closed", "building": "closed", "ended": "open", "unclear": "closed"},
        "plan": {"open": "closed", "built": "closed", "ahead": "closed", "building": "closed", "unclear": "closed"},
        "stop": {"open": "closed", "building": "closed"},
        "already": {"open": "open", "built": "built", "ahead": "closed", "ended": "closed"},
    }
)


def status_said(cell: str) -> Said:
    """Return what a cell says of a center: ``open``, ``built``, ``closed``, or nothing.

    An empty cell says nothing. ``built`` is open unless something else says that it is not used.

    Examples
    --------
    >>> [status_said(cell) for cell in ("已建成投用", "建成未启用", "改造中", "也许")]
    ['open', 'closed', 'closed', '']
    """
    if len(cell) > _LONGEST or not _may_end(cell[-1:]):
        return ""
    text = _words_of(cell)
    said = _said(text)
    if said or not _BRACKETS.search(text):
        return said
    # A remark in brackets that is about something else: 开放（周一至周五）.
    outside, remarks = _BRACKETS.sub("", text), "".join(_BRACKETS.findall(text))
    return "" if _mentions(remarks) else _said(outside)


def words_of_status(cell: str) -> tuple[tuple[str, str], ...]:
    """Return the known words of a cell with their kinds, as :func:`status_said` takes them; none where it says nothing.

    Examples
    --------
    >>> words_of_status("建成未启用")
    (('built', '建成'), ('not', '未'), ('open', '启用'))
    """
    if not status_said(cell):
        return ()
    text = _words_of(cell)
    row = _row(text) if _said(text) else _row(_BRACKETS.sub("", text))
    return tuple(_merged(row or ()))


def asked_by(header: str) -> Said:
    """Return what 是 under a header says of a center, empty where the header asks nothing of the kind.

    Examples
    --------
    >>> [asked_by(header) for header in ("是否启用", "是否已关闭", "状态")]
    ['open', 'closed', '']
    """
    question, rest = _parts_of(header)
    if any(kind in ("works", "building") for kind, _ in _row(rest) or ()):
        return ""  # 是否改造 may ask of works that are over, going on or to come
    said = _said(rest)
    if not question and said == "closed" and rest.endswith(_asks("remarks")):
        return ""  # what 是 under 建设状态 says cannot be known
    return "open" if said == "built" else said


def asked_words(header: str) -> str:
    """Return what a header asks without the word that makes it a question: 启用 of 是否启用."""
    return _parts_of(header)[1]


def is_question(header: str) -> bool:
    """Return whether a header asks whether a center is open, or closed, in so many words: 是否启用."""
    return bool(_parts_of(header)[0]) and bool(asked_by(header))


def _parts_of(header: str) -> tuple[str, str]:
    """Return the word that makes a question of a header, empty where there is none, and what it asks."""
    text = _words_of(_BRACKETS.sub("", unicodedata.normalize("NFKC", header)))
    for ending in _asks("endings"):
        text = text.removesuffix(ending)
    for word in _asks("beginnings"):
        before, found, rest = text.partition(word)
        if found and rest and (not before or not word.isascii()):
            return found, rest
    return "", text


def said_in_brackets(name: str) -> Said:
    """Return what the remarks in brackets of a name say: 新华社区党群服务中心（在建） is closed."""
    if not _OPENING.search(name):
        return ""
    remarks = _BRACKETS.findall(unicodedata.normalize("NFKC", name))
    return _together({status_said(remark[1:-1]) for remark in remarks} - {""})


def looks_like_status(header: str) -> bool:
    """Return whether a header ends as those of status columns do: 阵地运行情况."""
    return _parts_of(header)[1].endswith(_asks("remarks"))


def _words_of(text: str) -> str:
    return plain(text)


def _said(text: str) -> Said:
    row = _row(text)
    return "" if row is None else _sense(row)


@cache
def _row(text: str) -> tuple[tuple[str, str], ...] | None:
    """Return a text as a row of known words with their kinds, the row with the fewest; None where it is no such row."""
    if not text:
        return None
    best: list[tuple[tuple[str, str], ...] | None] = [(), *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _longest_word()), end):
            kind, before, here = _kind_of(text[start:end]), best[start], best[end]
            if kind and before is not None and (here is None or len(before) + 1 < len(here)):
                best[end] = (*before, (kind, text[start:end]))
    return best[-1]


def _sense(row: tuple[tuple[str, str], ...]) -> Said:
    """Return what a row of words says together: nothing where one says open and another closed."""
    said: list[str] = []
    turn = ""
    for kind, word in _merged(row):
        if kind in _TURNS:
            turn = kind
            said += ["closed"] if kind == "stop" else []
        elif kind == "year":
            said += ["future"] if turn != "plan" and int(word[:4]) > _data()["passed_until"] else []
        elif kind == "share":
            said.append("built" if float(word.rstrip("%")) >= _WHOLE else "closed")
        elif kind in _CORES:
            said.append(_TURNED[turn].get(kind, ""))
            turn = ""
    return _together(set(said) - {""})


def _merged(row: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield the words of a row, works and what ends them as one: 建设完成 is built, 改造完成 says nothing of use."""
    held: tuple[str, str] | None = None
    for kind, word in row:
        if held is not None and word in _ends_of_works():
            held = ("built" if held[0] == "building" else "unclear", held[1] + word)
            continue
        if held is not None:
            yield held
        held = (kind, word) if kind in ("building", "works") else None
        if held is None:
            yield kind, word
    if held is not None:
        yield held


def _together(said: Collection[str]) -> Said:
    if "future" in said:
        return "closed" if {*said} == {"future", "closed"} else ""
    if "closed" in said:
        return "" if "open" in said else "closed"
    if "open" in said:
        return "open"
    return "built" if "built" in said else ""


def _kind_of(word: str) -> str:
    if _YEAR.fullmatch(word):
        return "year"
    if _SHARE.fullmatch(word):
        return "share"
    return "between" if word.isdigit() and len(word) < 3 else _vocabulary().get(word, "")


def _mentions(text: str) -> bool:
    """Return whether a text holds a word that says open or closed, whatever stands around it."""
    return any(word in text for word, kind in _vocabulary().items() if kind in _CORES)


@cache
def _vocabulary() -> Mapping[str, str]:
    """Return the kind of each word in its plain form."""
    return {plain(word): kind for kind in reversed(_KINDS) for word in _data()[kind]}


@cache
def _ends_of_works() -> frozenset[str]:
    return frozenset(plain(word) for word in _data()["done"])


@cache
def _may_end(letter: str) -> bool:
    """Return whether a cell that ends with this letter may be a row of words."""
    return not plain(letter) or plain(letter)[-1] in _last_letters()


@cache
def _last_letters() -> frozenset[str]:
    return frozenset({word[-1] for word in _vocabulary() if word} | {"%", ")", "]", "】"})


@cache
def _longest_word() -> int:
    return max(12, *map(len, _vocabulary()))


@cache
def _asks(part: str) -> tuple[str, ...]:
    return tuple(sorted((squeezed(word) for word in _data()["asks"][part]), key=len, reverse=True))


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "statuses.toml")
