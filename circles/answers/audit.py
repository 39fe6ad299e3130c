"""The verdicts of norms on a plan. How they are told: :mod:`circles.answers.audit_words`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from circles.answers.audit_rows import clause_rows
from circles.answers.ledger_rows import ledger_rows
from circles.answers.telling import Answer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import pandas as pd

    from circles.answers.asked_again import AskedAgain
    from circles.answers.look_back import LookBack
    from circles.answers.plan import Plan
    from circles.errors import Finding

VERDICTS = ("fails", "cannot tell", "target period over", "meets")
"""In the order in which they are looked at."""

CLAUSES = (
    *(
        "norm",
        "clause",
        "requirement",
        "scope",
        "required",
        "observed",
        "unit",
        "verdict",
        "status",
        "evidence",
        "source",
    ),
    *("force", "base", "level", "until", "deadline_verdict", "units", "met", "missing"),
    *("share", "failed", "deadline_observed", "deadline_units", "deadline_met", "deadline_failed"),
)
COVERAGES = ("coverage", "base", "clause", "label", "part", "total", "unit", "rate", "missing")
COMMUNITIES = (
    *("community", "subdistrict", "households", "open_centers", "other_centers", "floor_area_m2", "area_gap_m2"),
    "gap_unknown",
)
"""`open_centers` are the centers of the community by the rule of the plan (``Plan.communities``), `other_centers` the
open ones of other tiers by the same rule; both missing where it cannot be told. `gap_unknown` says why the gap is not
known: no_clause, no_floor (the list says none), floor or households (of one of its centers or blocks); else empty."""
CHECKED = (
    *("claim", "text", "subject", "figure", "unit", "base", "date", "source"),
    *("result", "sum", "note", "people_within"),
)
MISSING = ("field", "clauses", "unlocks", "names", "unsaid")
FAILING = ("norm", "clause", "kind", "part", "name")
LISTED = ("item_id", "kind", "part")
UNLISTED = ("norm", "clause", "items", "places")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Audit(Answer):
    """Every clause of some norms with its verdict, and what stands beside it.

    Attributes
    ----------
    plan : Plan
        What was audited.
    as_of : date
        The day of the audit.
    norms : DataFrame
        A row for each norm: norm, standard, title, note, clauses (how many), replaced (what is said of papers
        whose clauses stand in it).
    clauses : DataFrame
        A row for each clause, :data:`CLAUSES`: `required` and `observed` are exact decimals as text, `observed` empty
        where nothing is known; `verdict` one of :data:`VERDICTS`; units, met and failed, how many were judged, satisfy
        it and do not, `share` how many in a hundred have to; of a clause whose period is over `deadline_verdict` is
        what came of it on its last day, and `deadline_observed` and the counts beside it what that was judged on;
        `missing` the names of what lacks. What is to be read (requirement, scope, evidence, source) becomes text in a
        language: :meth:`rows`.
    coverages : DataFrame
        The five coverages side by side, :data:`COVERAGES`.
    communities : DataFrame
        A row for each community, :data:`COMMUNITIES`: what is not known of it is missing.
    missing : DataFrame
        What clauses cannot be told without, :data:`MISSING`: how many clauses lack it, how many lack it alone,
        which these are, and in `unsaid` which clauses are told though it is missing of some of their units.
    claims : DataFrame or None
        A row for each claim of the study, :data:`CHECKED`: `result` is consistent, inconsistent, unit unclear or cannot
        tell, `sum` is written out, `people_within` are those within the walk of a center of the subject's name.
    ledger : DataFrame
        The ledger of problems, ``ledger_table.LEDGER`` and the own columns of the one before: what is wrong now and
        what became of what was; `change`, `proposal` and `overdue` by their names there, all else text or to be read.
    failing : DataFrame
        :data:`FAILING`: where clauses are not satisfied, a row for each unit that was judged and each block outside the
        walk that is asked for. `kind` is blocks, center, community, subdistrict or region, `part` the id of the block
        or center, else the names of the district (``街道/社区``), `name` as the unit is called.
    listed : DataFrame
        :data:`LISTED`: where items of the ledger lie, a row for each part of their places, as in `failing`.
    unlisted : DataFrame
        :data:`UNLISTED`: of clauses whose period is over and that are not satisfied on the day, how many problems the
        ledger does not list for that, and in which places, by name: what was not listed while they were in force is not
        listed anew. A problem of the whole has no place.
    ranking : DataFrame or None
        ``account_tables.RANKING``: the districts in their order; None where no block names one of that level.
    money : DataFrame or None
        ``money_table.ESTIMATE``: what is to be paid and what of it is secured; None where the study lists nothing.
    look_back : LookBack or None
        The older result beside this one; None where none was given.
    is_kept_on : bool
        Whether the ledger goes on from an older one.
    is_subtracted : bool or None
        Whether the ranking holds an older result against this one; None where none was given, False where that has
        another method, walk or speed.
    warnings : tuple of Finding
        What was found in the lists that an audit takes and in the ledger that it goes on from.
    ask_again : callable or None
        Makes what a trial in the map answers clauses from, which a map alone needs.
    floor_per_100 : str
        The clause whose number `area_gap_m2` is held to, empty where none asks for floor.

    Examples
    --------
    >>> import circles, datetime
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=datetime.date(2025, 6, 30))
    >>> audit.clauses["verdict"].unique().tolist()
    ['fails', 'cannot tell', 'meets']
    """

    plan: Plan
    as_of: dt.date
    norms: pd.DataFrame
    clauses: pd.DataFrame
    coverages: pd.DataFrame
    communities: pd.DataFrame
    missing: pd.DataFrame
    ledger: pd.DataFrame
    failing: pd.DataFrame
    listed: pd.DataFrame
    unlisted: pd.DataFrame
    floor_per_100: str = ""
    ranking: pd.DataFrame | None = None
    look_back: LookBack | None = None
    is_kept_on: bool = False
    is_subtracted: bool | None = None
    money: pd.DataFrame | None = None
    claims: pd.DataFrame | None = None
    warnings: tuple[Finding, ...] = ()
    ask_again: Callable[[], AskedAgain | None] | None = field(default=None, compare=False)

    @cached_property
    def again(self) -> AskedAgain | None:
        """What a trial in the map answers clauses from."""
        return None if self.ask_again is None else self.ask_again()

    def __getstate__(self) -> dict[str, Any]:
        # Elsewhere it is there already: what it is made from, tables of norms among it, cannot be sent.
        return {**super().__getstate__(), "ask_again": partial(_as_made, self.again)}

    @property
    def lang(self) -> str:
        """The language of the study."""
        return self.plan.study.lang

    def rows(self, lang: str | None = None) -> pd.DataFrame:
        """Return the clauses as ``audit.csv`` has them: what is to be read as text in a language.

        Parameters
        ----------
        lang : str, optional
            ``zh`` or ``en``; by default that of the study.
        """
        return clause_rows(self.clauses, lang or self.lang)

    def ledger_rows(self, lang: str | None = None) -> pd.DataFrame:
        """Return the ledger as ``ledger.csv`` has it: texts and headings in a language, what people wrote as it was.

        Parameters
        ----------
        lang : str, optional
            ``zh`` or ``en``; by default that of the study.
        """
        return ledger_rows(self.ledger, lang or self.lang)


def _as_made(again: AskedAgain | None) -> AskedAgain | None:
    return again
