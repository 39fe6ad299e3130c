"""Names to names: what counts as the same one, what as similar, and what is never chosen."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles.sources.naming.similarity import LEAST_SCORE, LEAST_SCORE_NEAR, matched, names_from
from circles.sources.words.place_names import (
    LONGEST_NAME,
    NO_NAME,
    answer,
    known_subdistricts,
    place_name,
    split_subdistrict,
    subdistrict_key,
    with_digits,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circles.sources.naming.similarity import Match


def match(name: str, *there: tuple[str, str], subdistrict: str = "") -> Match:
    names, subdistricts = [each[0] for each in there], [each[1] for each in there]
    return matched(names_from([name], [subdistrict]), names_from(names, subdistricts))[0]


@pytest.mark.parametrize(
    "names",
    [
        ("新华社区党群服务中心", "新华社区", "新华社区居委会", "新华居民委员会", " 新华 社区党群活动服务中心 "),
        ("新\u200b华社区", "\ufeff新华社区", "新华·社区", "新华社区（在建）", "新华社区(原红旗社区)"),
        ("第一社区", "1社区", "一社区", "壹社区", "第1社区", "１社区"),
        ("十二街坊", "12街坊", "拾贰街坊", "第十二街坊"),
        ("二〇一社区", "201社区", "二百零一社区"),
        ("三里村村民委员会", "三里村", "3里村党群服务站"),
        ("民族街道办事处", "民族街道党群服务中心", "民族街道"),
        (
            "Xinhua Community Party-mass Service Centre",
            "XINHUA COMMUNITY",
            "Xinhua community center",
            "xinhua  Community.",
        ),
        ("新华社区（南区）", "新华社区南区", "新华社区 [南区]")[::2],
    ],
)
def test_one_name_in_many_spellings(names: Sequence[str]) -> None:
    assert len({place_name(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新华社区", "新华村"),
        ("新华社区", "新华街道"),
        ("新华社区", "新华"),
        ("新华社区", "新华村社区"),
        ("新华社区", "新华路社区"),
        ("新华社区（南区）", "新华社区（北区）"),
        ("新华社区党群服务中心", "新华社区卫生服务站"),
        ("五一路社区", "五十一路社区"),
        ("五一路社区", "51路社区"),
        ("十二社区", "一二社区"),
        ("党群服务中心", "社区"),
    ],
)
def test_other_places_stay_apart(one: str, other: str) -> None:
    assert place_name(one) != place_name(other)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("十", "10"), ("二十", "20"), ("二十三", "23"), ("一百零五", "105"), ("一百一十", "110"), ("三百", "300"),
     ("〇", "0"), ("一九〇五", "1905"), ("五一", "五一"), ("十十", "十十"), ("第五", "5"), ("第5", "5")],
)  # fmt: skip
def test_numerals(written: str, digits: str) -> None:
    assert with_digits(written) == digits


def test_what_has_no_letters_or_too_many_is_no_name() -> None:
    for text in ("", " ", "\u200b\u200d", "（）", "——", "x" * (LONGEST_NAME + 1), "名" * 1_000_000):
        assert place_name(text) == NO_NAME
    assert place_name("（南区）") != NO_NAME
    found = match("\u200b", ("\u200b", ""), ("新华", ""))
    assert (found.chosen, found.alike, found.remark) == (-1, (), "no_name")


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_has_a_name_that_case_and_unseen_letters_do_not_change(text: str) -> None:
    name = place_name(text)
    assert place_name(f" {text}\u200b") == name
    assert place_name(name.text).text == place_name(place_name(name.text).text).text


def test_a_sub_district_that_is_known_is_taken_from_the_front_of_a_name() -> None:
    known = known_subdistricts(["民族街", "唐家墩街道办事处", "前川镇"])
    assert split_subdistrict("武汉市江汉区民族街道新华社区", known) == ("民族街道", "新华社区")
    assert split_subdistrict("唐家墩街道天宝社区（南）", known) == ("唐家墩街道", "天宝社区（南）")
    assert split_subdistrict("前川镇三里村", known) == ("前川镇", "三里村")
    for whole in ("民族街道党群服务中心", "北京路街道新华社区", "新华社区"):
        assert split_subdistrict(whole, known) == ("", whole)
    assert subdistrict_key("民族街") == subdistrict_key("民族街道办事处") == "民族"
    assert subdistrict_key("城关镇") != subdistrict_key("城关街道")


def test_the_only_one_of_a_name_is_chosen() -> None:
    assert match("新华社区居委会", ("新华社区党群服务中心", ""), ("和平社区", "")).chosen == 0
    assert match("新华社区", ("和平社区", "")).remark == "nothing"


def test_namesakes_are_told_apart_by_their_sub_district_alone() -> None:
    there = (("和平社区", "民族街道"), ("和平社区", "花楼街"))
    assert match("和平社区", *there, subdistrict="民族街").chosen == 0
    assert match("和平社区", *there, subdistrict="花楼街道办事处").chosen == 1
    unknown = match("和平社区", *there)
    assert (unknown.chosen, unknown.remark, unknown.same) == (-1, "several_places", 2)
    assert unknown.alike == ((0, 1.0), (1, 1.0))
    elsewhere = match("和平社区", *there, subdistrict="满春街道")
    assert (elsewhere.chosen, elsewhere.remark) == (-1, "other_subdistrict")
    assert elsewhere.alike == ((0, 0.8), (1, 0.8))


def test_two_of_a_name_in_one_sub_district_stay_open_as_does_one_that_may_be_there() -> None:
    twice = match("和平社区", ("和平社区", "民族街道"), ("和平居委会", "民族街"), subdistrict="民族街道")
    assert (twice.chosen, twice.remark, twice.same) == (-1, "several_places", 2)
    perhaps = match("和平社区", ("和平社区", ""), ("和平社区", "民族街道"), subdistrict="民族街道")
    assert perhaps.chosen == -1
    assert [at for at, _ in perhaps.alike] == [1, 0]
    alone = match("和平社区", ("和平社区", ""), ("和平社区", "花楼街道"), subdistrict="民族街道")
    assert alone.chosen == 0


def test_scores_by_hand() -> None:
    # 新, 华, |新, 新华, 华| against 新, 华, 路, |新, 新华, 华路, 路|: four in common of five and seven.
    assert match("新华社区", ("新华路社区", "")).alike == ((0, round(8 / 12, 2)),)
    # The same letters: 0.97 where one says no level, 0.9 where they say two.
    assert match("新华", ("新华社区", "")).alike == ((0, 0.97),)
    assert match("新华村", ("新华社区", "")).alike == ((0, 0.9),)
    # 新, |新 in common of five and five: listed only where both are of one sub-district.
    assert match("新华社区", ("新花社区", "")).alike == ()
    assert match("新华社区", ("新花社区", "民族街道"), subdistrict="民族街道").alike == ((0, 0.4),)
    assert LEAST_SCORE_NEAR < 0.4 < LEAST_SCORE


def test_five_candidates_at_most_best_first_and_in_order_of_the_layer() -> None:
    there = [(f"新华{letter}社区", "") for letter in "东西南北中上下"] + [("新华", "")]
    found = match("新华社区", *there)
    assert [at for at, _ in found.alike] == [7, 0, 1, 2, 3]
    assert found.chosen == -1


def test_nothing_to_match_to() -> None:
    assert match("新华社区").remark == "nothing"
    assert matched(names_from([], []), names_from(["新华"], [""])) == []


SUBDISTRICTS = tuple(f"{letter}街道" for letter in ("民族", "唐家", "前进", "满春", "常青", "北湖", "万松", "汉兴"))
LETTERS = "新建中山民族江汉三阳永清解放胜利花桥台北劳动西马百步丹水岱家塔子湖后常青万松唐墩北水前进权满春意宗关荣华"


def drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 nothing secret


def town(seed: int, count: int) -> list[tuple[str, str]]:
    """Return invented communities (name, sub-district), no two of one name in one sub-district."""
    drawn = drawing(seed)
    found: dict[tuple[str, str], None] = {}
    while len(found) < count:
        name = "".join(drawn.choices(LETTERS, k=drawn.choice((2, 2, 3, 4))))
        found[name, drawn.choice(SUBDISTRICTS)] = None
    return list(found)


def misspelled(name: str, drawn: random.Random) -> str:
    """Return a name with one letter wrong, one too many, one missing, or two exchanged."""
    at = drawn.randrange(len(name) - 1)
    other = drawn.choice([letter for letter in LETTERS if letter not in name])
    spellings = [name[:at] + other + name[at + 1 :], name + drawn.choice("路里园")]
    if len(name) > 2:
        spellings += [name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]]
    return drawn.choice([each for each in spellings if each != name])


@pytest.mark.parametrize(("with_subdistricts", "least"), [(True, 0.97), (False, 0.7)])
def test_most_slips_of_the_pen_are_listed_and_none_is_chosen(*, with_subdistricts: bool, least: float) -> None:
    places, drawn = town(7, 300), drawing(8)
    there = names_from([f"{name}社区党群服务中心" for name, _ in places], [where for _, where in places])
    slips = [misspelled(name, drawn) for name, _ in places]
    named = {name for name, _ in places}
    asked = names_from(
        [f"{slip}社区居委会" for slip in slips], [where if with_subdistricts else "" for _, where in places]
    )
    found = matched(asked, there)
    listed = sum(i in {at for at, _ in each.alike} for i, each in enumerate(found)) / len(found)
    assert listed >= least
    assert all(slips[i] in named for i, each in enumerate(found) if each.chosen >= 0)


def test_written_another_way_all_are_chosen_in_their_sub_district() -> None:
    places = town(9, 400)
    there = names_from([f"{name}社区" for name, _ in places], [where for _, where in places])
    asked = names_from(
        [f"江汉区{where}{name}社区党群服务中心" for name, where in places], [""] * 400, known_subdistricts(SUBDISTRICTS)
    )
    assert [each.chosen for each in matched(asked, there)] == list(range(400))


def test_the_answer_does_not_depend_on_what_else_is_asked() -> None:
    places, drawn = town(10, 80), drawing(11)
    there = names_from([name for name, _ in places], [where for _, where in places])
    slips = [misspelled(name, drawn) for name, _ in places]
    together = matched(names_from(slips, [""] * 80), there)
    assert together == [matched(names_from([slip], [""]), there)[0] for slip in slips]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("是", True),
        (" YES ", True),
        ("√", True),
        ("否", False),
        ("no", False),
        ("３", 3),
        ("0", 0),
        ("?", None),
        ("1.5", None),
    ],
)
def test_what_a_planner_answers(*, written: str, meant: bool | int | None) -> None:
    assert answer(written) is meant if meant is None or isinstance(meant, bool) else answer(written) == meant
