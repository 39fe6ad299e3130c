"""Check a study before it is planned: what was read, where it lies, how sound the streets are, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import coverage, network, tables
from circles.answers.check import INPUTS, NOT_EVALUATED, REJECTED, Check
from circles.errors import Finding, InputError, expect
from circles.figures import Figure, share_of
from circles.planning_study import Study, silent, study_language
from circles.provenance import Taken
from circles.sources import ExaminedInput, ExaminedStudy, datum_reports, examine_study, in_full
from circles.workflows.district_streets import DISTRICTS, streets_by_district
from circles.workflows.edge_certainty import certainty
from circles.workflows.on_day import on_day
from circles.workflows.street_doubts import drawing_findings
from circles.workflows.streets_attached import Attached, attached
from circles.workflows.use_unsaid import use_unsaid

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from circles.planning_study import Progress

_POPULATION = ("population", "dwellings")


def check_study(
    study: str | Path | Mapping[str, Any],
    *,
    options: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> Check:
    """Read a study as a plan would, and tell everything that is found instead of raising.

    Every input that can be read is reported and every fault of every file is told, whatever else is broken. Where rows
    are at fault, the rest of the table is examined without them.

    Parameters
    ----------
    study : str, Path or mapping
        A study file, whose paths are relative to it, or a mapping of the same shape.
    options : mapping, optional
        Of the same shape, laid over the study.
    progress : callable
        Told the key of each step as it begins.

    Returns
    -------
    Check

    Examples
    --------
    >>> import circles
    >>> check = circles.check_study(circles.demo_study() / "study.toml")
    >>> check.status, len(check.faults)
    ('clean', 0)
    """
    expect("progress", progress, Callable)
    expect("study", study, str, Path, Mapping)
    expect("options", options, Mapping, None)
    progress("step.read")
    return check_examined(examine_study(study, options=options), progress=progress)


def check_examined(examined: ExaminedStudy, *, progress: Progress = silent) -> Check:
    """Return the check of a study that was read, whatever could be read of it."""
    usable = examined.study or _as_far(examined)
    usable = None if usable is None else on_day(usable, usable.scenario)
    on_streets, unusable = _attached(usable, progress)
    progress("step.check")
    faults = [("", finding) for finding in examined.faults]
    faults += [(each.kind, finding) for each in examined.inputs for finding in each.faults]
    check = _of_inputs(examined, faults or [("", finding) for finding in unusable])
    return check if usable is None or on_streets is None else _on_streets(check, examined, usable, on_streets)


def language_of(examined: ExaminedStudy) -> str:
    """Return the language of a study by the rule of :attr:`Study.lang`, whatever could be read of it."""
    settings = examined.settings
    table = {each.kind: each.table for each in examined.inputs if each.table is not None}
    names = (table[kind]["name"] if kind in table else () for kind in ("centers", "blocks"))
    return study_language(settings.name if settings else "", *names, asked=settings.output.lang if settings else None)


def _attached(study: Study | None, progress: Progress) -> tuple[Attached | None, tuple[Finding, ...]]:
    """Return a study on its streets, None where there are none to build, and what leaves nothing to plan."""
    if study is None:
        return None, ()
    try:
        on_streets = attached(study, study.scenario, progress=progress)
    except InputError as error:
        return None, error.findings
    return on_streets, on_streets.unusable


def _as_far(examined: ExaminedStudy) -> Study | None:
    """Return the inputs that can be used as a study, empty tables for the rest; None without streets."""
    table = {each.kind: each.table for each in examined.inputs if each.table is not None}
    if examined.settings is None or "streets" not in table:
        return None
    return Study(
        name=examined.settings.name,
        streets=table["streets"],
        centers=table.get("centers", tables.no_rows(tables.CENTERS)),
        blocks=table.get("blocks", tables.no_rows(tables.BLOCKS)),
        demand=table.get("demand"),
        gates=table.get("gates", tables.no_rows(tables.GATES)) if "blocks" in table else tables.no_rows(tables.GATES),
        compounds=table.get("compounds"),
        squares=examined.squares,
        crossings=examined.settings.value("streets", "crossings"),
        join_ends_m=float(examined.settings.value("streets", "join_ends_m")),
        scenario=examined.settings.scenario,
        output=examined.settings.output,
        sources=tuple(each.source for each in examined.inputs if each.source),
        warnings=tuple(finding for each in examined.inputs for finding in each.warnings),
    )


def _of_inputs(examined: ExaminedStudy, faults: list[tuple[str, Finding]]) -> Check:
    """Return what can be told without streets."""
    settings, inputs = examined.settings, examined.inputs
    name = settings.name if settings else ""
    blocks, centers = (
        next((each.table for each in inputs if each.kind == kind), None) for kind in ("blocks", "centers")
    )
    return Check(
        name=name,
        lang=language_of(examined),
        inputs=pd.DataFrame([_input_row(each) for each in inputs], columns=list(INPUTS)),
        faults=tuple(finding for _, finding in faults),
        rejected=pd.DataFrame(
            [(kind, each.file, each.row, each.column, each.value, each.code) for kind, each in faults],
            columns=list(REJECTED),
            dtype=object,
        ),
        warnings=_each_once([finding for each in inputs for finding in each.warnings]),
        unused=_columns((each, each.unused) for each in inputs),
        dropped=_columns((each, each.dropped) for each in inputs),
        snapping=pd.DataFrame(columns=list(tables.SNAPPING)),
        districts=pd.DataFrame(columns=list(DISTRICTS)),
        sparse_areas=tables.no_rows(tables.SPARSE_AREAS),
        not_evaluated=pd.DataFrame(columns=list(NOT_EVALUATED)),
        unknown={} if blocks is None else _unknown(blocks),
        funnel=None if centers is None else coverage.funnel(centers, settings.scenario.tiers if settings else ()),
        sites=None if centers is None else coverage.joined_sites(centers),
        demand=next((each.table for each in inputs if each.kind == "demand"), None),
        day=settings.scenario.as_of if settings else None,
    )


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return all findings, those that were only counted too, each once."""
    return tuple({repr(finding): finding for finding in in_full(findings)}.values())


def _input_row(each: ExaminedInput) -> tuple[object, ...]:
    taken = each.source.taken if each.source else Taken()
    accepted, rejected = each.accepted_rows, each.rejected_rows
    return (
        each.kind,
        each.file,
        pd.NA if each.rows is None else each.rows,
        accepted,
        (each.rows or 0) - accepted - rejected,
        rejected,
        int(taken.counts.get("repaired", 0)),
        each.source.label if each.source else "",
        each.source.crs if each.source else "",
        taken.datum,
    )


def _columns(named: Iterable[tuple[ExaminedInput, tuple[str, ...]]]) -> pd.DataFrame:
    rows = [(each.kind, each.file, column) for each, columns in named for column in columns]
    return pd.DataFrame(rows, columns=["kind", "file", "column"])


def _unknown(blocks: gpd.GeoDataFrame) -> dict[str, int]:
    return {"blocks": len(blocks)} | {name: int(blocks[name].isna().sum()) for name in _POPULATION}


def _on_streets(check: Check, examined: ExaminedStudy, study: Study, on_streets: Attached) -> Check:
    """Return the check with what the streets tell."""
    walk_network, attachments = on_streets.walk_network, on_streets.attachments
    sound = network.street_soundness(study.streets, join_ends_m=study.join_ends_m)
    streets = _streets(study, walk_network.account, sound)
    datums = datum_reports(study.streets, examined.inputs)
    left_out = _not_evaluated(study, attachments)
    sparse = network.sparse_areas(walk_network, study.blocks, attachments, metric_crs=study.metric_crs)
    found = [
        *study.warnings,
        *on_streets.warnings,
        *(finding for report in datums for finding in report.findings),
        *drawing_findings(study, sparse, sound),
        *_block_findings(study, left_out),
        *use_unsaid(study.centers),
    ]
    return replace(
        check,
        warnings=_each_once(found),
        snapping=_snapping(study, attachments),
        datums=datums,
        streets=streets,
        edge=certainty(study, walk_network, attachments, is_usable=not on_streets.unusable),
        compounds=on_streets.compounds,
        districts=streets_by_district(study, attachments, walk_network),
        sparse_areas=sparse,
        not_evaluated=left_out,
    )


def _streets(study: Study, account: Mapping[str, Any], sound: network.StreetSoundness) -> dict[str, Any]:
    return {
        "crossings": study.crossings,
        "length_km": account["length_mm"] / 1e6,
        "islands": account["islands"],
        "island_km": account["island_length_mm"] / 1e6,
        "cut_ends": account["cut_ends"],
        "squares": account.get("squares", 0),
        "square_ha": account.get("square_m2", 0) / 10_000,
        "square_pieces": account.get("square_pieces", 0),
        "junctions": sound.junctions,
        "unjoined": len(sound.unjoined),
        "unjoined_share": sound.unjoined_share,
        "excepted": sound.excepted,
        "without_nodes": sound.without_nodes,
    }


def _block_findings(study: Study, left_out: pd.DataFrame) -> list[Finding]:
    count = int(left_out.loc[left_out["kind"] == "block", "count"].sum())
    if not count:
        return []
    blocks = len(study.blocks)
    share = share_of(count, blocks)
    details = {"count": Figure(value=count), "blocks": Figure(value=blocks), "share": share}
    return [Finding(code="blocks_not_evaluated", file=_file_of(study, "blocks"), details=details)]


def _file_of(study: Study, kind: str) -> str | None:
    return next((source.file for source in study.sources if source.kind == kind), None)


def _not_evaluated(study: Study, attachments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the points that will not count by kind and reason, each as (id, name)."""
    names = _names(study)
    why = {
        "center": _reasons(attachments, "center"),
        "block": pd.Series(coverage.not_evaluated(study.blocks, attachments).to_numpy(), study.blocks["block_id"]),
        "gate": _reasons(attachments, "gate"),
    }
    rows = [
        (kind, reason, len(ids), tuple((point_id, names.get((kind, point_id), "")) for point_id in ids))
        for kind, reasons in why.items()
        for reason, ids in reasons[reasons != ""].groupby(reasons).groups.items()
    ]
    return pd.DataFrame(rows, columns=list(NOT_EVALUATED))


def _names(study: Study) -> dict[tuple[str, str], str]:
    tables_of = {"center": study.centers, "block": study.blocks}
    return {
        (kind, point_id): str(name)
        for kind, table in tables_of.items()
        for point_id, name in zip(table[f"{kind}_id"], table["name"].fillna(""), strict=True)
    }


def _snapping(study: Study, attachments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``tables.SNAPPING`` with the furthest points as (id, name, metres)."""
    found = network.snapping(attachments, max_snap_m=study.scenario.max_snap_m)
    names = _names(study)
    metres = dict(
        zip(zip(attachments["kind"], attachments["point_id"], strict=True), attachments["snap_m"], strict=True)
    )
    furthest = [
        tuple((point_id, names.get((kind, point_id), ""), metres[kind, point_id]) for point_id in ids)
        for kind, ids in zip(found["kind"], found["furthest"], strict=True)
    ]
    return found.assign(furthest=pd.Series(furthest, dtype=object))


def _reasons(attachments: gpd.GeoDataFrame, kind: str) -> pd.Series:
    own = attachments[attachments["kind"] == kind]
    reached = set(attachments.loc[attachments["piece"] >= 0, f"{kind}_id"].dropna())
    elsewhere = own["reason"].isin(network.ELSEWHERE)
    why = np.where(elsewhere, "no_gate_in_reach", own["reason"])
    return pd.Series(np.where(own["point_id"].isin(reached), "", why), own["point_id"], dtype=object)
