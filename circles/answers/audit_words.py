"""How an audit tells itself: the account, what fails, what is over, what cannot be told and for want of what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from circles.answers.audit import CLAUSES, Audit
from circles.answers.audit_rows import (
    COUNTED,
    NOT_APPLICABLE,
    NOT_REACHED,
    missing_words,
    verdict_counted,
    verdict_read,
)
from circles.answers.clause_words import (
    clauses_sentence,
    idle_section,
    judged_section,
    missing_section,
    past_section,
    past_verdicts,
    untold_section,
)
from circles.answers.ledger_rows import ledger_facts, ledger_section
from circles.answers.look_back_words import look_back_facts, look_back_section
from circles.answers.money_words import money_facts, money_section
from circles.answers.ranking_words import not_doubted, ranking_section
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import UNKNOWN, Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.phrases import Words

Rows = list[dict[Any, Any]]

_OF_PLAN = frozenset({"account", "settlements", "tiers", "communities"})


@document_of.register(Audit)
def _document(audit: Audit) -> Document:
    rows: Rows = audit.clauses.to_dict("records")
    of_plan = document_of(audit.plan)
    account = [section for section in of_plan.sections if section.name in _OF_PLAN]
    by_verdict = {each: [row for row in rows if verdict_counted(row) == each] for each in COUNTED}
    return Document(
        lang=audit.lang,
        title=phrase("norms.title"),
        sections=(
            lines_section("rate", [of_plan.sentence]),
            *account,
            look_back_section(audit.look_back, audit.ledger, is_kept_on=audit.is_kept_on),
            ranking_section(audit.ranking, audit.plan, is_subtracted=audit.is_subtracted),
            _sensitive(audit),
            _coverages(audit),
            judged_section("fails", by_verdict["fails"]),
            judged_section(NOT_REACHED, by_verdict[NOT_REACHED]),
            past_section(by_verdict["target period over"], audit.as_of),
            judged_section("meets", by_verdict["meets"]),
            untold_section([*by_verdict["cannot tell"], *by_verdict["target period over"]]),
            idle_section(by_verdict["cannot tell"]),
            missing_section(audit.missing.to_dict("records"), rows),
            _claims(audit),
            ledger_section(audit.ledger, audit.unlisted),
            money_section(audit.money),
            lines_section("warnings", audit.warnings, role="warning"),
            lines_section("norms", _notes(audit), title=phrase("norms.notes"), role="item"),
            sentence_section(clauses_sentence(audit, by_verdict)),
        ),
        facts=_facts(audit, rows),
    )


def _sensitive(audit: Audit) -> Section:
    """Return that nobody asked how sure verdicts are, and how to ask, where no ranking says so."""
    is_said = audit.plan.doubts is not None or (audit.ranking is not None and not audit.ranking.empty)
    return lines_section("not_doubted", [] if is_said else [not_doubted(is_able=not audit.plan.only_own_community)])


def _coverages(audit: Audit) -> Section:
    """Return the five coverages side by side, each with its base and where its rule stands."""
    heads = (
        Head(phrase("norms.head.coverage")),
        Head(phrase("norms.head.base")),
        Head(phrase("norms.head.rate"), figures=True),
        Head(phrase("norms.head.rule")),
    )
    cells: list[tuple[Words, ...]] = []
    for row in audit.coverages.to_dict("records"):
        rate: Words = Figure(value=row["rate"], precision="covered_share")
        if row["missing"]:
            rate = joined([UNKNOWN, phrase("norms.lacking", fields=missing_words(row["missing"]))])
        cells.append((row["label"], phrase(f"norms.coverage_base.{row['base']}"), rate, row["clause"]))
    return Section(
        name="coverages",
        title=phrase("norms.section.coverages"),
        table=Table(heads=heads, rows=tuple(cells)),
    )


def _claims(audit: Audit) -> Section:
    """Return the claims that do not agree, whose unit is unclear or that cannot be held to anything, and all counted.

    What a claim that cannot be told lacks stands as its note.
    """
    if audit.claims is None:
        return Section(name="claims")
    rows: Rows = audit.claims.to_dict("records")
    counts = Counter(row["result"] for row in rows)
    names = {
        "consistent": "consistent",
        "inconsistent": "inconsistent",
        "unclear": "unit unclear",
        "open": "cannot tell",
    }
    figures = {name: Figure(value=counts[result]) for name, result in names.items()}
    columns = ("text", "sum", "result", "note")
    cells: list[tuple[Words, ...]] = [
        (row["text"] or row["figure"], row["sum"] or UNKNOWN, phrase(f"claims.result.{row['result']}"), row["note"])
        for result in ("inconsistent", "unit unclear", "cannot tell")
        for row in rows
        if row["result"] == result
    ]
    table = Table(heads=tuple(Head(phrase(f"claims.head.{name}")) for name in columns), rows=tuple(cells))
    return Section(
        name="claims",
        title=phrase("claims.title"),
        table=table,
        lines=(Line(phrase("claims.section.title", **figures)),),
    )


def _notes(audit: Audit) -> list[Words]:
    titles: list[Words] = []
    for row in audit.norms.to_dict("records"):
        titles.append(phrase("norms.note", standard=row["standard"], title=row["title"], note=row["note"]))
        titles += row["replaced"]
    past = [phrase("norms.past_data")] if (audit.clauses["deadline_verdict"] != "").any() else []
    return [*titles, phrase("norms.apart"), phrase("norms.rounding"), *past]


def _ranking(audit: Audit) -> list[dict[Any, Any]]:
    """Return the districts in their order, what is not known missing."""
    if audit.ranking is None:
        return []
    return audit.ranking.astype(object).where(audit.ranking.notna(), None).to_dict("records")


def _read(row: dict[Any, Any]) -> set[str]:
    return {verdict_read(row), verdict_read(row, on_deadline=True)}


def _facts(audit: Audit, rows: Rows) -> dict[str, Any]:
    return {
        "study": audit.plan.study.name,
        "as_of": audit.as_of.isoformat(),
        "norms": [str(name) for name in audit.norms["norm"]],
        "verdicts": {each: sum(verdict_counted(row) == each for row in rows) for each in COUNTED},
        "past": past_verdicts(rows),
        "not_applicable": [row["clause"] for row in rows if NOT_APPLICABLE in _read(row)],
        "clauses": [
            {
                **{
                    name: row[name]
                    for name in ("norm", "clause", "requirement", "required", "observed", "unit", "verdict")
                },
                **{name: row[name] for name in ("status", "evidence", "source")},
                **{name: row[name] for name in ("until", "share", "units", "met", "failed")},
                **{name: row[name] for name in CLAUSES if name.startswith("deadline_")},
                "missing": list(row["missing"]),
            }
            for row in rows
        ],
        "coverages": [
            {
                **{name: row[name] for name in ("coverage", "base", "label", "clause")},
                "rate": Figure(value=row["rate"], precision="covered_share"),
                "missing": list(row["missing"]),
            }
            for row in audit.coverages.to_dict("records")
        ],
        "earlier": look_back_facts(audit.look_back),
        "ranking": _ranking(audit),
        "money": money_facts(audit.money),
        "ledger": ledger_facts(audit.ledger, audit.unlisted),
        "claims": []
        if audit.claims is None
        else [
            {name: row[name] for name in ("claim", "text", "figure", "unit", "result", "sum", "note")}
            for row in audit.claims.to_dict("records")
        ],
        "warnings": list(audit.warnings),
        "missing": [
            {**{name: row[name] for name in ("field", "clauses", "unlocks")}, "unsaid": list(row["unsaid"])}
            for row in audit.missing.to_dict("records")
        ],
    }
