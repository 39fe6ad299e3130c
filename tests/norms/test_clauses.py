"""Every clause on four hand-worked towns: just meets, just fails, exactly on the number, datum missing.

What is expected stands in ``clauses.csv``, typed from the papers and not from the shelf: the datum that moves (metres,
square metres, people, services), what is observed then, the verdict, and what is named where the datum is missing.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from circles.answers.clause_words import idle_section, judged_section, missing_section, untold_section
from circles.norms.auditing import MEASURES, audited, measured_on
from circles.norms.clauses import Scope
from circles.norms.judging import judged
from circles.norms.norms_at_hand import norm, norm_names
from circles.norms.vocabulary import rules
from circles.phrases import joined, text_of
from circles.tables import District
from tests.norms.small_towns import made, town, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.norms.audited_tables import AuditedTables
    from circles.norms.clauses import Clause

CASES = ("just meets", "just fails", "on the number", "missing")
TODAY = dt.date(2020, 1, 1)
"""Before every period is over."""

with (Path(__file__).parent / "clauses.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))
CLAUSES = {(name, clause.clause): clause for name in norm_names() for clause in norm(name).clauses}


def with_target(clause: Clause) -> Clause:
    """Return an indicator without a target with one of 100, as a file of one's own would give it."""
    return replace(clause, value=Fraction(100), comparison="at_least") if clause.value is None else clause


@cache
def town_of(name: str, clause: str, datum: str) -> AuditedTables:
    return town(CLAUSES[name, clause], datum)


def comes_out(clause: Clause, row: dict[str, str]) -> tuple[str, str]:
    place = town_of(row["norm"], row["clause"], row["datum"])
    judgment = judged(clause, measured_on(place, clause, TODAY))
    return judgment.observed, judgment.verdict


def moved(clause: Clause) -> Iterator[Clause]:
    """Yield a clause with each of its numbers one more and one less."""
    for step in (-1, 1):
        if clause.value is not None:
            yield replace(clause, value=clause.value + step)
        if clause.value_max is not None:
            yield replace(clause, value_max=clause.value_max + step)
        if clause.share != 100:
            yield replace(clause, share=clause.share + step)
        for key, number in clause.takes.items():
            if isinstance(number, Fraction):
                yield replace(clause, takes={**clause.takes, key: number + step})


def test_the_table_has_the_four_cases_of_every_clause_and_no_other() -> None:
    there = {(row["norm"], row["clause"]): [] for row in ROWS}  # type: dict[tuple[str, str], list[str]]
    for row in ROWS:
        there[row["norm"], row["clause"]].append(row["case"])
    assert set(there) == set(CLAUSES)
    assert all(set(CASES) <= set(cases) for cases in there.values())


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['clause']}-{row['case']}" for row in ROWS])
def test_a_clause_comes_out_as_worked_by_hand(row: dict[str, str]) -> None:
    clause = with_target(CLAUSES[row["norm"], row["clause"]])
    if row["case"] != "missing":
        assert comes_out(clause, row) == (row["observed"], row["verdict"])
        return
    satisfied = next(each["datum"] for each in ROWS if each["clause"] == row["clause"] and each["case"] == "just meets")
    found = measured_on(without(town(clause, satisfied), row["missing"]), clause, TODAY)
    assert (judged(clause, found).verdict, found.lacking) == ("cannot tell", (row["missing"],))


@pytest.mark.parametrize("key", CLAUSES, ids=[clause for _, clause in CLAUSES])
def test_a_number_that_moves_by_one_is_noticed(key: tuple[str, str]) -> None:
    own = [row for row in ROWS if (row["norm"], row["clause"]) == key and row["case"] != "missing"]
    for other in moved(with_target(CLAUSES[key])):
        assert any(comes_out(other, row)[1] != row["verdict"] for row in own), (other.value, other.takes)


def test_an_indicator_without_a_target_says_that_the_target_is_missing() -> None:
    clause = CLAUSES["td-t-1063-2021", "TJ-C15"]
    (found,) = audited(town(clause, "500"), [replace(norm("td-t-1063-2021"), clauses=(clause,))], as_of=TODAY)
    assert (found.verdict, found.judgment.observed, found.lacking) == ("cannot tell", "100", ("target",))


@pytest.mark.parametrize("key", [key for key, clause in CLAUSES.items() if clause.until], ids=str)
def test_a_period_ends_with_its_last_day_and_keeps_the_verdict_on_it(key: tuple[str, str]) -> None:
    clause = CLAUSES[key]
    (bad,) = (row for row in ROWS if (row["norm"], row["clause"], row["case"]) == (*key, "just fails"))
    alone = replace(norm(key[0]), clauses=(clause,))
    assert clause.until is not None
    last, after = (
        audited(town(clause, bad["datum"]), [alone], as_of=clause.until + dt.timedelta(days=n))[0] for n in (0, 1)
    )
    assert (last.verdict, last.deadline) == ("fails", None)
    assert after.verdict == "target period over"
    assert after.judgment.observed == bad["observed"]
    assert after.deadline is not None
    assert after.deadline.verdict == "fails"
    assert any("启用日期" in text_of(words, "zh") for words in after.evidence)


def test_a_center_that_opened_after_the_last_day_does_not_count_on_it() -> None:
    clause = CLAUSES["huizhou-2022", "HZ-10"]
    place = town(clause, "10")
    dated = place.centers.assign(opens=["2023"] + ["2022-12-31"] * 9 + [""])
    alone = replace(norm("huizhou-2022"), clauses=(clause,))
    (found,) = audited(replace(place, centers=dated), [alone], as_of=dt.date(2024, 1, 1))
    assert found.deadline is not None
    assert (found.judgment.observed, found.verdict) == ("10", "target period over")
    assert (found.deadline.observed, found.deadline.verdict) == ("9", "fails")


def test_a_center_that_closed_after_the_last_day_counts_on_it_and_not_today() -> None:
    clause = CLAUSES["huizhou-2022", "HZ-10"]
    place = town(clause, "10")
    listed = place.centers.assign(opens="2020", closes=["2023-06", *[""] * (len(place.centers) - 1)], used=True)
    listed.loc[listed.index[0], "open"] = False
    alone = replace(norm("huizhou-2022"), clauses=(clause,))
    (found,) = audited(replace(place, centers=listed), [alone], as_of=dt.date(2024, 1, 1))
    assert found.deadline is not None
    assert (found.judgment.observed, found.deadline.observed, found.deadline.verdict) == ("9", "10", "meets")


def test_every_measure_is_observed_and_asked_for() -> None:
    assert set(MEASURES) == set(rules("measures")) == {clause.measure for clause in CLAUSES.values()}


@pytest.mark.parametrize(
    ("floors", "observed", "verdict"),
    [((300.0, 300.0), "30", "meets"), ((300.0, 200.0), "≥ 30", "meets"), ((299.0, 200.0), "≥ 29.9", "cannot tell")],
)
def test_the_floor_of_several_plates_at_one_place_is_never_added_up(
    floors: tuple[float, float], observed: str, verdict: str
) -> None:
    clause = CLAUSES["guobanfa-2021-56", "P14-30"]
    place = town(clause, "300")
    (own,) = place.centers.to_dict("records")
    rows = [{**own, "center_id": f"C{i}", "site_id": "C0", "floor_area_m2": area} for i, area in enumerate(floors)]
    judgment = judged(clause, measured_on(replace(place, centers=pd.DataFrame(rows)), clause, TODAY))
    assert (judgment.observed, judgment.verdict) == (observed, verdict)


def test_where_all_data_are_given_every_clause_is_told() -> None:
    norms = [replace(norm(name), clauses=tuple(map(with_target, norm(name).clauses))) for name in norm_names()]
    clauses = [clause for one in norms for clause in one.clauses]
    tiers = sorted({clause.scope.tier for clause in clauses} - {""})
    kinds = sorted({clause.scope.facility for clause in clauses} - {""})
    any_clause = CLAUSES["shenzhen-2016", "SZ-650"]
    alike = [made(replace(any_clause, scope=Scope(facility=kind))).centers["kind"].iloc[0] for kind in kinds]
    units = [District("甲社区", "东街道"), District("乙村", "东街道")]
    place = made(
        any_clause,
        centers=[*({"tier": tier, "communities": (units[0],)} for tier in tiers), *({"kind": kind} for kind in alike)],
        communities=[{"district": units[0], "area": "城市"}, {"district": units[1], "area": "农村"}],
        blocks=[{"dwellings": 1500.0, "region": "甲片区"}],
        regions=pd.DataFrame({"region": ["甲片区", "乙片区"], "kind": ["居住", "产业"], "workers": [1.0, 1.0]}),
        industrial_people="workers",
    )
    told = audited(place, norms, as_of=dt.date(2026, 11, 29))
    assert len(told) == len(clauses)
    assert [each.clause.clause for each in told if each.judgment.verdict == "cannot tell"] == []


def test_households_of_no_known_community_count_in_the_average_of_all() -> None:
    clause = CLAUSES["guobanfa-2021-56", "P14-30"]
    place = town(clause, "300")
    blocks = place.blocks.assign(community=["", "甲社区"])
    nobody_knows = replace(place, blocks=blocks.drop(columns="community"))
    for each in (replace(place, blocks=blocks), nobody_knows):
        judgment = judged(clause, measured_on(each, clause, TODAY))
        assert (judgment.observed, judgment.verdict) == ("30", "meets")
    dezhou = CLAUSES["dezhou", "DZ-30"]
    found = measured_on(nobody_knows, dezhou, TODAY)
    assert (judged(dezhou, found).verdict, found.lacking) == ("cannot tell", ("community",))


@pytest.mark.parametrize(
    ("kind", "field"),
    [("中学", "school_list"), ("小学", "school_list"), ("社区体育设施", "sport_list"), ("菜市场", "market_list")],
)
def test_facilities_that_are_not_listed_are_asked_of_who_lists_them(kind: str, field: str) -> None:
    clause = CLAUSES["shenzhen-2016", "SZ-650"]
    clause = replace(clause, scope=replace(clause.scope, facility=kind, tier=""), measure="site_area")
    place = made(replace(clause, scope=Scope(facility="社工站")))
    found = measured_on(place, clause, TODAY)
    assert (found.lacking, found.why) == ((field,), "no_such_kind")
    assert measured_on(without(place, "kind"), clause, TODAY).lacking == ("kind",)
    # Land lacks as well: neither is all that lacks.
    bare = without(place, "site_area")
    assert measured_on(bare, clause, TODAY).lacking == ("site_area", field)


def test_a_clause_about_rural_communities_does_not_apply_where_there_are_none() -> None:
    clause = CLAUSES["guobanfa-2021-56", "P14-R"]
    place = town(clause, "100")
    urban = replace(place, communities=place.communities.assign(area="urban"))
    (found,) = audited(urban, [replace(norm("guobanfa-2021-56"), clauses=(clause,))], as_of=TODAY)
    assert (found.verdict, found.lacking) == ("cannot tell", ())
    assert text_of(found.evidence[0], "zh") == "不适用，没有农村社区"
    assert found.judgment.units == 0


def test_clauses_that_cannot_be_told_add_up_to_those_that_lack_data_and_those_that_lack_none() -> None:
    def row(
        clause: str, verdict: str, missing: tuple[str, ...] = (), then: str = "", units: int = 3
    ) -> dict[str, object]:
        counts = {"units": units, "deadline_units": units if then else 0}
        return {"clause": clause, "verdict": verdict, "missing": missing, "deadline_verdict": then, **counts}

    clauses = [
        row("A", "meets"),
        row("B", "cannot tell", ("land",)),
        row("C", "cannot tell", ("land", "area")),
        row("D", "target period over", ("area",), "cannot tell"),
        row("E", "target period over", (), "cannot tell"),
        row("F", "target period over", (), "fails"),
        row("G", "target period over", (), "cannot tell", units=0),
        row("H", "cannot tell", units=0),
        row("I", "cannot tell", ("area",), units=0),
    ]
    lines = [text_of(line.words, "zh") for line in missing_section([], clauses).lines]
    assert lines == [
        "无法判定的：现行 3 条，规划期已满 2 条；其中缺资料的 4 条，计入本表；一条缺几样的，每样都计。",
        "不缺资料而仍无法判定的 1 条，不计入本表：E。",
        "不适用的 2 条没有可判定的对象，不需要资料，不计入本表：G、H。",
    ]
    # Where no period is over, none is counted.
    lines = [text_of(line.words, "zh") for line in missing_section([], clauses[:3]).lines]
    assert lines == ["无法判定的 2 条，其中缺资料的 2 条，计入本表；一条缺几样的，每样都计。"]
    nothing = [text_of(line.words, "zh") for line in missing_section([], clauses[-3:-1]).lines]
    assert nothing == [
        "没有因缺资料而无法判定的条文。",
        "不适用的 2 条没有可判定的对象，不需要资料，不计入本表：G、H。",
    ]
    # What could not be told of a period that is over is listed with what cannot be told today.
    listed = untold_section([{**each, "evidence": "没有标准"} for each in clauses])
    assert text_of(listed.title, "zh") == "无法判定（现行 3 条，规划期已满 2 条）"
    assert listed.table is not None
    named = [text_of(cells[1], "zh") for cells in listed.table.rows]
    assert named == ["B", "C", "D（规划期已满）、I", "E（规划期已满）"]
    assert text_of(untold_section(clauses[:3]).title, "zh") == "无法判定（2 条）"
    (idle,) = idle_section([dict(row("H", "cannot tell", units=0), evidence="-"), clauses[1]]).lines
    assert text_of(idle.words, "zh") == "H：-"


def test_a_datum_that_one_unit_lacks_is_asked_for_though_the_verdict_stands() -> None:
    clause = CLAUSES["guobanfa-2021-56", "P14-60"]
    place = made(clause)
    centers = pd.concat([place.centers.head(1).assign(center_id=f"C{i}", name=f"中心{i}") for i in range(8)])
    centers = centers.assign(floor_area_m2=100.0, residents_area_m2=[50.0] * 7 + [float("nan")])
    (found,) = audited(
        replace(place, centers=centers), [replace(norm("guobanfa-2021-56"), clauses=(clause,))], as_of=TODAY
    )
    assert (found.verdict, found.lacking, found.unsaid) == ("fails", (), ("residents_area",))
    # Every one of the seven is named in what is kept; the terminal names five and says where the others are.
    names = [f"中心{i}" for i in range(7)]
    kept = joined(found.evidence, "；")
    assert f"未达到 7 个：{'、'.join(names)}；未知 1 个：中心7" in text_of(kept, "zh")
    row: dict[Any, Any] = {
        "norm": "n",
        "clause": "P14-60",
        "requirement": "",
        "required": "≥ 60",
        "observed": "50",
        "unit": "%",
    }
    row |= {"units": 8, "met": 0, "failed": 7, "share": "100", "level": "facility", "verdict": "fails"}
    row |= {"deadline_verdict": "", "deadline_units": 0, "missing": (), "status": "verified", "evidence": kept}
    first, cut = [text_of(line.words, "zh") for line in judged_section("fails", [row]).lines]
    assert "未达到 7 个：中心0、中心1、中心2、中心3、中心4……；未知 1 个：中心7" in first
    assert cut == "名单多于 5 个的只列前 5 个，全部见“audit.csv”。"


@pytest.mark.parametrize(
    ("households", "floor", "expected"),
    [
        ([1210.0], 450.0, ("cannot tell", "", (), 0)),  # not asked: below 1,500
        ([1499.0], 1.0, ("cannot tell", "", (), 0)),
        ([1500.0], 499.0, ("fails", "499", (), 1)),
        ([1500.0, float("nan")], 499.0, ("fails", "499", (), 1)),  # known to be enough households
        ([1210.0, float("nan")], 450.0, ("cannot tell", "", ("households",), 1)),
        ([1210.0, float("nan")], 500.0, ("meets", "500", (), 1)),  # nothing hangs on them
    ],
)
def test_a_floor_is_asked_of_centers_with_so_many_households_alone(
    households: list[float], floor: float, expected: tuple[str, str, tuple[str, ...], int]
) -> None:
    clause = CLAUSES["dezhou", "DZ-500"]
    place = made(clause, centers=[{"floor_area_m2": floor}], blocks=[{"dwellings": each} for each in households])
    found = measured_on(place, clause, TODAY)
    judgment = judged(clause, found)
    assert (judgment.verdict, judgment.observed, found.lacking, judgment.units) == expected
    assert found.why == ("" if judgment.units else "no_units")
