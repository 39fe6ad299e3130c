"""The ledger of today: what is wrong now, against the ledger of the last audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.answers.audit import UNLISTED
from circles.ledger.money import estimate
from circles.ledger.owners import Owners
from circles.ledger.updating import updated
from circles.phrases import text_of
from circles.sources.words.dates import date_said
from circles.workflows.ledger_items import what_is_wrong

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.ledger.items import Item
    from circles.norms.auditing import Audited
    from circles.planning_study import Study


def ledger_of(
    plan: Plan,
    found: Iterable[Audited],
    last: pd.DataFrame | None,
    *,
    day: dt.date,
    remedies: Remedies | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ledger of a day, and what it leaves out because a period is over (``audit.UNLISTED``).

    Parameters
    ----------
    plan : Plan
        Whose gaps are listed.
    found : iterable of Audited
        Its clauses.
    last : DataFrame or None
        The ledger before, as it was read.
    day : date
        Of the audit.
    remedies : Remedies, optional
        Of the gaps.
    """
    wrong = what_is_wrong(plan, found, remedies)
    said: list[Any] = [] if plan.study.owners is None else plan.study.owners.to_dict("records")
    if last is not None:
        last = last.map(lambda cell: text_of(cell, plan.study.lang) if hasattr(cell, "text") else cell)
    seen_to = Owners(said)
    kept = updated(
        last,
        wrong.items,
        wrong.settled,
        past=wrong.past,
        encouraged=wrong.encouraged,
        owners=seen_to,
        as_of=day,
        is_overdue=is_past,
    )
    return kept, _unlisted(kept, wrong.past)


def _unlisted(kept: pd.DataFrame, past: Iterable[Item]) -> pd.DataFrame:
    """Return of each clause whose period is over how many problems of the day stand in no row, and where they are."""
    listed = set(kept["key"])
    left: dict[tuple[str, str], list[str]] = {}
    for item in past:
        if item.key not in listed:
            left.setdefault((item.norm, item.clause), []).append(item.name)
    rows = [(*key, len(names), tuple(name for name in names if name)) for key, names in left.items()]
    return pd.DataFrame(rows, columns=list(UNLISTED))


def money_of(study: Study, floor: pd.DataFrame) -> pd.DataFrame | None:
    """Return ``money_table.ESTIMATE`` of what a study lists; None where it lists nothing.

    Parameters
    ----------
    study : Study
        With `money`, and `funds` where they are said.
    floor : DataFrame
        ``audit.COMMUNITIES``: the floor that communities lack.
    """
    if study.money is None:
        return None
    listed: list[Any] = study.money.to_dict("records")
    funds: list[Any] = [] if study.funds is None else study.funds.to_dict("records")
    gaps = floor["area_gap_m2"]
    known = float(gaps.sum()) if gaps.notna().any() else None
    return estimate(listed, funds, gap_m2=known, gap_unknown=int(gaps.isna().sum()))


def is_past(deadline: str, day: dt.date) -> bool | None:
    """Return whether a day is behind a deadline, one to the month or year behind its last day; None where it is none.

    Examples
    --------
    >>> import datetime
    >>> day = datetime.date(2026, 4, 1)
    >>> [is_past(said, day) for said in ("2026-03", "2026年4月", "2026-04-01", "年底前")]
    [True, False, False, None]
    """
    said = date_said(deadline)
    return day.isoformat()[: len(said)] > said if said else None
