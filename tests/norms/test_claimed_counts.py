"""Claims that count centers, held to a list of five worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from circles.norms.checked_claims import checked_claims
from circles.norms.claimed_counts import counted_in_list, standing_in_list
from circles.phrases import text_of
from circles.tables import CLAIMS

CENTERS = pd.DataFrame(
    {
        "name": ["东党群服务中心", "西党群服务中心", "南党群服务中心", "北党群服务中心", "卫生站"],
        "status": ["open", "open", "closed", "closed", "open"],
        "construction": ["built", "", "built", "under construction", "built"],
        "use": ["in use", "in use", "withdrawn", "", "in use"],
        "subdistrict": ["甲街道", "乙街道", "乙街道", "乙街道", "甲街道"],
        "tier": ["街道级", "社区级", "社区级", "社区级", ""],
    }
)
CASES = [
    ("共有党群服务中心4处", "党群服务中心", "4", "consistent", 4),
    ("共有党群服务中心5处", "党群服务中心", "5", "inconsistent", 4),
    ("已启用2处", "党群服务中心", "2", "consistent", 2),
    ("已启用超过2处", "党群服务中心", "超过2", "cannot tell", None),
    ("已启用3处", "", "3", "consistent", 3),
    ("停用1处", "乙街道", "1", "consistent", 1),
    ("目前在建1处", "社区", "1", "consistent", 1),
    ("建成未启用0处", "党群服务中心", "0", "consistent", 0),
    ("今年新启用2处", "党群服务中心", "2", "cannot tell", None),
    ("启用和停用3处", "党群服务中心", "3", "cannot tell", None),
    ("共有文化站4处", "文化站", "4", "cannot tell", None),
]


@pytest.mark.parametrize(("text", "subject", "figure", "result", "count"), CASES, ids=[case[0] for case in CASES])
def test_a_count_is_held_to_the_list(text: str, subject: str, figure: str, result: str, count: int | None) -> None:
    row = {**dict.fromkeys(CLAIMS, ""), "claim": "a", "text": text, "subject": subject, "figure": figure, "unit": "处"}
    checked = checked_claims(pd.DataFrame([row]), {}, centers=CENTERS).iloc[0]
    assert (checked["result"], checked["sum"]) == (result, "" if count is None else f"{count} 处")
    if count is not None:
        assert f" {count} 处" in text_of(checked["note"], "zh")
    without = checked_claims(pd.DataFrame([row]), {})
    assert without["result"].tolist() == ["cannot tell"]


def test_what_no_column_says_and_other_units_are_not_counted() -> None:
    claim = {"text": "停用1处", "subject": "", "unit": "处"}
    assert counted_in_list(claim, CENTERS.drop(columns="use")) is None
    assert counted_in_list({**claim, "unit": "人"}, CENTERS) is None


def _claim(name: str, text: str, figure: str, **more: str) -> dict[str, str]:
    said = {"claim": name, "text": text, "subject": "党群服务中心", "figure": figure, "unit": "处"}
    return {**dict.fromkeys(CLAIMS, ""), **said, **more}


def test_what_the_parts_of_a_sum_leave_over_is_told_as_far_as_the_list_knows_it() -> None:
    rows = [
        _claim("a", "已启用2处", "2"),
        _claim("b", "在建1处", "1"),
        _claim("c", "启用和在建合计4处", "4", rule="合计", of="a、b"),
    ]
    found: Any = checked_claims(pd.DataFrame(rows), {}, centers=CENTERS).set_index("claim")
    assert found.loc["c", ["result", "sum"]].tolist() == ["inconsistent", "2 处 + 1 处 = 3 处"]
    told = "口径没有说明其余 1 处；名单中“党群服务中心”共 4 处：已启用 2 处、停用或暂停开放 1 处、在建 1 处"
    assert text_of(found.loc["c", "note"], "zh") == told
    # Where a part is not held to the list, the list tells nothing of the whole.
    other = [rows[0], _claim("b", "今年在建1处", "1"), rows[2]]
    alone: Any = checked_claims(pd.DataFrame(other), {}, centers=CENTERS).set_index("claim")
    assert text_of(alone.loc["c", "note"], "zh") == "口径没有说明其余 1 处"


def test_every_center_of_a_list_stands_in_one_way() -> None:
    later = pd.DataFrame(
        {
            "name": ["甲", "乙", "丙", "丁"],
            "status": ["open", "closed", "closed", "closed"],
            "construction": ["", "built", "built", ""],
            "use": ["", "in use", "not in use", ""],
        }
    )
    assert standing_in_list("", later) == {"in_use": 1, "not_in_use": 1, "not_on_day": 1, "unsaid": 1}
