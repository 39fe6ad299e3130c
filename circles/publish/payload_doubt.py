"""How sure verdicts are, block by block: for the map, and as cells of the workbook; nothing where nobody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import tables, texts
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from circles.answers.plan import Plan

_STANDING, _INSIDE, _FLIPPED = tables.BLOCK_DOUBTS
_STANDINGS = {
    "robust inside": "robust",
    "robust outside": "robust",
    "sensitive": "sensitive",
    tables.NOT_EVALUATED: "not_evaluated",
}
"""Inside and outside are said by the verdict."""


def doubt(plan: Plan, lang: str) -> dict[str, Any] | None:
    """Return what the map shows of each block, None where nobody asked.

    `sensitive` tells whether other assumptions would turn its verdict over, `inside` how many of 36 are inside (None
    where it is not evaluated), `flipped` the row of `words` that says what does it (None for nothing).
    """
    blocks = plan.blocks
    if plan.doubts is None:
        return None
    number, said = pd.factorize(blocks[_FLIPPED].replace("", None))
    return {
        "sensitive": [standing == "sensitive" for standing in blocks[_STANDING]],
        "inside": [None if missing else int(value) for value, missing in _counted(blocks)],
        "flipped": [None if row < 0 else int(row) for row in number],
        "words": [_factors(each, lang) for each in said],
    }


def doubt_cells(blocks: pd.DataFrame, lang: str) -> dict[str, list[Any]]:
    """Return the columns of how sure verdicts are as cells of a workbook, by name; none where nobody asked."""
    if _STANDING not in blocks:
        return {}
    return {
        _STANDING: [texts.say(f"workbook.standing.{_STANDINGS[each]}", lang) for each in blocks[_STANDING]],
        _INSIDE: [None if missing else int(value) for value, missing in _counted(blocks)],
        _FLIPPED: [_factors(each, lang) for each in blocks[_FLIPPED]],
    }


def _counted(blocks: pd.DataFrame) -> zip[tuple[Any, bool]]:
    return zip(blocks[_INSIDE].tolist(), blocks[_INSIDE].isna().tolist(), strict=True)


def _factors(flipped_by: str, lang: str) -> str:
    named = [phrase(f"doubt.factor.{factor}") for factor in flipped_by.split(", ") if factor]
    return text_of(joined(named, phrase("check.joint")), lang)
