"""The command line as a whole: every command by name, the script for a shell, and how it is run.

A command is a short handler around one public function; handlers of one story share a module (`planning_commands` and
its neighbors). Nothing heavy is imported before a command needs it. Exit status: 0, 2 bad input, 3 failure,
130 Ctrl-C; check's is own.
"""

from __future__ import annotations

import gc
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import typer

from circles import __version__, texts
from circles.cli import auditing_commands, planning_commands, preparing_commands, siting_commands
from circles.cli import options as given
from circles.cli.parsing import Command, Commands
from circles.cli.running import failures, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def root(version: bool = typer.Option(False, "--version", help=given.option_help("--version", "en"))) -> None:
    """Print the version where that is asked."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def completion(shell: given.Shell, lang: given.Lang = None) -> None:
    """Print a script for a shell."""
    with failures(lang) as spoken:
        from typer.main import get_command

        from circles.cli.completion import completion_script

        group: Any = get_command(app)
        script = completion_script(shell, group.commands, lang=spoken.lang)
        with shown(spoken):
            typer.echo(script, nl=False)


HANDLERS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "demo": planning_commands.demo,
        "plan": planning_commands.plan,
        "check": planning_commands.check,
        "site": siting_commands.site,
        "choose": siting_commands.choose,
        "explain": planning_commands.explain,
        "audit": auditing_commands.audit,
        "norms": auditing_commands.norms,
        "compare": auditing_commands.compare,
        "init": preparing_commands.init,
        "place": preparing_commands.place,
        "fetch": preparing_commands.fetch,
        "completion": completion,
    }
)
"""What each command does, in the order in which the parser knows them."""


def _application() -> typer.Typer:
    """Return the command line with every command: the help of each is of the catalogue, its options of its handler."""
    context, said = {"help_option_names": ["-h", "--help"]}, texts.chapter("en", "help")
    whole = typer.Typer(
        name="circles",
        cls=Commands,
        context_settings=context,
        help=said["help.purpose"],
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    whole.callback(invoke_without_command=True)(root)
    for name, handler in HANDLERS.items():
        whole.command(name, cls=Command, help=said[f"help.command.{name}"], context_settings=context)(handler)
    return whole


app = _application()


def run() -> None:
    """Run the command line; what calls it catches Ctrl-C."""
    # A run makes millions of small objects and few rings of them: looking for rings each 700 takes a tenth of its time.
    gc.set_threshold(500_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # A console with a small code page (936 on Windows) must not end a run over one character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    finally:
        # The process is about to end: what is left goes back to the system as a whole, not ring by ring.
        gc.freeze()
