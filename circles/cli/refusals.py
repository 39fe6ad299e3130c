"""What the parser of the command line refuses, and what a study says of values that options gave, in our own words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from circles.cli.options import GIVEN, option_help
from circles.errors import Finding, InputError
from circles.near_names import choice_details

if TYPE_CHECKING:
    from collections.abc import Iterable

USAGE_ERROR: Any = typer.BadParameter.__base__
"""The parent of all that the parser refuses; typer lends it from one library or another."""

_OPTIONS = {f"{setting.section}.{setting.key}": flag for flag, setting in GIVEN.items()}
_ASKED = {setting.key: flag for flag, setting in GIVEN.items() if setting.section in {"siting", "fetch"}}
_IN_QUOTES = re.compile(r"'([^']*)'")
_EXTRA = re.compile(r"\(([^()]*)\)$")


def in_terms_of_options(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with every value that an option gave under the name of the option.

    A finding about a value of a study file names the file; one of the same setting without a file was typed.
    """
    return [_in_terms_of_options(finding) for finding in findings]


def _in_terms_of_options(finding: Finding) -> Finding:
    if finding.file is not None or finding.column is None:
        return finding
    if finding.column.startswith("--"):
        return replace(finding, names="option")
    if finding.column in _OPTIONS and finding.names == "key" and finding.code != "file_not_named":
        return replace(finding, names="option", column=_OPTIONS[finding.column])
    flags = [_ASKED.get(part) for part in finding.column.split(", ")]
    if finding.names == "column" and all(flags):
        return replace(finding, names="option", column=", ".join(filter(None, flags)))
    return finding


def unknown_command(word: str, known: Iterable[str]) -> InputError:
    """Return that there is no such command, and which may have been meant."""
    return InputError(Finding(code="unknown_command", value=word, details=choice_details(word, known)))


def refused_by_parser(error: Any, lang: str) -> InputError:
    """Return what the parser refuses as an error of our own.

    Parameters
    ----------
    error : UsageError
        As the parser raised it.
    lang : str
        In which an argument that is missing is explained.
    """
    command = getattr(error, "ctx", None) and error.ctx.command
    flag = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        known = [each for option in getattr(command, "params", ()) for each in option.opts if each.startswith("--")]
        details = choice_details(flag, [*known, "--help"])
        return InputError(Finding(code="unknown_option", column=flag, names="option", details=details))
    if flag is not None:
        return InputError(Finding(code="option_without_value", column=flag, names="option"))
    if parameter is not None and "Missing" in type(error).__name__:
        name = parameter.metavar or parameter.opts[0]
        details = {"name": name, "meaning": option_help(name.lower(), lang, command.name if command else "")}
        return InputError(Finding(code="argument_missing", details=details))
    return InputError(_unusable(error, parameter))


def _unusable(error: Any, parameter: Any) -> Finding:
    message = str(error.message)
    if parameter is None:
        extra = _EXTRA.search(message)
        if extra is not None:
            return Finding(code="argument_too_many", value=extra[1])
        return Finding(code="option_unusable", details={"message": message})
    flag, value = parameter.opts[0], _IN_QUOTES.search(message)
    said = value[1] if value else None
    setting = GIVEN.get(flag)
    if setting is None or setting.type.name not in {"number", "whole number"}:
        return Finding(code="option_unusable", column=flag, names="option", value=said, details={"message": message})
    example = f"{flag} {setting.type.sample if setting.default is None else setting.default}"
    return Finding(code="option_wrong_type", column=flag, names="option", value=said, details={"example": example})
