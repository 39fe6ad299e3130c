"""Every answer is one document: the same figures on the terminal, in a notebook, on the page and in JSON."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import circles
from circles import texts
from circles.answers import Answer, BegunStudy
from circles.cli.telling import tell
from circles.document import Document, Head, Line, Section, Table, document_of
from circles.errors import Finding
from circles.figures import Figure, minutes_of, percent, share_of
from circles.notebook import html_of
from circles.phrases import Joined, Phrase, joined, phrase, text_of
from circles.plain_values import plain_values
from circles.publish.payload import page_payload
from tests.study_files import write_town
from tests.workflows.long_road import long_road, sited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    study_file = write_town(tmp_path_factory.mktemp("town"))
    siting = sited(replace(long_road(), population_label="illustrative"), new=3, cost=[1, 30, 20, 1])
    plan = circles.plan(circles.read_study(study_file))
    before, after = siting.plan_before, siting.plan_after
    return {
        "plan": plan,
        "siting": siting,
        "check": circles.check_study(study_file),
        "comparison": circles.compare(before, after, names=("today", "with sites")),
        "walk": circles.explain(plan, "B1"),
    }


def figures_in(words: Any) -> Iterator[Figure]:
    """Yield every figure that words are made of."""
    if isinstance(words, Figure):
        yield words
    elif isinstance(words, Phrase):
        yield from (figure for _, value in words.values for figure in figures_in(value))
    elif isinstance(words, Joined):
        yield from (figure for part in words.parts for figure in figures_in(part))


def told_in(document: Document) -> Iterator[Any]:
    """Yield all words that a document shows."""
    for section in document.shown:
        yield section.title
        if section.table is not None:
            yield from (cell for row in section.table.rows for cell in row)
        yield from (line.words for line in section.lines)


def values_in(tree: Any, path: str = "") -> dict[str, Any]:
    """Return the leaves of plain values or facts by their path."""
    if isinstance(tree, dict) or hasattr(tree, "items"):
        return {key: leaf for name, part in tree.items() for key, leaf in values_in(part, f"{path}/{name}").items()}
    if isinstance(tree, (list, tuple)):
        return {key: leaf for at, part in enumerate(tree) for key, leaf in values_in(part, f"{path}/{at}").items()}
    return {path: tree}


def words_of_html(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


def printed(document: Document, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> str:
    monkeypatch.setenv("COLUMNS", "1000")
    tell(document, lang)
    return capsys.readouterr().out


ALL = ("plan", "siting", "check", "comparison", "walk")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_terminal_and_notebook_show_every_word_of_the_document(
    answers: dict[str, Any], name: str, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = document_of(answers[name])
    shown = [text_of(words, lang) for words in told_in(document)]
    assert len(shown) > 5
    terminal, notebook = printed(document, lang, capsys, monkeypatch), words_of_html(html_of(document, lang))
    for text in shown:
        assert text in notebook
    # Of findings of one kind the terminal says once what is to be done.
    found = [line.words for section in document.shown for line in section.lines if isinstance(line.words, Finding)]
    once = {finding.text(lang): finding.said("problem", lang) for finding in found}
    for text in shown:
        assert once.get(text, text) in terminal


@pytest.mark.parametrize("name", ["plan", "siting", "check", "comparison"])
def test_every_figure_of_the_facts_is_the_figure_that_is_shown(answers: dict[str, Any], name: str) -> None:
    answer = answers[name]
    document = document_of(answer)
    values = values_in(answer.summary())
    facts = {path: leaf for path, leaf in values_in(document.facts).items() if isinstance(leaf, Figure)}
    assert len(facts) > 5
    for path, figure in facts.items():
        unknown = figure.value is None or np.isnan(figure.value)
        assert values[path] == (None if unknown else figure.value)
    shown = {replace(figure, unit="", mark="") for words in told_in(document) for figure in figures_in(words)}
    known = {replace(figure, unit="", mark="") for figure in facts.values()}
    assert len(known & shown) >= 3


def _row_of(rows: list[list[str]], base: str) -> list[str]:
    """Return the row of a base, whose name may be the beginning of another's."""
    return min((cells for cells in rows if cells[0].startswith(base)), key=lambda cells: len(cells[0]))


def test_the_page_holds_the_account_of_the_document_and_of_the_plain_values(answers: dict[str, Any]) -> None:
    plan = answers["plan"]
    document, summary = plan.document(), plan.summary()
    for lang in texts.LANGUAGES:
        page = page_payload(plan, lang=lang, tiles=False)
        assert page["facts"]["sentence"] == plan.sentence(lang) == summary["headline"][lang]
        assert page["facts"]["sentence"] in words_of_html(html_of(document, lang))
        assert page["assumptions"] == [each[lang] for each in summary["assumptions"]]
        assert page["notes"]["texts"] == [each[lang] for each in summary["warnings"]]
        heads, rows = document.table("account").texts(lang)
        for row in page["account"]:
            account = summary["account"][row["base"]]
            base = texts.say(f"base.{row['base']}", lang)
            told = dict(zip(heads, _row_of(rows, base), strict=True))
            assert row["base"] != "land_m2" or row["unit"] in told[heads[0]]
            for verdict in ("inside", "outside", "not_evaluated"):
                bracket = "（" if lang == "zh" else " ("
                assert told[texts.say(f"verdict.{verdict}", lang)].startswith(f"{row[verdict]}{bracket}")
                per = 1e6 if row["base"] == "land_m2" else 1
                digits = 2 if row["base"] == "land_m2" else 0
                assert abs(float(row[verdict].replace(",", "")) - account[verdict] / per) < 10**-digits
            shown = [float(row[name].replace(",", "")) for name in ("inside", "outside", "not_evaluated", "total")]
            if shown[3] * 10**digits >= 10:  # of a total of less than ten in the shown place each part is rounded alone
                assert sum(shown[:3]) == pytest.approx(shown[3], abs=1e-9)
            assert row["rate"] == percent(account["coverage_rate"])


def test_the_page_holds_the_sites_of_the_document_and_of_the_plain_values(answers: dict[str, Any]) -> None:
    siting = answers["siting"]
    document, summary = siting.document(), siting.summary()
    for lang in texts.LANGUAGES:
        page = page_payload(siting.plan_after, lang=lang, tiles=False, siting=siting)
        heads, rows = document.table("sites").texts(lang)
        assert [head["text"] for head in page["siting"]["heads"]] == heads
        assert page["siting"]["rows"] == rows
        assert page["facts"]["sentence"] == siting.sentence(lang) == summary["headline"][lang]
        assert summary["proof"][lang] == siting.proof(lang)
        assert summary["proof"][lang] in page["siting"]["lines"]
        gained = heads.index(next(head for head in heads if head.startswith(("people gained", "新增人口"))))
        assert [float(row[gained]) for row in rows] == [site["gained_population"] for site in summary["sites"]]
        assert all("(illustrative data)" in heads[gained] or "（示例数据）" in heads[gained] for _ in rows)


def test_every_answer_tells_itself_in_both_languages(answers: dict[str, Any], tmp_path: Path) -> None:
    begun = BegunStudy(study_file=tmp_path / "study.toml", template=tmp_path / "t.xlsx", commands=("circles plan",))
    for answer in (*answers.values(), begun):
        assert isinstance(answer, Answer)
        assert html_of(answer.document(), "zh") != html_of(answer.document(), "en")
        assert answer.sentence() == answer.sentence(answer.document().lang)
        assert re.search(r"[一-鿿]", html_of(answer.document(), "zh"))
        assert "<strong>" in answer._repr_html_()


def test_what_no_answer_is_cannot_be_told() -> None:
    with pytest.raises(TypeError, match="how a int is told"):
        document_of(3)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(value=1234.5), "1,235"),
        (Figure(value=1234, precision="plain"), "1234"),
        (Figure(value=-5, precision="signed", unit="m"), "−5 m"),
        (Figure(value=0, precision="signed"), "0"),
        (Figure(value=-1234.5, precision="signed"), "−1,235"),
        (Figure(value=-0.04, precision="signed_tenth"), "0.0"),
        (Figure(value=-1.94, precision="signed_tenth"), "−1.9"),
        (Figure(value=0.05, precision="signed_tenth"), "+0.1"),
        (Figure(value=0, precision="some"), "–"),
        (Figure(value=0.02, precision="measure"), "0.020"),
        (Figure(value=12.34, precision="measure"), "12.3"),
        (Figure(value=1234.5, precision="measure"), "1,235"),
        (Figure(value=0.4, precision="count"), "0.4"),
        (Figure(value=0.04, precision="count"), "0.040"),
        (Figure(value=12.5, precision="count"), "13"),
        (Figure(value=-0.4), "0"),
        (Figure(value=9.5, precision="signed"), "+9.5"),
        (Figure(value=12_345_678, precision="hundredth", per=1e6, unit=phrase("unit.land_m2")), "12.35 km²"),
        (Figure(value=4.0, precision="setting"), "4"),
        (Figure(value=0.999, precision="confidence"), "99%"),
        (Figure(value=None), "–"),
        (Figure(value=float("nan"), precision="covered_share", unknown=""), ""),
        (minutes_of(15.000015), "15.1"),  # a millimetre too far
        (minutes_of(14.999985), "15.0"),  # a millimetre within: no more than the limit
        (minutes_of(19.87), "19.9"),
        (minutes_of(7.2), "7.2"),  # in binary a little more
        (minutes_of(7.24, (7.25,)), "7.2"),  # up, 7.3, would be beyond the limit that it keeps
        (minutes_of(7.26, (7.25,)), "7.3"),
        (share_of(999_999, 1_000_000, covered=True), "99.9%"),
        (share_of(1, 1_000_000), "0.1%"),
        (share_of(7, 10, covered=True), "70.0%"),
        (share_of(1, 0), "–"),
    ],
)
def test_a_figure_is_written_with_its_precision(figure: Figure, text: str) -> None:
    assert figure.text("en") == text


def test_words_stay_the_same_in_another_process_and_a_missing_key_shows_its_name() -> None:
    words = joined([phrase("account.in_unit", base=Figure(value=3), unit=phrase("verdict.inside")), "·"], "-")
    assert pickle.loads(pickle.dumps(words)) == words
    assert words.text("en") == "3 (inside)-·"
    assert Phrase("base.cats", otherwise="cats").text("zh") == "cats"
    with pytest.raises(KeyError):
        phrase("base.cats").text("zh")


def test_plain_values_keep_figures_as_numbers_and_words_in_both_languages() -> None:
    facts = {
        "a": Figure(value=np.float64(1.5)),
        "b": Figure(value=float("nan")),
        "c": phrase("verdict.inside"),
        "d": (1,),
    }
    assert plain_values(facts) == {"a": 1.5, "b": None, "c": {"zh": "覆盖", "en": "inside"}, "d": [1]}


def test_what_is_empty_is_left_out_and_names_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table(
        heads=(Head("[bold]<i>"), Head("empty"), Head("n", figures=True)),
        rows=(("[red]x", "–", Figure(value=1)),),
    )
    document = Document(
        lang="en",
        sections=(
            Section(name="nothing", title="Nothing", table=Table(heads=(), rows=())),
            Section(name="table", table=table.without_empty, lines=(Line("<b>", "item"), Line("w", "warning"))),
        ),
    )
    page = html_of(document)
    assert "Nothing" not in page
    assert "empty" not in page
    assert "<th>[bold]&lt;i&gt;</th>" in page
    assert "<td style='text-align:right'>1</td>" in page
    tell(document)
    screen = capsys.readouterr().out
    assert "[bold]<i>" in screen
    assert "[red]x" in screen
    assert "note: w" in screen
    assert "empty" not in screen
