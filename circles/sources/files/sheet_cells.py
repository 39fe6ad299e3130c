"""One sheet of a workbook as its reader gives it, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from circles.sources.files.sheet_marks import Merged


@dataclass(frozen=True, kw_only=True)
class SheetCells:
    """One sheet as its reader gives it.

    Attributes
    ----------
    title : str
        Its name.
    is_visible : bool
        Whether it is in sight.
    rows : callable
        Gives the values of each row from the first, empty ones included.
    merged : tuple of Merged
        Cells merged, where the format says it.
    """

    title: str
    is_visible: bool
    rows: Callable[[], Iterator[Sequence[object]]]
    merged: tuple[Merged, ...] = ()
