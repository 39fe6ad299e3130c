"""The one way functions are compiled here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

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
