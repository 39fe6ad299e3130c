"""Urban or rural: what each block is, and whether a plan gives it a verdict (docs/method.md, Urban and rural)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import tables

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

URBAN, RURAL, ALL = "urban", "rural", "all"

NOT_ASKED = {URBAN: "rural_not_judged", RURAL: "urban_not_judged"}
"""Why a block has minutes and no verdict, by what is judged."""


def settlements_of(blocks: pd.DataFrame, otherwise: str | None) -> NDArray[np.object_]:
    """Return of each block ``urban``, ``rural`` or an empty text: its own word, else `otherwise`.

    Parameters
    ----------
    blocks : DataFrame
        ``tables.BLOCKS``, with `urban_rural` where they say it.
    otherwise : str or None
        What blocks are that do not say it (``[ranking] settlement``); None where that is not known.
    """
    if tables.URBAN_RURAL not in blocks:
        return np.full(len(blocks), otherwise or "", dtype=object)
    said = blocks[tables.URBAN_RURAL].fillna("").astype(str)
    return said.where(said != "", otherwise or "").to_numpy(dtype=object)


def are_unasked(blocks: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which judged blocks have minutes and no verdict, since none is asked of them.

    Parameters
    ----------
    blocks : DataFrame
        With `reason`.
    """
    found: NDArray[np.bool_] = blocks["reason"].isin(NOT_ASKED.values()).to_numpy(np.bool_)
    return found


def not_asked(blocks: pd.DataFrame, judged: str, otherwise: str | None) -> NDArray[np.object_]:
    """Return why each block gets no verdict though it is walked from, an empty text where it is judged.

    Parameters
    ----------
    blocks, otherwise
        As for :func:`settlements_of`.
    judged : str
        ``Scenario.judged``: of ``urban`` all blocks but rural ones are judged, of ``rural`` these alone.

    Examples
    --------
    >>> import pandas as pd
    >>> list(not_asked(pd.DataFrame({"urban_rural": ["urban", "rural", ""]}), "urban", None))
    ['', 'rural_not_judged', '']
    """
    if judged == ALL:
        return np.full(len(blocks), "", dtype=object)
    is_rural = settlements_of(blocks, otherwise) == RURAL
    return np.where(is_rural if judged == URBAN else ~is_rural, NOT_ASKED[judged], "").astype(object)
