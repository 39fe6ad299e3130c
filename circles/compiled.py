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
    """
    try:
        return cast("Function", numba.njit(function, cache=True, nogil=True))
    except RuntimeError:
        return cast("Function", numba.njit(function, nogil=True))
