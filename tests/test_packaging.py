"""What is told about installing can be done, the name is ours, and the version has one home."""

from __future__ import annotations

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import circles

ROOT = Path(str(circles.__file__)).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]

INSTALL = re.compile(r"pip install((?:[ ]+[\"'\\\\]*[-.\w\[\],=<>]+[\"'\\\\]*)+)")
TOLD = (
    *(
        "*.md",
        "CITATION.cff",
        "benchmarks/**/*.md",
        "benchmarks/**/*.py",
        "docs/**/*.md",
        "notebooks/*.py",
        "notebooks/*.ipynb",
    ),
    *("data/**/*.md", "maps/*.md", "circles/**/*.py", "circles/**/*.toml", "circles/**/*.js", ".ci/run"),
)


def requirement(text: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", text)
    assert found, text
    return found[0].lower()


def told() -> list[Any]:
    """Return each install command that is printed or documented, with its file."""
    files = sorted({path for pattern in TOLD for path in ROOT.glob(pattern) if path.is_file()})
    return [
        pytest.param(words, id=f"{path.relative_to(ROOT).as_posix()}: {words.strip()}")
        for path in files
        for words in INSTALL.findall(path.read_text(encoding="utf-8"))
    ]


def can_be_installed(words: str) -> bool:
    """Return whether each thing named is the checkout, with extras that it has, or a package that we depend on."""
    asked = chain(PROJECT["project"]["dependencies"], *EXTRAS.values())
    packages = {requirement(each) for each in asked} - {"circles", PROJECT["project"]["name"]}
    for word in re.sub(r"[\"'\\\\]", "", words).split():
        name = word.rstrip(".,") if word not in {".", ".."} else word
        checkout = re.fullmatch(r"\.(?:\[([\w,]+)\])?", name)
        if checkout:
            if not set(filter(None, (checkout[1] or "").split(","))) <= set(EXTRAS):
                return False
        elif not name.startswith("-") and name.lower() not in packages:
            return False
    return True


@pytest.mark.parametrize("words", told())
def test_every_install_command_that_is_told_can_be_followed(words: str) -> None:
    assert can_be_installed(words)


def test_commands_that_cannot_be_followed_are_noticed() -> None:
    for words in (' "circles[raster]"', " circles", " service-circles", ' -e ".[rasters]"', " exactextrac"):
        (found,) = INSTALL.findall(f"Install them: pip install{words}; or not.")
        assert not can_be_installed(found), words
    for words in (" exactextract rasterio", " .", ' -e ".[dev,test]"', " --quiet -e ."):
        (found,) = INSTALL.findall(f"请安装：pip install{words}；或改用")
        assert can_be_installed(found), words
    assert sum("exactextract rasterio" in str(each.id) for each in told()) >= 4
    assert any("README.md" in str(each.id) for each in told())


def test_nobody_is_told_of_the_other_project_of_our_name() -> None:
    texts = [path for pattern in TOLD for path in ROOT.glob(pattern) if path.is_file()]
    assert [
        path.name for path in texts if re.search(r"(?<![.\w-])circles\[[a-z,]+\]", path.read_text(encoding="utf-8"))
    ] == []


def test_extras_name_extras_that_are_there() -> None:
    ours = [each for extra in EXTRAS.values() for each in extra if each.startswith(PROJECT["project"]["name"])]
    assert len(ours) == 2
    for each in ours:
        assert set(re.findall(r"\w+", each.partition("[")[2])) <= set(EXTRAS)


def test_the_version_has_one_home() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "circles/version.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", circles.__version__)
    assert re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)[1] == (  # type: ignore[index]
        circles.__version__
    )
    assert f"`{circles.__version__}`" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_source_archive_takes_everything_at_the_top_of_the_repository() -> None:
    taken = {each.lstrip("/") for each in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]}
    assert {name for name in taken if not (ROOT / name).exists()} == set()
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True)  # noqa: S607
        assert {name.partition("/")[0] for name in listed.stdout.splitlines()} - {"pyproject.toml"} == taken
