"""The command line: commands, how they run and what they tell."""

from circles.cli.commands import app, main

__all__ = ["app", "main"]
