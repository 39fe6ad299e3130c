"""Norms as they stand: all that are at hand, or the clauses of one, or what has to be asked for to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    import pandas as pd

NORMS = ("norm", "standard", "title", "clauses", "verified", "secondary", "reported", "unverified", "until")
ASKED = ("clause", "requirement", "required", "unit", "force", "until", "status", "source")
NEEDS = ("field", "needed", "clauses", "known", "partly", "lacking")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NormsKnown(Answer):
    """Norms at hand.

    Attributes
    ----------
    norms : DataFrame
        A row for each norm, :data:`NORMS`; `until` is the last day of its latest clause, empty where one has no end.
    clauses : DataFrame
        :data:`ASKED` of the norm that was asked for; no rows where none was.
    lang : str
        Its language.

    Examples
    --------
    >>> import circles
    >>> circles.norms_known("shenzhen-2016").clauses[["clause", "required", "status"]].values.tolist()
    [['SZ-650', '≥ 650', 'secondary'], ['SZ-15', '≥ 100', 'reported']]
    """

    norms: pd.DataFrame
    clauses: pd.DataFrame
    lang: str = "en"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DataNeeds(Answer):
    """What has to be known to judge a norm.

    Attributes
    ----------
    norm, title : str, Words
        What it is called.
    needs : DataFrame
        A row for each thing, :data:`NEEDS`: its name in ``fields.toml``, whether some clause cannot be judged without
        it, the clauses that use it, whether the study has it for all of them (None where no study was given), whether
        it has a part of it, and the clauses that lack it, of all their units or of some.
    lang : str
        Its language.

    Examples
    --------
    >>> import circles
    >>> circles.data_needs("shenzhen-2016").sentence()
    '“shenzhen-2016” needs 3 kinds of data, 3 of them in any case'
    """

    norm: str
    title: object
    needs: pd.DataFrame
    lang: str = "en"
