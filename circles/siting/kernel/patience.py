"""How long a search may go on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Patience:
    """A time limit from now and somebody who may call a halt.

    Attributes
    ----------
    until : float
        The reading of ``time.perf_counter`` at which to end.
    stop : callable, optional
        Polled; true ends the search.
    interrupted : Event
        Set by a search that was interrupted from the keyboard, so that what comes after it does not begin.
    """

    until: float
    stop: Callable[[], bool] | None = None
    interrupted: threading.Event = field(default_factory=threading.Event)

    def over(self) -> bool:
        """Tell whether the search is to end."""
        return bool(self.reason())

    def reason(self) -> str:
        """Return why the search is to end, as a status; empty where it may go on."""
        if self.interrupted.is_set() or (self.stop is not None and self.stop()):
            return "stopped"
        return "time limit" if time.perf_counter() >= self.until else ""


def patience_of(time_limit_s: float, stop: Callable[[], bool] | None) -> Patience:
    """Return the patience that begins now."""
    return Patience(time.perf_counter() + time_limit_s, stop)
