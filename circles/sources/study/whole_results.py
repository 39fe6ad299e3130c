"""Whether a file of an earlier result is still the one that its ``summary.json`` tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.errors import Finding
from circles.results import recorded
from circles.sources.tables.raw_table import checksum

if TYPE_CHECKING:
    from pathlib import Path


def result_findings(path: Path, *, of_result: bool = False) -> list[Finding]:
    """Return what keeps a file from being read as a part of the result it stands in.

    Parameters
    ----------
    path : Path
        A file that exists, in any folder.
    of_result : bool
        Whether it must be a part of a result; otherwise a file that no ``summary.json`` tells of is anybody's own.
    """
    whole = path.resolve()
    sha256 = recorded(whole.parent).get(whole.name, "")
    if not sha256:
        return [Finding(code="result_not_whole", file=path.name)] if of_result else []
    return [] if whole.is_file() and checksum(whole) == sha256 else [Finding(code="result_changed", file=path.name)]
