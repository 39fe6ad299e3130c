"""Claims that count centers, held to a list of five worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from circles.norms.checked_claims import checked_claims
from circles.norms.claimed_counts import counted_in_list
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
