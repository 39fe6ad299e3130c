"""The clauses of an audit as rows of text: what ``audit.csv`` holds and a person sorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import texts
from circles.phrases import joined, phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.phrases import Words

_READ = ("requirement", "scope", "evidence", "source")
_WORDED = ("force", "base", "level")


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


def verdict_words(row: dict[Any, Any]) -> Words:
    """Return a verdict in words, with how sure its clause is; of a period that is over with what came of it."""
    verdict: Words = phrase(f"norms.verdict.{row['verdict']}")
    if row["deadline_verdict"]:
        verdict = phrase("norms.verdict_then", verdict=verdict, then=phrase(f"norms.verdict.{row['deadline_verdict']}"))
    return phrase("norms.verdict_status", verdict=verdict, status=phrase(f"norms.status.{row['status']}"))


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
