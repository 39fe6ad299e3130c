"""Every command and every option is documented, in both languages, as the parser has it now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import circles

DOCS = Path(str(circles.__file__)).parents[1] / "docs"


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("commands_reference", DOCS / "commands_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reference_is_what_the_parser_says_now(lang: str) -> None:
    assert SCRIPT.FILES[lang].read_text(encoding="utf-8") == SCRIPT.reference(lang), "python docs/commands_reference.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_command_or_option_is_without_its_line(lang: str) -> None:
    sections = dict(
        part.split("\n", 1) for part in SCRIPT.FILES[lang].read_text(encoding="utf-8").split("\n## circles ")[1:]
    )
    commands = SCRIPT.parser().commands
    assert set(sections) == set(commands)
    for name, command in commands.items():
        shown = [line.split() for line in sections[name].splitlines()]
        for option in (each for each in command.params if each.param_type_name == "option"):
            names = len(option.opts) + (not option.is_flag)
            # Its own line, with more in it than its names and what stands for its value.
            lines = [words for words in shown if option.opts[0] in {word.rstrip(",") for word in words[:1]}]
            assert lines, option.opts
            assert len(lines[0]) > names, option.opts
