"""The command that checks: a study examined, reported to a file where one is asked for, and told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from circles.cli import running
from circles.cli.endings import next_commands, study_words
from circles.cli.running import progress, shown
from circles.cli.telling import tell
from circles.document import lines_section
from circles.phrases import phrase

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers import Check
    from circles.cli.running import Spoken
    from circles.cli.study_choice import AskedStudy

_PRINTED = "-"


def check_and_tell(asked: AskedStudy, spoken: Spoken, *, report: Path | None, replace: bool) -> str:
    """Check a study, write or print its `report` where one is asked for, and return the status."""
    from circles.publish import check_report_file, write_report
    from circles.sources import examine_study
    from circles.workflows.checking import check_examined, language_of

    may: dict[str, Any] = {"replace": replace, "inputs": asked.input_files()}
    is_file = report is not None and str(report) != _PRINTED
    if report is not None and is_file:
        check_report_file(report, **may)
    with progress(spoken, running.CHECK_STEPS) as step:
        step("step.read")
        options = asked.options if asked.file is not None else None
        examined = examine_study(asked.source, options=options)
        spoken.follow(language_of(examined))
        found = check_examined(examined, progress=step)
    if report is not None and is_file:
        write_report(found.summary(), report, **may)
    with shown(spoken, report if is_file else None):
        if report is not None and not is_file:
            typer.echo(_as_json(found))
        else:
            written = [phrase("check.written", path=str(report))] if is_file else []
            command = "check" if found.status == "unusable" else "plan"
            following = next_commands([command, *study_words(asked)])
            tell(found.document().followed_by(lines_section("written", written), following))
    return found.status


def _as_json(found: Check) -> str:
    """Return a check as JSON text, escaped because a console may lack the letters."""
    return json.dumps(found.summary(), ensure_ascii=True, allow_nan=False, indent=2)
