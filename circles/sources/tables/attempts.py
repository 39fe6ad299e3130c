"""What came of each input of a study while it is built, so that no fault of one hides those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from circles.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from circles.errors import Finding

T = TypeVar("T")


class Attempts:
    """What was made of each input, by kind, and what is wrong with each other; a new one for each study.

    Parameters
    ----------
    unread : mapping of str to findings, optional
        Why some inputs could not be read: nothing is made of them.

    Attributes
    ----------
    results : dict
        What was made of each input that is without fault.
    faults : dict
        What is wrong with the others, in the order in which they were tried.
    """

    def __init__(self, unread: Mapping[str, Sequence[Finding]] | None = None) -> None:
        self._unread = unread or {}
        self.results: dict[str, Any] = {}
        self.faults: dict[str, list[Finding]] = {}

    def make(self, kind: str, made_by: Callable[..., T], /, *given: Any, **options: Any) -> T | None:
        """Return what a function makes of what it is given; where it cannot, keep its findings and return None."""
        if kind in self._unread:
            self.faults.setdefault(kind, list(self._unread[kind]))
            return None
        try:
            result = made_by(*given, **options)
        except InputError as error:
            self.faults.setdefault(kind, []).extend(error.findings)
            self.results.pop(kind, None)
            return None
        self.results[kind] = result
        return result
