"""Claims held to their own arithmetic (宣传口径核对): what agrees, what does not, what nobody can tell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles.figures import Figure
from circles.norms.audited_tables import fold, is_empty
from circles.norms.claim_rules import COUNTS, Claimed, computed
from circles.norms.claim_units import counted, unit_of
from circles.norms.claimed_counts import counted_in_list, standing_in_list
from circles.phrases import joined, phrase
from circles.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circles.norms.claim_rules import Computed
    from circles.norms.claim_units import Unit
    from circles.phrases import Words

CONSISTENT, INCONSISTENT, UNIT_UNCLEAR, CANNOT_TELL = "consistent", "inconsistent", "unit unclear", "cannot tell"

CHECKED = (*CLAIMS[:8], "result", "sum", "note", "people_within")

RULE_WORDS: Mapping[str, str] = MappingProxyType(
    {"乘积": "product", "比值": "ratio", "合计": "parts", "区间": "range", "圆内密度": "circle_density"}
)
_BOUNDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("超过", "多于", "大于", ">", "≥", "over", "morethan", "atleast"), "at_least"),
        **dict.fromkeys(("近", "不足", "不到", "<", "≤", "under", "nearly", "upto"), "at_most"),
        **dict.fromkeys(("约", "大约", "about", "~"), "about"),
    }
)
_UNPARTED = re.compile(r"(?<![\d.,])[0-9]{4,30}(?![\d,])")
"""Digits before the point of which thousands are not set apart."""

_FIGURE = re.compile(r"(?P<bound>\D*?)(?P<number>-?[\d,]*\.?\d+)(?P<more>[余多]?)(?P<times>[万亿]?)(?P<also>[余多]?)")
_TIMES: Mapping[str, int] = MappingProxyType({"": 1, "万": 10_000, "亿": 100_000_000})
_ABOUT = Fraction(1, 20)
"""How far a figure that is said to be about may be off: a twentieth, a number of our own."""

_POWERS = (4, -4, 8, -8, 1, -1, 2, -2, 3, -3)
"""Powers of ten by which a unit is lost, the likeliest first: 万, 亿, a digit (billion and 亿), hundred, thousand."""

_COUNTED_AS: Mapping[str, str] = MappingProxyType(
    {"人": "person", "人口": "person", "people": "person", "户": "household"}
)


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """One row, understood."""

    row: Mapping[str, str]
    figure: Claimed
    bound: str
    half: Fraction


def checked_claims(
    claims: pd.DataFrame, people_within: Mapping[str, float], *, centers: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return each claim with its result, the sum written out, and what has to be known beside it.

    Parameters
    ----------
    claims : DataFrame
        ``tables.CLAIMS``, texts, empty where nothing is said: `figure` may begin with 超过, 近 or 约; `rule` is one of
        ``claim_rules.RULES`` or its Chinese word and `of` names the claims that it takes; `low` and `high` are, in the
        unit of the figure, between what it is plausible.
    people_within : mapping of str to float
        People within the walk of centers, by name: shown beside claims of a subject of that name.
    centers : DataFrame, optional
        The list of centers with the status of the day: claims without a rule that count them are held to it.

    Returns
    -------
    DataFrame
        :data:`CHECKED`, in the order of the claims; `result` is ``consistent``, ``inconsistent``, ``unit unclear`` or
        ``cannot tell``, `note` words.
    """
    rows: list[dict[str, str]] = [
        {name: "" if is_empty(row.get(name)) else str(row[name]).strip() for name in CLAIMS}
        for row in claims.to_dict("records")
    ]
    own = [_understood(row) for row in rows]
    known = {claim.figure.name: claim.figure for claim in own if claim.figure.name}
    takers = _takers(own)
    named = ((claim, _by_list(claim, centers)) for claim in own if claim.figure.name)
    held = {claim.figure.name: result for claim, result in named if result is not None}
    walked = {fold(name): people for name, people in people_within.items()}
    found: list[dict[str, Any]] = []
    for claim in own:
        result, written, note = (
            held.get(claim.figure.name) or _by_list(claim, centers) or _checked(claim, known, takers)
        )
        if result == INCONSISTENT and centers is not None and _is_sum_of(claim, held):
            note = joined([note, _standing(claim, centers)], phrase("norms.stop"))
        people = walked.get(fold(claim.row["subject"])) if claim.row["subject"] else None
        told = {name: claim.row[name] for name in CLAIMS[:8]}
        found.append({**told, "result": result, "sum": written, "note": note, "people_within": people})
    return pd.DataFrame(found, columns=list(CHECKED))


def _text(cell: object) -> str:
    return "" if is_empty(cell) else str(cell).strip()


def _understood(row: dict[str, str]) -> _Claim:
    text = "".join(unicodedata.normalize("NFKC", row["figure"]).split())
    match = _FIGURE.fullmatch(text)
    number = match["number"].replace(",", "") if match else ""
    times = _TIMES[match["times"]] if match else 1
    value = _number(number, times)
    bound = _BOUNDS.get(match["bound"].casefold(), "") if match else ""
    if match and (match["more"] or match["also"]):
        bound = "at_least"
    if (match and match["bound"] and not bound) or (times > 1 and row["unit"][:1] in _TIMES):
        value = None  # words that are not understood are no figure, nor are 1.2 万 of 万元
    digits = len(number.partition(".")[2])
    figure = Claimed(name=row["claim"], value=value, unit=unit_of(row["unit"]), shown=_as_said(row))
    return _Claim(row=row, figure=figure, bound=bound, half=Fraction(times, 2 * 10**digits))


def _as_said(row: Mapping[str, str]) -> str:
    """Return a figure as its claim says it, thousands set apart as in every figure beside it."""
    number = _UNPARTED.sub(lambda found: Figure(value=int(found[0])).text("zh"), row["figure"])
    return f"{number} {row['unit']}"


def _number(text: str, times: int = 1) -> Fraction | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return Fraction(number) * times if number.is_finite() and abs(number) < Decimal(10) ** 30 else None


def _end(claim: _Claim, name: str) -> Fraction | None:
    """Return one end of what is plausible, None where there is none or it is not understood."""
    text = "".join(unicodedata.normalize("NFKC", claim.row[name]).split()).replace(",", "")
    times = _TIMES.get(text[-1:], 1)
    return _number(text[:-1] if times > 1 else text, times)


_Result = tuple[str, str, "Words"]


def _taken(claim: _Claim) -> list[str]:
    """Return the names of the claims that one takes."""
    return [name for name in re.split(r"[\s、,，;；]+", claim.row["of"]) if name]


def _takers(claims: Iterable[_Claim]) -> dict[str, list[str]]:
    """Return by the name of a claim how those that take it read, or are called."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        for name in _taken(claim):
            found.setdefault(name, []).append(claim.row.get("text") or claim.row["claim"])
    return found


def _without_rule(claim: _Claim, takers: Mapping[str, list[str]]) -> Words:
    """Return what a claim without a rule lacks, and which claims are held to it."""
    names = [name for name in takers.get(claim.row["claim"], ()) if name]
    return phrase("claims.note.taken", names=", ".join(names)) if names else phrase("claims.note.no_rule")


def _checked(claim: _Claim, known: Mapping[str, Claimed], takers: Mapping[str, list[str]]) -> _Result:
    unclear = _unclear(claim)
    if unclear is not None:
        return unclear
    rule = RULE_WORDS.get(claim.row["rule"], claim.row["rule"])
    if rule not in COUNTS:
        why = phrase("claims.note.rule_unknown", rule=rule) if rule else _without_rule(claim, takers)
        return CANNOT_TELL, "", why
    names = _taken(claim)
    missing = [name for name in names if name not in known or known[name].whole is None]
    least, most = COUNTS[rule]
    if missing or not least <= len(names) <= most:
        return CANNOT_TELL, "", phrase("claims.note.lacking", names=", ".join(missing) or claim.row["of"] or "–")
    of = [known[name] for name in names]
    if rule in {"ratio", "circle_density"} and not of[1].value:
        return CANNOT_TELL, "", phrase("claims.note.divided_by_nothing", name=names[1])
    return _held(claim, rule, computed(rule, of)) if of else _within(claim, "", claim.figure.value or Fraction(0))


def _by_list(claim: _Claim, centers: pd.DataFrame | None) -> _Result | None:
    """Return a claim that counts centers held to the list; None of any other, and where the list does not tell."""
    if claim.row["rule"] or claim.figure.value is None or claim.figure.unit is None:
        return None
    found = counted_in_list(claim.row, centers)
    if found is None:
        return None
    written = f"{found.count} {claim.row['unit']}"
    counts = {"count": Figure(value=found.count), "rows": Figure(value=found.rows)}
    kind = phrase(f"claims.counted.{found.kind}")
    note = phrase("claims.note.by_list", subject=claim.row["subject"] or phrase("claims.note.all"), kind=kind, **counts)
    agrees = _agrees(claim.figure.value, Fraction(found.count), claim)
    return CONSISTENT if agrees else INCONSISTENT, written, note


def _is_sum_of(claim: _Claim, held: Mapping[str, _Result]) -> bool:
    """Return whether a claim adds up others that are all held to the list."""
    names = _taken(claim)
    is_sum = RULE_WORDS.get(claim.row["rule"], claim.row["rule"]) == "parts"
    return is_sum and bool(names) and all(name in held for name in names)


def _standing(claim: _Claim, centers: pd.DataFrame) -> Words:
    """Return how the centers stand that a claim is about: what its parts leave over is among them."""
    counts = standing_in_list(claim.row["subject"], centers)
    parts = [
        phrase("claims.note.standing", kind=phrase(f"claims.counted.{kind}"), count=Figure(value=count))
        for kind, count in counts.items()
    ]
    return phrase(
        "claims.note.listed",
        subject=claim.row["subject"] or phrase("claims.note.all"),
        rows=Figure(value=sum(counts.values())),
        parts=joined(parts, phrase("norms.joint")),
    )


def _unclear(claim: _Claim) -> _Result | None:
    """Return what keeps a figure from being compared with anything: it is none, or nobody knows of what."""
    unit, base = claim.figure.unit, _COUNTED_AS.get(claim.row["base"], "")
    if claim.figure.value is None:
        said = claim.row["figure"]
        return (
            CANNOT_TELL,
            "",
            phrase("claims.note.figure_unread", said=said) if said else phrase("claims.note.no_figure"),
        )
    unread = next((claim.row[name] for name in ("low", "high") if claim.row[name] and _end(claim, name) is None), "")
    if unread:
        return CANNOT_TELL, "", phrase("claims.note.end_unread", said=unread)
    if unit is None:
        return (
            UNIT_UNCLEAR,
            "",
            phrase(
                "claims.note.no_unit" if not claim.row["unit"] else "claims.note.unit_unknown", unit=claim.row["unit"]
            ),
        )
    if base and counted(unit) in {"person", "visit", "household"} - {base}:
        return UNIT_UNCLEAR, "", phrase("claims.note.other_base", unit=claim.row["unit"], base=claim.row["base"])
    return None


def _held(claim: _Claim, rule: str, made: Computed) -> _Result:
    """Return a figure held to what others make of it."""
    unit, value = _known(claim)
    if not made.unit.is_like(unit):
        return UNIT_UNCLEAR, made.written, phrase("claims.note.units_differ", unit=claim.row["unit"])
    mine = made.value / unit.scale
    written = f"{made.written} = {_shown(mine)} {claim.row['unit']}"
    if rule == "parts" and value > mine and not claim.bound:
        rest = f"{_shown(value - mine)} {claim.row['unit']}"
        return INCONSISTENT, written, phrase("claims.note.remainder", rest=rest)
    if not _agrees(value, mine, claim):
        return (
            INCONSISTENT,
            written,
            phrase("claims.note.differs", said=claim.figure.shown, times=_shown(value / mine) if mine else "–"),
        )
    return _within(claim, written, mine)


def _known(claim: _Claim) -> tuple[Unit, Fraction]:
    unit, value = claim.figure.unit, claim.figure.value
    if unit is None or value is None:
        message = f"{claim.figure.name} is not known"
        raise ValueError(message)
    return unit, value


def _agrees(said: Fraction, mine: Fraction, claim: _Claim) -> bool:
    """Return whether a sum comes to what is said, to the last digit that is written, or on the side that is said."""
    if claim.bound == "at_least":
        return mine >= said
    if claim.bound == "at_most":
        return mine <= said
    off = abs(said - mine)
    return off <= claim.half or (claim.bound == "about" and off <= _ABOUT * abs(mine))


def _within(claim: _Claim, written: str, mine: Fraction) -> _Result:
    """Return whether a figure is plausible; where a power of ten would make it so, its unit is in doubt."""
    low, high = _end(claim, "low"), _end(claim, "high")
    if low is None and high is None:
        if written:
            return CONSISTENT, written, ""
        return CANNOT_TELL, "", phrase("claims.note.no_bounds")

    def fits(value: Fraction) -> bool:
        return (low is None or value >= low) and (high is None or value <= high)

    bounds = f"{claim.row['low'] or '–'} – {claim.row['high'] or '–'} {claim.row['unit']}"
    shown = written or f"{claim.figure.shown}"
    if fits(mine):
        return CONSISTENT, shown, phrase("claims.note.plausible", bounds=bounds)
    outside: Words = phrase("claims.note.outside", bounds=bounds)
    if high is not None and mine > high > 0:
        times = Fraction(round(mine * 10 / high), 10)
        outside = joined([outside, phrase("claims.note.times", times=_shown(times))])
    lost = next((power for power in _POWERS if fits(mine * Fraction(10) ** power)), None)
    if lost is None or claim.row["rule"] in {"range", "区间"}:
        return INCONSISTENT, shown, outside
    other = f"{_shown(mine * Fraction(10) ** lost)} {claim.row['unit']}"
    return UNIT_UNCLEAR, shown, joined([outside, phrase("claims.note.power", factor=_factor(lost), other=other)])


def _factor(power: int) -> str:
    return f"× {10**power:,}" if power > 0 else f"÷ {10**-power:,}"


def _shown(value: Fraction) -> str:
    """Return a number with at most four figures behind the point, without trailing zeros."""
    text = f"{round(value * 10_000) / 10_000:,.4f}"
    return text.rstrip("0").rstrip(".")
