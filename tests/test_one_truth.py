"""One figure has one text: terminal, notebook, page, JSON and table are read back, and all say the same."""

from __future__ import annotations

import json
import re
from functools import cache
from html import unescape
from math import floor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rich.cells import cell_len

import circles
from circles import tables, texts
from circles.answers import Siting
from circles.figures import shown_parts
from circles.notebook import html_of
from circles.phrases import in_language
from circles.publish import web_files
from circles.publish.map_page import DATA_ID
from circles.publish.payload_inputs import inputs
from circles.siting.kernel.patience import STEPS_PER_S, Patience
from circles.siting.solver import watched
from circles.siting.solver.watched import solve
from tests.answers_read import (
    NUMBER,
    STUDIES,
    VERDICTS,
    Read,
    in_text,
    percent,
    printed,
    table,
    thousandths,
    weight_of,
)
from tests.publish.test_packed_columns import unpacked
from tests.siting.test_candidates import listed
from tests.siting.test_solver import covering_model
from tests.study_files import write_town
from tests.workflows.long_road import COARSE, KERBS, long_road

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Read]:
    @cache
    def read_back(name: str) -> Read:
        answer = STUDIES[name]()
        lang = answer.document().lang
        folder = answer.save(tmp_path_factory.mktemp("read") / "maps").folder
        html = (folder / "coverage.html").read_text(encoding="utf-8")
        packed = re.search(rf'<script type="text/plain" id="{DATA_ID}">([^<]*)</script>', html)
        assert packed is not None
        siting = folder / "siting.json"
        return Read(
            answer=answer,
            lang=lang,
            terminal=printed(answer, lang),
            notebook=unescape(re.sub(r"<[^>]+>", " ", html_of(answer.document()))),
            page=unpacked(packed[1]),
            summary=json.loads((folder / "summary.json").read_text(encoding="utf-8")),
            siting=json.loads(siting.read_text(encoding="utf-8")) if siting.exists() else {},
            rows=table(folder / "blocks.csv"),
            sites=table(folder / "sites.csv") if siting.exists() else [],
        )

    return read_back


@pytest.mark.parametrize("name", STUDIES)
def test_the_headline_is_one_everywhere(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    base, column = weight_of(told)
    sentence = told.page["facts"]["sentence"]
    assert sentence == told.chief["headline"][told.lang]
    assert sentence in told.terminal
    assert sentence in told.notebook
    sums = thousandths(told, column) if column in {*told.rows[0], "blocks"} else None
    if sums is None:  # a column of its own is in no table
        rate = told.page["facts"]["rate"]
    else:
        total = sum(sums.values())
        rate, left = percent(sums["inside"], total, up=False), percent(sums["not_evaluated"], total, up=True)
        assert told.page["facts"]["not_evaluated_rate"] == left
        assert left in sentence
    assert told.page["facts"]["rate"] == rate
    assert rate in sentence
    minutes = f"{told.summary['scenario']['minutes']:g}"
    whole = {"en": f"{minutes}-minute walk coverage rate of ", "zh": f"{minutes}分钟步行"}[told.lang]
    assert told.page["facts"]["rate_name"].startswith(whole)
    assert told.page["facts"]["rate_name"] in sentence
    if told.siting:
        assert percent_of(told.siting["coverage_rate"]["after"]) == rate
        assert percent_of(told.siting["coverage_rate"]["before"]) in sentence
    else:
        assert percent_of(told.summary["account"][base]["coverage_rate"]) == rate
        assert told.summary["rate_names"][base][told.lang] in sentence


def percent_of(share: float) -> str:
    return f"{floor(round(share * 1000, 9)) / 10:.1f}%"


@pytest.mark.parametrize("name", STUDIES)
def test_the_account_is_one_everywhere(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    assert [row["base"] for row in told.page["account"]] == list(told.plan.account.index)
    for row in told.page["account"]:
        saved = told.summary["account"][row["base"]]
        column = {"people": "population"}.get(row["base"], row["base"])
        if column in {*told.rows[0], "blocks"}:
            sums = thousandths(told, column)
            assert {each: round(saved[each] * 1000) for each in VERDICTS} == sums
            total = sum(sums.values())
            shares = [percent(sums[each], total, up=each != "inside") for each in VERDICTS]
            if not told.siting:
                for each, share in zip(VERDICTS, shares, strict=True):
                    cell = rf"(?<![\d,.]){re.escape(row[each])}( [^\s(]+)? ?[(（]{re.escape(share)}[)）]"
                    for shown in (told.terminal, told.notebook):
                        assert re.search(cell, shown), (row["base"], each)
            assert row["rate"] == shares[0]
        numbers = [number(row[each]) for each in (*VERDICTS, "total")]
        assert sum(numbers[:3]) == pytest.approx(numbers[3], abs=1e-9)
        per, step = (1e6, 0.01) if row["base"] == "land_m2" else (1, 1)
        assert all(
            abs(text - saved[each] / per) < step for text, each in zip(numbers, (*VERDICTS, "total"), strict=True)
        )


def number(text: str) -> float:
    return float(text.replace(",", ""))


@pytest.mark.parametrize("name", [name for name in STUDIES if "siting by" not in name])
def test_blocks_and_people_outside_and_unknown_are_one_everywhere(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    known = [row for row in told.rows if row["population"]]
    unknown = len(told.rows) - len(known) if known else 0
    lines = {"en": rf"blocks without a number of people: {NUMBER}", "zh": rf"{NUMBER} 个居住单元人口未知"}[told.lang]
    sentence = told.page["facts"]["sentence"]
    assert in_text(sentence, lines) == ([str(unknown)] if unknown else [])
    if known:
        assert told.summary["account"]["people"]["unknown_blocks"] == unknown
        assert bool(told.page["account"][0]["unknown"]) == bool(unknown)
    if told.siting:
        return
    outside = [row for row in told.rows if row["verdict"] == "outside"]
    blocks = {"en": rf"{NUMBER} blocks are outside", "zh": rf"未覆盖居住单元 {NUMBER} 个"}[told.lang]
    assert in_text(sentence, blocks) == [f"{len(outside)}"]
    assert told.summary["counts"]["outside"] == len(outside) == told.page["blocks"]["verdict"].count(1)
    if known:
        people = {"en": rf"with {NUMBER} people", "zh": rf"涉及 {NUMBER} 人"}[told.lang]
        assert in_text(sentence, people) == [told.page["account"][0]["outside"]]


@pytest.mark.parametrize("name", [name for name in STUDIES if "siting" in name or "moving" in name])
def test_sites_are_one_everywhere_and_add_up(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    heads, rows = told.answer.document().table("sites").texts(told.lang)
    assert told.page["siting"]["rows"] == rows
    assert [site["site_id"] for site in told.sites] == [site["site_id"] for site in told.siting["sites"]]
    column = next(at for at, head in enumerate(heads) if head.startswith("people gained"))
    for row, saved, cells, gained in zip(
        rows, told.siting["sites"], told.sites, told.page["siting"]["gained_people"], strict=True
    ):
        assert row[column] == gained
        assert float(cells["gained_population"]) == saved["gained_population"]
        assert abs(number(row[column]) - saved["gained_population"]) < 1
        assert float(cells["coverage_rate"]) == saved["coverage_rate"]
        for cell in filter(None, row):
            assert cell in told.terminal
            assert cell in told.notebook
    assert told.siting["sites"][-1]["coverage_rate"] == told.siting["coverage_rate"]["after"]


@pytest.mark.parametrize("name", ["siting", "closing", "closing, one unknown", "moving"])
def test_open_centers_and_rows_used_are_those_of_the_answer(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    opened = int((told.plan.centers["status"] == "open").sum())
    assert told.summary["counts"]["centers_open"] == opened
    line = next(line for line in told.page["assumptions"] if line.startswith("Centers: "))
    assert line in told.terminal
    assert line in told.notebook
    assert sum(int(count) for count in re.findall(r"(\d+) (?:open|proposed)", line)) == opened


def test_rows_used_are_one_in_json_on_the_page_and_in_a_check(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    plan, check = circles.plan(circles.read_study(study)), circles.check_study(study)
    used = {each["kind"]: each["used"] for each in plan.summary()["sources"]}
    page = in_language(inputs(plan)["inputs"], "en")
    assert [row[3] for row in page] == [f"{count}" for count in used.values()]
    assert dict(zip(check.inputs["kind"], check.inputs["accepted"], strict=True)) == used


@pytest.mark.parametrize("name", ["closing", "closing, one unknown"])
def test_a_closing_is_told_by_what_it_loses(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    siting = told.answer
    assert isinstance(siting, Siting)
    was, now = (plan.blocks["verdict"] == tables.INSIDE for plan in (siting.plan_before, siting.plan_after))
    lost = siting.plan_after.blocks[was & ~now]
    assert len(lost)
    for said in (told.terminal, told.notebook, told.page["facts"]["sentence"]):
        assert f"({len(lost)} blocks) lose their circle" in said
    for lang, words in (("en", ("ropos", "andidates")), ("zh", ("建议点", "备选点", "选址"))):
        whole = printed(siting, lang)
        assert not any(word in whole for word in words)
        assert siting.notice(lang) == ""
    assert told.page["siting"]["lost"] == np.flatnonzero(was & ~now).tolist()
    closing = told.page["siting"]["closing"]
    assert closing["alone"]
    assert [told.page["centers"]["id"][row] for row in closing["center"]] == list(siting.closed)
    losses = told.siting["losses"]
    assert [f"{each['blocks']}" for each in losses] == closing["blocks"]
    assert sum(each["blocks"] for each in losses) == len(lost)
    assert sum(each["people"] or 0 for each in losses) == lost["population"].sum()
    assert sum(each["unknown_blocks"] for each in losses) == lost["population"].isna().sum()
    heads, rows = siting.document().table("losses").texts(told.lang)
    assert len(heads) == 3
    assert [row[1] for row in rows] == closing["people"]
    assert all(" ".join(row[:1]) in told.terminal for row in rows)


def test_a_siting_without_closing_has_nothing_of_a_closing(read: Callable[[str], Read]) -> None:
    told = read("siting")
    assert not told.page["siting"]["closing"]["center"]
    assert not told.page["siting"]["closing"]["alone"]
    assert "lose their circle" not in told.terminal


def test_the_legs_of_a_walk_add_up_as_they_are_shown(read: Callable[[str], Read]) -> None:
    told = read("an elder's speed")
    for at, block in enumerate(told.plan.blocks["block_id"]):
        walk = circles.explain(told.plan, block)
        rows = dict(walk.document().table("parts").texts("en")[1][-3:])
        legs = [number(row[1]) for row in walk.document().table("parts").texts("en")[1][:-3]]
        assert sum(legs) == number(rows["walk"]) == floor(told.page["blocks"]["walk_mm"][at] / 1000 + 0.5)
        straight = told.page["blocks"]["access"]["straight_mm"][at]
        assert number(rows["straight line"]) == floor(straight / 1000 + 0.5)
        assert float(rows["detour factor"]) == pytest.approx(told.page["blocks"]["walk_mm"][at] / straight, abs=0.0051)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [([400, 400, 400], [1, 0, 0]), ([500], [1]), ([1499, 501, 0], [1, 1, 0]), ([], []), ([333, 333, 334], [0, 0, 1])],
)
def test_shown_parts_add_up_to_the_shown_whole(parts: list[int], shown: list[int]) -> None:
    assert shown_parts(parts, per=1000) == shown
    assert sum(shown) == (sum(parts) + 500) // 1000


BARE = {
    "zh": (re.compile(r"步行[^，。；：、（）\s]{0,14}覆盖率"), re.compile("覆盖率")),
    "en": (re.compile(r"walk coverage rate", re.IGNORECASE), re.compile(r"coverage rate|coverage then", re.IGNORECASE)),
}
"""The name of the rate in a sentence, and what is left of a bare one."""


def bare(text: str, lang: str) -> list[str]:
    named, left = BARE[lang]
    return left.findall(named.sub("", text))


def test_a_bare_rate_is_found_and_a_named_one_is_not() -> None:
    assert bare("人口覆盖率 70 %", "zh")
    assert bare("The coverage rate is 70 %", "en")
    assert not bare("15分钟步行人口覆盖率 70 %，步行用地覆盖率、步行60岁及以上人口覆盖率", "zh")
    assert not bare("15-minute walk coverage rate of people: 70 %", "en")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_text_of_the_catalogue_names_a_bare_rate(lang: str) -> None:
    assert not {key: text for key, text in texts.catalogue(lang).items() if bare(text, lang)}


@pytest.mark.parametrize("name", STUDIES)
def test_nothing_that_is_shown_names_a_bare_rate(read: Callable[[str], Read], name: str) -> None:
    told = read(name)
    assert "覆盖率" in printed(told.answer, "zh")
    for lang in texts.LANGUAGES:
        assert not bare(printed(told.answer, lang), lang)
        assert not bare(html_of(told.answer.document(), lang), lang)
    said = {key: value for key, value in told.page.items() if key not in {"blocks", "centers", "streets"}}
    assert not bare(json.dumps(said, ensure_ascii=False), told.lang)


def test_no_script_of_the_page_names_a_bare_rate() -> None:
    for name in web_files.SCRIPTS:
        assert not bare(web_files.web_text(name), "zh")


def test_chinese_is_broken_by_the_width_of_its_signs(read: Callable[[str], Read]) -> None:
    for name in ("siting", "closing", "one unknown, parts not whole, one not evaluated"):
        whole = printed(read(name).answer, "zh", columns=60)
        assert max(map(cell_len, whole.splitlines())) <= 60


@pytest.mark.parametrize("entries", [20_000, -1])
def test_a_solver_prints_nothing_of_its_own(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    monkeypatch.setattr(watched, "_SMALL_ENTRIES", entries)
    assert solve(covering_model(30, 60, 4), start=None, patience=Patience(10 * STEPS_PER_S)).status == "optimal"
    circles.site(long_road(), circles.SitingQuestion(new=2, capacity=60.0), candidates=listed(KERBS), scenario=COARSE)
    assert capfd.readouterr() == ("", "")
