"""Every word shown to people, in Chinese and English, from one catalogue.

The catalogue is data: each ``.toml`` file in ``en/`` and ``zh/`` holds sections of keys;
``[verdict] inside = "覆盖"`` is read as ``say("verdict.inside", "zh")``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("zh", "en")

NAMES_READ = 50
"""How many names of a table tell its language."""

_FOLDER = Path(__file__).parent
_HANZI = re.compile(r"[㐀-䶿一-鿿]")


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return all texts of one language, keyed by dotted names.

    Raises
    ------
    ValueError
        If `lang` is neither ``"zh"`` nor ``"en"``.
    """
    if lang not in LANGUAGES:
        message = f"no texts in language {lang!r}; there are {', '.join(LANGUAGES)}"
        raise ValueError(message)
    texts: dict[str, str] = {}
    for file in sorted((_FOLDER / lang).glob("*.toml")):
        texts.update(chapter(lang, file.stem))
    return MappingProxyType(texts)


@cache
def chapter(lang: str, name: str) -> Mapping[str, str]:
    """Return the texts of one file of the catalogue, keyed alike: read alone where the time of all would be felt."""
    file = _FOLDER / lang / f"{name}.toml"
    return MappingProxyType(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def say(key: str, lang: str, /, **values: object) -> str:
    """Return the text `key` in `lang` with its ``{placeholders}`` filled from `values`."""
    return catalogue(lang)[key].format(**values)


def language_of(*names: str) -> str:
    """Return ``"zh"`` if any of the names holds a Chinese character, else ``"en"``."""
    return "zh" if any(_HANZI.search(name) for name in names) else "en"


def _flatten(section: Mapping[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in section.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = str(value)
    return flat
