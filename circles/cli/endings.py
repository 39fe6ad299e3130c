"""The end of what a command tells: what was written, what that replaced, and what can be typed next."""

from __future__ import annotations

import os
import shlex
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

from circles.document import Line, Section, lines_section
from circles.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from circles.cli.study_choice import AskedStudy
    from circles.errors import Finding
    from circles.phrases import Words
    from circles.publish import WrittenPlan

_PAGE = ".html"


def written_files(files: Iterable[Path], *, replaced: str | None = None, findings: Iterable[Finding] = ()) -> Section:
    """Return where files are, and what they replaced.

    Parameters
    ----------
    files : iterable of Path
        As the person named their folder.
    replaced : str, optional
        When the result was written that these replaced, as its record says; empty where it says nothing, None where
        there was none.
    findings : iterable of Finding
        What could not be replaced.
    """
    lines = [Line(finding, "warning") for finding in findings]
    named = [Line(_file_words(file)) for file in files]
    lines += [Line(phrase("written.heading")), *named] if named else []
    if replaced is not None:
        lines.append(Line(phrase("written.replaced", at=_shown_time(replaced)) if _shown_time(replaced) else _UNDATED))
    return Section(name="written", lines=tuple(lines))


_UNDATED = phrase("written.replaced_undated")


def written_result(written: WrittenPlan, out: Path) -> Section:
    """Return where the files of a result are, by the path that the person gave unless it was kept aside."""
    folder = written.folder if written.kept_aside else out
    files = [folder / file.name for file in written.files]
    return written_files(files, replaced=written.replaced, findings=written.findings)


def next_commands(*commands: Iterable[str | Path]) -> Section:
    """Return commands that can be typed next, each of them the words of one, as they are copied into this shell."""
    lines: list[Words] = [f"  {command_line(words)}" for words in commands]
    return lines_section("next", [phrase("next.heading"), *lines] if lines else [])


def command_line(words: Iterable[str | Path]) -> str:
    """Return a command of ``circles`` as it is typed, words with spaces in quotation marks.

    Examples
    --------
    >>> command_line(["explain", "study.toml", "Riverside Court"])
    "circles explain study.toml 'Riverside Court'"
    """
    typed = ["circles", *map(str, words)]
    return subprocess.list2cmdline(typed) if os.name == "nt" else shlex.join(typed)


def study_words(asked: AskedStudy, *, without: str = "") -> list[str]:
    """Return the words that ask a command for the same study again: its file, and the options that were given.

    Parameters
    ----------
    asked : AskedStudy
        As a command was asked.
    without : str
        A section whose option is left out.
    """
    words = [] if asked.file is None else [str(asked.file)]
    for section in ("streets", "centers", "blocks"):
        if section in asked.options and section != without:
            words += [f"--{section}", str(asked.options[section]["file"])]
    words += [] if asked.scenario is None else ["--scenario", str(asked.scenario)]
    scenario: Mapping[str, float | str] = asked.options.get("scenario", {})
    flags = {"minutes": "--minutes", "walking_speed_kmh": "--speed", "as_of": "--as-of"}
    for key, flag in flags.items():  # for rings, what follows has no use
        if key in scenario:
            value = scenario[key]
            words += [flag, value if isinstance(value, str) else f"{value:g}"]
    return words


def _file_words(file: Path) -> Words:
    return phrase("done.map" if file.suffix == _PAGE else "done.file", path=f"  {file}")


def _shown_time(written_at: str) -> str:
    """Return a time as the clock on the wall had it, empty where none is said."""
    try:
        return datetime.fromisoformat(written_at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""
