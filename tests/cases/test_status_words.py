"""Words of a status column as offices write them: understood, or refused by row; never open in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circles.sources.words.statuses import asked_by, is_question, status_said
from tests.cases.status_questions import QUESTIONS

OPEN = [
    "已启用",
    "启用",
    "启用中",
    "已投用",
    "投用",
    "已投入使用",
    "投入使用",
    "使用中",
    "在用",
    "正在使用",
    "运营中",
    "正常运营",
    "正式运营",
    "正常运行",
    "运行良好",
    "运转正常",
    "营业",
    "营业中",
    "正常营业",
    "开放",
    "对外开放",
    "正常开放",
    "免费开放",
    "全天开放",
    "24小时开放",
    "已开放",
    "试运行",
    "试运营",
    "试运营阶段",
    "试开放",
    "试营业",
    "已挂牌",
    "挂牌运行",
    "正常",
    "在营",
    "现状",
    "现状保留",
    "已建成投用",
    "已建成并投入使用",
    "建成投用",
    "已竣工并投入使用",
    "改造完成，已启用",
    "装修完成已投入使用",
    "重新开放",
    "恢复使用",
    "未停用",
    "未关闭",
    "2019年启用",
    "2021年5月建成投用",
    "开放（周一至周五）",
    "open",
    "OPEN",
    "operating",
]


BUILT = ["已建成", "建成", "已建", "已落成", "建设完成", "100%"]


CLOSED = [
    "规划",
    "规划中",
    "规划建设",
    "规划新建",
    "拟建",
    "拟建设",
    "筹建",
    "筹建中",
    "筹备",
    "筹备中",
    "待建",
    "未建",
    "未建成",
    "未开工",
    "未动工",
    "待开工",
    "在建",
    "在建中",
    "建设中",
    "正在建设",
    "施工中",
    "已开工",
    "主体封顶",
    "改造中",
    "改造提升中",
    "正在改造",
    "装修中",
    "维修中",
    "升级改造",
    "改扩建",
    "闭馆改造",
    "未启用",
    "尚未启用",
    "待启用",
    "未投用",
    "未投入使用",
    "待投用",
    "非营业",
    "不开放",
    "暂不开放",
    "不对外开放",
    "未正式启用",
    "即将开放",
    "即将投用",
    "预计2031年启用",
    "建成未投用",
    "已建成待启用",
    "已竣工，尚未投入使用",
    "装修完成，未启用",
    "已竣工未移交",
    "停用",
    "已停用",
    "停业",
    "停业整顿",
    "停止使用",
    "停止运营",
    "暂停开放",
    "暂停服务",
    "暂时关闭",
    "临时关闭",
    "关停",
    "已关停",
    "关闭",
    "已关闭",
    "撤并",
    "已撤并",
    "撤销",
    "已撤销",
    "已合并",
    "拆除",
    "已拆除",
    "已拆",
    "拆迁",
    "征收",
    "腾退",
    "已腾退",
    "清退",
    "闲置",
    "空置",
    "废弃",
    "已搬迁",
    "移作他用",
    "无法使用",
    "不再使用",
    "完成80%",
    "在建（预计2031年投用）",
    "closed",
    "planned",
    "renovating",
]


UNCLEAR = [
    "也许",
    "是",
    "否",
    "1",
    "0",
    "已竣工",
    "竣工验收",
    "改造完成",
    "已改造",
    "未改造",
    "拟改造",
    "拟拆除",
    "待拆除",
    "部分开放",
    "2031年启用",
    "启用（二期在建）",
    "良好",
    "一般",
    "见备注",
    "红旗社区",
    "启用停用",
    "新建",
]


LATIN = {
    "in use": "open",
    "trial operation": "open",
    "under construction": "closed",
    "not yet open": "closed",
    "no longer in use": "closed",
    "temporarily closed": "closed",
    "to be opened": "closed",
    "perhaps": "",
}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        *((word, "open") for word in OPEN),
        *((word, "built") for word in BUILT),
        *((word, "closed") for word in CLOSED),
        *((word, "") for word in UNCLEAR),
        *LATIN.items(),
    ],
)
def test_a_word_says_what_an_office_means_by_it(word: str, said: str) -> None:
    assert status_said(word) == said


CORES = st.sampled_from(
    ["启用", "投用", "投入使用", "使用", "运营", "运行", "营业", "开放", "对外开放", "正常开放", "试运行"]
)


NEGATIONS = st.sampled_from(
    [
        "未",
        "尚未",
        "暂未",
        "还未",
        "没有",
        "不",
        "暂不",
        "不再",
        "非",
        "待",
        "拟",
        "即将",
        "计划",
        "预计",
        "停止",
        "暂停",
    ]
)


@given(CORES, NEGATIONS, st.sampled_from(["", "正式", "全面"]))
def test_what_is_denied_put_off_or_stopped_is_closed(core: str, negation: str, between: str) -> None:
    assert status_said(core) == "open"
    assert status_said(negation + between + core) == "closed"


@given(st.sampled_from([*OPEN, *BUILT, *CLOSED]), st.sampled_from(["", " ", "　"]), st.sampled_from(["", "，", "。"]))
def test_spaces_and_stops_make_no_difference(word: str, space: str, stop: str) -> None:
    assert status_said(space + word + stop) == status_said(word)


@given(st.sampled_from(OPEN), st.sampled_from([word for word in CLOSED if "改造" not in word and "建" not in word]))
def test_a_cell_that_says_both_says_nothing(one: str, other: str) -> None:
    assert status_said(f"{one}、{other}") in ("", "closed")
    assert status_said(f"{one}、{other}") != "open"


@pytest.mark.parametrize(("header", "yes"), QUESTIONS.items())
def test_a_header_asks_whether_a_center_is_open_or_closed(header: str, yes: bool) -> None:  # noqa: FBT001
    assert asked_by(header) == ("open" if yes else "closed")


@pytest.mark.parametrize(
    "header", ["状态", "建设状态", "是否有食堂", "是否示范阵地", "是否改造", "开放时间", "类型", "island"]
)
def test_a_header_that_asks_something_else_is_no_question(header: str) -> None:
    assert not is_question(header)
