"""What ``-h`` says, in the language of the terminal: purpose, usage, options in groups, examples.

Written from the parser and the catalogue alone, so that it comes at once.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from circles import texts
from circles.cli.broken_lines import broken
from circles.cli.language import terminal_language
from circles.cli.options import GIVEN, INPUTS, OTHER_CHOICES, QUESTION, RESULT, SEARCH, option_help
from circles.text_width import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_GROUPS = (INPUTS, QUESTION, SEARCH, RESULT, "general")
_WIDEST, _NARROWEST = 110, 50
_BESIDE = 34
"""Names are at most so wide to have their meaning beside them."""


def help_text(command: Any, path: str, *, lang: str | None = None, width: int | None = None) -> str:
    """Return the help of a command, or of all of them.

    Parameters
    ----------
    command : Command or Group
        Of the parser.
    path : str
        As it is typed: ``circles plan``.
    lang : str, optional
        By default the terminal's.
    width : int, optional
        Of a line; by default the terminal's.
    """
    lang = lang or terminal_language(None)
    width = width or max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    said = texts.chapter(lang, "help")
    name = command.name if command.name in COMMANDS else ""
    lines = [f"{said['help.usage']}{said['help.colon']} {path} {' '.join(_usage(command))}", ""]
    lines += [*broken(said[f"help.command.{name}"] if name else said["help.purpose"], width), ""]
    for heading, rows in _parts(command, name, lang, said):
        lines += [f"{heading}{said['help.colon']}", *_listed(rows, width), ""]
    example = said[f"help.example.{name or 'root'}"].strip().splitlines()
    lines += [f"{said['help.examples']}{said['help.colon']}", *(f"  {line}" for line in example)]
    return "\n".join([*lines, *(["", said["help.commands_more"]] if not name else [])])


COMMANDS = (
    "demo",
    "plan",
    "check",
    "site",
    "choose",
    "explain",
    "compare",
    "audit",
    "norms",
    "init",
    "place",
    "fetch",
    "completion",
)
"""The commands, in the order in which they are told."""


def _usage(command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        yield "COMMAND"
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            yield parameter.metavar if parameter.required else f"[{parameter.metavar}]"
    yield "[OPTIONS]"


def _parts(command: Any, name: str, lang: str, said: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each heading and what stands below it."""
    if hasattr(command, "commands"):
        yield said["help.commands"], [(each, said[f"help.command.{each}"]) for each in COMMANDS]
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    if arguments:
        rows = [(each.metavar, option_help(each.metavar.lower(), lang, name)) for each in arguments]
        yield said["help.arguments"], rows
    for group in _GROUPS:
        options = [each for each in command.params if each.param_type_name == "option" and _group_of(each) == group]
        rows = [_option_row(each, name, lang, said) for each in options]
        if group == _GROUPS[-1]:
            rows.append(("-h, --help", said["help.option.help"]))
        if rows:
            yield said[f"help.group.{group}"], rows


def _group_of(option: Any) -> str:
    return getattr(option, "rich_help_panel", None) or _GROUPS[-1]


def _option_row(option: Any, name: str, lang: str, said: Mapping[str, str]) -> tuple[str, str]:
    flag = option.opts[0]
    meaning, notes = option_help(flag, lang, name), []
    choices = choices_of(flag)
    if not all(choice in meaning for choice in choices):
        notes.append(said["help.choices"].format(values=", ".join(choices)))
    if option.default not in (None, "", False, ()):
        notes.append(said["help.default"].format(value=_written(option.default)))
    if notes:
        meaning = said["help.noted"].format(meaning=meaning, notes=said["help.joint"].join(notes))
    return ", ".join(option.opts) + ("" if option.is_flag else f" {_placeholder(flag)}"), meaning


def choices_of(flag: str) -> Sequence[str]:
    """Return what an option may be given, empty where anything may be."""
    return OTHER_CHOICES.get(flag) or (GIVEN[flag].choices if flag in GIVEN else ())


def _placeholder(flag: str) -> str:
    """Return what stands for the value of an option: its unit, what kind of thing it is."""
    setting = GIVEN.get(flag)
    if setting is None:
        return {"--out": "PATH", "--json": "FILE", "--norm": "NORM", "--earlier": "PATH"}.get(
            flag, "TEXT" if choices_of(flag) else "FILE"
        )
    kinds = {"file": "FILE", "number": "NUMBER", "day": "DATE", "whole number": "COUNT", "whole numbers": "2,3,2"}
    return kinds.get(setting.type.name, "TEXT")


def _written(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def _listed(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield names with what they mean beside them, or below where a name is long."""
    beside = min(max(width_of(name) for name, _ in rows), _BESIDE)
    for name, meaning in rows:
        lines = list(broken(meaning, width - beside - 4))
        room = beside - width_of(name)
        if room < 0:
            yield f"  {name}"
        else:
            yield f"  {name}{' ' * room}  {lines[0]}"
            del lines[0]
        yield from (f"  {' ' * beside}  {line}" for line in lines)
