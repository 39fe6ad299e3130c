"""The command that chooses demonstration sites: a study read, planned, chosen from, written and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.cli import running
from circles.cli.endings import written_result
from circles.cli.running import progress, shown, stopped_by_interrupt
from circles.cli.telling import tell
from circles.errors import Finding, InputError
from circles.settings import SITING, as_written

if TYPE_CHECKING:
    from pathlib import Path

    from circles.cli.running import Spoken
    from circles.cli.study_choice import AskedStudy


def choose_and_write(
    asked: AskedStudy, out: Path, spoken: Spoken, *, lang: str | None, tiles: bool, time_limit_s: float
) -> None:
    """Choose the sites of a study, write the result to `out`, tell it, and end so where the search was stopped."""
    from circles.publish import check_folder, write_demonstration
    from circles.results import DEMONSTRATION_FILES
    from circles.workflows import choose, plan

    if not SITING["time_limit_s"].is_within(time_limit_s):
        raise InputError(Finding(code="site_bad_number", column="--time-limit", value=as_written(time_limit_s)))
    inputs = asked.input_files()
    check_folder(out, more=DEMONSTRATION_FILES, inputs=inputs)
    with progress(spoken, running.CHOOSE_STEPS) as step:
        step("step.read")
        study = asked.read()
        spoken.follow(study.lang)
        result = plan(study, progress=step)
        with stopped_by_interrupt(step, during="step.choose") as stop:
            found = choose(result, time_limit_s=time_limit_s, progress=step, stop=stop)
        step("step.write")
        run = {"durations_s": step.seconds()}
        written = write_demonstration(found, out, lang=lang, tiles=tiles, run=run, inputs=inputs)
    with shown(spoken, written.folder):
        tell(found.document().followed_by(written_result(written, out)))
    running.exit_unless(spoken, is_whole=found.status != "stopped")
