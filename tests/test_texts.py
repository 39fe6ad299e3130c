"""Every word shown to people: there in both languages, asked for by someone, and fillable."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

import circles
from circles import texts
from circles.near_names import choice_details
from circles.publish.web_files import CHANGES_SCRIPTS, SCRIPTS, page_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = Path(str(circles.__file__)).parent
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PLACE = {"file", "row", "column", "value"}
"""What every text of a finding may name, because every finding has them."""


@cache
def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def words_of_scripts() -> frozenset[str]:
    scripts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "publish" / "web").glob("*.js")]
    return frozenset(word for script in scripts for word in re.findall(r'"([A-Za-z_.]+)"', script))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def flat(section: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for key, value in section.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key


@cache
def words(tree: ast.AST) -> frozenset[str]:
    """Return every literal text, argument and keyword name in a piece of code."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, (ast.keyword, ast.arg)) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Name) and node.id == "choice_details":
            found |= set(choice_details("", ()))
    return frozenset(found)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Return what the f-strings of the package can become, where they hold something fixed."""
    found = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                found.add("".join(parts))
    return tuple(re.compile(text) for text in found if re.search(r"[a-z]{3}", text))


def calls(name: str) -> list[tuple[str, ast.AST, ast.Call]]:
    """Return (module, function around it or the module, call) for each call of `name`."""
    return calls_by_name().get(name, [])


@cache
def calls_by_name() -> dict[str, list[tuple[str, ast.AST, ast.Call]]]:
    found: dict[str, list[tuple[str, ast.AST, ast.Call]]] = {}
    for module, tree in modules().items():
        unseen: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
        while unseen:
            node, around = unseen.pop()
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                found.setdefault(name, []).append((module, around, node))
            inner = node if isinstance(node, FUNCTIONS) else around
            unseen += [(child, inner) for child in reversed([*ast.iter_child_nodes(node)])]
    return found


def literals(node: ast.AST) -> list[str]:
    """Return the texts that an expression may be: one, or both of ``a if ... else b``; none that are put together."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def literal_codes() -> list[tuple[str, str, frozenset[str]]]:
    """Return (code, module, words near it) for each ``Finding(code="...")`` and each ``code = "..."``."""
    said = [
        (code, module, words(around))
        for module, around, call in calls("Finding")
        for keyword in call.keywords
        if keyword.arg == "code"
        for code in literals(keyword.value)
    ]
    assigned = [
        (code, module, words(tree))
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "code"
        for code in literals(node.value)
    ]
    return said + assigned


CODES = literal_codes()


def test_the_two_languages_hold_the_same_keys_with_the_same_placeholders() -> None:
    zh, en = ({key: sorted(placeholders(text)) for key, text in texts.catalogue(lang).items()} for lang in ("zh", "en"))
    assert zh == en


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_key_stands_in_two_files(lang: str) -> None:
    home: dict[str, str] = {}
    for path in sorted((PACKAGE / "texts" / lang).glob("*.toml")):
        for key in flat(tomllib.loads(path.read_text(encoding="utf-8"))):
            assert key not in home, f"{key} is in {home[key]} and {path.name}"
            home[key] = path.name
    assert set(home) == set(texts.catalogue(lang))


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_text_is_empty_and_chinese_findings_are_chinese(lang: str) -> None:
    for key, text in texts.catalogue(lang).items():
        assert text.strip() or key in {"finding_place.joint", "finding_place.end"}, key
        hanzi = re.search(r"[一-鿿]", text)
        is_filled_whole = re.fullmatch(r"\{\w+\}", text)  # by what is Chinese itself
        if lang == "zh" and key.endswith((".problem", ".remedy")) and not is_filled_whole:
            assert hanzi, f"{key} is not Chinese"


@pytest.mark.parametrize(("code", "module", "near"), CODES, ids=[f"{code}-{module}" for code, module, _ in CODES])
def test_every_finding_can_be_said_in_both_languages(code: str, module: str, near: frozenset[str]) -> None:
    for lang in texts.LANGUAGES:
        for part in ("problem", "remedy"):
            text = texts.catalogue(lang).get(f"finding.{code}.{part}")
            assert text, f"finding.{code}.{part} of {module} is not in {lang}"
            missing = placeholders(text) - PLACE - near
            assert not missing, f"{module} gives nothing for {missing} of finding.{code}.{part}"


def test_codes_that_are_put_together_are_in_the_catalogue_too() -> None:
    known = {key.split(".")[1] for key in texts.catalogue("en") if key.startswith("finding.")}
    made = {f"bad_{name}" for name in ("minutes", "walking_speed_kmh")}
    made |= {f"{kind}s_not_attached" for kind in ("center", "gate")}
    assert made <= known


def test_every_text_asked_for_is_there_and_filled() -> None:
    known = texts.catalogue("en")
    asked = 0
    for module, _, call in (*calls("say"), *calls("phrase")):
        key = call.args[0] if call.args else None
        if isinstance(key, ast.Constant):
            asked += 1
            name = str(key.value)
            assert name in known, f"{module} asks for {name}"
            given = {each.arg for each in call.keywords}
            if None not in given:
                missing = placeholders(known[name]) - {str(each) for each in given}
                assert not missing, f"{module} does not fill {missing} of {name}"
        elif isinstance(key, ast.JoinedStr):
            family = str(key.values[0].value) if isinstance(key.values[0], ast.Constant) else ""
            assert any(text.startswith(family) for text in known), f"{module} asks for {family}..."
    assert asked > 60


@pytest.mark.parametrize(
    ("scripts", "among"), [(SCRIPTS, "center_said.use.withdrawn"), (CHANGES_SCRIPTS, "changes.opens")]
)
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_text_that_a_page_asks_for_is_among_its_own_and_no_other(
    lang: str, scripts: tuple[str, ...], among: str
) -> None:
    """A key in quotes, whole or the beginning of one, finds a text: a page shows the bare key else."""
    known = texts.catalogue(lang)
    own = page_texts(scripts, lang)
    paths = [PACKAGE / "publish" / "web" / name for name in scripts]
    said = {word for path in paths for word in re.findall(r'"([a-z_]+\.[a-z_.]*)"', path.read_text(encoding="utf-8"))}
    families = [word for word in said if word.endswith((".", "_")) and any(key.startswith(word) for key in known)]
    wanted = [key for key in known if key in said or key.startswith(tuple(families))]
    assert among in wanted
    assert [key for key in wanted if key not in own] == []
    assert [key for key in own if key not in wanted] == []
    assert not any(key.startswith(("map.note.", "map.kind.")) for key in own), "told by Python alone"


def test_no_text_is_idle() -> None:
    said = words_of_scripts().union(*(words(tree) for tree in modules().values()))
    stems = tuple(word for word in said if re.fullmatch(r"(?!map\.$)[a-z]+\.([a-z_.]*[._])?", word))
    idle = []
    for key in texts.catalogue("en"):
        wanted = key.split(".")[1] if key.startswith("finding.") else key
        made = any(pattern.fullmatch(wanted) for pattern in patterns())
        if not (wanted in said or made or key.startswith(stems)):
            idle.append(key)
    assert idle == []


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="'de'"):
        texts.catalogue("de")
