"""How a command runs: its steps shown and timed, its failures told, Ctrl-C heard."""

from __future__ import annotations

import locale
import signal
import threading
import time
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from circles import texts
from circles.errors import CirclesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Steps:
    """The steps of a run as they begin: shown on the terminal, timed for run.json."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        """Show that a step begins."""
        self._begun.append((step, time.perf_counter()))
        self._show(step)

    @property
    def under_way(self) -> str:
        """The step that began last."""
        return self._begun[-1][0] if self._begun else ""

    def seconds(self) -> dict[str, float]:
        """Return how long each finished step took; the one under way is left out."""
        return {step.removeprefix("step."): round(end - begun, 3) for (step, begun), (_, end) in pairwise(self._begun)}


class Spoken:
    """The language of a run: as asked for or the terminal's own, from when a study is read that of the study."""

    def __init__(self, asked: str | None) -> None:
        self.lang = terminal_language(asked)

    def follow(self, lang: str) -> None:
        """Speak `lang` from now on: that of the study that was read."""
        self.lang = lang


@contextmanager
def progress(spoken: Spoken) -> Iterator[Steps]:
    """Give what shows and times the steps of a run."""
    screen = Console(stderr=True)
    with screen.status("") as status:
        yield Steps(lambda step: status.update(Text(texts.say(step, spoken.lang))))


@contextmanager
def failures(lang: str | None) -> Iterator[Spoken]:
    """Give the language of the run, and turn an error into one clear message in it and an exit status."""
    spoken = Spoken(lang)
    screen = Console(stderr=True)
    try:
        yield spoken
    except CirclesError as error:
        screen.print(Text(texts.say("terminal.error", spoken.lang), style="bold"))
        screen.print(Text(error.text(spoken.lang)))
        raise typer.Exit(2) from error
    except Exception as error:
        screen.print(Text(texts.say("terminal.unexpected", spoken.lang, text=f"{type(error).__name__}: {error}")))
        raise typer.Exit(3) from error


@contextmanager
def stopped_by_interrupt(steps: Steps, *, during: str) -> Iterator[Callable[[], bool]]:
    """Give what tells that Ctrl-C was pressed in the step named; pressed again, or in another step, it ends the run."""
    pressed = threading.Event()

    def press(*_: object) -> None:
        if pressed.is_set() or steps.under_way != during:
            raise KeyboardInterrupt
        pressed.set()

    earlier = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, earlier)


def terminal_language(lang: str | None) -> str:
    """Return the language of the terminal: as asked for, else the machine's own where it is Chinese."""
    if lang in texts.LANGUAGES:
        return str(lang)
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
