"""Bridges, tunnels and layers, told apart from the ground in one text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = ("bridge", "elevated", "tunnel", "layer")

_NONE = frozenset({"", "f", "false", "n", "no", "none", "nan", "null", "<na>", "否", "无", "没有", "地面"})


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
