"""The parser of the command line: its help and its refusals in our own words, its exit statuses."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from circles import texts
from circles.cli.exit_statuses import INTERRUPTED, UNEXPECTED, UNUSABLE
from circles.cli.help_text import help_text
from circles.cli.language import terminal_language
from circles.cli.refusals import USAGE_ERROR, refused_by_parser, unknown_command
from circles.cli.running import leave_stdout, tell_on_stderr, tell_refusal
from circles.errors import CirclesError


class Command(TyperCommand):
    """A command that tells itself by the catalogue."""

    def get_help(self, ctx: Any) -> str:
        """Return what ``-h`` prints."""
        return help_text(self, ctx.command_path, lang=_language_typed())


class Commands(TyperGroup):
    """All commands; what the parser refuses is an error like every other."""

    def get_help(self, ctx: Any) -> str:
        """Return what ``-h`` prints."""
        return help_text(self, ctx.command_path, lang=_language_typed())

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named first, or refuse with the one that comes nearest."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise unknown_command(args[0], self.commands)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Parse and run; ends the process with an exit status unless ``standalone_mode`` is off."""
        ends_process = extra.pop("standalone_mode", True)
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except USAGE_ERROR as error:
            status = _refuse(error)
        except CirclesError as error:
            tell_refusal(error, _language_typed())
            status = UNUSABLE
        except (typer.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        except OSError as error:
            leave_stdout()
            reason = error.strerror or os.strerror(error.errno or 0)
            tell_on_stderr(texts.say("refused.not_printed", _language_typed(), reason=reason))
            status = UNEXPECTED
        if ends_process:
            sys.exit(status if isinstance(status, int) else 0)
        return status


def _refuse(error: Any) -> int:
    if type(error).__name__.startswith("NoArgsIsHelp"):
        error.show()
        return int(error.exit_code)
    lang = _language_typed()
    tell_refusal(refused_by_parser(error, lang), lang)
    if error.ctx is not None:
        tell_on_stderr(texts.say("refused.hint", lang, command=error.ctx.command_path))
    return int(error.exit_code)


def _language_typed() -> str:
    """Return the language that was typed, before anything is parsed: ``--lang zh``."""
    words = sys.argv[1:]
    following = dict(pairwise(words))
    typed = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), following.get("--lang"))
    return terminal_language(typed)
