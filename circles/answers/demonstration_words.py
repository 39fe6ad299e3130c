"""How a choice of demonstration sites tells itself: who is chosen, who is next, what more would bring, its proof."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.answers.demonstration import Demonstration
from circles.answers.marks import mark_of
from circles.demonstration_rules import YUAN_PER_WAN
from circles.demonstration_table import CHOSEN, LEFT_OUT, RESERVE
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from circles.answers.demonstration import OtherChoice
    from circles.figures import Precision
    from circles.phrases import Words

_CHOSEN = ("community", "center", "kind", "county", "people", "services_gained", "worth", "cost_wan")
_RESERVES = ("kind", "community", "center", "county", "replaces", "worth", "loses", "cost_wan")
_LEFT_OUT = ("community", "center", "reasons")
_LOSES = (("total", "total_with_it"), ("loses", "loses"))
_FIGURES: Mapping[str, Precision] = MappingProxyType(
    {
        "people": "count",
        "services_now": "whole",
        "services_after": "whole",
        "services_gained": "whole",
        "worth": "count",
        "cost_wan": "noted",
        "floor_added_m2": "noted",
        "total_with_it": "count",
        "loses": "count",
        "replaces": "whole",
    }
)


@document_of.register(Demonstration)
def _document(answer: Demonstration) -> Document:
    standing = answer.candidates["standing"]
    sections = (
        sentence_section(_sentence(answer)),
        _table(answer, "chosen", standing == CHOSEN, _CHOSEN, "title", [*_money(answer), _people(answer)]),
        _reserves(answer),
        lines_section("more", _more(answer), title=phrase("demonstration.more"), role="item"),
        _why(answer),
        _table(answer, "left_out", standing == LEFT_OUT, _LEFT_OUT, "left_out", []),
        lines_section("proof", [_services(answer), *_proof(answer)]),
        lines_section("warnings", answer.warnings, role="warning"),
        lines_section("kept", [phrase("demonstration.written")]),
    )
    return Document(lang=answer.lang, sections=sections, facts=_facts(answer), title=phrase("demonstration.sheet"))


def candidate_cell(row: Any, column: str, answer: Demonstration) -> Words:
    """Return what a cell of the candidates says, in words and figures."""
    value = row[column]
    if column in _FIGURES:
        return Figure(value=value, precision=_FIGURES[column])
    if column == "standing":
        return phrase(f"demonstration.standing.{value}")
    if column == "reasons":
        return joined([phrase(f"demonstration.reason.{each}") for each in value], phrase("list.joint"))
    if column == "against":
        return against_words(value, answer)
    if column == "gained":
        return joined(list(value), phrase("list.joint"))
    return str(value)


def candidate_head(column: str, answer: Demonstration) -> Words:
    """Return the head of a column of the candidates; beside people stands what they are."""
    said = phrase(f"demonstration.head.{column}")
    return joined([said, mark_of(answer.plan.study, "people")]) if column == "people" else said


def against_words(against: Sequence[tuple[str, str]], answer: Demonstration) -> Words:
    """Return the rules that stand against a candidate, each with its number."""
    rules = answer.rules
    numbers = {
        key: Figure(value=getattr(rules, key))
        for key in ("sites", "least_per_type", "least_per_county", "most_per_county")
    }
    said = {**numbers, "budget": Figure(value=rules.budget_wan, precision="noted")}
    told = [phrase(f"demonstration.against.{kind}", name=name, **said) for kind, name in against]
    return joined(told, phrase("demonstration.and")) if told else ""


def _sentence(answer: Demonstration) -> Words:
    sites = Figure(value=int((answer.candidates["standing"] == CHOSEN).sum()))
    mark = mark_of(answer.plan.study, "people")
    return phrase("demonstration.sentence", sites=sites, mark=mark, total=_count(answer.total))


def _table(
    answer: Demonstration,
    name: str,
    rows: pd.Series,
    columns: Sequence[str],
    title: str,
    lines: Iterable[Words],
) -> Section:
    cells = tuple(
        tuple(candidate_cell(row, column, answer) for column in columns)
        for row in answer.candidates[rows].to_dict("records")
    )
    if not cells:
        return Section(name=name)
    heads = tuple(Head(candidate_head(each, answer), figures=each in _FIGURES) for each in columns)
    table = Table(heads=heads, rows=cells).without_empty
    return Section(name=name, title=phrase(f"demonstration.{title}"), table=table, lines=tuple(map(Line, lines)))


def _reserves(answer: Demonstration) -> Section:
    """Return the first reserve of each type that is chosen, and the types that have none."""
    table = answer.candidates
    rows = table["standing"] == RESERVE
    without = sorted(set(table.loc[table["standing"] == CHOSEN, "kind"]) - set(table.loc[rows, "kind"]))
    names = [name for name in without if name]
    lines: list[Words] = (
        [phrase("demonstration.reserves_lack", names=joined(names, phrase("list.joint")))] if names else []
    )
    lines += [phrase("demonstration.reserves_none")] if "" in without else []
    if rows.any():
        return _table(answer, "reserves", rows, _RESERVES, "reserves", lines)
    return lines_section("reserves", lines, title=phrase("demonstration.reserves"))


def _money(answer: Demonstration) -> list[Words]:
    rules, cost = answer.rules, _wan(answer.cost_yuan)
    unknown = int(answer.candidates.loc[answer.candidates["standing"] == CHOSEN, "cost_wan"].isna().sum())
    more = [phrase("demonstration.money_unknown", count=Figure(value=unknown))] if unknown else []
    if rules.money is None or rules.budget_wan is None:
        return [phrase("demonstration.money_unlimited", cost=cost), *more]
    budget = Figure(value=rules.budget_wan, precision="noted")
    fixed, left = _wan(sum(amount for _, amount in rules.fixed_items)), _wan(rules.money - answer.cost_yuan)
    return [phrase("demonstration.money", cost=cost, budget=budget, fixed=fixed, left=left)]


def _people(answer: Demonstration) -> Words:
    mark = mark_of(answer.plan.study, "people")
    return phrase("demonstration.people", sum=_count(answer.people_sum), once=_count(answer.people_once), mark=mark)


def _more(answer: Demonstration) -> list[Words]:
    told: list[Words] = []
    if answer.one_more is not None:
        sites = Figure(value=(answer.rules.sites or 0) + 1)
        if answer.one_more.total is None and answer.one_more.against:
            rules = against_words(answer.one_more.against, _asking(answer, 1))
            told.append(phrase("demonstration.one_more_none", sites=sites, rules=rules))
        else:
            told.append(_other(answer, answer.one_more, "one_more", sites=sites))
    if answer.more_money is not None:
        money = Figure(value=answer.rules.more_wan, precision="noted")
        told.append(_other(answer, answer.more_money, "more_money", money=money))
    return told


def _other(answer: Demonstration, other: OtherChoice, key: str, **said: Words) -> Words:
    if other.total is None or other.status not in {"optimal", "rounding"}:
        return phrase("demonstration.more_unknown")
    total = _count(other.total)
    if key == "more_money" and other.total == answer.total:
        return phrase("demonstration.more_money_same", **said, total=total)
    names = [_named(answer, ids) for ids in (other.enters, other.leaves)]
    change = phrase(f"demonstration.{'enters_leaves' if other.leaves else 'enters'}", names=names[0], others=names[1])
    gain = _count(other.total - answer.total)
    return phrase(
        f"demonstration.{key}", **said, total=total, gain=gain, change=change, cost=_wan(other.cost_yuan or 0)
    )


def _asking(answer: Demonstration, more: int) -> Demonstration:
    """Return the answer as if so many more sites had been asked for, for the words of its rules."""
    return replace(answer, rules=replace(answer.rules, sites=(answer.rules.sites or 0) + more))


def _named(answer: Demonstration, ids: Iterable[str]) -> Words:
    rows = answer.candidates.set_index("center_id")
    return joined([_name(rows.loc[each]) for each in ids], phrase("list.joint"))


def _name(row: Any) -> str:
    return str(row["community"] or row["center"])


def _why(answer: Demonstration) -> Section:
    rows = {row["center_id"]: row for row in answer.candidates.to_dict("records")}
    told = [_why_words(answer, rows[center]) for center in answer.asked]
    return lines_section("why", told, title=phrase("demonstration.why"), role="item")


def _why_words(answer: Demonstration, row: Any) -> Words:
    name = _name(row)
    if row["standing"] == CHOSEN:
        return phrase("demonstration.why_chosen", name=name)
    if row["standing"] == LEFT_OUT:
        return phrase("demonstration.why_left_out", name=name, reasons=candidate_cell(row, "reasons", answer))
    if row["against"]:
        return phrase("demonstration.why_forbidden", name=name, rules=against_words(row["against"], answer))
    if row["loses"] != row["loses"]:
        return phrase("demonstration.why_unknown", name=name)
    said = {each: Figure(value=row[column], precision="count") for each, column in _LOSES}
    return phrase(f"demonstration.{'why_total' if row['loses'] else 'why_equal'}", name=name, **said)


def _services(answer: Demonstration) -> Words:
    if answer.required is None:
        return phrase("demonstration.services_all")
    return phrase("demonstration.services_counted", list=answer.required.title)


def _proof(answer: Demonstration) -> list[Words]:
    bound: Words = phrase("demonstration.no_bound") if answer.bound is None else _count(answer.bound)
    if answer.status != "optimal":
        why = phrase(f"demonstration.why_not_proven.{answer.status.replace(' ', '_')}")
        return [phrase("demonstration.not_optimal", why=why, bound=bound)]
    return [
        phrase("demonstration.optimal", bound=bound),
        *([] if answer.is_first else [phrase("demonstration.not_first")]),
    ]


def _facts(answer: Demonstration) -> dict[str, Any]:
    rules = answer.rules
    asked = {key: getattr(rules, key) for key in rules.__dataclass_fields__}
    chosen = answer.candidates[answer.candidates["standing"] == CHOSEN]
    reserves = answer.candidates[answer.candidates["standing"] == RESERVE]
    return {
        "question": {key: value for key, value in asked.items() if value not in (None, "", 0)},
        "status": answer.status,
        "sentence": _sentence(answer),
        "people_times_services": _count(answer.total),
        "bound": None if answer.bound is None else _count(answer.bound),
        "exact": {"objective": answer.total, "bound": answer.bound, "cost_yuan": answer.cost_yuan},
        "people_sum": _count(answer.people_sum),
        "people_once": _count(answer.people_once),
        "cost_wan": _wan(answer.cost_yuan),
        "chosen": chosen["center_id"].tolist(),
        "reserves": {str(row["kind"]): row["center_id"] for row in reserves.to_dict("records")},
        "one_more": _other_facts(answer.one_more),
        "more_money": _other_facts(answer.more_money),
        "left_out": int((answer.candidates["standing"] == LEFT_OUT).sum()),
        "proof": joined(_proof(answer), ""),
        "warnings": list(answer.warnings),
    }


def _other_facts(other: OtherChoice | None) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "status": other.status,
        "objective": other.total,
        "cost_yuan": other.cost_yuan,
        "enters": list(other.enters),
        "leaves": list(other.leaves),
        "against": [list(each) for each in other.against],
    }


def _count(thousandths: int) -> Figure:
    return Figure(value=thousandths / 1000, precision="count")


def _wan(yuan: int) -> Figure:
    return Figure(value=yuan / YUAN_PER_WAN, precision="noted")
