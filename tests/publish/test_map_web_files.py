"""The page's own files: vendored ones as published, old syntax only, every text in both catalogues."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Formatter

import pytest

from circles import texts
from circles.publish.web_files import (
    CHANGES_SCRIPTS,
    CHANGES_STYLE,
    SCRIPTS,
    SHARED_STYLE,
    STYLE,
    inline_script,
    page_script,
    short_scripts,
    short_style,
    texts_asked,
    vendored_styles,
    web_text,
    without_comments,
)

ACORN = Path(__file__).parents[2] / "node_modules" / "acorn" / "bin" / "acorn"
ALL_SCRIPTS = tuple(dict.fromkeys((*SCRIPTS, *CHANGES_SCRIPTS)))
ALL_STYLES = tuple(dict.fromkeys((*STYLE, *CHANGES_STYLE, SHARED_STYLE)))
WEB = Path(str(files("circles.publish"))) / "web"

TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "private field": r"[.\s]#\w+\s*[=(;]",
    "newer method": r"\.(replaceAll|at|flatMap|findLast|toSorted|matchAll)\(",
    "newer global": r"\b(structuredClone|DecompressionStream|BigInt|Object\.(hasOwn|fromEntries)|globalThis)\b",
    "module": r"^\s*(import|export)\s",
    "parsed as HTML": r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b",
}
"""What Chromium 78 does not read, and what would parse a name."""

TOO_NEW_IN_STYLE = (
    r"\b(inset|aspect-ratio)\s*:|(?<![-\w])(row-|column-)?gap\s*:|\b(min|max|clamp)\(|:(is|where|has|focus-visible)\b|&"
)


def uncommented(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_vendored_files_are_as_they_were_published() -> None:
    vendored = tomllib.loads((WEB / "vendor" / "VENDORED.toml").read_text(encoding="utf-8"))
    listed = {
        f"{package}/{name}": digest for package, about in vendored.items() for name, digest in about["sha256"].items()
    }
    found = {
        path.relative_to(WEB / "vendor").as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (WEB / "vendor").glob("*/*")
    }
    assert listed == found
    assert all(f"{package}/LICENSE" in listed for package in vendored)


def test_every_file_of_ours_is_in_the_page() -> None:
    assert sorted(path.name for path in WEB.glob("*.js")) == sorted(ALL_SCRIPTS)
    assert sorted(path.name for path in WEB.glob("*.css")) == sorted(ALL_STYLES)


@pytest.mark.parametrize("script", ALL_SCRIPTS)
@pytest.mark.parametrize("fault", TOO_NEW)
def test_scripts_are_read_by_old_browsers(script: str, fault: str) -> None:
    assert re.findall(TOO_NEW[fault], uncommented(web_text(script)), re.MULTILINE) == []


@pytest.mark.parametrize("style", ALL_STYLES)
def test_styles_are_read_by_old_browsers(style: str) -> None:
    found = [match.group() for match in re.finditer(TOO_NEW_IN_STYLE, uncommented(web_text(style)))]
    assert found == []


def test_pictures_of_the_library_are_in_its_style() -> None:
    style = vendored_styles()["leaflet_css"]
    assert "url(images/" not in style
    assert style.count("url(data:image/png;base64,") == 3


def test_a_script_cannot_end_its_own_element() -> None:
    assert inline_script("a = '</script>'; b = '<!--'; c = '</SCRIPT';") == (
        "a = '<\\/script>'; b = '<\\!--'; c = '<\\/SCRIPT';"
    )


@pytest.mark.parametrize("script", ALL_SCRIPTS)
def test_a_script_of_ours_is_lines_that_can_be_shortened(script: str) -> None:
    text = web_text(script)
    assert text.startswith("// ")
    for line in text.splitlines():
        assert line.count("`") % 2 == 0
        assert re.match(r"\s*/\*.*\*/\s*\S", line) is None
        # What begins a line with an asterisk stands in a comment.
        assert re.match(r"\s*\*(?!/| |$)", line) is None


def test_comments_and_blanks_are_left_out() -> None:
    text = '// What.\n(function () {\n  /**\n   * Told.\n   */\n  // Why\n\n  a("//", 1 / 2); //\n/* c */\n})();\n'
    assert without_comments(text) == '// What.\n(function () {\na("//", 1 / 2); //\n})();'
    assert short_style("/* a\n b */\n.x {\n  top: 0;\n}\n") == ".x {\ntop: 0;\n}"


def test_names_within_a_script_are_shortened_where_the_minifier_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '// What.\n(function () {\n  const long = window.asked; // Why\n  window.told = long + "</script>";\n})();\n'
    if find_spec("minify") is not None:
        assert short_scripts([text]) == ['(function(){const e=window.asked;window.told=e+"<\\/script>"})()']
    monkeypatch.setitem(sys.modules, "minify", None)
    assert short_scripts([text]) == [without_comments(text)]


def test_the_script_that_ships_is_read_by_old_browsers(tmp_path: Path) -> None:
    if not ACORN.exists():
        pytest.skip("acorn is not installed: npm install --no-package-lock --ignore-scripts")
    node = shutil.which("node")
    assert node is not None
    (tmp_path / "page.js").write_text(page_script(), encoding="utf-8")
    (tmp_path / "newer.js").write_text("window.a?.b;", encoding="utf-8")
    read = [
        subprocess.run(
            [node, str(ACORN), "--ecma2019", "--silent", str(tmp_path / name)], check=False, capture_output=True
        )
        for name in ("page.js", "newer.js")
    ]
    assert [each.returncode for each in read] == [0, 1]


def test_the_script_that_ships_says_all_that_the_files_say() -> None:
    said = {text for name in SCRIPTS for text in re.findall(r'"(map\.[a-z_.]+)"', uncommented(web_text(name)))}
    shipped = page_script()
    assert {text for text in said if f'"{text}"' not in shipped} == set()


def map_texts(lang: str) -> dict[str, str]:
    return {key: text for key, text in texts.catalogue(lang).items() if key.startswith("map.")}


def test_both_catalogues_hold_the_same_keys_and_placeholders() -> None:
    fields = {
        lang: {key: {part[1] for part in Formatter().parse(text) if part[1]} for key, text in map_texts(lang).items()}
        for lang in texts.LANGUAGES
    }
    assert fields["zh"] == fields["en"]


def test_every_text_the_scripts_ask_for_is_there_and_none_is_idle() -> None:
    page = "\n".join(web_text(name) for name in SCRIPTS)
    asked = set(re.findall(r'"(map\.[a-z_.]*)"', page))
    whole = {key for key in asked if not key.endswith((".", "_"))}
    stems = tuple(key for key in asked if key.endswith((".", "_")))
    known = set(map_texts("en"))
    assert whole - known == set()
    in_python = {"map.title", "map.colon", "map.kilometres"}
    stems += ("map.note.", "map.kind.")
    assert {key for key in known - whole - in_python if not key.startswith(stems)} == set()


def test_every_text_the_page_of_a_comparison_asks_for_is_there() -> None:
    known = texts.catalogue("en")
    asked = texts_asked(tuple(name for name in CHANGES_SCRIPTS if name.startswith("changes_")))
    assert {key for key in asked if key not in known and not any(each.startswith(key) for each in known)} == set()
    assert {key for key in known if key.startswith("changes.")} - asked == {
        "changes.points",
        "changes.data_date",
        "changes.shared_holds",
    }
