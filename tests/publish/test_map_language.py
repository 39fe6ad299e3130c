"""The page holds the words of both languages, and all else once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import circles
from circles.publish.payload import page_payload
from circles.publish.payload_language import differences


def changed(value: Any, difference: dict[str, Any] | None) -> Any:
    """Return a value as a difference changes it."""
    if difference is None:
        return value
    if "to" in difference:
        return difference["to"]
    result = copy.copy(value)
    for key, part in difference["in"].items():
        at = int(key) if isinstance(value, list) else key
        result[at] = changed(value[at], part)
    return result


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": ["x", "y"]}, {"a": 1, "b": ["x", "z"]}),
        ({"a": [{"t": "甲"}, {"t": "乙"}]}, {"a": [{"t": "甲"}, {"t": "b"}]}),
        ({"a": [{"t": "甲"}]}, {"a": []}),
        ({"a": None}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}),
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


def test_a_siting_and_its_remedies_are_told_in_both() -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    siting = circles.site(study, new=1)
    pages = {lang: page_payload(siting.plan_after, lang=lang, tiles=False, siting=siting) for lang in ("zh", "en")}
    assert {**changed(pages["zh"], pages["zh"]["other"]), "other": None} == {**pages["en"], "other": None}
