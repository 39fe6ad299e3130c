"""Rules that are data: .toml files beside the module that reads them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def rules_in(package: str | None, file: str) -> Mapping[str, Any]:
    """Return what a file of rules says.

    Parameters
    ----------
    package : str or None
        ``__package__`` of the module it stands beside.
    file : str
        Its name.
    """
    return tomllib.loads((files(package or "") / file).read_text(encoding="utf-8"))
