"""The page holds the words of both languages, and all else once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import circles
from circles.publish.payload import page_payload
from circles.publish.payload_differences import differences


def changed(one: Any, difference: dict[str, Any] | None) -> Any:
    """Return what a difference turns a value into: the rule of ``page_choices.js``."""
    if difference is None:
        return one
    result = copy.copy(one)
    for key, part in difference["in"].items():
        place = int(key) if isinstance(result, list) else key
        if "gone" in part:
            del result[place]
        else:
            result[place] = part["to"] if "to" in part else changed(result[place], part)
    return result


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": ["x", "y"]}, {"a": 1, "b": ["x", "z"]}),
        ({"a": [{"t": "甲"}, {"t": "乙"}]}, {"a": [{"t": "甲"}, {"t": "b"}]}),
        ({"a": [{"t": "甲"}]}, {"a": []}),
        ({"a": None}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}),
        ({"a": {"b": 1, "c": {"d": 1}}, "in": {"to": 1}}, {"a": {"c": {"d": 2}, "e": 3}, "in": {"gone": 1}}),
        ({"a": [["甲", "1"], ["乙", "2"]]}, {"a": [["a", "1"], ["b", "2"]]}),
    ],
)
def test_a_difference_turns_one_into_the_other(one: Any, other: Any) -> None:
    assert changed(one, differences(one, other)) == other
    assert differences(one, copy.deepcopy(one)) is None


def test_only_what_differs_is_told() -> None:
    found = differences(
        {"a": [{"t": "甲", "n": 1}, {"t": "x", "n": 2}]}, {"a": [{"t": "a", "n": 1}, {"t": "x", "n": 2}]}
    )
    assert found == {"in": {"a": {"in": {"0": {"in": {"t": {"to": "a"}}}}}}}


def test_the_page_of_one_language_becomes_that_of_the_other() -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    plan = circles.plan(study)
    pages = {lang: page_payload(plan, lang=lang, tiles=False) for lang in ("zh", "en")}
    for lang, other in (("zh", "en"), ("en", "zh")):
        wanted = {**pages[other], "other": None}
        assert {**changed(pages[lang], pages[lang]["other"]), "other": None} == wanted
    told = pages["zh"]["other"]["in"]
    assert told["lang"] == {"to": "en"}
    assert told["facts"]["in"]["sentence"]["to"].startswith("15-minute walk coverage rate")
    assert "streets" not in told
    assert "polygons" not in told["blocks"]["in"]


def test_a_siting_is_told_in_both_after_and_before() -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    siting = circles.site(study, new=1)
    pages = {lang: page_payload(siting.plan_after, lang=lang, tiles=False, siting=siting) for lang in ("zh", "en")}
    neither = {"other": None, "before": None}
    assert {**changed(pages["zh"], pages["zh"]["other"]), **neither} == {**pages["en"], **neither}
    sides = {lang: changed(page, page["before"]) for lang, page in pages.items()}
    assert {**changed(sides["zh"], sides["zh"]["other"]), **neither} == {**sides["en"], **neither}


def test_before_is_the_page_of_the_plan_before_but_for_its_headline() -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    siting = circles.site(study, new=1)
    page = page_payload(siting.plan_after, lang="zh", tiles=False, siting=siting)
    alone = page_payload(siting.plan_before, lang="zh", tiles=False)
    before = changed(page, page["before"])
    assert before["side"] == {"shown": "before", "of": "sites"}
    assert (before["siting"], before["bounds"]) == (None, page["bounds"])
    told = {"side", "before", "bounds", "facts", "other"}
    assert {key: before[key] for key in before if key not in told} == {
        key: alone[key] for key in alone if key not in told
    }
    # The plan alone tells its land first, the siting its people, before as after.
    assert (alone["facts"]["rate"], before["facts"]["rate"], page["facts"]["rate"][:2]) == ("70.5%", "74.9%", "82")
    headline = {"sentence", "base", "rate", "rate_name", "not_evaluated_rate"}
    for key in set(alone["facts"]) - headline:
        assert before["facts"][key] == alone["facts"][key]
