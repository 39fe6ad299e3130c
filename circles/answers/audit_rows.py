"""The clauses of an audit as rows of text: what ``audit.csv`` holds and a person sorts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import texts
from circles.figures import UNKNOWN, Figure
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.figures import Precision
    from circles.phrases import Words

_READ = ("requirement", "scope", "evidence", "source")
_WORDED = ("force", "base", "level")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")
_BOUND_ABOVE = ("≤", "<")
_SEVERAL = 2
NOT_APPLICABLE = "not applicable"
"""How people read `cannot tell` of a clause that lacks nothing and finds no unit to judge."""

NOT_REACHED = "not reached"
"""How people read `fails` of a clause that only encourages: its wish is not there, and nothing is wrong for that."""

COUNTED = ("fails", NOT_REACHED, "cannot tell", "target period over", "meets")
"""What clauses are counted by, in the order in which they are looked at."""

_OF_UNITS = frozenset({"facility", "community", "subdistrict", "county"})
"""Levels at which a clause asks something of each unit."""


def clause_rows(clauses: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the clauses of an audit with texts in `lang`; a last column says the verdict in words."""
    table = clauses.copy()
    for column in _READ:
        table[column] = pd.Series([text_of(words, lang) for words in table[column]], dtype=object, index=table.index)
    for column in _WORDED:
        said = [texts.say(f"norms.{column}.{value}", lang) for value in table[column]]
        table[column] = pd.Series(said, dtype=object, index=table.index)
    table["missing"] = pd.Series(
        [text_of(missing_words(fields), lang) for fields in table["missing"]], dtype=object, index=table.index
    )
    said = [text_of(verdict_words(row), lang) for row in clauses.to_dict("records")]
    return table.assign(conclusion=pd.Series(said, dtype=object, index=table.index))


def verdict_read(row: dict[Any, Any], *, on_deadline: bool = False) -> str:
    """Return a verdict as people read it: one of a clause without anything to judge is ``not applicable``.

    Where a clause only encourages, ``not reached`` is read for ``fails``. ``audit.csv`` has no verdict of its own for
    either; its last column says them in words.

    Parameters
    ----------
    row : mapping
        Of ``audit.CLAUSES``.
    on_deadline : bool
        Whether that of the last day of its period is meant.

    Examples
    --------
    >>> row = {"verdict": "cannot tell", "force": "mandatory", "deadline_verdict": "", "missing": (), "units": 0}
    >>> verdict_read(row), verdict_read(row | {"missing": ("floor_area",)}), verdict_read(row | {"units": 1})
    ('not applicable', 'cannot tell', 'cannot tell')
    >>> verdict_read(row | {"verdict": "fails", "force": "encouraged"})
    'not reached'
    """
    day = "deadline_" if on_deadline else ""
    verdict = str(row[f"{day}verdict"])
    if verdict == "fails" and row.get("force") == "encouraged":
        return NOT_REACHED
    is_idle = verdict == "cannot tell" and not row["missing"] and not row[f"{day}units"]
    return NOT_APPLICABLE if is_idle else verdict


def verdict_counted(row: dict[Any, Any]) -> str:
    """Return which of :data:`COUNTED` a clause is; one without anything to judge is among those that cannot be told."""
    read = verdict_read(row)
    return "cannot tell" if read == NOT_APPLICABLE else read


def verdict_words(row: dict[Any, Any]) -> Words:
    """Return a verdict in words, with how sure its clause is; of a period that is over with what came of it."""
    return phrase("norms.verdict_status", verdict=conclusion_words(row), status=status_words(row))


def conclusion_words(row: dict[Any, Any]) -> Words:
    """Return a verdict in words, of a period that is over with what came of it."""
    verdict = phrase(f"norms.verdict.{verdict_read(row)}")
    if not row["deadline_verdict"]:
        return verdict
    then = phrase(f"norms.verdict.{verdict_read(row, on_deadline=True)}")
    return phrase("norms.verdict_then", verdict=verdict, then=then)


def status_words(row: dict[Any, Any]) -> Words:
    """Return how sure it is that a clause says so."""
    return phrase(f"norms.status.{row['status']}")


def then_words(row: dict[Any, Any]) -> Words:
    """Return what came of a clause on the last day of its period, with how sure the clause is."""
    verdict = phrase(f"norms.verdict.{verdict_read(row, on_deadline=True)}")
    return phrase("norms.verdict_status", verdict=verdict, status=status_words(row))


def required_words(row: dict[Any, Any]) -> Words:
    """Return the number that is asked with its unit, and of several units how many of them have to satisfy it."""
    if not row["required"]:
        return UNKNOWN
    number = _amount(row["required"].split(" (")[0], row)
    if max(row["units"], row["deadline_units"]) < _SEVERAL or row["level"] not in _OF_UNITS:
        return number
    units = phrase(f"norms.units_of.{row['level']}")
    if row["share"] == "100":
        return phrase("norms.required_all", number=number, units=units)
    return phrase("norms.required_share", number=number, units=units, share=joined([_grouped(row["share"]), "%"]))


def observed_words(row: dict[Any, Any], *, on_deadline: bool = False) -> Words:
    """Return what a verdict was judged on: of several units how many satisfy the number, and the last of all.

    Parameters
    ----------
    row : mapping
        Of ``audit.CLAUSES``.
    on_deadline : bool
        Whether that of the last day of its period is meant.
    """
    day = "deadline_" if on_deadline else ""
    observed, units, met, failed = (row[f"{day}{name}"] for name in ("observed", "units", "met", "failed"))
    amount = _amount(observed, row) if observed else UNKNOWN
    if units < _SEVERAL:
        return amount
    count = phrase(
        "norms.observed_units",
        units=Figure(value=units),
        met=Figure(value=met),
        share=Figure(value=met / units, precision="covered_share"),
    )
    said: list[Words] = [count]
    if units > met + failed:
        said.append(phrase("norms.observed_open", count=Figure(value=units - met - failed)))
    if observed and row["share"] == "100":
        said.append(_last(observed, row))
    return joined(said, phrase("norms.comma"))


def _last(observed: str, row: dict[Any, Any]) -> Words:
    """Return the last of all units, or where a range is asked for between what all of them lie."""
    low, is_range, high = observed.partition("–")
    if "–" not in row["required"]:
        key = "most" if _is_bound_above(row) else "least"
        return phrase(f"norms.observed_{key}", amount=_amount(observed, row))
    return (
        phrase("norms.observed_between", low=_grouped(low), high=_amount(high, row)) if is_range else _amount(low, row)
    )


def amount_words(text: str, *, unit: str, required: str) -> Words:
    """Return numbers of a clause as they are shown: thousands set apart, a rate with one decimal as all rates are.

    Parameters
    ----------
    text, required : str
        What is shown, and what is asked: `observed` and `required` of ``audit.CLAUSES``.
    unit : str
        That of the clause.
    """
    if unit == "%" and _NUMBER.fullmatch(text):
        precision: Precision = "other_share" if required.startswith(_BOUND_ABOVE) else "covered_share"
        return Figure(value=float(text) / 100, precision=precision)
    return joined([_grouped(text), phrase(f"norms.unit.{unit}")])


def _amount(text: str, row: dict[Any, Any]) -> Words:
    return amount_words(text, unit=row["unit"], required=row["required"])


def _grouped(text: str) -> Words:
    """Return the numbers of a text with thousands set apart, their signs as they are."""
    parts = _NUMBER.split(text)
    return joined([Figure(value=float(part), precision="noted") if _NUMBER.fullmatch(part) else part for part in parts])


def _is_bound_above(row: dict[Any, Any]) -> bool:
    return str(row["required"]).startswith(_BOUND_ABOVE)


def missing_words(fields: Iterable[str]) -> Words:
    """Return what is missing, each with who usually has it."""
    said = [
        phrase(
            "norms.missing_one",
            name=phrase(f"norms.field.{name}.name"),
            provider=phrase(f"norms.field.{name}.provider"),
        )
        for name in fields
    ]
    return joined(said, phrase("norms.joint"))
