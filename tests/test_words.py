"""The style of docs/words.md: one word for one thing, no Latin letters in Chinese sentences, numbers in one way."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import circles
from circles import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PACKAGE = Path(str(circles.__file__)).parent
WORDS = tomllib.loads((HERE / "forbidden_words.toml").read_text(encoding="utf-8"))
FORBIDDEN = {lang: WORDS[lang] for lang in texts.LANGUAGES}

FILES = r"(?<![A-Za-z])(?:[a-z_]+/)*[a-z_]+\.(?:toml|csv|gpkg|json|xlsx|html|md)(?![A-Za-z])"
"""Names of files, which stand in a sentence as they are."""

MADE_NAMES = r"\d+分钟步行服务圈|\d+岁及以上|\d+—\d+岁|\d{4}年|候选\d|〔\d{4}〕\d+号"
"""What is written without a space between number and word, being a name."""


def typed_left_out(text: str, lang: str) -> str:
    """Return a text without what a person types and without what fills it."""
    quoted = re.sub(r"“[^”]*”", "“”", text) if lang == "zh" else re.sub(r"`[^`]*`", "``", text)
    return re.sub(r"\{[^{}]*\}", "0", quoted.replace("{{", "(").replace("}}", ")"))


def sentences(lang: str) -> Iterator[tuple[str, str]]:
    for key, text in texts.catalogue(lang).items():
        if not key.startswith("help.example."):  # lines to be typed
            yield key, typed_left_out(text, lang)


def pages(lang: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of the documents in `lang`, code left out."""
    root = HERE.parent
    found = [*root.glob("*.zh.md"), *root.glob("docs/*.zh.md")] if lang == "zh" else []
    for path in sorted(found):
        prose = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from ((f"{path.name}: {line}", line) for line in prose.splitlines())


@pytest.mark.parametrize(
    ("lang", "wrong", "right"),
    [(lang, each["wrong"], each["right"]) for lang in FORBIDDEN for each in FORBIDDEN[lang]],
)
def test_a_word_that_has_a_better_one_is_not_shown(lang: str, wrong: str, right: str) -> None:
    found = [key for key, text in (*sentences(lang), *pages(lang)) if re.search(wrong, text)]
    assert found == [], f"write {right}"


@pytest.mark.parametrize(
    "text",
    [
        "附近没有街道",
        "接入街道",
        "未覆盖地块 3 个",
        "H3 网格",
        "可以规划",
        "没有几何图形",
        "盲区 2",
        "2.5 千米",
        "服务能力",
    ],
)
def test_the_list_of_words_bites(text: str) -> None:
    assert any(re.search(each["wrong"], text) for each in FORBIDDEN["zh"])


@pytest.mark.parametrize(
    "text",
    [
        "所属街道未知",
        "街坊地块",
        "街道（乡镇）",
        "按街道或社区的人口总数",
        "服务盲区 2",
        "候选点位",
        "没有写街道或社区",
    ],
)
def test_the_list_of_words_lets_right_words_be(text: str) -> None:
    assert not any(re.search(each["wrong"], text) for each in FORBIDDEN["zh"])


def test_no_latin_letter_stands_in_a_chinese_sentence() -> None:
    names = "|".join(re.escape(name) for name in sorted(WORDS["names_kept"], key=len, reverse=True))
    known = re.compile(
        rf"(?<![A-Za-z0-9])(?:{names})(?![A-Za-z])|(?<![A-Za-z])\.[a-z0-9]+(?:\.[a-z]+)?(?![A-Za-z])|{FILES}"
    )
    found = [key for key, text in sentences("zh") if re.search(r"[A-Za-z]", known.sub("", text))]
    assert [key for key in found if key != "places.sheet.guide"] == []  # the guide of a workbook is in both languages


def test_chinese_punctuation_is_full_width_and_stands_without_spaces() -> None:
    for key, text in sentences("zh"):
        assert not re.search(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]", text), key
        assert not re.search(r" [，。；：、（）“”]|[，。；：、（）“] ", text), key
        assert not re.search(r"[\"'`「」『』～~]", text), key


def test_a_number_stands_apart_from_chinese_words_by_one_space() -> None:
    for key, text in texts.catalogue("zh").items():
        if key.startswith("help.example."):  # lines to be typed
            continue
        written = re.sub(r"\{[^{}]*\}|“[^”]*”", "“”", text)  # most of what fills a text are words
        written = re.sub(MADE_NAMES, "", written)
        assert not re.search(r"[一-鿿][0-9A-Za-z]|[0-9A-Za-z%][一-鿿]", written), key
        assert "  " not in written, key


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_per_cent_follows_its_number_without_a_space(lang: str) -> None:
    assert [key for key, text in sentences(lang) if re.search(r"\d %|％", text)] == []


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_findings_are_sentences(lang: str) -> None:
    ends = "。" if lang == "zh" else (".", "?")
    for key, text in texts.catalogue(lang).items():
        if re.fullmatch(r"finding\..*\.(problem|remedy)", key) and not text.endswith("}"):
            assert text.endswith(ends), key
            assert not re.match(r"[a-z]", text), key


def test_english_quotes_are_curly_and_what_is_typed_stands_in_backticks_or_as_an_assignment() -> None:
    for key, text in sentences("en"):
        assert '"' not in re.sub(r'\w+ = ("[^"]*"|\(.*?\))', "", text), key


def test_what_the_page_shows_comes_from_the_catalogue() -> None:
    scripts = sorted((PACKAGE / "publish" / "web").glob("*.js"))
    assert scripts
    for path in scripts:
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"[一-鿿]", code), path.name
        shown = re.findall(r'(?:text|title|textContent|innerHTML|"aria-label"): "([^"]*[A-Za-z]{2}[^"]*)"', code)
        assert shown == [], path.name
