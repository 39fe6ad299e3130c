"""A sheet of a workbook with the key of each of its columns, by which the guide tells what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.publish.plain_workbook import SheetColumn, TableSheet

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class ToldSheet:
    """A sheet and what is told of it.

    Attributes
    ----------
    name, about : str
        What it is called, and what its rows are.
    family : str
        Where the texts of its columns stand in the catalogue: ``workbook.means.`` and the key of a column.
    columns : mapping of str to SheetColumn
        By key, those that stand on the sheet and no others.
    kept : int
        So many columns stay in sight.
    """

    name: str
    about: str
    family: str
    columns: Mapping[str, SheetColumn]
    kept: int = 1

    @property
    def table(self) -> TableSheet:
        """The sheet as it is written."""
        return TableSheet(name=self.name, columns=tuple(self.columns.values()), kept=self.kept)
