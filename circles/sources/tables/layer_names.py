"""Which of the layers of a file is meant, by ``layer_names.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyogrio

from circles.errors import Finding, InputError
from circles.phrases import Phrase
from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ANY_SHAPE = ("Unknown", "Unknown Z", "Unknown M", "Unknown ZM")
"""How the type of a layer of GEOMETRY ends: it may hold shapes of every kind."""


def chosen_layer(where: str | Path | bytes, file: str, kind: str, layer: str | None) -> tuple[str, bool]:
    """Return the layer to read, and whether it is one of several.

    Parameters
    ----------
    where : str, Path or bytes
        What GDAL is to open.
    file : str
        Named in the findings.
    kind : str
        What the layer is for.
    layer : str, optional
        Its name, where the study says it.

    Raises
    ------
    InputError
        If there is no such layer, none with shapes, or several that fit alike.
    """
    found = {str(name): str(shape) for name, shape in pyogrio.list_layers(where) if shape}
    if layer is not None:
        if layer not in found:
            details: dict[str, object] = {"layers": ", ".join(found) or "–"}
            raise InputError(Finding(code="unknown_layer", file=file, value=layer, details=details))
        return layer, len(found) > 1
    fitting = _named(found, kind) or _fitting(found, kind) or list(found)
    if len(fitting) != 1:
        code = "several_layers" if fitting else "no_layer"
        details = {
            "layers": ", ".join(fitting) or "–",
            "kind": Phrase(f"table.{kind}", otherwise=kind),
            "section": kind,
        }
        raise InputError(Finding(code=code, file=file, details=details))
    return fitting[0], len(found) > 1


def _named(found: Mapping[str, str], kind: str) -> list[str]:
    """Return the layers whose whole name says what they are for, and those whose name only adds to such a one."""
    own = [name for name in found if plain(name) == plain(kind)]
    names = {plain(name) for name in _rules()["names"].get(kind, ())}
    said = {plain(name) for name in found} & names
    if own or not said:
        return own
    return [name for name in found if plain(name).startswith(tuple(said))]


def _fitting(found: Mapping[str, str], kind: str) -> list[str]:
    """Return the layers whose type is that of such shapes, else those that may hold any."""
    wanted = _rules()["shapes"].get(kind, "")
    sure = [name for name, shape in found.items() if wanted in shape]
    return sure or [name for name, shape in found.items() if shape.endswith(_ANY_SHAPE)]


@cache
def _rules() -> Mapping[str, Any]:
    return rules_in(__package__, "layer_names.toml")
