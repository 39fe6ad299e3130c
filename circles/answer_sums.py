"""A short sum over an answer, by which a sheet of paper and a new run are seen to say the same of every block."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS, _GROUP = 16, 4


def check_code(rows: Iterable[tuple[str, int, str]], limit_mm: int) -> str:
    """Return sixteen digits of the SHA-256 of the longest walk inside and of every block's walk and verdict.

    The page of a map makes the same of what it answers (``web/check_code.js``).

    Parameters
    ----------
    rows : iterable of tuple
        ``block_id``, ``walk_mm`` (-1 without a path) and verdict; their order makes no difference.
    limit_mm : int
        The longest walk inside, in millimetres.

    Examples
    --------
    >>> check_code([("B1", 1000, "inside"), ("B2", -1, "outside")], 1_000_000)
    '2675-84d5-e95b-2ae4'
    """
    lines = [
        f"circles answer 1\nlimit_mm {limit_mm}\n",
        *sorted(f"{one}\t{walk}\t{verdict}\n" for one, walk, verdict in rows),
    ]
    digits = hashlib.sha256("".join(lines).encode()).hexdigest()[:_DIGITS]
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))
