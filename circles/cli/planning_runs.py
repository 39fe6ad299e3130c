"""Commands that plan: a study read, planned, perhaps sited, written and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circles import named_rows, tables
from circles.answers.block_cures_words import block_cures
from circles.answers.plan import worst_first
from circles.answers.ranking_words import not_doubted
from circles.cli import running
from circles.cli.endings import next_commands, study_words, written_result
from circles.cli.running import progress, shown, stopped_by_interrupt
from circles.cli.telling import tell
from circles.document import lines_section
from circles.settlements import NOT_ASKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from circles.answers import Doubt, Plan, Remedies, Walk
    from circles.cli.running import Spoken
    from circles.cli.study_choice import AskedStudy
    from circles.planning_study import Progress
    from circles.publish.plan_files import WrittenPlan
    from circles.siting.question import SitingQuestion

_NEW = "3"
"""How many sites are asked for in the command that is proposed after a plan."""


@dataclass(frozen=True, kw_only=True)
class Besides:
    """What is asked for besides a plan: remedies, how sure verdicts are, coverage over time."""

    remedies: bool = False
    doubt: bool = False
    series: bool = False


NOTHING = Besides()


def plan_and_write(
    asked: AskedStudy,
    out: Path,
    spoken: Spoken,
    *,
    lang: str | None,
    tiles: bool,
    following: Sequence[Iterable[str]] | None = None,
    besides: Besides = NOTHING,
) -> None:
    """Plan a study, write the result to `out` and tell it; `following` are the words of commands to be typed next."""
    with_remedies, with_doubt = besides.remedies, besides.doubt
    from circles.publish import check_folder
    from circles.results import DOUBT_FILES, REMEDY_FILES
    from circles.workflows import doubt, over_time, plan

    inputs = asked.input_files()
    more = (*(REMEDY_FILES if with_remedies else ()), *(DOUBT_FILES if with_doubt else ()))
    check_folder(out, more=more, inputs=inputs)
    with progress(spoken, running.REMEDY_STEPS if with_remedies else running.PLAN_STEPS) as step:
        step("step.read")
        study = asked.read()
        spoken.follow(study.lang)
        result = plan(study, progress=step)
        result = over_time.with_series(result, study) if besides.series else result
        sure = doubt(result) if with_doubt and not result.only_own_community else None
        found = remedies_found(result, inputs, step) if with_remedies else None
        step("step.write")
        said: dict[str, Any] = {"lang": lang, "tiles": tiles, "run": {"durations_s": step.seconds()}, "inputs": inputs}
        written = _written(result, out, found, sure, said)
    commands = _after_plan(result, asked, with_remedies=with_remedies) if following is None else following
    sections = [each for answer in (sure, found) if answer is not None for each in answer.document().sections]
    if with_doubt and sure is None:
        sections.append(lines_section("not_doubted", [not_doubted(is_able=False)]))
    told = (result if sure is None else sure.plan).document().followed_by(*sections)
    with shown(spoken, written.folder):
        tell(told.followed_by(written_result(written, out), next_commands(*commands)))


def _written(
    result: Plan, out: Path, remedies: Remedies | None, doubt: Doubt | None, said: Mapping[str, Any]
) -> WrittenPlan:
    """Write a plan with what was asked of it besides."""
    from circles.publish import write_doubt, write_plan, write_remedies

    if doubt is not None:
        return write_doubt(doubt, out, remedies=remedies, **said)
    return write_plan(result, out, **said) if remedies is None else write_remedies(remedies, out, **said)


def remedies_found(result: Plan, inputs: Iterable[str | Path], step: Progress) -> Remedies:
    """Return the remedies of a plan; an extract among its inputs says what stands between streets."""
    from circles.sources import obstacles_among
    from circles.workflows import remedies

    step("step.remedies")
    return remedies(result, obstacles=obstacles_among(inputs))


def site_and_write(
    asked: AskedStudy, question: SitingQuestion, out: Path, spoken: Spoken, *, lang: str | None, tiles: bool
) -> bool:
    """Find sites for a study, write the result to `out` and tell it; False where the search was stopped early."""
    from circles.publish import check_folder, write_siting
    from circles.results import SITING_FILES
    from circles.workflows import site as find_sites

    inputs = asked.input_files()
    check_folder(out, more=SITING_FILES, inputs=inputs)
    with progress(spoken, running.SITE_STEPS) as step:
        step("step.read")
        study = asked.read()
        spoken.follow(study.lang)
        with stopped_by_interrupt(step, during="step.site_search") as stop:
            found = find_sites(study, question, progress=step, stop=stop)
        step("step.write")
        run = {"durations_s": step.seconds()}
        written = write_siting(found, out, lang=lang, tiles=tiles, run=run, inputs=inputs)
    folder = written.folder if written.kept_aside else out
    with_sites: list[str | Path] = ["plan", *study_words(asked, without="centers"), "--centers", folder / "centers.csv"]
    commands = next_commands([*with_sites, "--out", folder.with_name(f"{folder.name}_with_sites")])
    with shown(spoken, written.folder):
        tell(found.document().followed_by(written_result(written, out), commands))
    return found.status != "stopped"


def explain_and_tell(asked: AskedStudy, block: str, spoken: Spoken, *, with_remedies: bool = False) -> None:
    """Plan a study and tell the walk of one of its blocks, by its id or its name; if asked, what would cure it."""
    from circles.workflows import explain, plan

    with progress(spoken, running.CURE_STEPS if with_remedies else running.EXPLAIN_STEPS) as step:
        step("step.read")
        study = asked.read()
        spoken.follow(study.lang)
        block_id = named_rows.id_meant(study.blocks, "block", block)
        result = plan(study, progress=step)
        walk = explain(result, block_id)
        cures = block_cures(remedies_found(result, asked.input_files(), step), block_id) if with_remedies else ()
    after = _after_walk(walk, asked, result.blocks, with_remedies=with_remedies)
    with shown(spoken):
        tell(walk.document().followed_by(*cures, next_commands(*after)))


def _after_plan(plan: Plan, asked: AskedStudy, *, with_remedies: bool) -> Iterable[Iterable[str]]:
    """Yield commands that follow a plan: why the worst block is outside, where a center would serve most."""
    yield from why_worst(plan, asked, with_remedies=with_remedies)
    if (plan.blocks["verdict"] == tables.OUTSIDE).any():
        yield ["site", *study_words(asked), "--new", _NEW, "--out", "maps_sites"]


def why_worst(plan: Plan, asked: AskedStudy, *, with_remedies: bool) -> Iterable[Iterable[str]]:
    """Yield the command that tells why the worst block is outside, and if asked what would cure it."""
    blocks = plan.blocks
    outside = blocks[blocks["verdict"] == tables.OUTSIDE]
    if len(outside):
        words = [*study_words(asked), *_block_words(blocks, worst_first(outside).iloc[0])]
        yield ["explain", *words, *(["--remedies"] if with_remedies else [])]


def _block_words(blocks: pd.DataFrame, block: pd.Series) -> list[str]:
    """Return how a block is named on a command line: by its name where no other has it, else by its id."""
    block_id, name = str(block["block_id"]), str(block["name"])
    is_own = name.strip() and not name.startswith("-") and (blocks["name"] == name).sum() == 1
    return [name] if is_own else ["--block", block_id]


def _after_walk(walk: Walk, asked: AskedStudy, blocks: pd.DataFrame, *, with_remedies: bool) -> Iterable[Iterable[str]]:
    """Yield what follows a walk: a check where it could not be judged, its cures and a site where it is too long."""
    words = study_words(asked)
    if walk.verdict == tables.NOT_EVALUATED and walk.reason not in NOT_ASKED.values():
        yield ["check", *words]
    elif walk.verdict == tables.OUTSIDE:
        if not with_remedies:
            block = blocks[blocks["block_id"] == walk.block_id].iloc[0]
            yield ["explain", *words, *_block_words(blocks, block), "--remedies"]
        yield ["site", *words, "--new", "1", "--out", "maps_sites"]
