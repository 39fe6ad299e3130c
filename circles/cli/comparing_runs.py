"""The command that compares: two results as they are, or the studies of two years, rerun part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.cli import running
from circles.cli.endings import next_commands, written_files
from circles.cli.running import progress, shown
from circles.cli.study_choice import STUDY_FILE, asked_study
from circles.cli.telling import tell
from circles.errors import Finding, InputError, expect_choice
from circles.results import recorded
from circles.settings import SECTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers import Comparison
    from circles.answers.years import YearsComparison
    from circles.cli.running import Spoken

_STUDIES = (".toml", ".xlsx")


def compare_and_tell(
    before: Path,
    after: Path,
    published: Path | None,
    spoken: Spoken,
    *,
    days: tuple[str | None, str | None],
    out: Path | None,
    of: str | None,
    lang: str | None,
) -> None:
    """Compare two results or studies, and tell what changed; write table and page, `of` an edition, where asked for."""
    import circles

    if of is not None:
        expect_choice("--edition", of, SECTIONS["output"]["edition"].choices)
        if out is None:
            raise InputError(Finding(code="option_missing", column="--out"))
    studies = [_is_study(path) for path in (before, after)]
    if any(studies) and not all(studies):
        result = after if studies[0] else before
        raise InputError(Finding(code="result_and_study", value=str(result)))
    if all(studies):
        change: Comparison = _years(before, after, spoken, published=published, as_of=days, lang=lang)
    else:
        _refuse_options(published, days)
        plans = (circles.read_plan(before), circles.read_plan(after))
        change = circles.compare(*plans, lang=lang, names=(plans[0].name, plans[1].name))
    spoken.follow(change.lang)
    if out is None:
        ending = next_commands(["compare", before, after, "--out", "changes"])
    else:
        ending = written_files(circles.write_comparison(change, out, lang=lang, edition=of))
    with shown(spoken, out):
        tell(change.document().followed_by(ending))


def _is_study(path: Path) -> bool:
    """Return whether a path means a study: a study file, or a folder that holds one and is no result."""
    if path.is_dir():
        return not recorded(path) and (path / STUDY_FILE).is_file()
    return path.is_file() and path.suffix.lower() in _STUDIES


def _refuse_options(published: Path | None, as_of: tuple[str | None, str | None]) -> None:
    given = {"--published": published, "--as-of-before": as_of[0], "--as-of": as_of[1]}
    wrong = [flag for flag, value in given.items() if value is not None]
    if wrong:
        raise InputError([Finding(code="years_of_studies", column=flag, names="option") for flag in wrong])


def _years(
    before: Path,
    after: Path,
    spoken: Spoken,
    *,
    published: Path | None,
    as_of: tuple[str | None, str | None],
    lang: str | None,
) -> YearsComparison:
    import circles

    with progress(spoken, running.YEARS_STEPS) as step:
        step("step.read")
        options = [{} if day is None else {"scenario": {"as_of": day}} for day in as_of]
        old, new = (
            asked_study(path, said, lang=lang).read() for path, said in zip((before, after), options, strict=True)
        )
        step("step.years")
        stored = None if published is None else circles.read_plan(published)
        return circles.compare_years(old, new, published=stored, lang=lang)
