"""How a command runs: its steps shown and timed, its failures told, Ctrl-C heard."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from circles import texts
from circles.cli.exit_statuses import INTERRUPTED, UNEXPECTED, UNUSABLE
from circles.cli.language import terminal_language
from circles.errors import CirclesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType

_PLANNED = ("step.network", "step.attach", "step.search", "step.circles", "step.verdicts")

PLAN_STEPS = ("step.read", *_PLANNED, "step.write")
SITE_STEPS = (
    "step.read",
    *_PLANNED[1:],
    *("step.site_walks", "step.site_compile", "step.site_search", "step.site_plan"),
    "step.write",
)
REMEDY_STEPS = (*PLAN_STEPS[:-1], "step.remedies", "step.write")
AUDIT_STEPS = (*PLAN_STEPS[:-1], "step.remedies", "step.audit", "step.write")
CHOOSE_STEPS = (*PLAN_STEPS[:-1], "step.choose", "step.write")
CHECK_STEPS = ("step.read", *_PLANNED[:2], "step.check")
EXPLAIN_STEPS = PLAN_STEPS[:-1]
CURE_STEPS = (*EXPLAIN_STEPS, "step.remedies")
YEARS_STEPS = ("step.read", "step.years")
INIT_STEPS = ("step.look", "step.try")
PLACE_STEPS = ("step.places_match", "step.places_write")
FETCH_STEPS = ("step.fetch_start", "step.fetch_place", "step.fetch_streets", "step.fetch_write")


class Spoken:
    """The language of a run: as asked for or the terminal's own, from when a study is read that of the study."""

    def __init__(self, asked: str | None) -> None:
        self.lang = terminal_language(asked)

    def follow(self, lang: str) -> None:
        """Speak `lang` from now on: that of the study that was read."""
        self.lang = lang


class Steps:
    """The steps of a run as they begin: shown where they are watched, timed for run.json."""

    def __init__(self, spoken: Spoken, expected: Sequence[str], *, told: Callable[[str], None] | None) -> None:
        self._spoken = spoken
        self._expected = expected
        self._told = told
        self._begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        """Show that a step begins; one that is under way goes on, since functions are compiled one after the other."""
        if step == self.under_way:
            return
        self.end()
        self._begun.append((step, time.perf_counter()))

    def end(self) -> None:
        """Tell of the step that is under way how long it took, where steps are told one by one."""
        if self._told is not None and self._begun:
            self._told(self.shown)

    @property
    def under_way(self) -> str:
        """The step that began last."""
        return self._begun[-1][0] if self._begun else ""

    @property
    def shown(self) -> str:
        """The step under way as it is shown: which of how many, its name, the seconds since it began.

        In the language of the run as it is by now: the first step, of reading the study, ends in that of the study.
        """
        if not self._begun:
            return ""
        step, begun = self._begun[-1]
        digits = 0 if self._told is None else 1
        took = texts.say("running.took", self._spoken.lang, seconds=f"{time.perf_counter() - begun:.{digits}f}")
        return f"{self._worded(step)} · {took}"

    def seconds(self) -> dict[str, float]:
        """Return how long each finished step took; the one under way is left out."""
        return {step.removeprefix("step."): round(end - begun, 3) for (step, begun), (_, end) in pairwise(self._begun)}

    def _worded(self, step: str) -> str:
        said = texts.say(step, self._spoken.lang)
        if step not in self._expected:
            return said
        at, of = self._expected.index(step) + 1, len(self._expected)
        return texts.say("running.step", self._spoken.lang, at=at, of=of, step=said)


@contextmanager
def progress(spoken: Spoken, expected: Sequence[str] = ()) -> Iterator[Steps]:
    """Give what shows and times the steps of a run.

    On a terminal they change in place and are gone in the end; elsewhere each is a line of plain text once it is done.

    Parameters
    ----------
    spoken : Spoken
        The language of the run.
    expected : sequence of str
        The steps that a run of this kind has, in their order; others may come between.
    """
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    screen = Console(stderr=True)
    if not screen.is_terminal or screen.is_dumb_terminal:
        steps = Steps(spoken, expected, told=_line_on_stderr)
        yield steps
        steps.end()
        return
    steps, spinner = Steps(spoken, expected, told=None), Spinner("dots")

    def shown() -> RenderableType:
        spinner.update(text=steps.shown)
        return spinner

    with Live(console=screen, get_renderable=shown, transient=True, refresh_per_second=8):
        yield steps


def _line_on_stderr(text: str) -> None:
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)  # noqa: T201 neither colour nor width: a log reads it


@contextmanager
def failures(lang: str | None) -> Iterator[Spoken]:
    """Give the language of the run, and turn an error into one clear message in it and an exit status."""
    spoken = Spoken(lang)
    try:
        yield spoken
    except CirclesError as error:
        tell_refusal(error, spoken.lang if lang in texts.LANGUAGES else error.lang or spoken.lang)
        raise typer.Exit(UNUSABLE) from error
    except KeyboardInterrupt as error:
        tell_on_stderr(texts.say("refused.stopped", spoken.lang))
        raise typer.Exit(INTERRUPTED) from error
    except Exception as error:
        if _is_interrupt(error):
            tell_on_stderr(texts.say("refused.stopped", spoken.lang))
            raise typer.Exit(INTERRUPTED) from error
        if isinstance(error, typer.Exit):
            raise
        tell_on_stderr(texts.say("terminal.unexpected", spoken.lang, text=f"{type(error).__name__}: {error}"))
        raise typer.Exit(UNEXPECTED) from error


def _is_interrupt(error: BaseException | None) -> bool:
    """Return whether Ctrl-C is behind an error: libraries that are stopped while they load say that they cannot be."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def tell_refusal(error: CirclesError, lang: str) -> None:
    """Say on stderr why a command cannot go on, findings of one kind together."""
    from circles.answers.findings_together import together
    from circles.cli.refusals import in_terms_of_options

    tell_on_stderr(texts.say("terminal.error", lang), style="bold")
    for words in together(in_terms_of_options(error.findings)):
        tell_on_stderr(words.text(lang))


def exit_unless(spoken: Spoken, *, is_whole: bool) -> None:
    """End a run whose search was stopped early with what that is: what it wrote is the best found until then."""
    if not is_whole:
        tell_on_stderr(texts.say("refused.stopped_early", spoken.lang))
        raise typer.Exit(INTERRUPTED)


def tell_on_stderr(text: str, *, style: str = "") -> None:
    """Print a text on stderr."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print(Text(text, style=style))


@contextmanager
def shown(spoken: Spoken, folder: Path | None = None) -> Iterator[None]:
    """Let what a run found be printed: what it wrote is whole by then, so Ctrl-C is late and a full disk says so.

    Parameters
    ----------
    spoken : Spoken
        The language of the run.
    folder : Path, optional
        Where its result is written.
    """
    _hear_no_interrupt()
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_stdout()
        key = "refused.not_printed" if folder is None else "refused.not_shown"
        tell_on_stderr(texts.say(key, spoken.lang, folder=folder, reason=error.strerror or error))
        raise typer.Exit(UNEXPECTED) from error


def leave_stdout() -> None:
    """Print nothing more: what the stream still holds would fail again when the process ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hear_no_interrupt() -> None:
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


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
