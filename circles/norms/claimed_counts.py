"""Claims that count centers, held to the list of the study: so many in all, in use, built and not in use, closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.center_list import ENDED_USES
from circles.norms.audited_tables import fold
from circles.norms.vocabulary import rules
from circles.service_tiers import tier_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

_NO_WORD = re.compile(r"[\d\W_]+")
_SAME = ("kind", "subdistrict", "community")
"""Columns of a list whose whole cell may be the subject of a claim."""

_IS: Mapping[str, Callable[[Mapping[Any, Any]], bool]] = MappingProxyType(
    {
        "listed": lambda _: True,
        "in_use": lambda row: row["status"] == "open",
        "not_in_use": lambda row: row["status"] != "open" and row.get("use") == "not in use",
        "closed": lambda row: row["status"] != "open" and row.get("use") in ENDED_USES,
        "under_construction": lambda row: row.get("construction") == "under construction",
        "renovating": lambda row: row.get("construction") == "renovating",
        "planned": lambda row: row.get("construction") == "planned",
    }
)
_STANDS: Mapping[str, Callable[[Mapping[Any, Any]], bool]] = MappingProxyType(
    {
        **{kind: _IS[kind] for kind in ("in_use", "closed", "renovating", "under_construction", "planned")},
        "not_in_use": _IS["not_in_use"],
        "not_on_day": lambda row: row.get("use") == "in use",
        "unsaid": lambda _: True,
    }
)
"""How a center of a list stands, the first that holds: all of them together are the list. `not_on_day`: said to be in
use and by its dates not open; `unsaid`: no column tells."""

_SAID_BY = MappingProxyType(
    {
        **dict.fromkeys(("not_in_use", "closed"), "use"),
        **dict.fromkeys(("under_construction", "renovating", "planned"), "construction"),
    }
)
"""Which column has to say what is counted."""


@dataclass(frozen=True)
class ListCount:
    """How many rows of a list are what a claim counts.

    Attributes
    ----------
    kind : str
        What is counted, of ``claimed_counts.toml``.
    count : int
        How many rows of the subject are it.
    rows : int
        How many rows are of the subject.
    """

    kind: str
    count: int
    rows: int


def counted_in_list(row: Mapping[str, str], centers: pd.DataFrame | None) -> ListCount | None:
    """Return how many centers of the list are what a claim counts; None where that cannot be told.

    Parameters
    ----------
    row : mapping
        Of ``tables.CLAIMS``: `text` says what is counted, `subject` of which centers: those whose names hold it, or
        whose kind, tier, sub-district or community it is.
    centers : DataFrame or None
        The list, each center with the `status` of the day.

    Examples
    --------
    >>> import pandas as pd
    >>> centers = pd.DataFrame({"name": ["甲中心", "乙中心"], "status": ["open", "closed"]})
    >>> claim = {"text": "已启用1处", "subject": "中心", "unit": "处"}
    >>> counted_in_list(claim, centers)
    ListCount(kind='in_use', count=1, rows=2)
    """
    kind = _counted(row)
    if centers is None or kind is None or fold(row["unit"]) not in map(fold, rules("claimed_counts")["units"]):
        return None
    column = _SAID_BY.get(kind)
    if column and (column not in centers or not centers[column].fillna("").astype(bool).any()):
        return None
    records: Sequence[Mapping[Any, Any]] = centers.to_dict("records")
    own = [each for each in records if _is_of(each, row["subject"])]
    return ListCount(kind, sum(map(_IS[kind], own)), len(own)) if own else None


def standing_in_list(subject: str, centers: pd.DataFrame) -> dict[str, int]:
    """Return how many centers of a subject stand how, those kinds that there are: together all of them.

    Parameters
    ----------
    subject : str
        Of a claim.
    centers : DataFrame
        The list, each center with the `status` of the day.

    Examples
    --------
    >>> import pandas as pd
    >>> centers = pd.DataFrame({"name": ["甲中心", "乙中心"], "status": ["open", "closed"], "use": ["", "withdrawn"]})
    >>> standing_in_list("中心", centers)
    {'in_use': 1, 'closed': 1}
    """
    own = [row for row in centers.to_dict("records") if _is_of(row, subject)]
    found = [next(kind for kind, is_it in _STANDS.items() if is_it(row)) for row in own]
    return {kind: found.count(kind) for kind in _STANDS if kind in found}


def _counted(row: Mapping[str, str]) -> str | None:
    """Return what a claim counts: the one kind whose word is all that its text says beside subject, figure and unit."""
    said = fold(row["text"])
    if fold(row["subject"]):
        said = said.replace(fold(row["subject"]), "")
    words = sorted(((fold(word), kind) for kind in _IS for word in rules("claimed_counts")[kind]), key=_longest_first)
    word, kind = next(((word, kind) for word, kind in words if word in said), ("", None))
    for other in (word, fold(row["unit"]), *map(fold, rules("claimed_counts")["beside"])):
        said = said.replace(other, "") if other else said
    return None if _NO_WORD.sub("", said) else kind


def _longest_first(word: tuple[str, str]) -> int:
    return -len(word[0])


def _is_of(center: Mapping[Any, Any], subject: str) -> bool:
    wanted = fold(subject)
    if not wanted or wanted in fold(center.get("name") or ""):
        return True
    tier = center.get("tier")
    if isinstance(tier, str) and tier and tier_key(tier) == tier_key(subject):
        return True
    return any(wanted == fold(center.get(column) or "") for column in _SAME)
