"""How the clauses of an audit are told: what fails, what is over and how it stood then, what cannot be told and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.audit_rows import (
    NOT_APPLICABLE,
    NOT_REACHED,
    missing_words,
    observed_words,
    required_words,
    then_words,
    verdict_read,
    verdict_words,
)
from circles.document import Head, Section, Table, lines_section
from circles.figures import Figure
from circles.phrases import joined, phrase, shortened, text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from circles.answers.audit import Audit
    from circles.phrases import Words

Rows = list[dict[Any, Any]]

SHOWN_NAMES = 5
"""How many of the centers or communities that a clause names are told at once."""

_JUDGED = ("fails", NOT_REACHED, "meets", "cannot tell")


def clauses_sentence(audit: Audit, by_verdict: Mapping[str, Rows]) -> Words:
    """Return how many clauses there are: those whose period is over by how they stood on its last day, then the others.

    What was missed comes first: none that fails today is not to be read as nothing amiss.
    """
    over, untold = by_verdict["target period over"], by_verdict["cannot tell"]
    idle = sum(verdict_read(row) == NOT_APPLICABLE for row in untold)
    today = _counted(
        "today",
        fails=len(by_verdict["fails"]),
        encouraged=len(by_verdict[NOT_REACHED]),
        meets=len(by_verdict["meets"]),
        open=len(untold) - idle,
        idle=idle,
    )
    counts: dict[str, Words | Figure] = {
        "past": _past(over),
        "over": Figure(value=len(over)),
        "rest": Figure(value=len(audit.clauses) - len(over)),
        "today": today,
    }
    is_all = len(over) == len(audit.clauses)
    return phrase(
        "norms.sentence",
        date=audit.as_of.isoformat(),
        norms=Figure(value=len(audit.norms)),
        clauses=Figure(value=len(audit.clauses)),
        counts=phrase("norms.past_alone" if is_all else "norms.past_and_rest", **counts) if over else today,
    )


def _past(rows: Rows) -> Words:
    read = past_read(rows)
    return _counted(
        "past",
        fails=read["fails"],
        encouraged=read[NOT_REACHED],
        meets=read["meets"],
        open=read["cannot tell"],
        idle=read[NOT_APPLICABLE],
    )


def _counted(when: str, **counts: int) -> Words:
    """Return how many clauses stand how, ``past`` or ``today``; of what no clause does nothing is said."""
    told = [phrase(f"norms.{when}_{name}", count=Figure(value=count)) for name, count in counts.items() if count]
    return phrase(f"norms.{when}", counts=joined(told, phrase("norms.joint")))


def past_verdicts(rows: Rows) -> dict[str, int]:
    """Return how many of the clauses whose period is over met, failed and could not be told on its last day."""
    read = past_read(rows)
    return {**{each: read[each] for each in _JUDGED[:-1]}, "cannot tell": read["cannot tell"] + read[NOT_APPLICABLE]}


def past_read(rows: Rows) -> dict[str, int]:
    """Return the same as people read it: what there was nothing to judge for apart from what cannot be told."""
    read = [verdict_read(row, on_deadline=True) for row in rows]
    return {verdict: read.count(verdict) for verdict in (*_JUDGED, NOT_APPLICABLE)}


def judged_section(verdict: str, rows: Rows) -> Section:
    """Return the clauses of a verdict of today, each with what is asked, what was observed, and how sure it is."""
    heads = (
        Head(phrase("norms.head.clause")),
        Head(phrase("norms.head.requirement")),
        Head(phrase("norms.head.required"), figures=True),
        Head(phrase("norms.head.observed"), figures=True),
        Head(phrase("norms.head.verdict")),
    )
    cells: list[tuple[Words | Figure, ...]] = [
        (_name(row), row["requirement"], required_words(row), observed_words(row), verdict_words(row)) for row in rows
    ]
    return Section(
        name=verdict.replace(" ", "_"),
        title=phrase(f"norms.section.{verdict}", count=Figure(value=len(rows))),
        table=Table(heads=heads, rows=tuple(cells)),
        lines=_evidence([] if verdict == "meets" else rows),
    )


def past_section(rows: Rows, as_of: dt.date) -> Section:
    """Return the clauses whose period is over: the verdict on the last day beside what it was judged on, and today."""
    heads = (
        Head(phrase("norms.head.clause")),
        Head(phrase("norms.head.requirement")),
        Head(phrase("norms.head.required"), figures=True),
        Head(phrase("norms.head.until")),
        Head(phrase("norms.head.observed_then"), figures=True),
        Head(phrase("norms.head.verdict_then")),
        Head(phrase("norms.head.observed_on", date=as_of.isoformat()), figures=True),
    )
    cells: list[tuple[Words | Figure, ...]] = [
        (
            _name(row),
            row["requirement"],
            required_words(row),
            row["until"],
            observed_words(row, on_deadline=True),
            then_words(row),
            observed_words(row),
        )
        for row in rows
    ]
    return Section(
        name="target_period_over",
        title=phrase("norms.section.target period over", count=Figure(value=len(rows)), past=_past(rows)),
        table=Table(heads=heads, rows=tuple(cells)),
        lines=_evidence(rows),
    )


def is_untold(row: dict[Any, Any]) -> bool:
    """Return whether a clause cannot be told, on the day or, where its period is over, on the last day of that."""
    return bool(row["missing"]) or "cannot tell" in {verdict_read(row), verdict_read(row, on_deadline=True)}


def untold_section(rows: Rows) -> Section:
    """Return the clauses that cannot be told, those past their period too, those that lack the same together."""
    rows = [row for row in rows if is_untold(row)]
    past = sum(bool(row["deadline_verdict"]) for row in rows)
    together: dict[tuple[str, ...], Rows] = {}
    for row in rows:
        together.setdefault(row["missing"], []).append(row)
    heads = (Head(phrase("norms.head.missing")), Head(phrase("norms.head.clause")))
    cells: list[tuple[Words, ...]] = [
        (
            missing_words(fields) if fields else alike[0]["evidence"],
            joined([_untold_name(row) for row in alike], phrase("norms.joint")),
        )
        for fields, alike in together.items()
    ]
    return Section(
        name="cannot_tell",
        title=_untold_title(len(rows) - past, past),
        table=Table(heads=heads, rows=tuple(cells)),
    )


def _untold_name(row: dict[Any, Any]) -> Words:
    return phrase("norms.past_named", clause=row["clause"]) if row["deadline_verdict"] else str(row["clause"])


def _untold_title(now: int, past: int) -> Words:
    key = "norms.section.cannot tell"
    counts = {"count": Figure(value=now), "past": Figure(value=past)}
    return phrase(f"{key} or could not", **counts) if past else phrase(key, count=counts["count"])


def idle_section(rows: Rows) -> Section:
    """Return those of the clauses that cannot be told for which there is nothing to judge."""
    idle = [row for row in rows if verdict_read(row) == NOT_APPLICABLE]
    title = phrase(f"norms.section.{NOT_APPLICABLE}", count=Figure(value=len(idle)))
    return Section(name="not_applicable", title=title, lines=_evidence(idle))


def missing_section(rows: Rows, clauses: Rows) -> Section:
    """Return what to ask for, that which most clauses wait for first, and which clauses wait for nothing."""
    heads = (
        Head(phrase("norms.head.field")),
        Head(phrase("norms.head.provider")),
        Head(phrase("norms.head.clauses"), figures=True),
        Head(phrase("norms.head.unlocks"), figures=True),
        *([Head(phrase("norms.head.unsaid"))] if any(row["unsaid"] for row in rows) else []),
    )
    cells: list[tuple[Words, ...]] = [
        (
            phrase(f"norms.field.{row['field']}.name"),
            phrase(f"norms.field.{row['field']}.provider"),
            Figure(value=row["clauses"]),
            Figure(value=row["unlocks"]),
            joined(row["unsaid"], phrase("norms.joint")),
        )[: len(heads)]
        for row in rows
    ]
    return Section(
        name="missing",
        title=phrase("norms.section.missing"),
        table=Table(heads=heads, rows=tuple(cells)),
        lines=lines_section("", missing_sums(clauses), role="item").lines,
    )


def missing_sums(clauses: Rows) -> list[Words]:
    """Return how the clauses that cannot be told add up to those that lack data and those that lack nothing."""
    read = [(row, {verdict_read(row), verdict_read(row, on_deadline=True)}) for row in clauses]
    untold = [row for row in clauses if is_untold(row)]
    past = sum(bool(row["deadline_verdict"]) for row in untold)
    apart = [row["clause"] for row in untold if not row["missing"]]
    idle = [row["clause"] for row, verdicts in read if NOT_APPLICABLE in verdicts and "cannot tell" not in verdicts]
    said: list[Words] = [] if untold else [phrase("norms.missing_none")]
    if untold:
        counts = {"open": len(untold) - past, "past": past, "waiting": len(untold) - len(apart)}
        figures = {name: Figure(value=number) for name, number in counts.items()}
        said.append(phrase("norms.missing_counted" if past else "norms.missing_counted_today", **figures))
    for key, names in (("apart", apart), ("idle", idle)):
        if names:
            told = {"count": Figure(value=len(names)), "names": joined(names, phrase("norms.joint"))}
            said.append(phrase(f"norms.missing_{key}", **told))
    return said


def _name(row: dict[Any, Any]) -> str:
    return f"{row['norm']} {row['clause']}"


def _evidence(rows: Rows) -> Any:
    """Return what each verdict rests on, of long lists their first names; ``audit.csv`` has all."""
    own = [(row["clause"], row["evidence"], shortened(row["evidence"], SHOWN_NAMES)) for row in rows]
    told: list[Words] = [
        phrase("norms.evidence_of", clause=clause, evidence=short) for clause, _, short in own if text_of(short, "en")
    ]
    if any(whole != short for _, whole, short in own):
        told.append(phrase("norms.names_cut", count=Figure(value=SHOWN_NAMES)))
    return lines_section("", told, role="item").lines
