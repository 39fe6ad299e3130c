"""What came of reading each input of a study: kept while it is built, so that no broken file hides another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from circles.errors import Finding, InputError
from circles.sources.tables.raw_table import RawTable, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T", bound="tuple[Any, ...]")

Reader = Callable[[], RawTable]


@dataclass(frozen=True)
class Tried:
    """Filled in as a study is built, by kind of input; a new one for each study.

    Attributes
    ----------
    raw : dict
        Each table as it was read, before any of its columns was understood.
    streets : list of Reading
        The streets as they were read, none or one.
    results : dict
        What was made of each input that is without fault, its Source among the items.
    faults : dict
        What is wrong with each other.
    """

    raw: dict[str, RawTable] = field(default_factory=dict)
    streets: list[Reading] = field(default_factory=list)
    results: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    faults: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def findings(self) -> Sequence[Finding]:
        """All faults, in the order in which the inputs were tried."""
        return [finding for faults in self.faults.values() for finding in faults]

    def remembering(self, kind: str, read: Reader | None) -> Reader | None:
        """Return a reader of the same table that is remembered once it is read."""
        if read is None:
            return None

        def reading() -> RawTable:
            self.raw[kind] = read()
            return self.raw[kind]

        return reading

    def remembering_streets(self, read: Callable[[], Reading]) -> Callable[[], Reading]:
        """Return a reader of the same streets that are remembered once they are read."""

        def reading() -> Reading:
            self.streets[:] = [read()]
            return self.streets[0]

        return reading

    def attempt(self, kind: str, make: Callable[[], T]) -> T | None:
        """Return what `make` returns; where it cannot, keep its findings and return None."""
        try:
            result = make()
        except InputError as error:
            self.faults.setdefault(kind, []).extend(error.findings)
            self.results.pop(kind, None)
            return None
        self.results[kind] = result
        return result
