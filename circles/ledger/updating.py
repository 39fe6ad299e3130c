"""The ledger of today, from the last one and what is wrong now: nothing that a person wrote in it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.ledger.matching import earlier_of, matched
from circles.ledger.recovered_keys import with_keys
from circles.ledger_table import CLERKS, LEDGER, SAID_OF_ALL_PARTS, is_said
from circles.phrases import phrase, text_of
from circles.texts import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from circles.ledger.items import Item
    from circles.ledger.matching import Earlier, Matched
    from circles.ledger.owners import Owners
    from circles.phrases import Words

    Row = dict[str, Any]

_WORDED_TODAY = frozenset({"first", "new", "split", "by_hand"})
"""Changes of rows whose cause and measure are those of today, or a person's alone."""


def updated(
    last: pd.DataFrame | None,
    items: Sequence[Item],
    settled: Mapping[tuple[str, str], Mapping[tuple[str, str], bool | None]],
    *,
    past: Sequence[Item] = (),
    encouraged: Collection[tuple[str, str]] = (),
    owners: Owners,
    as_of: dt.date,
    is_overdue: Callable[[str, dt.date], bool | None],
) -> pd.DataFrame:
    """Return ``ledger_table.LEDGER`` of today, and the own columns of the last one behind it.

    Rows keep their order; parts that were split off stand behind the row they come from, what is new at the end, those
    with most people first.

    Parameters
    ----------
    last : DataFrame or None
        As it was read: texts, a column for each of ``LEDGER`` that it has, and its own.
    items : sequence of Item
        What is wrong now.
    settled : mapping
        By norm and clause, of each kind and part of a place whether nothing is wrong there any more, None where that
        cannot be told; what was not looked at is not there.
    past : sequence of Item
        What is wrong now by clauses whose period is over: a row that is there goes on with it, none is made for it.
    encouraged : collection of (str, str)
        Norm and clause of those that only encourage: they list nothing, and a row that is there says so.
    owners : Owners
        Who sees to what.
    as_of : date
        Today.
    is_overdue : callable
        Whether a deadline as it is written was before a day; None where it says none.
    """
    read: list[Any] = [] if last is None else last.fillna("").to_dict("records")
    rows = with_keys(read, settled)
    earlier = [earlier_of(row.get("item_id", ""), row.get("key", ""), _named(row)) for row in rows]
    goes_on = set(matched(past, earlier).row_of)
    followed = [item for number, item in enumerate(past) if number in goes_on]
    found = matched([*items, *followed], earlier)
    ends = [_end_of(number, row, found, settled, encouraged) for number, row in enumerate(earlier)]
    made = _before(rows, items, followed, found, ends, owners, as_of.isoformat())
    fresh = [item for number, item in enumerate(items) if number not in found.row_of and number not in found.split_from]
    fresh.sort(key=lambda item: (-(item.people or 0), item.item_id))
    made += [_first(item, owners, as_of.isoformat(), change="first" if last is None else "new") for item in fresh]
    own = [name for name in (() if last is None else last.columns) if name not in LEDGER]
    told = [
        {**row, "kept": _kept(row), "proposal": _proposed(row), "overdue": _overdue(row, is_overdue, as_of)}
        for row in made
    ]
    cells = [{name: row.get(name, "") for name in (*LEDGER, *own)} for row in told]
    return pd.DataFrame(cells, columns=[*LEDGER, *own], dtype=object)


def _named(row: Row) -> tuple[str, str]:
    """Return the sub-district and the community that a row names."""
    return str(row.get("subdistrict", "")).strip(), str(row.get("community", "")).strip()


def _before(
    rows: Sequence[Row],
    today: Sequence[Item],
    followed: Sequence[Item],
    found: Matched,
    ends: Sequence[str],
    owners: Owners,
    day: str,
) -> list[Row]:
    """Return the rows that were there, each with what it became, and behind it the parts that were split off.

    What goes on by a clause whose period is over says so, also where somebody closed it: it is no failure of today.
    """
    items = [*today, *followed]
    item_of = {row: number for number, row in found.row_of.items()}
    split: dict[int, list[Item]] = {}
    for number, row_number in found.split_from.items():
        split.setdefault(row_number, []).append(items[number])
    made: list[Row] = []
    for number, row in enumerate(rows):
        if number in item_of:
            former = [rows[each]["item_id"] for each, into in found.merged_into.items() if into == item_of[number]]
            went_on = _went_on(row, items[item_of[number]], owners, day, former=former)
            made.append({**went_on, "change": "over"} if item_of[number] >= len(today) else went_on)
        else:
            # Words of an earlier run must not stand there as if they were found today.
            told = {"cause_found": "", "measure_found": "", "figures_of": _figures_of(row, day)}
            made.append({**row, **told, "change": ends[number]})
        parts = sorted(split.get(number, ()), key=lambda item: item.item_id)
        made += [_split_off(row, part, owners, day) for part in parts]
    return made


def _figures_of(row: Row, day: str) -> object:
    """Return the day of the figures of a row that nothing was found for today: that it says, else before today."""
    if row.get("figures_of") or not row.get("item_id"):
        return row.get("figures_of", "")
    return phrase("ledger.before", day=day)


def _split_off(row: Row, part: Item, owners: Owners, day: str) -> Row:
    """Return the row of a part: of what people wrote in that of the whole only what holds for all of its parts."""
    of_whole = {name: row[name] for name in (*SAID_OF_ALL_PARTS, "change") if name in row}
    made = _went_on({**of_whole, "item_id": part.item_id}, part, owners, day, former=[row["item_id"]])
    return made if made["change"] == "rebound" else {**made, "change": "split"}


def _first(item: Item, owners: Owners, day: str, *, change: str) -> Row:
    return {
        **_of_item(item, {}, day),
        **owners.of(item),
        "item_id": item.item_id,
        "cause": item.cause,
        "measure": item.measure,
        "status": phrase("ledger.status.not_started"),
        "first_listed": day,
        "change": change,
    }


def _went_on(row: Row, item: Item, owners: Owners, day: str, *, former: list[str]) -> Row:
    """Return a row with what is known today; what a person wrote, and what is not known today, stands as it was."""
    came_back = is_said(row.get("status"), "closed") or row.get("change") == "gone"
    known = owners.of(item)
    filled = {name: value for name, value in known.items() if owners.is_unnamed(row.get(name, ""))}
    told = {name: value for name, value in (("cause", item.cause), ("measure", item.measure)) if not row.get(name)}
    names = [name for name in str(row.get("former_ids", "")).split("、") if name]
    return {
        **row,
        **_of_item(item, row, day),
        **filled,
        **told,
        "former_ids": "、".join(dict.fromkeys([*names, *former])),
        "change": "rebound" if came_back else "continuing",
    }


def _of_item(item: Item, before: Mapping[str, Any], day: str) -> Row:
    """Return the cells that are ours; where nothing is known now, what stood there."""
    people = "" if item.people is None else f"{item.people:.3f}".rstrip("0").rstrip(".")
    said = {
        "problem": item.problem,
        "basis": item.basis,
        "subdistrict": item.subdistrict or before.get("subdistrict", ""),
        "community": item.community or before.get("community", ""),
        "people": people,
        "figures_of": day,
        "cause_found": item.cause,
        "measure_found": item.measure,
        "key": item.key,
    }
    return {name: value for name, value in said.items() if name not in CLERKS}


def _end_of(
    number: int,
    row: Earlier,
    found: Matched,
    settled: Mapping[tuple[str, str], Mapping[tuple[str, str], bool | None]],
    encouraged: Collection[tuple[str, str]],
) -> str:
    """Return what became of a row that no item goes on from: gone only where that is known of all of its place."""
    if not row.item_id:
        return "by_hand"
    if number in found.merged_into:
        return "merged"
    known = settled.get((row.norm, row.clause))
    if known is None:
        return "unchecked" if row.clause else "untold"
    left = "encouraged" if (row.norm, row.clause) in encouraged else "untold"
    if not row.kind:
        return left
    states = [known.get((row.kind, part)) for part in row.parts or ("",)]
    return "gone" if all(state is True for state in states) else left


def _kept(row: Row) -> str:
    """Return how the cause and the measure that a row of the last ledger keeps agree with what is found today."""
    said = [name for name in ("cause", "measure") if row.get(name)]
    if not said or row["change"] in _WORDED_TODAY:
        return ""
    found = [name for name in said if row.get(f"{name}_found")]
    others = [name for name in found if not _is_alike(row[name], row[f"{name}_found"])]
    if others:
        return others[0] if len(others) == 1 else "both"
    return "same" if found == said else "part_found" if found else "not_found"


def _is_alike(said: Words, found: Words) -> bool:
    """Return whether a cell says what was found, in either language, however a spreadsheet set its spaces."""
    return any("".join(text_of(said, lang).split()) == "".join(text_of(found, lang).split()) for lang in LANGUAGES)


def _proposed(row: Row) -> str:
    """Return what is proposed to a person; a status is never set."""
    if row["change"] == "gone" and not is_said(row.get("status"), "closed"):
        return "close"
    return "reopen" if row["change"] == "rebound" and not is_said(row.get("status"), "rebound") else ""


def _overdue(row: Row, is_overdue: Callable[[str, dt.date], bool | None], as_of: dt.date) -> str:
    """Return whether a deadline is past: of what is closed it never is, unless the problem is there again.

    Nor is it of what a clause only encourages: nobody owes that.
    """
    deadline = str(row.get("deadline") or "")
    if not deadline.strip():
        return ""
    if row["change"] == "encouraged" or (is_said(row.get("status"), "closed") and row["change"] != "rebound"):
        return "no"
    late = is_overdue(deadline, as_of)
    return "unread" if late is None else "yes" if late else "no"
