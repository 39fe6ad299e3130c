"""Ten questions of a reader who has only the outputs: what the terminal, summary.json and audit.csv answer.

Expected figures are worked out of the tables of the invented year, not by the code that tells them.
"""

from __future__ import annotations

import csv
import json
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from typer.testing import CliRunner

from circles import cli
from circles.network.geodesy import metres_per_degree
from tests.bureau.baoding_lists import CENTERS, COMPOUNDS, MONEY, SUBDISTRICTS
from tests.bureau.baoding_study import CORNER, DEAD_END_M, THIS_YEAR, block_id

if TYPE_CHECKING:
    from tests.bureau.conftest import Audited


def told(text: str) -> str:
    """Return what the terminal told without the breaks of its lines."""
    return "".join(text.split())


def facts(baoding: Audited, year: int = 2026) -> dict[str, Any]:
    """Return what summary.json says of the audit of a year."""
    content = json.loads((baoding.folder / f"y{year}" / "summary.json").read_text(encoding="utf-8"))
    audit: dict[str, Any] = content["audit"]
    return audit


def rows(baoding: Audited, file: str, year: int = 2026) -> list[dict[str, str]]:
    """Return the rows of a table of a year."""
    with (baoding.folder / f"y{year}" / file).open(encoding="utf-8-sig") as opened:
        return list(csv.DictReader(opened))


def floors_on(day: str) -> list[int]:
    """Return the floors of the centers of communities that were open on a day, by the list alone."""
    return [
        int(row[11])
        for row in CENTERS
        if row[6] == "社区级" and row[9] and row[9] <= day and not (row[10] and row[10] <= day)
    ]


def test_a_target_that_is_past_stands_beside_what_it_was_judged_on(baoding: Audited) -> None:
    then, now = floors_on("2022-12-31"), floors_on(THIS_YEAR)
    ample = [floor for floor in then if floor >= 500]
    assert (len(then), len(ample), min(then)) == (8, 6, 420)
    clauses = {row["clause"]: row for row in rows(baoding, "audit.csv")}
    small, large = clauses["BD-500"], clauses["BD-1000"]
    assert (small["verdict"], small["deadline_verdict"]) == ("target period over", "fails")
    assert [small[f"deadline_{name}"] for name in ("observed", "units", "met", "failed")] == ["420", "8", "6", "2"]
    assert (small["units"], small["met"]) == (str(len(now)), str(sum(floor >= 500 for floor in now)))
    assert [large[f"deadline_{name}"] for name in ("units", "met", "failed")] == ["8", "3", "5"]
    text = told(baoding.now)
    assert "8个中6个达到（75.0%），最小420平方米" in text
    assert "≥1,000平方米（至少30%的设施）" in text
    assert "8个中3个达到（37.5%）" in text
    assert "示例锦湖二社区党群服务中心" in small["evidence"]


def test_targets_that_are_past_are_counted_by_how_they_stood(baoding: Audited) -> None:
    past = [row for row in rows(baoding, "audit.csv") if row["verdict"] == "target period over"]
    assert [row["until"] < THIS_YEAR for row in past] == [True] * 9
    assert facts(baoding)["past"] == {"fails": 6, "not reached": 0, "meets": 2, "cannot tell": 1}
    counted = "规划期已满的9条，按各自期限不达标6条、达标2条、无法判定1条；其余7条，无法判定7条"
    assert counted in told(baoding.now)
    assert facts(baoding)["verdicts"]["fails"] == 0


def test_a_target_is_judged_alike_on_its_last_day_and_a_year_later(baoding: Audited) -> None:
    last = {row["clause"]: row for row in rows(baoding, "audit.csv", 2025)}
    for row in rows(baoding, "audit.csv"):
        if row["until"] == "2025-12-31" and row["clause"] in {"P14-U", "P14-R", "P14-60"}:
            assert (row["deadline_observed"], row["deadline_verdict"]) == (
                last[row["clause"]]["observed"],
                last[row["clause"]]["verdict"],
            )


def inside_and_all(baoding: Audited, year: int) -> tuple[int, int]:
    """Return the people inside and all people, by the rows of blocks.csv."""
    blocks = rows(baoding, "blocks.csv", year)
    inside = sum(int(row["population"]) for row in blocks if row["verdict"] == "inside")
    return inside, sum(int(row["population"]) for row in blocks)


def per_cent(part: int, total: int) -> str:
    """Return a rate as it is shown: one decimal, the rest left away."""
    tenths = part * 1000 // total
    return f"{tenths // 10}.{tenths % 10}%"


def test_the_rate_and_its_base(baoding: Audited) -> None:
    inside, total = inside_and_all(baoding, 2026)
    assert f"人口（常住，2026年，示例数据）{inside:,}（{per_cent(inside, total)}）" in told(baoding.now)


def test_last_years_rate_of_the_whole_area_stands_beside_todays(baoding: Audited) -> None:
    last, now = inside_and_all(baoding, 2025), inside_and_all(baoding, 2026)
    shown = [per_cent(*last), per_cent(*last), per_cent(*now)]
    points = now[0] * 1000 // now[1] - last[0] * 1000 // last[1]
    change = f"{points / 10:+.1f}".replace("-", "−")
    assert f"步行人口覆盖率{''.join(shown)}{change}" in told(baoding.now)
    rates = facts(baoding)["earlier"]["rates"]["people"]
    assert rates["published"] == rates["recomputed"] == last[0] / last[1]
    assert facts(baoding, 2025)["earlier"] is None
    assert "--earlier" in baoding.last


def test_what_closed_since_last_year_is_named(baoding: Audited) -> None:
    last = facts(baoding)["earlier"]
    since = {name: [row[1] for row in CENTERS if "2025-12-31" < row[at] <= THIS_YEAR] for name, at in ROWS.items()}
    assert (since["closed"], since["opened"]) == (["示例锦湖二社区党群服务中心"], ["示例锦湖三社区党群服务中心"])
    assert (last["closed"], last["opened"]) == (since["closed"], since["opened"])
    text = told(baoding.now)
    assert "停用的中心1处：示例锦湖二社区党群服务中心（2026-03-31）" in text
    gone = [row for row in rows(baoding, "ledger.csv") if row["本次核对"] == "已消除（建议销号）"]
    assert f"已消除的问题{len(gone)}项" in text
    assert all(told(f"{row['item_id']}（{row['所在街道']}") in text for row in gone[:5])


ROWS = {"opened": 9, "closed": 10}
"""Where the list of centers has its days."""


def wan(text: str) -> float:
    """Return a price of the list in 10,000 yuan."""
    return float(text.removesuffix("万元")) if text.endswith("万元") else float(text.removesuffix("元")) / 10_000


def test_money_that_is_needed_secured_and_short(baoding: Audited) -> None:
    known = [(float(row[2]) * wan(row[4]), row[8]) for row in MONEY if row[2] and row[4]]
    needed = round(sum(total for total, _ in known), 2)
    paid = sum(total if said == "是" else wan(said) if said.endswith("万元") else 0.0 for total, said in known)
    unfilled = len(MONEY) - len(known)
    assert (needed, paid, unfilled) == (165.0, 110.0, 2)
    text = told(baoding.now)
    assert f"需要至少{needed:.2f}万元，已落实{paid:.2f}万元，资金缺口至少{needed - paid:.2f}万元" in text
    assert f"不含未填项{unfilled}项" in text
    assert "超出来源限额：县区（限额80.00万元，超出至少16.00万元）" in text
    table = text.partition("资金测算（万元）")[2]
    assert table.startswith("资金来源项数未填项合计已落实缺口限额超出限额")
    # Of 80 the county is asked 96, of 100 the lottery 60; of a source without a limit nothing is beyond it.
    assert "福彩公益金1060.0060.000.00100.000.00" in table
    assert "县区21至少96.0050.00至少46.0080.00至少16.00" in table
    assert "合计52至少165.00110.00至少55.00––" in table
    assert "镇街统筹11–––未写–" in table
    assert facts(baoding)["money"] == {"needed": needed, "paid": paid, "short": needed - paid, "unfilled": unfilled}


def test_the_worst_sub_district_by_people(baoding: Audited) -> None:
    outside = dict.fromkeys(SUBDISTRICTS, 0)
    for block in rows(baoding, "blocks.csv"):
        outside[block["subdistrict"]] += int(block["population"]) if block["verdict"] == "outside" else 0
    worst = max(outside, key=lambda name: outside[name])
    ranked = {row["subdistrict"]: row["outside"] for row in facts(baoding)["ranking"]}
    assert ranked == outside
    assert f"未覆盖人口最多的街道（乡镇）是{worst}：{outside[worst]:,}人" in told(baoding.now)


def test_why_a_compound_is_out_the_cheapest_cure_and_who_must_agree(baoding: Audited) -> None:
    (found,) = [row for row in rows(baoding, "remedies.csv") if row["block_id"] == block_id(1, 2, "upper")]
    assert (found["name"], found["cause"], found["remedy"]) == (COMPOUNDS[0].name, "wall", "gate")
    assert "业主大会" in found["consent"]
    assert "“remedies.csv”的“gap_blocks”" in told(baoding.now)
    outside = {row["name"] for row in rows(baoding, "blocks.csv") if row["verdict"] == "outside"}
    held = {name for row in rows(baoding, "remedies.csv") for name in row["gap_blocks"].split("、")}
    assert held == outside


def test_a_compound_is_asked_for_by_its_name(baoding: Audited) -> None:
    name = COMPOUNDS[0].name
    study = str(baoding.folder / "study.toml")
    ended = CliRunner().invoke(cli.app, ["explain", study, name, "--remedies"], env={"COLUMNS": "320"})
    assert ended.exit_code == 0, ended.output
    (found,) = [row for row in rows(baoding, "remedies.csv") if row["block_id"] == block_id(1, 2, "upper")]
    why, cures = told(ended.output.partition("为什么未覆盖")[2]).split("能使其进入时限的措施")
    excess = ceil(float(found["excess_minutes"]) * 10) / 10
    assert why.startswith(f"围墙阻隔，比15分钟多{excess}分钟（属于服务盲区{found['gap_id']}）。")
    # The gate is the first, since it is of least trouble.
    first = cures.rpartition("─")[2]
    assert first.startswith(told(f"{found['told']}{float(found['people_gained']):,.0f}{found['consent']}未知"))
    assert "最省钱的措施：费用都未知，无法比较。" in cures
    assert "circles explain" in baoding.now
    assert "--remedies" in baoding.now.partition("circles explain")[2]
    assert "以上只列人口最多的5处；其余" in told(baoding.now)


def test_a_measure_has_the_cost_that_the_list_of_money_says_is_its(baoding: Audited) -> None:
    told_costs = {(row["remedy"], row["name"]): row["cost_told"] for row in rows(baoding, "remedies.csv")}
    assert MONEY[0][9] == "示例古城三社区党群服务中心"
    assert told_costs["start_using", MONEY[0][9]] == f"{wan(MONEY[0][4]):.0f} 万元（资金测算清单第 1 项）"
    # The 45 m from where 纬二路 ends to 经八路, at 2,000 yuan each.
    street, end, y = DEAD_END_M
    (link,) = {row["edit_id"]: row for row in rows(baoding, "remedies.csv") if row["remedy"] == "link"}.values()
    assert (link["edit_id"], round(float(link["length_m"]))) == (MONEY[1][9], end - street)
    kx, ky = (float(k[0]) for k in metres_per_degree(np.array([CORNER[1]])))
    east, north = (float(link["lon"]) - CORNER[0]) * kx, (float(link["lat"]) - CORNER[1]) * ky
    assert street - 1 < east < end + 1
    assert abs(north - y) < 1
    assert told_costs["link", ""] == f"{float(MONEY[1][2]) * wan(MONEY[1][4]):.0f} 万元（资金测算清单第 2 项）"
    # Nobody wrote a price of the gate, and of a relocation nothing is said.
    assert told_costs["gate", COMPOUNDS[0].name] == "未知（资金测算清单第 4 项没有数量或单价）"
    assert {cost for (remedy, _), cost in told_costs.items() if remedy in {"relocate", "new_center"}} == {"未知"}


def test_the_cheapest_measure_of_a_gap_is_named_and_of_which_no_cost_is_known(baoding: Audited) -> None:
    text = told(baoding.now)
    # Of the second gap the link at 9 and what else is priced; of the first nobody says any cost.
    assert "服务盲区2，最省钱的措施：打通“示例湖畔花园”旁45米的断点（9万元（资金测算清单第2项）；全范围" in text
    assert "服务盲区1" in text.partition("：措施的费用都未知，无法比较哪项最省钱")[0].rpartition("。")[2]
    marked = [row for row in rows(baoding, "remedies.csv") if row["cheapest"]]
    assert {row["cheapest"] for row in marked} <= {"yes", "of known"}
    assert all(row["cost_wan"] for row in marked)
    assert len({row["gap_id"] for row in marked}) == len(marked)
    (link,) = [row for row in marked if row["gap_id"] == "2"]
    assert link["remedy"] == "link"


def test_a_block_that_is_inside_has_no_cures(baoding: Audited) -> None:
    (first, *_) = [row for row in rows(baoding, "blocks.csv") if row["verdict"] == "inside"]
    words = ["explain", str(baoding.folder / "study.toml"), "--block", first["block_id"], "--remedies"]
    ended = CliRunner().invoke(cli.app, words, env={"COLUMNS": "320"})
    assert ended.exit_code == 0, ended.output
    assert "为什么未覆盖" not in ended.output
    assert "须征得同意" not in ended.output


def test_what_cannot_be_told_names_what_is_missing(baoding: Audited) -> None:
    open_rows = [row for row in rows(baoding, "audit.csv") if row["verdict"] == "cannot tell"]
    assert {row["norm"] for row in open_rows} == {"td-t-1063-2021"}
    assert all("名单（" in row["missing"] and "指标目标值" in row["missing"] for row in open_rows)
    assert f"无法判定（现行{len(open_rows)}条，规划期已满1条）" in told(baoding.now)
    assert "BD-SW（规划期已满）" in told(baoding.now)
    assert "circles norms td-t-1063-2021" in baoding.now


def test_whether_verdicts_are_sensitive_was_not_asked_and_how_to_ask(baoding: Audited) -> None:
    assert "“--doubt”" in told(baoding.now)


def test_counts_that_the_list_answers_are_held_to_it(baoding: Audited) -> None:
    results = {row["claim"]: (row["result"], row["sum"]) for row in rows(baoding, "claims.csv")}
    used = sum(row[5] == "已启用" for row in CENTERS)
    assert results["示例-1"] == ("consistent", f"{len(CENTERS)} 处")
    assert results["示例-2"] == ("consistent", f"{used} 处")
    assert results["示例-3"] == ("consistent", f"{sum(row[5] == '未启用' for row in CENTERS)} 处")
    assert results["示例-4"][0] == "inconsistent"


def test_people_gained_of_a_gap_and_in_all_have_two_names(baoding: Audited) -> None:
    restored = [row for row in rows(baoding, "remedies.csv") if row["remedy"] == "restore"]
    assert any(row["gap_people_gained"] != row["people_gained"] for row in restored)
    text = told(baoding.now)
    assert "本服务盲区新增覆盖人口" in text
    assert "新增覆盖人口（全范围）" in text
    assert "[edits]" not in text


def test_tiers_are_told_each_with_its_limit(baoding: Audited) -> None:
    text = told(baoding.now)
    rest = text.partition("按层级；")[2]
    first, _, second = rest.partition("社区村")
    assert "未评估步行人口覆盖率" in first
    assert "街镇2,000" in first  # 30 minutes at 4 km/h
    assert second.startswith("1,000")
    assert "P14-10：\n" not in baoding.now


def test_the_answers_stand_in_english_too(baoding: Audited, english: str) -> None:
    inside, total = inside_and_all(baoding, 2026)
    last = inside_and_all(baoding, 2025)
    text = " ".join(english.split())
    assert f"{inside:,} ({per_cent(inside, total)})" in text
    assert f"Walk coverage rate of people {per_cent(*last)} {per_cent(*last)} {per_cent(inside, total)}" in text
    assert "centers closed since: 1: 示例锦湖二社区党群服务中心 (2026-03-31)" in text
    assert "6 of 8 (75.0%), least 420 m2" in text
    assert "≥ 1,000 m2 (at least 30% of facilities)" in text
    assert "of 9 past their period, 6 failed on their last day, 2 met on their last day, 1 could not be told" in text
    assert "of the other 7, 7 cannot be told" in text
    assert "Needed at least 165.00, secured 110.00, short at least 55.00" in text
    assert "Without 2 items that have no quantity or no price" in text
    assert "Most people outside: 20,660, 示例北苑镇 (sub-district)" in text
    assert "`--doubt`" in text
    assert "people gained in the gap" in text
