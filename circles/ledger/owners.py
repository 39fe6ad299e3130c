"""Who sees to what, as a list says it: nobody is built in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles import texts
from circles.phrases import phrase
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.ledger.items import Item
    from circles.phrases import Words

UNITS = ("lead", "responsible", "supporting")


@dataclass(frozen=True)
class Owners:
    """The list of owners.

    Attributes
    ----------
    rows : sequence of mapping
        ``ledger_table.OWNERS``, those that are said.
    """

    rows: Sequence[Mapping[str, str]] = ()

    def of(self, item: Item) -> dict[str, Words]:
        """Return who sees to an item: by its clause before its kind of task, by its sub-district before any.

        What no row says is still to be named (待明确).
        """
        asked = [{squeezed(item.clause), squeezed(f"{item.norm} {item.clause}")}, _names_of(item.task)]
        for names in asked:
            for where in (item.subdistrict, ""):
                row = next((row for row in self.rows if _is_of(row, names, where)), None)
                if row is not None:
                    return {name: row.get(name) or phrase("ledger.unnamed") for name in UNITS}
        return {name: phrase("ledger.unnamed") for name in UNITS}

    @staticmethod
    def is_unnamed(cell: str) -> bool:
        """Return whether a cell names nobody yet."""
        return not cell.strip() or cell in {texts.say("ledger.unnamed", lang) for lang in texts.LANGUAGES}


def _is_of(row: Mapping[str, str], names: set[str], subdistrict: str) -> bool:
    return squeezed(row.get("task", "")) in names and squeezed(row.get("subdistrict", "")) == squeezed(subdistrict)


def _names_of(task: str) -> set[str]:
    """Return the words for a kind of task, and its name in the program."""
    return {squeezed(task), *(squeezed(texts.say(f"ledger.task.{task}", lang)) for lang in texts.LANGUAGES)}
