"""The command line: commands, how they run and what they tell."""

from __future__ import annotations

import sys
from typing import Any

from circles.cli.exit_statuses import INTERRUPTED

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; Ctrl-C ends it without a traceback, at whatever moment it comes."""
    import signal

    try:
        from circles.cli.commands import run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        # What is left is the end of the process: Ctrl-C would only spoil its exit status.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(f"module 'circles.cli' has no attribute {name!r}")
    from circles.cli.commands import app

    return app
