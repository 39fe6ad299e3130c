"""How long a search may go on: a number of steps, so that the same question ends at the same answer.

A search counts what it does and never looks at the clock to decide what to do next. Seconds are turned into steps at a
fixed rate, whatever the machine and whatever else it is busy with. A clock there is, too, but all it can do is to stop
a run that takes several times as long as was asked for; such an answer says that it was stopped.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS_PER_S = 100_000_000
"""Steps that a second allowed stands for. A step is one pair of a block and a site looked at once, or as much work."""

OVERTIME = 5
"""The clock stops a run after so many times the seconds allowed."""

LEAST_OVERTIME_S = 60.0
"""It stops no run before so many seconds."""

NEVER = float("inf")


@dataclass(eq=False)
class Patience:
    """The steps a search has left, and who may call a halt before it has taken them.

    Attributes
    ----------
    steps : int
        Left; :meth:`take` lowers them.
    until : float
        The reading of ``time.perf_counter`` at which the run is stopped.
    stop : callable, optional
        Polled; true stops the run.
    interrupted : bool
        Whether the search was interrupted from the keyboard, so that what comes after it does not begin.
    whole : Patience, optional
        That of which this one is a part: what is taken here is taken there.
    """

    steps: int
    until: float = NEVER
    stop: Callable[[], bool] | None = None
    interrupted: bool = False
    whole: Patience | None = field(default=None, repr=False)

    def take(self, steps: int) -> None:
        """Note that so many steps were taken."""
        self.steps -= steps
        if self.whole is not None:
            self.whole.take(steps)

    def interrupt(self) -> None:
        """Note an interrupt from the keyboard."""
        self.interrupted = True
        if self.whole is not None:
            self.whole.interrupt()

    def part(self, share: float) -> Patience:
        """Return the patience for a part of the search, which may take this share of the steps left."""
        return Patience(int(self.steps * share), self.until, self.stop, self.interrupted, self)

    def over(self) -> bool:
        """Tell whether the search is to end."""
        return bool(self.reason())

    def reason(self) -> str:
        """Return why the search is to end, as a status; empty where it may go on."""
        if self.interrupted or (self.stop is not None and self.stop()) or time.perf_counter() >= self.until:
            return "stopped"
        return "step limit" if self.steps <= 0 else ""


def patience_of(time_limit_s: float, stop: Callable[[], bool] | None, *, pace: int = 1) -> Patience:
    """Return the patience of a question that is allowed so many seconds, from now.

    Parameters
    ----------
    time_limit_s : float
        The seconds.
    stop : callable, optional
        Polled; true stops the run.
    pace : int
        How many times as many steps as usual a second stands for, where a step is less work.
    """
    until = time.perf_counter() + max(LEAST_OVERTIME_S, OVERTIME * time_limit_s)
    return Patience(int(min(time_limit_s, 1e9) * STEPS_PER_S) * pace, until, stop)
