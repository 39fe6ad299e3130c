"""What is shown, in no language yet: texts of the catalogue with what fills them, names, and several of them joined.

They become text when they are rendered, in the language of the document or in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from circles import texts


class Worded(Protocol):
    """What can be said in a language: a phrase, a figure, a finding, several of them joined."""

    def text(self, lang: str, /) -> str:
        """Return it in `lang`."""


LISTS = frozenset(
    (
        *("choices", "classes", "columns", "communities", "engines", "examples", "factors", "ids", "known", "layers"),
        *(
            "names",
            "numbers",
            "others",
            "points",
            "rows",
            "shown",
            "sheets",
            "subdistricts",
            "values",
            "wanted",
            "words",
        ),
    )
)
"""Placeholders that hold several things one after another, which Chinese sets apart by 、 and English by commas."""

_APART = ", "
"""What stands between the things of a list."""

Words = str | Worded
"""Something to be shown: a text as it stands, or what becomes one in a language."""


@dataclass(frozen=True)
class Phrase:
    """A text of the catalogue and what fills it; make one with :func:`phrase`.

    Attributes
    ----------
    key : str
        Of the catalogue.
    values : tuple of (str, object)
        What fills its placeholders; words among them are said in the same language.
    otherwise : str or None
        What is shown where the catalogue has no such key; None where it must have it.
    """

    key: str
    values: tuple[tuple[str, object], ...] = ()
    otherwise: str | None = None

    def text(self, lang: str, /) -> str:
        """Return the text, filled."""
        if self.otherwise is not None and self.key not in texts.catalogue(lang):
            return self.otherwise
        filled = {name: _filling(name, value, lang) for name, value in self.values}
        return texts.say(self.key, lang, **filled)


@dataclass(frozen=True)
class Joined:
    """Words one after another; make them with :func:`joined`."""

    parts: tuple[Words, ...]
    joint: Words = ""

    def text(self, lang: str, /) -> str:
        """Return the parts with the joint between them."""
        return text_of(self.joint, lang).join(text_of(part, lang) for part in self.parts)


def _filling(name: str, value: object, lang: str) -> object:
    """Return what fills a placeholder: words in the language, a list set apart as the language does."""
    if hasattr(value, "text"):
        return value.text(lang)
    if name in LISTS and isinstance(value, str):
        apart = value.replace(_APART, texts.say("list.joint", lang))
        return apart.removesuffix(" …") + texts.say("list.more", lang) if apart.endswith(" …") else apart
    return value


def phrase(key: str, /, **values: object) -> Phrase:
    """Return the text `key` of the catalogue, to be filled with `values`."""
    return Phrase(key, tuple(values.items()))


def joined(parts: Iterable[Words], joint: Words = "") -> Joined:
    """Return words one after another, with `joint` between them."""
    return Joined(tuple(parts), joint)


def shortened(words: Words, most: int) -> Words:
    """Return words in which no list that fills ``{shown}`` names more than `most`; the whole words name all.

    Examples
    --------
    >>> told = phrase("norms.evidence.without", shown="甲, 乙, 丙")
    >>> shortened(told, 3) == told, shortened(told, 2).text("zh")
    (True, '没有的：甲、乙……')
    """
    if isinstance(words, Joined):
        return replace(words, parts=tuple(shortened(part, most) for part in words.parts))
    if isinstance(words, Phrase):
        return replace(words, values=tuple((name, _shortened(name, value, most)) for name, value in words.values))
    return words


def _shortened(name: str, value: object, most: int) -> object:
    if isinstance(value, (Joined, Phrase)):
        return shortened(value, most)
    names = value.split(_APART) if name == "shown" and isinstance(value, str) else []
    return _APART.join(names[:most]) + " …" if len(names) > most else value


def text_of(words: Words, lang: str) -> str:
    """Return words in `lang`."""
    return words if isinstance(words, str) else words.text(lang)


def in_language(tree: Any, lang: str) -> Any:
    """Return mappings and lists with all words in them as text in `lang`; what is no words stays."""
    if isinstance(tree, Mapping):
        return {name: in_language(value, lang) for name, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [in_language(value, lang) for value in tree]
    return tree.text(lang) if hasattr(tree, "text") else tree


@dataclass(frozen=True)
class Bilingual:
    """Words that stand in data, in both languages: what a norm asks, where it says so.

    Examples
    --------
    >>> Bilingual(zh="每百户", en="per 100 households").text("en")
    'per 100 households'
    """

    zh: str
    en: str

    def text(self, lang: str, /) -> str:
        """Return the words in `lang`."""
        return self.zh if lang == "zh" else self.en
