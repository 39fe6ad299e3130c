"""Write docs/commands.md and docs/commands.zh.md: what ``circles COMMAND -h`` says of every command.

Run ``python docs/commands_reference.py`` after a command, an option or a text of the help was changed; a test holds
both files equal to the parser.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import typer

from circles.cli import app
from circles.cli.help_text import COMMANDS, help_text

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = Path(__file__).resolve().parent
FILES: Mapping[str, Path] = MappingProxyType({"en": HOME / "commands.md", "zh": HOME / "commands.zh.md"})

WIDTH = 100

_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            "# Commands\n\n[中文](commands.zh.md) · What `circles -h` and `circles COMMAND -h` say, made from the\n"
            "parser by `python docs/commands_reference.py`. The keys of a study file are in [inputs.md](inputs.md),\n"
            "a first map step by step in [first-map.md](first-map.md).\n"
        ),
        "zh": (
            "# 命令\n\n[English](commands.md) · 与 `circles -h`、`circles 命令 -h` 显示的内容相同，由\n"
            "`python docs/commands_reference.py` 从命令本身生成。任务文件的各项设置见 [inputs.md](inputs.md)，\n"
            "从零开始做第一张图见 [first-map.zh.md](first-map.zh.md)。\n"
        ),
    }
)


def parser() -> Any:
    """Return the parser of the command line."""
    return typer.main.get_command(app)


def reference(lang: str) -> str:
    """Return all commands with their arguments, options and examples, in Markdown."""
    group = parser()
    parts = [_HEADS[lang], _fenced(help_text(group, "circles", lang=lang, width=WIDTH))]
    for name in COMMANDS:
        parts += [
            f"## circles {name}\n",
            _fenced(help_text(group.commands[name], f"circles {name}", lang=lang, width=WIDTH)),
        ]
    return "\n".join(parts)


def _fenced(text: str) -> str:
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(["```text", *lines, "```", ""])


if __name__ == "__main__":
    for spoken, file in FILES.items():
        file.write_text(reference(spoken), encoding="utf-8")
