"""Where an audit found what it found: the units that clauses are not satisfied in, the places of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles.answers.audit import FAILING, LISTED
from circles.ledger.items import BLOCKS, WHOLE, parts_said
from circles.workflows.ledger_items import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.norms.auditing import Audited

_PLACE = 2
"""Of norm, clause and place in the key of an item."""


def failing_places(found: Iterable[Audited]) -> pd.DataFrame:
    """Return ``audit.FAILING``: units that do not satisfy a clause, also where it asks only for a share of them.

    Parameters
    ----------
    found : iterable of Audited
        Clauses with their verdicts: by what was observed on the day of the audit, also of a period that is over.
    """
    rows: list[tuple[str, ...]] = []
    for each in found:
        clause = (each.norm.name, each.clause.clause)
        for reading, held in each.judgment.held:
            kind, part = place_of(each, reading)
            if held is False and kind != WHOLE:
                rows.append((*clause, kind, part, reading.name))
        rows += [(*clause, BLOCKS, block_id, "") for block_id in each.outside]
    return pd.DataFrame(rows, columns=list(FAILING), dtype=object)


def listed_places(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return ``audit.LISTED`` of a ledger: what its keys say of where items lie.

    Parameters
    ----------
    ledger : DataFrame
        ``ledger_table.LEDGER``.
    """
    rows: list[tuple[str, str, str]] = []
    for item_id, key in zip(ledger["item_id"], ledger["key"], strict=True):
        said = str(key).split("|", _PLACE)
        kind, parts = parts_said(said[_PLACE]) if len(said) > _PLACE else (WHOLE, frozenset[str]())
        rows += [(str(item_id), kind, part) for part in sorted(parts)]
    return pd.DataFrame(rows, columns=list(LISTED), dtype=object)
