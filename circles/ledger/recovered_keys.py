"""The key of a row whose cell of it is empty: by its id, which was made of norm, clause and place, else its clause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from circles.ledger.items import ID_DIGITS, item_id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ID = re.compile(rf"(.+)-[0-9a-f]{{{ID_DIGITS}}}")
_CITED = re.compile(r".*[（(]([^（()）]+)[)）]\s*")


def with_keys(
    rows: Iterable[dict[str, Any]], looked_at: Mapping[tuple[str, str], Iterable[tuple[str, str]]]
) -> list[dict[str, Any]]:
    """Return the rows of a ledger, each with its key as far as it can be known again.

    Parameters
    ----------
    rows : iterable of dict
        ``ledger_table.LEDGER``, those columns that are there.
    looked_at : mapping
        By norm and clause the kinds and parts of the places that were looked at.
    """
    given = list(rows)
    if all(row.get("key") or not row.get("item_id") for row in given):
        return given
    clauses: dict[str, list[str]] = {}
    by_id: dict[str, str] = {}
    for (norm, clause), places in looked_at.items():
        clauses.setdefault(clause, []).append(norm)
        for kind, part in places:
            key = f"{norm}|{clause}|{kind}:{part}"
            by_id[item_id_of(clause, key)] = key
    return [
        row if row.get("key") or not row.get("item_id") else {**row, "key": _key(row, by_id, clauses)} for row in given
    ]


def _key(row: Mapping[str, Any], by_id: Mapping[str, str], clauses: Mapping[str, list[str]]) -> str:
    """Return a key: without a place where the id does not tell it, without a norm where several may be meant."""
    item_id = str(row["item_id"]).strip()
    if item_id in by_id:
        return by_id[item_id]
    found = _ID.fullmatch(item_id) or _CITED.fullmatch(str(row.get("basis") or ""))
    clause = found[1] if found else ""
    norms = clauses.get(clause, [])
    return f"{norms[0] if len(norms) == 1 else ''}|{clause}|" if clause else ""
