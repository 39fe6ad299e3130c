"""Hold a study against norms, list norms, compare years: their handlers (commands.py lists them)."""

from __future__ import annotations

from pathlib import Path

from circles.cli import options as given
from circles.cli.running import failures
from circles.cli.study_choice import asked_study


def audit(
    study: given.StudyFile = None,
    norm: given.NormsAsked = None,
    as_of: given.DayOfAudit = None,
    ledger: given.LastLedger = None,
    earlier: given.Earlier = None,
    doubt: given.Doubt = False,
    rings: given.Rings = None,
    series: given.Series = False,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    out: given.Out = Path("maps_audit"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
) -> None:
    """Plan a study, hold it against norms and write the result."""
    options = given.with_rings(given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of), rings)
    with failures(lang) as spoken:
        from circles.cli.auditing_runs import AskedAudit, audit_and_write

        audited = AskedAudit(
            norms=norm or (), as_of=as_of, ledger=ledger, earlier=earlier, with_doubt=doubt, with_series=series
        )
        audit_and_write(asked_study(study, options, lang=lang), audited, out, spoken, lang=lang, tiles=tiles)


def norms(
    name: given.NormName = None,
    study: given.NeedsStudy = None,
    needs: given.Needs = False,
    out: given.OutNeeds = None,
    replace: given.ReplaceNeeds = False,
    lang: given.Lang = None,
) -> None:
    """List norms, the clauses of one, or the data that it asks for."""
    with failures(lang) as spoken:
        from circles.cli.auditing_runs import tell_norms

        asked = None if study is None else asked_study(study, {}, lang=lang)
        tell_norms(name, asked, spoken, needs=needs, out=out, replace=replace)


def compare(
    before: given.Before,
    after: given.After,
    published: given.Published = None,
    as_of_before: given.AsOfBefore = None,
    as_of: given.AsOfAfter = None,
    out: given.OutTable = None,
    edition: given.Edition = None,
    lang: given.Lang = None,
) -> None:
    """Compare two results, or the studies of two years."""
    with failures(lang) as spoken:
        from circles.cli.comparing_runs import compare_and_tell

        compare_and_tell(before, after, published, spoken, days=(as_of_before, as_of), out=out, of=edition, lang=lang)
