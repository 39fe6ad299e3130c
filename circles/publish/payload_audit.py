"""What the page shows of an audit: its sections as the terminal tells them, every clause, where it is not satisfied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.audit_rows import (
    COUNTED,
    NOT_APPLICABLE,
    NOT_REACHED,
    conclusion_words,
    missing_words,
    observed_words,
    required_words,
    status_words,
    verdict_counted,
    verdict_read,
)
from circles.answers.clause_words import SHOWN_NAMES, is_untold
from circles.document import document_of
from circles.phrases import joined, phrase, shortened
from circles.publish.payload_ledger import ledger
from circles.publish.payload_places import rows_of_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from circles.answers.audit import Audit
    from circles.document import Section
    from circles.phrases import Words

    Rows = list[dict[Any, Any]]
    RowsOf = Callable[[Iterable[tuple[str, str]]], dict[str, list[int]]]

_ELSEWHERE = frozenset(
    {
        "rate",
        "account",
        "settlements",
        "sentence",
        *(verdict.replace(" ", "_") for verdict in (*COUNTED, NOT_APPLICABLE)),
    }
)
"""Sections that the page tells in another place: the account of the plan, and clauses as a list of their own."""

_OF_ACCOUNT = ("tiers", "communities")
_BEFORE_ACCOUNT = ("look_back", "ranking")
"""The terminal tells the account first; the page begins with what has changed and the ranking."""

_NAMED = {"ranking": 1}
"""By which cell the rows of a section are known, if not by the first; what stands before it is of several rows."""


def audit(answer: Audit | None) -> dict[str, Any] | None:
    """Return what the page shows of an audit, None where there was none.

    `lead` is the audit in one sentence, `sections` what is told besides clauses, `clauses` their columns, by norm, what
    fails first, `ledger` the columns of its items. Places are rows of blocks, centers and districts.
    """
    if answer is None:
        return None
    document = document_of(answer)
    rows_of = rows_of_places(answer.plan)
    return {
        "lead": document.sentence,
        "sections": [_section(section, answer) for section in _in_order(document.shown)],
        "clauses": _clauses(answer, rows_of),
        "ledger": ledger(answer, rows_of),
    }


def _in_order(shown: Iterable[Section]) -> list[Section]:
    """Return the sections that the page tells, those of the plan's account behind the ranking of the districts."""
    told = [section for section in shown if section.name not in _ELSEWHERE]
    account = [section for section in told if section.name in _OF_ACCOUNT]
    others = [section for section in told if section.name not in _OF_ACCOUNT]
    behind = 1 + max((at for at, section in enumerate(others) if section.name in _BEFORE_ACCOUNT), default=-1)
    return [*others[:behind], *account, *others[behind:]]


def _section(section: Section, answer: Audit) -> dict[str, Any]:
    """Return a section; `count` of the things that its title names, where those are counted: its lines are not."""
    counted = {"claims": answer.claims, "ledger": answer.ledger, "norms": answer.norms}.get(section.name)
    table = section.table if section.table is not None and section.table.rows else None
    return {
        "name": section.name,
        "title": section.title or ("" if table is None else table.title),
        "count": None if counted is None else len(counted),
        "named": _NAMED.get(section.name, 0),
        "heads": [] if table is None else [head.words for head in table.heads],
        "figures": [] if table is None else [head.figures for head in table.heads],
        "rows": [] if table is None else table.rows,
        "lines": [line.words for line in section.lines],
    }


def _clauses(answer: Audit, rows_of: RowsOf) -> dict[str, Any]:
    """Return the clauses' columns, those of a norm together."""
    order = {name: place for place, name in enumerate(answer.norms["norm"])}
    rows: Rows = answer.clauses.to_dict("records")
    rows.sort(key=lambda row: (order[row["norm"]], COUNTED.index(verdict_counted(row))))
    titles = {row["norm"]: row for row in answer.norms.to_dict("records")}
    failing: dict[tuple[str, str], Rows] = {}
    for row in answer.failing.to_dict("records"):
        failing.setdefault((row["norm"], row["clause"]), []).append(row)
    places = [failing.get((row["norm"], row["clause"]), []) for row in rows]
    return {
        "norm": [row["norm"] for row in rows],
        "head": [_title(titles[row["norm"]]) for row in rows],
        "id": [row["clause"] for row in rows],
        "name": [row["requirement"] for row in rows],
        "verdict": [verdict_read(row).replace(" ", "_") for row in rows],
        "then": [verdict_read(row, on_deadline=True).replace(" ", "_") for row in rows],
        "untold": [is_untold(row) for row in rows],
        "right": [_right(row) for row in rows],
        "small": [_small(row, answer.as_of.isoformat()) for row in rows],
        "own": _columns(rows),
        "places": [rows_of((row["kind"], row["part"]) for row in own) for own in places],
    }


def _title(norm: dict[Any, Any]) -> Words:
    return phrase("audit_page.norm", standard=norm["standard"], title=norm["title"])


def _right(row: dict[Any, Any]) -> Words:
    """Return a verdict in short: of a period that is over what came of it on its last day."""
    if row["deadline_verdict"]:
        then = verdict_read(row, on_deadline=True)
        return phrase("audit_page.over", then=phrase(f"norms.verdict.{then}"))
    return phrase(f"norms.verdict.{verdict_read(row)}")


def _small(row: dict[Any, Any], day: str) -> Words:
    """Return the clause by its number, with what was observed and of which day, or what is missing for that."""
    if row["missing"] and not row["observed"]:
        return phrase("audit_page.clause_missing", clause=row["clause"], missing=missing_words(row["missing"]))
    told = {"required": required_words(row), "observed": observed_words(row)}
    if row["deadline_verdict"]:
        then = observed_words(row, on_deadline=True)
        dates = {"until": row["until"], "date": day}
        return phrase("audit_page.clause_past", clause=row["clause"], then=then, **dates, **told)
    return phrase("audit_page.clause_small", clause=row["clause"], **told)


def _columns(rows: Rows) -> list[dict[str, Any]]:
    """Return what the card of a clause says; `short` of texts that name more than can be seen at once."""
    told: list[dict[str, Any]] = []
    for head, texts in clause_columns(rows).values():
        short = [shortened(text, SHOWN_NAMES) for text in texts]
        told.append({"name": head, "texts": texts, **({} if short == texts else {"short": short})})
    return told


def clause_columns(rows: Rows) -> dict[str, tuple[Words, list[Words]]]:
    """Return what is told of clauses besides their names: by key a heading and texts, empty where it is silent."""
    missing: list[Words] = [missing_words(row["missing"]) if row["missing"] else "" for row in rows]
    return {
        "required": (phrase("norms.head.required"), [required_words(row) for row in rows]),
        "until": (phrase("norms.head.until"), [row["until"] for row in rows]),
        "observed_then": (phrase("norms.head.observed_then"), [_then(row) for row in rows]),
        "observed": (phrase("norms.head.observed"), [observed_words(row) for row in rows]),
        "conclusion": (phrase("map.list.verdict"), [conclusion_words(row) for row in rows]),
        "missing": (phrase("norms.head.missing"), missing),
        "evidence": (phrase("audit_page.evidence"), [row["evidence"] for row in rows]),
        "ledger": (phrase("map.tab.ledger"), [_of_ledger(row) for row in rows]),
        "scope": (phrase("audit_page.scope"), [row["scope"] for row in rows]),
        "force": (phrase("audit_page.force"), [phrase(f"norms.force.{row['force']}") for row in rows]),
        "source": (phrase("audit_page.source"), [joined([row["source"], _status(row)]) for row in rows]),
    }


def _then(row: dict[Any, Any]) -> Words:
    """Return what was observed on the last day of a period that is over."""
    return observed_words(row, on_deadline=True) if row["deadline_verdict"] else ""


def _of_ledger(row: dict[Any, Any]) -> Words:
    """Return why places that the card names may have no item: a wish lists none, a period that is over none anew."""
    if verdict_read(row) == NOT_REACHED:
        return phrase("audit_page.encouraged_ledger")
    return phrase("audit_page.past_ledger") if row["deadline_verdict"] else ""


def _status(row: dict[Any, Any]) -> Words:
    return phrase("audit_page.status", status=status_words(row))
