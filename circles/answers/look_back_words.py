"""How an older result beside this one is told: three rates of the whole area, and what opened and closed since."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from circles.answers.ledger_rows import items_told
from circles.answers.rate_names import short_rate_name
from circles.document import Head, Line, Section, Table, lines_of
from circles.figures import Figure, tenths_of_percent
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.look_back import LookBack
    from circles.phrases import Words

_SHOWN = 10
_VALUES = ("published", "recomputed", "now")


def look_back_section(back: LookBack | None, ledger: pd.DataFrame, *, is_kept_on: bool) -> Section:
    """Return last year beside today: rates, centers, items of the ledger; how to ask where nothing was given.

    Parameters
    ----------
    back : LookBack or None
        The older result, None where none was given.
    ledger : DataFrame
        The ledger of today.
    is_kept_on : bool
        Whether it goes on from an older one.
    """
    not_given = Line(phrase("back.not_given"), "item", typed=phrase("back.not_given_typed"))
    no_ledger = Line(phrase("back.no_ledger"), "item", typed=phrase("back.no_ledger_typed"))
    said: list[Words | Line] = [not_given] if back is None else _notes(back)
    said += items_told(ledger, "gone") if is_kept_on else [no_ledger]
    return Section(
        name="look_back",
        title=phrase("back.title"),
        table=None if back is None or back.rates.empty else _rates(back),
        lines=lines_of(said, "item"),
    )


def look_back_facts(back: LookBack | None) -> dict[str, Any] | None:
    """Return the rates, and the centers that opened and closed; None where no older result was given."""
    if back is None:
        return None
    centers = back.centers
    return {
        "name": back.name,
        "day": back.day,
        "asked_otherwise": list(back.asked_otherwise),
        "rates": {
            str(row["base"]): {name: _rate(row[name]) for name in _VALUES} | {"points": _points(row)}
            for row in back.rates.to_dict("records")
        },
        "opened": None if centers is None else centers.loc[centers["change"] == "opened", "name"].tolist(),
        "closed": None if centers is None else centers.loc[centers["change"] == "closed", "name"].tolist(),
    }


def _rates(back: LookBack) -> Table:
    heads = (Head(phrase("back.head.rate")), *(Head(phrase(f"back.head.{name}"), figures=True) for name in _VALUES))
    rows: list[tuple[Words, ...]] = [
        (short_rate_name(str(row["base"])), *(_rate(row[name]) for name in _VALUES), _points(row))
        for row in back.rates.to_dict("records")
    ]
    return Table(heads=(*heads, Head(phrase("back.head.points"), figures=True)), rows=tuple(rows))


def _rate(value: float) -> Figure:
    return Figure(value=value, precision="covered_share")


def points_between(was: float, now: float) -> float | None:
    """Return by how many points two rates differ as they are shown, None where one of them is not known.

    Examples
    --------
    >>> points_between(0.6109, 0.5901), points_between(float("nan"), 0.5)
    (-2.0, None)
    """
    return None if isnan(was) or isnan(now) else (tenths_of_percent(now) - tenths_of_percent(was)) / 10


def _points(row: dict[Any, Any]) -> Figure:
    """Return the points between the last two rates; the first is never subtracted."""
    points = points_between(row["recomputed"], row["now"])
    return Figure(value=None) if points is None else Figure(value=points, precision="signed_tenth")


def _notes(back: LookBack) -> list[Words | Line]:
    day = back.day or phrase("back.no_day")
    said: list[Words | Line] = [phrase("back.of", name=back.name, day=day)]
    if back.asked_otherwise:
        names = joined([phrase(f"back.setting.{name}") for name in back.asked_otherwise], phrase("norms.joint"))
        said.append(Line(phrase("back.otherwise", names=names), "item", typed=phrase("back.otherwise_typed")))
    else:
        said.append(phrase("back.alike"))
    return [*said, *_centers(back)]


def _centers(back: LookBack) -> list[Words]:
    centers = back.centers
    if centers is None:
        return [phrase("back.centers_unknown")]
    said: list[Words] = []
    for change in ("closed", "opened"):
        rows = centers[centers["change"] == change].to_dict("records")
        count = Figure(value=len(rows))
        if not rows:
            said.append(phrase(f"back.none_{change}", count=count))
            continue
        told = [phrase("back.center", name=row["name"], day=row["day"]) if row["day"] else row["name"] for row in rows]
        more = [phrase("back.more", count=Figure(value=len(told) - _SHOWN))] if len(told) > _SHOWN else []
        names = joined([*told[:_SHOWN], *more], phrase("norms.joint"))
        said.append(phrase(f"back.{change}", count=count, names=names))
    if back.undated:
        said.append(phrase("back.undated", count=Figure(value=back.undated)))
    if back.open_published is not None and back.open_published != back.open_then:
        counts = {"published": Figure(value=back.open_published), "listed": Figure(value=back.open_then)}
        said.append(phrase("back.other_list", **counts))
    return said
