"""Check a study before it is planned: what was read, where it lies, how sound the streets are, what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from circles import coverage, network, tables, texts
from circles.errors import Finding, InputError
from circles.sources import ExaminedInput, ExaminedStudy, datum_reports, examine_study, in_full
from circles.study import Study, silent
from circles.workflows import check_telling
from circles.workflows.district_streets import DISTRICTS, streets_by_district
from circles.workflows.planning import Attached, attached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from circles.sources import DatumReport
    from circles.study import Progress

STATUSES = ("clean", "warnings", "unusable")

INPUTS = ("kind", "file", "rows", "accepted", "left_out", "rejected", "repaired", "label", "crs", "datum")
REJECTED = ("kind", "file", "row", "column", "value", "code")
NOT_EVALUATED = ("kind", "reason", "count", "points")

_POPULATION = ("population", "dwellings")


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a check found: tables, and what a person should look at.

    Attributes
    ----------
    name, lang : str
        Name of the study and language of its outputs.
    inputs : DataFrame
        A row for each input: kind, file, rows (read; missing where the file cannot be read), accepted, left_out
        (streets nobody walks, blocks outside the area) and rejected, which add up to rows; repaired (shapes), label,
        crs, datum (as declared).
    faults : tuple of Finding
        Everything that keeps the study from being planned, of the study file and of every input.
    rejected : DataFrame
        A row for each of the faults, in that order: kind (of the input; empty for the study file), file, row, column,
        value, code.
    warnings : tuple of Finding
        What a person should look at.
    unused, dropped : DataFrame
        Kind, file and column: columns that nothing is taken from, and columns about persons.
    snapping : DataFrame
        ``tables.SNAPPING``, the furthest points as (id, name, metres).
    datums : tuple of DatumReport
        What the datum doctor says of each located input.
    streets : mapping
        length_km, islands, island_km, cut_ends, junctions, unjoined, unjoined_share, excepted, without_nodes, crossings
        (as the study asks); empty where no street can be read.
    districts : DataFrame
        Street km per km2 and blocks that no street enters, by community or sub-district where the study has them, else
        in one row (`level` ``study``). `basis` of the land: ``polygons`` of districts, the ``area`` of the study, or
        the land of the ``blocks`` and 50 m about them. Blocks that no street enters are counted of polygons only.
    sparse_areas : GeoDataFrame
        ``tables.SPARSE_AREAS``.
    not_evaluated : DataFrame
        Kind (center, block, gate), reason, count and points (id and name of each) that will not count.
    unknown : mapping
        Blocks in all, and those without population and dwellings.
    """

    name: str
    lang: str
    inputs: pd.DataFrame
    faults: tuple[Finding, ...]
    rejected: pd.DataFrame
    warnings: tuple[Finding, ...]
    unused: pd.DataFrame
    dropped: pd.DataFrame
    snapping: pd.DataFrame
    datums: tuple[DatumReport, ...] = ()
    streets: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    districts: pd.DataFrame
    sparse_areas: gpd.GeoDataFrame
    not_evaluated: pd.DataFrame
    unknown: Mapping[str, int]

    @property
    def status(self) -> str:
        """``clean``, ``warnings`` or ``unusable`` (it cannot be planned)."""
        return "unusable" if self.faults else "warnings" if self.warnings else "clean"

    def sentence(self, lang: str | None = None) -> str:
        """Return the check in one sentence."""
        return check_telling.sentence(self, lang or self.lang)

    def sections(self, lang: str | None = None) -> list[check_telling.Section]:
        """Return all that is told as titled tables and lines, as a terminal and a notebook show them."""
        return check_telling.sections(self, lang or self.lang)

    def summary(self) -> dict[str, Any]:
        """Return the check as plain values, ready for JSON; the same input gives the same summary."""
        return check_telling.summary(self)

    def _repr_html_(self) -> str:
        return check_telling.html(self, self.lang)


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
    """
    progress("step.read")
    examined = examine_study(study, options=options)
    usable = examined.study or _as_far(examined)
    on_streets, unusable = _attached(usable, progress)
    progress("step.check")
    faults = [("", finding) for finding in examined.faults]
    faults += [(each.kind, finding) for each in examined.inputs for finding in each.faults]
    check = _of_inputs(examined, faults or [("", finding) for finding in unusable])
    return check if usable is None or on_streets is None else _on_streets(check, examined, usable, on_streets)


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
        centers=table.get("centers", _no_rows(tables.CENTERS)),
        blocks=table.get("blocks", _no_rows(tables.BLOCKS)),
        gates=table.get("gates", _no_rows(tables.GATES)) if "blocks" in table else _no_rows(tables.GATES),
        crossings=examined.settings.get("streets", "crossings", "shared"),
        join_ends_m=float(examined.settings.get("streets", "join_ends_m", 2.0)),
        scenario=examined.settings.scenario,
        output=examined.settings.output,
        sources=tuple(each.source for each in examined.inputs if each.source),
        warnings=tuple(finding for each in examined.inputs for finding in each.warnings),
    )


def _no_rows(columns: Sequence[str]) -> gpd.GeoDataFrame:
    numbers = {name: float for name in _POPULATION if name in columns}
    empty = {name: pd.Series(dtype=numbers.get(name, object)) for name in columns if name != "geometry"}
    return gpd.GeoDataFrame(empty, geometry=[], crs=tables.WGS84)


def _of_inputs(examined: ExaminedStudy, faults: list[tuple[str, Finding]]) -> Check:
    """Return what can be told without streets."""
    settings, inputs = examined.settings, examined.inputs
    name = settings.name if settings else ""
    named = [each.table["name"].head(50) for each in inputs if each.table is not None and "name" in each.table]
    lang = settings.output.lang if settings else None
    blocks = next((each.table for each in inputs if each.kind == "blocks"), None)
    return Check(
        name=name,
        lang=lang or texts.language_of(name, *(str(word) for names in named for word in names)),
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
        sparse_areas=_no_rows(tables.SPARSE_AREAS),
        not_evaluated=pd.DataFrame(columns=list(NOT_EVALUATED)),
        unknown={} if blocks is None else _unknown(blocks),
    )


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return all findings, those that were only counted too, each once."""
    return tuple({repr(finding): finding for finding in in_full(findings)}.values())


def _input_row(each: ExaminedInput) -> tuple[object, ...]:
    notes = each.source.notes if each.source else {}
    accepted, rejected = each.accepted_rows, each.rejected_rows
    return (
        each.kind,
        each.file,
        pd.NA if each.rows is None else each.rows,
        accepted,
        (each.rows or 0) - accepted - rejected,
        rejected,
        int(str(notes.get("repaired", 0))),
        each.source.label if each.source else "",
        each.source.crs if each.source else "",
        str(notes.get("datum", "")),
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
        *_street_findings(study, sound, sparse),
        *_block_findings(study, left_out),
    ]
    return replace(
        check,
        warnings=_each_once(found),
        snapping=_snapping(study, attachments),
        datums=datums,
        streets=streets,
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
        "junctions": sound.junctions,
        "unjoined": len(sound.unjoined),
        "unjoined_share": sound.unjoined_share,
        "excepted": sound.excepted,
        "without_nodes": sound.without_nodes,
    }


def _street_findings(study: Study, sound: network.StreetSoundness, sparse: gpd.GeoDataFrame) -> list[Finding]:
    findings = []
    if sound.without_nodes and study.crossings == "shared":
        share = f"{sound.unjoined_share:.0%}"
        details = {"count": f"{len(sound.unjoined):,}", "share": share, "junctions": f"{sound.junctions:,}"}
        findings.append(Finding(code="streets_without_nodes", file=_file_of(study, "streets"), details=details))
    if len(sparse):
        details = {
            "areas": f"{len(sparse):,}",
            "blocks": f"{int(sparse['blocks'].sum()):,}",
            "least": f"{tables.SPARSE_KM_PER_KM2:g}",
        }
        findings.append(Finding(code="streets_sparse", details=details))
    return findings


def _block_findings(study: Study, left_out: pd.DataFrame) -> list[Finding]:
    count = int(left_out.loc[left_out["kind"] == "block", "count"].sum())
    if not count:
        return []
    details = {"count": f"{count:,}", "blocks": f"{len(study.blocks):,}", "share": f"{count / len(study.blocks):.1%}"}
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
    return pd.Series(np.where(own["piece"] < 0, own["reason"], ""), own["point_id"], dtype=object)
