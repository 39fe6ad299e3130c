"""Who may walk the lines of a layer, by columns of its own: 通行, 开放, 封闭 (docs/inputs.md, Gated compounds)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from circles.access import CLOSED, PRIVATE, PUBLIC
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.sources.words.cells import text_cells
from circles.sources.words.table_words import answer_of, walked_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.sources.tables.raw_table import RawTable

FIELDS = ("walked_by", "open", "gated")
"""The fields of such columns, each with another meaning of yes and no."""

_MEANT = {"public": PUBLIC, "private": PRIVATE, "closed": CLOSED}
_ANSWERED = {"walked_by": (PUBLIC, CLOSED), "open": (PUBLIC, PRIVATE), "gated": (PRIVATE, PUBLIC)}
"""What yes and no mean under each field."""

_SHOWN = 10


class SaidByColumns(NamedTuple):
    """Who may walk each line, and a finding of each column with words that are not known."""

    who: list[str]
    warnings: tuple[Finding, ...] = ()


def said_by_columns(raw: RawTable, fields: Mapping[str, str]) -> SaidByColumns:
    """Return who may walk each line, by the strictest of its columns; public where none says anything.

    Parameters
    ----------
    raw : RawTable
        The layer.
    fields : mapping of str to str
        Field to column, as they were found.
    """
    who, warnings = [PUBLIC] * len(raw.cells), []
    for field in (each for each in FIELDS if each in fields):
        texts = text_cells(raw.cells[fields[field]]).tolist()
        meant = {text: _meant(text, field) for text in set(texts)}
        who = [strictest(one, meant[text] or PUBLIC) for one, text in zip(who, texts, strict=True)]
        unknown = Counter(text for text in texts if meant[text] is None)
        if unknown:
            warnings.append(_unknown(raw.file, fields[field], unknown))
    return SaidByColumns(who, tuple(warnings))


def strictest(one: str, other: str) -> str:
    """Return the one of two that lets in fewer."""
    return next((who for who in (CLOSED, PRIVATE) if who in {one, other}), PUBLIC)


def _meant(text: str, field: str) -> str | None:
    """Return who may walk by a cell, None where it is not understood; nobody is shut out by an empty one."""
    said = walked_by(text) if text else "public"
    if said is not None:
        return _MEANT[said]
    answer = answer_of(text)
    if answer != answer:  # noqa: PLR0124 NaN: it says that nothing is known
        return PUBLIC
    yes, no = _ANSWERED[field]
    return yes if answer == 1 else no if answer == 0 else None


def _unknown(file: str, column: str, found: Counter[str]) -> Finding:
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
    shown = [joined([value, " ", Figure(value=count, precision="whole")]) for value, count in ordered]
    details = {"values": joined(shown, phrase("check.joint")), "count": Figure(value=found.total(), precision="whole")}
    return Finding(code="street_access_unknown", file=file, column=column, details=details)
