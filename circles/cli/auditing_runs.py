"""Commands about norms: a study audited, norms listed, the data of one asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.remedies_words import remedy_sections
from circles.cli import running
from circles.cli.endings import next_commands, study_words, written_files, written_result
from circles.cli.planning_runs import remedies_found, why_worst
from circles.cli.running import progress, shown
from circles.cli.telling import tell
from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from circles.answers import Audit
    from circles.cli.running import Spoken
    from circles.cli.study_choice import AskedStudy


@dataclass(frozen=True, kw_only=True)
class AskedAudit:
    """What an audit was asked for.

    Attributes
    ----------
    norms : sequence of str
        Their names and files.
    as_of : str or None
        The day, as it was typed.
    ledger, earlier : Path or None
        The last ledger, and an older result.
    with_doubt : bool
        Whether it is asked how sure verdicts are.
    with_series : bool
        Whether coverage over time is asked for.
    """

    norms: Sequence[str]
    as_of: str | None = None
    ledger: Path | None = None
    earlier: Path | None = None
    with_doubt: bool = False
    with_series: bool = False

    @property
    def files(self) -> list[str | Path]:
        """The files that are read besides those of the study."""
        own = [each for each in self.norms if each.lower().endswith(".toml")]
        return [*own, *(each for each in (self.ledger, self.earlier) if each is not None)]


def audit_and_write(
    asked: AskedStudy, audited: AskedAudit, out: Path, spoken: Spoken, *, lang: str | None, tiles: bool
) -> None:
    """Plan a study, hold it against norms, write the result to `out` and tell it."""
    from circles.norms.norms_at_hand import asked_norms
    from circles.publish import check_folder, write_audit
    from circles.results import AUDIT_FILES, CLAIMS_FILE, DOUBT_FILES, MONEY_FILE, RANKING_FILE, REMEDY_FILES
    from circles.sources import read_ledger, read_plan
    from circles.workflows import audit, doubt, over_time, plan

    if not audited.norms:
        raise InputError(Finding(code="no_norm_asked", column="--norm"))
    day = day_of(audited.as_of)
    norms = list(audited.norms)
    asked_norms(norms)  # refused before any work
    if audited.ledger is not None:
        read_ledger(audited.ledger)  # refused before any work
    before = None if audited.earlier is None else read_plan(audited.earlier)
    inputs = [*asked.input_files(), *audited.files]
    more = (*AUDIT_FILES, RANKING_FILE, MONEY_FILE, CLAIMS_FILE, *REMEDY_FILES)
    check_folder(out, more=(*more, *(DOUBT_FILES if audited.with_doubt else ())), inputs=inputs)
    with progress(spoken, running.AUDIT_STEPS) as step:
        step("step.read")
        study = asked.read()
        spoken.follow(study.lang)
        result = plan(study, progress=step)
        result = over_time.with_series(result, study) if audited.with_series else result
        sure = doubt(result) if audited.with_doubt and not result.only_own_community else None
        result = result if sure is None else sure.plan
        cures = remedies_found(result, inputs, step)
        step("step.audit")
        found = audit(result, norms=norms, as_of=day, ledger=audited.ledger, earlier=before, remedies=cures)
        step("step.write")
        run = {"durations_s": step.seconds()}
        written = write_audit(found, out, remedies=cures, doubt=sure, lang=lang, tiles=tiles, run=run, inputs=inputs)
    after = list(why_worst(result, asked, with_remedies=True))
    if len(found.missing):
        after.append(["norms", _most_wanting(found, norms), *(study_words(asked)[:1]), "--needs"])
    with shown(spoken, written.folder):
        surely = () if sure is None else sure.document().sections
        told = found.document().followed_by(*surely, *remedy_sections(cures))
        tell(told.followed_by(written_result(written, out), next_commands(*after)))


def _most_wanting(found: Audit, norms: Sequence[str]) -> str:
    """Return the norm, as it was typed, of which most clauses lack something."""
    lacking = found.clauses[found.clauses["missing"].map(len) > 0]
    counts = lacking["norm"].value_counts()
    return max(norms, key=lambda name: int(counts.get(name, 0)))


def tell_norms(
    name: str | None, asked: AskedStudy | None, spoken: Spoken, *, needs: bool, out: Path | None, replace: bool
) -> None:
    """List the norms at hand, the clauses of one, or the data that one asks for."""
    from circles.publish import check_needs_file, write_data_needs
    from circles.workflows import data_needs, norms_known

    if not needs:
        for option, value in (("--out", out), ("STUDY", asked)):
            if value is not None:
                raise InputError(Finding(code="norms_needs_missing", column=option))
        with shown(spoken):
            tell(norms_known(name, lang=spoken.lang).document())
        return
    if name is None:
        raise InputError(Finding(code="norms_name_missing", column="--needs"))
    if out is not None:
        check_needs_file(out, replace=replace)
    study = None if asked is None else asked.read()
    found = data_needs(name, study=study, lang=spoken.lang)
    files = [] if out is None else [write_data_needs(found, out, replace=replace)]
    with shown(spoken, out):
        tell(found.document().followed_by(written_files(files)))


def day_of(said: str | None) -> dt.date | None:
    """Return the day that was typed.

    Raises
    ------
    InputError
        If it is no date.
    """
    if said is None:
        return None
    try:
        return dt.date.fromisoformat(said)
    except ValueError as error:
        raise InputError(Finding(code="not_a_day", column="--as-of", value=said)) from error
