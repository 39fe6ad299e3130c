"""The one way functions are compiled here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
from numba.core import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Function = TypeVar("Function", bound="Callable[..., Any]")


def compiled(function: Function) -> Function:
    """Compile `function` without holding the interpreter's lock, its machine code kept on disk where that can be.

    An installation that cannot be written to, used without a home folder, has no place for machine code; numba
    refuses to cache there, and the function is compiled anew in each process instead.

    What makes a first run slow stays out of such functions: assigning an array to a part of another (numba compiles
    the words of an error with it), ``np.flatnonzero``, ``np.arange`` and the like where a loop does, and arguments that
    are sometimes left out or literal, for each of which the function is compiled once more.
    """
    try:
        return cast("Function", numba.njit(function, cache=True, nogil=True))
    except RuntimeError:
        return cast("Function", numba.njit(function, nogil=True))


def written_in(function: Function) -> Function:
    """Mark what one compiled function calls at one place: it is compiled as a part of it, and not once more by itself.

    For loops that are functions of their own only to be read. Caller and called stand in one module, since the machine
    code kept on disk is made anew only where the caller's file has changed.
    """
    return cast("Function", numba.njit(function, nogil=True, inline="always"))


@contextmanager
def telling(begun: Callable[[], None]) -> Iterator[None]:
    """Call `begun` each time a function is compiled that no earlier run has left on disk.

    A first run on a machine compiles for many seconds, and says so only if asked.
    """
    with event.install_listener("numba:compile", _Listener(begun)):
        yield


class _Listener(event.Listener):  # type: ignore[misc] # numba has no types
    def __init__(self, begun: Callable[[], None]) -> None:
        self._begun = begun

    def on_start(self, event: object) -> None:  # noqa: ARG002 the signature of a Listener
        self._begun()

    def on_end(self, event: object) -> None:
        pass
