"""What an audit and its remedies hold as sheets for people, with headings in words: clauses, measures, claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import texts
from circles.answers.clause_words import missing_sums
from circles.answers.remedies_words import by_trouble, cheapest, check_words, consent_words, cost_words, remedy_words
from circles.figures import minutes_of
from circles.phrases import phrase, text_of
from circles.publish.payload_audit import clause_columns
from circles.publish.plain_workbook import SheetColumn, Style
from circles.publish.plan_workbook_summary import base_heading
from circles.publish.plan_workbook_tables import table_sheets
from circles.publish.told_sheet import ToldSheet
from circles.remedy_tables import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from circles.answers.audit import Audit
    from circles.answers.remedies import Remedies
    from circles.phrases import Words

Rows = list[dict[Any, Any]]

_CLAIMED = ("claim", "text", "subject", "figure", "unit", "base", "date", "source")
_FOUND = ("result", "sum", "note")
_KEPT = {"ledger": 2, "since": 2}


def audit_sheets(audit: Audit | None, remedies: Remedies | None, lang: str) -> Iterator[ToldSheet]:
    """Yield the clauses, the measures, the claims and the further tables of an audit, each where there are any.

    Parameters
    ----------
    audit : Audit or None
        Of the plan of the workbook.
    remedies : Remedies or None
        Of the same plan.
    lang : str
        ``zh`` or ``en``.
    """
    if audit is not None and len(audit.clauses):
        yield _sheet("clauses", _clauses(audit, lang), lang, family="workbook.clause_means.", kept=2)
    if remedies is not None and len(remedies.table):
        yield _sheet("measures", _measures(remedies, lang), lang, family="workbook.measure_means.")
    if audit is not None and audit.claims is not None and len(audit.claims):
        yield _sheet("claims", _claims(audit.claims, lang), lang, family="workbook.claim_means.", kept=2)
    for name, columns in table_sheets(audit, lang) if audit is not None else ():
        if any(column.cells for column in columns.values()):
            sheet = _sheet(name, columns, lang, family=f"workbook.{name}_means.", kept=_KEPT.get(name, 1))
            yield sheet if name != "needs" or audit is None else replace(sheet, about=_needs_about(audit, lang))


def _needs_about(audit: Audit, lang: str) -> str:
    """Return what the data to ask for are, and how the clauses that cannot be told add up to them."""
    about: Words = phrase("workbook.guide.needs")
    for each in missing_sums(audit.clauses.to_dict("records")):
        about = phrase("workbook.guide.and_more", about=about, more=each)
    return text_of(about, lang)


def absent_parts(audit: Audit | None, remedies: Remedies | None) -> list[tuple[Words, Words]]:
    """Return what a reader of an audit looks for and does not find: the name of its sheet, and what to hand in for it.

    Parameters
    ----------
    audit : Audit or None
        Of the plan of the workbook.
    remedies : Remedies or None
        Of the same plan.
    """
    if audit is None:
        return []
    lacking = {
        "measures": ["workbook.guide.no_measures"] if remedies is None else [],
        "claims": ["workbook.guide.no_claims"] if audit.claims is None else [],
        "money": ["money.not_given"] if audit.money is None or audit.money.empty else [],
        "since": [
            *(["back.not_given"] if audit.look_back is None else []),
            *([] if audit.is_kept_on else ["back.no_ledger"]),
        ],
    }
    return [
        (phrase("workbook.guide.sheet_named", name=phrase(f"workbook.sheet.{name}")), phrase(key))
        for name, keys in lacking.items()
        for key in keys
    ]


def blocks_of_gaps(remedies: Remedies, gaps: pd.Series) -> list[str]:
    """Return the names of the blocks of each gap, their ids where they have none."""
    names = _called(remedies)
    held: dict[Any, list[str]] = {}
    for block_id, gap in zip(remedies.causes["block_id"], remedies.causes["gap_id"], strict=True):
        held.setdefault(gap, []).append(str(names[block_id]))
    return ["、".join(held.get(gap, ())) for gap in gaps]


def cheapest_of_gaps(rows: Rows) -> list[str]:
    """Return of each row whether its measure costs least of its gap: ``yes``, ``of known`` where some cost is unknown.

    Parameters
    ----------
    rows : list of dict
        Of ``remedy_tables.REMEDIES``.
    """
    of_gap: dict[Any, Rows] = {}
    for row in rows:
        of_gap.setdefault(_gap(row), []).append(row)
    least = {gap: cheapest(own) for gap, own in of_gap.items() if gap is not None}
    told = []
    for row in rows:
        edit_id, unknown = least.get(_gap(row), ("", 0))
        told.append(("of known" if unknown else "yes") if edit_id and row["edit_id"] == edit_id else "")
    return told


def _gap(row: dict[Any, Any]) -> int | None:
    """Return the gap of a row, None where a measure serves none."""
    return None if pd.isna(row["gap_id"]) else int(row["gap_id"])


def _called(remedies: Remedies) -> dict[str, str]:
    blocks = remedies.plan.blocks
    ids, named = blocks["block_id"].astype(str), blocks["name"].fillna("")
    return dict(zip(ids, named.where(named != "", ids).astype(str), strict=True))


def _brought_inside(remedies: Remedies, rows: Rows) -> list[str]:
    """Return the names of the blocks that each measure brings inside, of its gap or not."""
    names = _called(remedies)
    held: dict[str, list[str]] = {}
    for edit_id, block_id in zip(remedies.gained["edit_id"], remedies.gained["block_id"], strict=True):
        held.setdefault(edit_id, []).append(names[block_id])
    return ["、".join(held.get(row["edit_id"], ())) for row in rows]


def _sheet(name: str, columns: Mapping[str, SheetColumn], lang: str, *, family: str, kept: int = 1) -> ToldSheet:
    """Return a sheet of the columns that say something."""
    return ToldSheet(
        name=texts.say(f"workbook.sheet.{name}", lang),
        about=texts.say(f"workbook.guide.{name}", lang),
        family=family,
        columns={key: each for key, each in columns.items() if any(cell not in {None, ""} for cell in each.cells)},
        kept=kept,
    )


def _clauses(audit: Audit, lang: str) -> dict[str, SheetColumn]:
    rows: Rows = audit.clauses.to_dict("records")
    standards = dict(zip(audit.norms["norm"], audit.norms["standard"], strict=True))
    columns: dict[str, tuple[Words, list[Words]]] = {
        "norm": (phrase("norms.known.named"), [standards[row["norm"]] for row in rows]),
        "clause": (phrase("norms.head.clause"), [row["clause"] for row in rows]),
        "requirement": (phrase("norms.head.requirement"), [row["requirement"] for row in rows]),
        **clause_columns(rows),
    }
    return {
        name: SheetColumn(heading=text_of(head, lang), cells=[text_of(cell, lang) for cell in cells])
        for name, (head, cells) in columns.items()
    }


def _measures(remedies: Remedies, lang: str) -> dict[str, SheetColumn]:
    """Return a row for each measure and each gap that it serves: gaps with most people first, in each by trouble."""
    order = {gap: place for place, gap in enumerate(remedies.gaps["gap_id"].tolist())}

    def placed(row: dict[Any, Any]) -> tuple[Any, ...]:
        return order.get(row["gap_id"], len(order)), *(() if row["remedy"] == NONE else by_trouble(row))

    rows: Rows = sorted(remedies.table.drop(columns="geometry").to_dict("records"), key=placed)
    numbers = [int(row["gap_id"]) if row["gap_id"] in order else None for row in rows]
    least = cheapest_of_gaps(rows)
    causes = [phrase(f"remedies.cause.{row['cause']}") if row["cause"] else "" for row in rows]
    told: dict[str, tuple[list[Any], Style]] = {
        "gap": (numbers, "plain"),
        "blocks": (_names(remedies, numbers), "plain"),
        "people": (_numbers(rows, "gap_people"), "whole"),
        "cause": ([text_of(each, lang) for each in causes], "plain"),
        "excess": ([_minutes(row["excess_minutes"]) for row in rows], "tenth"),
        "measure": ([text_of(remedy_words(row), lang) for row in rows], "plain"),
        "of_gap": (_numbers(rows, "gap_people_gained"), "whole"),
        "gained": (_numbers(rows, "people_gained"), "whole"),
        "brought_inside": (_brought_inside(remedies, rows), "plain"),
        "consent": ([text_of(consent_words(row), lang) for row in rows], "plain"),
        "cost": (["" if row["remedy"] == NONE else text_of(cost_words(row), lang) for row in rows], "plain"),
        "compared": ([texts.say(f"remedies.compared.{each}", lang) if each else "" for each in least], "plain"),
        "checks": ([text_of(check_words(row), lang) for row in rows], "plain"),
        "edit": ([row["edit_id"] for row in rows], "plain"),
    }
    heads = {name: texts.say(f"remedies.head.{name}", lang) for name in told}
    heads["people"] = base_heading(remedies.plan.study, "people", lang)
    return {name: SheetColumn(heading=heads[name], cells=cells, style=style) for name, (cells, style) in told.items()}


def _names(remedies: Remedies, numbers: list[int | None]) -> list[str]:
    held = dict(zip(remedies.gaps["gap_id"], blocks_of_gaps(remedies, remedies.gaps["gap_id"]), strict=True))
    return ["" if number is None else held[number] for number in numbers]


def _minutes(value: float) -> float | None:
    """Return minutes beyond the limit as they are shown everywhere, None without a path."""
    return None if value != value else float(minutes_of(value).text("en").replace(",", ""))  # noqa: PLR0124 NaN


def _numbers(rows: Rows, name: str) -> list[float | None]:
    return [None if row[name] != row[name] else row[name] for row in rows]


def _claims(claims: pd.DataFrame, lang: str) -> dict[str, SheetColumn]:
    rows: Rows = claims.to_dict("records")
    cells: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in _CLAIMED}
    cells["result"] = [texts.say(f"claims.result.{row['result']}", lang) for row in rows]
    cells["sum"] = [row["sum"] for row in rows]
    cells["note"] = [text_of(row["note"], lang) for row in rows]
    cells["people_within"] = _within(rows)
    return {
        name: SheetColumn(
            heading=texts.say(f"claims.head.{name}", lang),
            cells=cells[name],
            style="whole" if name == "people_within" else "plain",
        )
        for name in (*_CLAIMED, *_FOUND, "people_within")
    }


def _within(rows: Rows) -> list[float | None]:
    values = [row["people_within"] for row in rows]
    return [None if value is None or value != value else value for value in values]  # noqa: PLR0124 NaN
