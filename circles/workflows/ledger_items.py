"""What is wrong in a plan and by its norms, as items of the ledger: gaps, and the units that a clause fails in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from circles import integers, named_rows, tables
from circles.account_tables import County, Region
from circles.answers.audit_rows import amount_words
from circles.answers.remedies_words import consent_words, easiest, remedy_words
from circles.figures import UNKNOWN, Figure, minutes_of
from circles.ledger.items import BLOCKS, CENTER, COMMUNITY, COUNTY, REGION, SUBDISTRICT, WHOLE, Item, Place
from circles.norms.audited_tables import exact
from circles.norms.judging import FAILS, MEETS, OVER, decimal, required
from circles.norms.walk_measures import COUNTED
from circles.phrases import phrase
from circles.remedy_tables import NONE, OTHER_COMMUNITY
from circles.tables import District

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.norms.auditing import Audited
    from circles.norms.measured import Reading
    from circles.phrases import Words

    States = Mapping[tuple[str, str], bool | None]
    _People = Mapping[tuple[str, str], float | None]
    _Names = Mapping[str, tuple[str, str]]
    _Block = Mapping[Any, Any]

OWN = "circles"
"""The norm of what no norm asks: the walk of the study itself."""

_ALL = Fraction(100)
_OF_BLOCKS = ("block_id", "name", "gap_id", "population", "center_id", "minutes", "reason", "subdistrict", "community")
"""What gaps are told by."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is wrong, and of what was looked at, where nothing is.

    Attributes
    ----------
    items : tuple of Item
        What is wrong now.
    settled : mapping
        By norm and clause: of each kind and part of a place whether nothing is wrong there, None where that cannot be
        told.
    past : tuple of Item
        What is wrong now by clauses whose period is over: rows that are there go on with it, none is listed for it.
    encouraged : frozenset of (str, str)
        Norm and clause of those that only encourage: nothing is wrong by them.
    """

    items: tuple[Item, ...]
    settled: Mapping[tuple[str, str], States]
    past: tuple[Item, ...] = ()
    encouraged: frozenset[tuple[str, str]] = frozenset()


def what_is_wrong(plan: Plan, found: Iterable[Audited], remedies: Remedies | None = None) -> Wrong:
    """Return the items of a plan and of its clauses, of gaps with their cause and easiest remedy where these are known.

    A clause whose period is over lists no item: it is no failure of today. It is measured all the same, for every row
    that was listed before. One that cannot be told makes no item. A clause that asks only for a share of the units is
    one item of the whole.
    """
    audited = list(found)
    people, named = _people_by_place(plan), _names_of_places(plan)
    walk = f"walk-{plan.scenario.minutes:g}"
    items, past = _gaps(plan, walk, _cures(remedies)), list[Item]()
    for each in audited:
        (past if each.verdict == OVER else items).extend(_items_of(each, people, named, plan))
    settled: dict[tuple[str, str], States] = {(OWN, walk): _blocks_settled(plan)}
    settled |= {(each.norm.name, each.clause.clause): _settled(each) for each in audited}
    encouraged = frozenset((each.norm.name, each.clause.clause) for each in audited if each.clause.only_encourages)
    return Wrong(items=tuple(items), settled=settled, past=tuple(past), encouraged=encouraged)


def _cures(remedies: Remedies | None) -> dict[int, tuple[Words, Words]]:
    """Return the cause of each gap, and the remedy that costs least trouble, with people and consent."""
    if remedies is None:
        return {}
    found: dict[int, tuple[Words, Words]] = {}
    rows = remedies.table.drop(columns="geometry").to_dict("records")
    for gap in remedies.gaps.to_dict("records"):
        able = [row for row in rows if row["gap_id"] == gap["gap_id"] and row["remedy"] != NONE]
        measure: Words = ""
        if able:
            row = easiest(able)
            people = Figure(value=row["gap_people_gained"], precision="count")
            told = {"remedy": remedy_words(row), "people": people, "consent": consent_words(row)}
            measure = phrase("ledger.measure", **told)
        found[int(gap["gap_id"])] = (phrase(f"remedies.cause.{gap['cause']}"), measure)
    return found


def _gaps(plan: Plan, walk: str, cures: Mapping[int, tuple[Words, Words]]) -> list[Item]:
    minutes = Figure(value=plan.scenario.minutes, precision="setting")
    by_gap, limits = _blocks_by_gap(plan), plan.scenario.uneven_limits
    names = named_rows.called(plan.centers, "center", plan.study.lang)
    items = []
    for gap in plan.gaps.to_dict("records"):
        blocks = by_gap[int(gap["gap_id"])]
        unknown = sum(each["population"] != each["population"] for each in blocks)
        cure, measure = cures.get(int(gap["gap_id"]), ("", ""))
        problem = _problem_of_gap(blocks, minutes, own=plan.only_own_community)
        if 0 < unknown < len(blocks):
            problem = phrase("ledger.problem_gap_unknown", problem=problem, count=Figure(value=unknown))
        items.append(
            Item(
                norm=OWN,
                clause=walk,
                place=Place(kind=BLOCKS, parts={str(each["block_id"]): each["thousandths"] for each in blocks}),
                task="gap",
                problem=problem,
                basis=phrase(f"ledger.basis_walk{'_own' if plan.only_own_community else ''}", minutes=minutes),
                cause=_caused(_cause(gap, blocks, names, limits), cure),
                measure=measure or _shared(blocks, names),
                subdistrict=_most(blocks, "subdistrict"),
                community=_most(blocks, "community"),
                people=None if unknown == len(blocks) else gap["population"],
            )
        )
    return items


def _blocks_by_gap(plan: Plan) -> dict[int, list[_Block]]:
    """Return the blocks of each gap as plain rows, `thousandths` their people: a city has thousands of gaps."""
    blocks = plan.blocks[plan.blocks["gap_id"].notna()]
    columns = [name for name in _OF_BLOCKS if name in blocks]
    told = pd.DataFrame(blocks[columns]).assign(thousandths=integers.thousandths(blocks["population"]))
    by_gap: dict[int, list[_Block]] = {}
    for each in told.to_dict("records"):
        by_gap.setdefault(int(each["gap_id"]), []).append(each)
    return by_gap


def _problem_of_gap(blocks: list[_Block], minutes: Figure, *, own: bool) -> Words:
    """Return what is wrong in a gap: no center is within the limit, or none of the own community, where that counts.

    A gap has no name: it is told by its block of most people.
    """
    largest = min(blocks, key=lambda each: (-each["thousandths"], str(each["block_id"])))
    place = largest["name"] if isinstance(largest["name"], str) and largest["name"] else str(largest["block_id"])
    told = {"place": place, "count": Figure(value=len(blocks)), "minutes": minutes}
    if not own:
        return phrase("ledger.problem_gap", **told)
    others = sum(each["reason"] == OTHER_COMMUNITY for each in blocks)
    if others == len(blocks):
        return phrase("ledger.problem_gap_others", **told)
    return phrase("ledger.problem_gap_own" if others else "ledger.problem_gap", others=Figure(value=others), **told)


def _shared(blocks: list[_Block], names: Mapping[str, str]) -> Words:
    """Return that communities may share the center within the limit, where no measure was found; else nothing."""
    near = [each["center_id"] for each in blocks if each["reason"] == OTHER_COMMUNITY]
    return phrase("ledger.measure_shared", center=names.get(near[0], near[0])) if near else ""


def _cause(gap: _Block, blocks: list[_Block], names: Mapping[str, str], limits: Sequence[float]) -> Words:
    """Return why the blocks of a gap are outside: how far the nearest center is, or that there is no path."""
    no_path = int(gap["no_path_blocks"])
    if no_path == gap["blocks"] or gap["worst_minutes"] != gap["worst_minutes"]:
        return phrase("remedies.cause.no_path")
    shared = [each for each in blocks if each["reason"] == OTHER_COMMUNITY]
    beyond = [each for each in blocks if each["reason"] != OTHER_COMMUNITY and each["minutes"] == each["minutes"]]
    distance: Words = ""
    if beyond:
        worst = max(beyond, key=lambda each: each["minutes"])
        center, minutes = _center_of(worst, names), minutes_of(worst["minutes"], limits)
        distance = phrase("ledger.cause_distance", center=center, minutes=minutes)
    if shared:
        within = phrase("ledger.cause_others", center=_center_of(shared[0], names), count=Figure(value=len(shared)))
        return phrase("ledger.cause_both", within=within, beyond=distance) if distance else within
    if not no_path:
        return distance
    return phrase("ledger.cause_partly", distance=distance, count=Figure(value=no_path))


def _center_of(block: _Block, names: Mapping[str, str]) -> str:
    center_id = block["center_id"]
    return names.get(center_id) or center_id if isinstance(center_id, str) else ""


def _caused(told: Words, kind: Words) -> Words:
    """Return a cause with its kind before it, where that is known."""
    return phrase("ledger.cause_of_kind", kind=kind, told=told) if kind and kind != told else told


def _most(blocks: list[_Block], column: str) -> str:
    """Return the districts that blocks name, that of most people first."""
    people: dict[str, int] = {}
    for each in blocks:
        name = each.get(column)
        if isinstance(name, str) and name:
            people[name] = people.get(name, 0) + each["thousandths"]
    return "、".join(sorted(people, key=lambda name: (-people[name], name)))


def _items_of(each: Audited, people: _People, named: _Names, plan: Plan) -> list[Item]:
    if each.judgment.verdict != FAILS or each.clause.only_encourages:
        return []
    failing = [reading for reading, held in each.judgment.held if held is False and reading.unit is not None]
    if not failing or each.clause.share != _ALL:
        return [_item(each, None, {}, named, plan)]
    return [_item(each, reading, people, named, plan) for reading in failing]


def _item(each: Audited, reading: Reading | None, people: _People, named: _Names, plan: Plan) -> Item:
    clause = each.clause
    kind, part = place_of(each, reading)
    affected = _outside(each, plan) if reading is None else people.get((kind, part))
    counts_workers = clause.scope.region == "industrial" and plan.study.industrial_people == "workers"
    if kind == REGION and reading is not None and reading.is_known and reading.low is not None and not counts_workers:
        affected = float(reading.low)
    if kind == COUNTY and affected is not None and clause.measure == "walk_share":
        affected = _without(reading, affected)
    known = {part: round(1000 * (affected or 0))} if part else {}
    unit = reading.unit if reading is not None else None
    subdistrict, community = _named(kind, unit, named)
    source = each.clause.origin.told
    return Item(
        norm=each.norm.name,
        clause=clause.clause,
        place=Place(kind=kind, parts=known),
        task=clause.measure,
        problem=_problem(each, reading),
        basis=phrase("ledger.basis", source=source, clause=clause.clause),
        name="" if reading is None else reading.name,
        subdistrict=subdistrict,
        community=community,
        people=affected,
    )


def _problem(each: Audited, reading: Reading | None) -> Words:
    clause = each.clause
    observed, asked = each.judgment.observed, required(clause)
    if reading is not None:
        observed = "" if reading.low is None else decimal(reading.low, up=False)
        observed = observed if reading.is_known or not observed else f"≥ {observed}"
    values: dict[str, Words] = {
        "requirement": clause.requirement,
        "observed": amount_words(observed, unit=clause.unit, required=asked) if observed else UNKNOWN,
        "required": amount_words(asked, unit=clause.unit, required=asked),
    }
    if reading is None or not reading.name:
        return phrase("ledger.problem_whole", **values)
    return phrase("ledger.problem_unit" if observed else "ledger.problem_none", name=reading.name, **values)


def place_of(each: Audited, reading: Reading | None) -> tuple[str, str]:
    """Return the kind of a place and its one part, none of the whole."""
    if reading is None or reading.unit is None:
        return WHOLE, ""
    if isinstance(reading.unit, Region):
        return REGION, reading.unit.name
    if isinstance(reading.unit, County):
        return COUNTY, reading.unit.name
    if not isinstance(reading.unit, District):
        return CENTER, str(reading.unit)
    kind = SUBDISTRICT if each.clause.base == "subdistrict" else COMMUNITY
    return kind, _district_part(reading.unit)


def _district_part(district: District) -> str:
    return "/".join(name for name in (district.subdistrict, district.name) if name)


def _named(kind: str, unit: object, named: _Names) -> tuple[str, str]:
    """Return the sub-district and the community of a place, as they are named."""
    if isinstance(unit, District):
        return (unit.name, "") if kind == SUBDISTRICT else (unit.subdistrict, unit.name)
    return named.get(unit, ("", "")) if isinstance(unit, str) else ("", "")


def _names_of_places(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return the sub-district and the community of each center, the first by its community where it names none itself.

    Where blocks name none or several sub-districts of a community, none is said.
    """
    around: dict[str, set[str]] = {}
    for district in tables.districts_of(plan.blocks, COMMUNITY):
        if district is not None:
            around.setdefault(district.name, set()).add(district.subdistrict)
    said = [
        plan.centers[name].tolist() if name in plan.centers else [""] * len(plan.centers)
        for name in tables.DISTRICT_COLUMNS
    ]
    named = {}
    for center, own, community in zip(plan.centers["center_id"], *said, strict=True):
        found = around.get(str(community or ""), set())
        named[str(center)] = (str(own or "") or (next(iter(found)) if len(found) == 1 else ""), str(community or ""))
    return named


def _settled(each: Audited) -> States:
    """Return where a clause has nothing wrong: of all where it is met, of a unit where that satisfies the number."""
    met = each.judgment.verdict == MEETS
    failed = each.judgment.verdict == FAILS and not each.clause.only_encourages
    states: dict[tuple[str, str], bool | None] = {(WHOLE, ""): True if met else False if failed else None}
    for reading, held in each.judgment.held:
        if reading.unit is not None:
            states[place_of(each, reading)] = True if held or met else False if failed else None
    return states


def _blocks_settled(plan: Plan) -> States:
    verdicts = zip(plan.blocks["block_id"].astype(str), plan.blocks["verdict"], strict=True)
    states = {tables.INSIDE: True, tables.OUTSIDE: False}
    return {(BLOCKS, block_id): states.get(verdict) for block_id, verdict in verdicts}


def _outside(each: Audited, plan: Plan) -> float | None:
    """Return how many people are outside the walk that a clause asks for; None of any other clause of the whole."""
    clause = each.clause
    readings = [reading for reading, _ in each.judgment.held]
    if clause.measure != "walk_share" or clause.base != "people" or len(readings) != 1 or not readings[0].is_known:
        return None
    numbers = [exact(value) for value in plan.study.blocks[COUNTED[clause.base]]]
    total = sum((each for each in numbers if each is not None), Fraction(0))
    low = readings[0].low or Fraction(0)
    return float((100 - low) * total / 100)


def _without(reading: Reading | None, people: float) -> float | None:
    """Return how many of the people of a county are outside the walk, where that is known."""
    if reading is None or not reading.is_known or reading.low is None:
        return None
    return people * float(100 - reading.low) / 100


def _people_by_place(plan: Plan) -> dict[tuple[str, str], float | None]:
    """Return the people of each district, and those within the walk of each center, where known."""
    found: dict[tuple[str, str], float | None] = {}
    for kind in (COUNTY, COMMUNITY, SUBDISTRICT):
        if kind not in plan.blocks:
            continue
        for district, value in zip(
            tables.districts_of(plan.blocks, kind), plan.blocks["population"].tolist(), strict=True
        ):
            if district is None:
                continue
            place = (kind, _district_part(district))
            before, number = found.get(place, 0.0), exact(value)
            found[place] = None if before is None or number is None else before + float(number)
    within: Sequence[float] = plan.centers["people_within"].tolist()
    for center_id, number_within in zip(plan.centers["center_id"], within, strict=True):
        known = number_within == number_within  # noqa: PLR0124 NaN
        found[CENTER, str(center_id)] = float(number_within) if known else None
    return found
