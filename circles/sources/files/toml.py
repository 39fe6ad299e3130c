"""A TOML text of a person's own: parsed in one place, as UTF-8 with or without a byte-order mark."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = (ValueError, RecursionError)
"""What :func:`toml_of` raises for a text that is not UTF-8 or no TOML, has too long a number or too deep a list."""


def toml_of(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Raises
    ------
    ValueError, RecursionError
        See :data:`FAULTS`; of the first kind a :class:`UnicodeDecodeError` for another encoding.
    OSError
        If the file cannot be opened.
    """
    return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
