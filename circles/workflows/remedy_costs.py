"""What measures cost, where an item of the list of money names the center, block or measure that it is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from circles.ledger.money import estimate
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.remediation import Found
    from circles.workflows.reruns import Base

_OPENED = frozenset({"start_using", "reopen", "restore", "complete"})
"""Kinds that a center's name stands for: a relocation, like a new center or a link, is named by its own id alone."""


def with_costs(found: list[Found], base: Base) -> tuple[list[Found], tuple[str, ...]]:
    """Return the measures with what the study's list of money says of them, and the items that name nothing known.

    A measure that several items name costs their sum, which is known where each of theirs is; one that none names keeps
    the cost that it has.

    Parameters
    ----------
    found : list of Found
        The measures.
    base : Base
        Of the plan.
    """
    money = base.study.money
    if money is None or "target" not in money:
        return found, ()
    listed: list[Any] = money.to_dict("records")
    rows: list[dict[Any, Any]] = estimate(listed, []).to_dict("records")
    items: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        if row["target"]:
            items.setdefault(squeezed(row["target"]), []).append(number)
    names = _names(base)
    known = {*names.values(), *(squeezed(own) for _, own in names)}
    priced = []
    for each in found:
        own = {name for name in _called(each, names) if name and name in items}
        known.add(squeezed(each.edit_id))
        numbers = sorted(number for name in own for number in items[name])
        total = sum(rows[number - 1]["total"] for number in numbers)
        priced.append(replace(each, cost_wan=total, cost_items=tuple(numbers)) if numbers else each)
    untied = [rows[number - 1]["item"] for name in items if name not in known for number in items[name]]
    return priced, tuple(untied)


def _called(each: Found, names: dict[tuple[str, str], str]) -> Iterator[str]:
    """Yield what a measure may be called in the list: its id; a gate by its block, what opens a center by that."""
    yield squeezed(each.edit_id)
    kind, own = ("block", each.block_id) if each.kind == "gate" else ("center", each.center_id)
    if each.kind == "gate" or each.kind in _OPENED:
        yield squeezed(own)
        yield names.get((kind, own), "")


def _names(base: Base) -> dict[tuple[str, str], str]:
    """Return of each block and center its name where it has that alone of its kind, else nothing."""
    found: dict[tuple[str, str], str] = {}
    for kind, table in (("block", base.plan.blocks), ("center", base.plan.centers)):
        named = [squeezed(str(name)) if isinstance(name, str) else "" for name in table["name"]]
        counts = Counter(named)
        for own, name in zip(table[f"{kind}_id"].astype(str), named, strict=True):
            found[kind, own] = name if counts[name] == 1 else ""
    return found
