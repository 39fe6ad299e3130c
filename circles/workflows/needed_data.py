"""What has to be known to judge a norm, and what of it a study has: each clause asked as an audit asks it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from circles.answers.norms_known import NEEDS, DataNeeds
from circles.errors import expect, expect_language
from circles.norms.auditing import lacking_of
from circles.norms.requirements import helpful, needed
from circles.planning_study import Study
from circles.workflows.audited_place import tables_of_study
from circles.workflows.auditing import day_of_audit, norms_asked
from circles.workflows.on_day import on_day

if TYPE_CHECKING:
    from pathlib import Path

    from circles.norms.audited_tables import AuditedTables


def data_needs(name: str | Path, *, study: Study | None = None, lang: str = "en") -> DataNeeds:
    """Return what has to be known to judge a norm: by whom it is used, who usually has it, whether a study has it.

    Of a study each clause is asked as :func:`audit` asks it: what is missing here is missing there.

    Parameters
    ----------
    name : str or Path
        A norm, or a file of one's own.
    study : Study, optional
        Whose tables are looked at.
    lang : str
        Language of the answer.

    Examples
    --------
    >>> import circles
    >>> needs = circles.data_needs("shenzhen-2016").needs
    >>> needs["field"].tolist(), needs["clauses"].iloc[0]
    (['tier', 'floor_area', 'people'], ('SZ-650', 'SZ-15'))
    """
    expect("study", study, Study, None)
    expect_language(lang)
    asked = norms_asked(name)
    place = None if study is None else _unwalked(study)
    used: dict[str, list[str]] = {}
    wanting: dict[str, list[str]] = {}
    required_by: set[str] = set()
    for clause in (clause for each in asked for clause in each.clauses):
        lacking = () if place is None or study is None else lacking_of(place, clause, day_of_audit(study))
        required_by |= {*needed(clause), *lacking}
        for field in dict.fromkeys((*needed(clause), *lacking, *helpful(clause))):
            used.setdefault(field, []).append(clause.clause)
        for field in lacking:
            wanting.setdefault(field, []).append(clause.clause)
    rows = [
        {
            "field": field,
            "needed": field in required_by,
            "clauses": tuple(clauses),
            "known": None if place is None else field not in wanting and place.has(field),
            "partly": place is not None and field in wanting and place.has(field),
            "lacking": tuple(wanting.get(field, ())),
        }
        for field, clauses in sorted(used.items(), key=lambda each: (each[0] not in required_by, -len(each[1])))
    ]
    return DataNeeds(norm=asked[0].name, title=asked[0].title, needs=pd.DataFrame(rows, columns=list(NEEDS)), lang=lang)


def _unwalked(study: Study) -> AuditedTables:
    """Return the tables of a study before anybody walks: what is missing of clauses does not hang on walks."""
    dated = on_day(study, study.scenario)
    place = tables_of_study(dated)
    return replace(place, blocks=place.blocks.assign(evaluated=True), street_km=Fraction(0))
