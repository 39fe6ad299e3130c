"""The candidates of a study: those it lists, or the rule by which they are made, and forbidden and preferred ground."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.candidates import Candidates
from circles.errors import expect, raise_if_any
from circles.sources.inputs.area import ground_from
from circles.sources.inputs.candidates import candidates_from
from circles.sources.study.settings import read_settings
from circles.sources.study.study_tables import tables_of
from circles.sources.tables.attempts import Attempts

if TYPE_CHECKING:
    from circles.sources.inputs.area import Ground
    from circles.sources.study.settings import Settings
    from circles.sources.study.study_tables import StudyTables
    from circles.sources.tables.raw_table import RawTable

OF_CANDIDATES = ("candidates", "forbidden", "preferred")
"""Sections of a study that say where new centers may stand."""


def read_candidates(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> Candidates:
    """Return what a study says of candidates, without reading the rest of it.

    The same are the `candidates` of what :func:`circles.read_study` gives.

    Parameters
    ----------
    study, options
        As for :func:`circles.read_study`.

    Returns
    -------
    Candidates
        Points in WGS-84; a parcel stands at a point on its surface. Without ``[candidates]``, street junctions.

    Raises
    ------
    InputError
        With all faults of the settings, else all faults of the tables.

    Examples
    --------
    >>> import circles
    >>> circles.read_candidates(circles.demo_study() / "study.toml").made_from
    'junctions'
    """
    expect("study", study, str, Path, Mapping)
    expect("options", options, Mapping, None)
    settings = read_settings(study, options=options)
    tables = tables_of(settings, OF_CANDIDATES)
    attempts = Attempts(tables.faults)
    candidates = candidates_of(settings, tables, attempts)
    raise_if_any(finding for faults in attempts.faults.values() for finding in faults)
    return candidates or Candidates()


def candidates_of(settings: Settings, tables: StudyTables, attempts: Attempts) -> Candidates | None:
    """Return what a study says of candidates, None where it says nothing, or where anything is wrong with it.

    Parameters
    ----------
    settings, tables : Settings, StudyTables
        What the study says, and what was read.
    attempts : Attempts
        Is told of every fault by kind: ``candidates``, ``forbidden`` or ``preferred``.
    """
    if not any(settings.sections.get(section) for section in OF_CANDIDATES):
        return None
    raw = tables.raw
    ground = {
        kind: attempts.make(kind, ground_from, raw.get(kind), kind) for kind in OF_CANDIDATES[1:] if tables.names(kind)
    }
    said = settings.sections.get("candidates", {})
    return attempts.make("candidates", _candidates, said, raw.get("candidates"), ground)


def _candidates(said: Mapping[str, Any], raw: RawTable | None, ground: Mapping[str, Ground | None]) -> Candidates:
    listed = None if raw is None else candidates_from(raw)
    distances = {key: float(said[key]) for key in ("grid_m", "spacing_m", "away_m") if key in said}
    known = {kind: land for kind, land in ground.items() if land is not None}
    return Candidates(
        table=listed.table if listed else None,
        made_from=said.get("from", "junctions"),
        **distances,
        **{kind: land.shape for kind, land in known.items()},
        sources=(*([listed.source] if listed else []), *(land.source for land in known.values())),
        warnings=listed.warnings if listed else (),
    )
