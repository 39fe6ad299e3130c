"""What a planner accepted of the candidates in a completed workbook: places and communities, never by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import integers
from circles.errors import Finding
from circles.matches import MOST_CANDIDATES, marks_in
from circles.sources.geo.coordinates import degree_faults
from circles.sources.words.cells import text_cells
from circles.sources.words.place_names import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_NO, _YES = -1, 0

_DEGREES = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_DEGREES})\s*[,，]\s*({_DEGREES})", re.ASCII)


def with_accepted(raw: RawTable, placed: gpd.GeoSeries) -> tuple[gpd.GeoSeries, list[Finding]]:
    """Return the place of each row, the accepted candidates' among them, and what is wrong with what was accepted.

    Parameters
    ----------
    raw : RawTable
        A table that :func:`circles.matches.marks_in` knows as a completed workbook.
    placed : GeoSeries
        The places that were typed, in WGS-84; None where there is none. Those of the candidates are in WGS-84 too,
        whatever datum was declared for what is typed.
    """
    marks = marks_in(raw.columns)
    choices, findings = _choices(raw, marks)
    shapes = placed.to_numpy(copy=True)
    typed = ~shapely.is_missing(shapes)
    community = _texts(raw, marks, "community") != ""
    places = np.column_stack([_texts(raw, marks, f"place_{number}") for number in range(1, MOST_CANDIDATES + 1)])
    for i in np.flatnonzero(choices != _NO).tolist():
        number, fault = _taken(int(choices[i]), places[i] != "", typed=bool(typed[i]), community=bool(community[i]))
        if number:
            shapes[i] = _point(str(places[i, number - 1]))
            fault = "candidate_place_unreadable" if shapes[i] is None else ""
        if fault:
            details = {"count": int((places[i] != "").sum())}
            findings.append(_finding(raw, i, fault, marks["choice"], details))
    return gpd.GeoSeries(shapes, index=placed.index, crs=placed.crs), findings


def _taken(choice: int, there: NDArray[np.bool_], *, typed: bool, community: bool) -> tuple[int, str]:
    """Return the number of the candidate whose place is taken, 0 where none is, and what is wrong with the choice."""
    if choice == _YES:
        if typed or (community and not there.any()):
            return 0, ""  # yes to what was typed, or to the community, which is no place
        if there.sum() == 1:
            return int(there.argmax()) + 1, ""
        return 0, "accepted_which" if there.any() else "accepted_nothing"
    if typed:
        return 0, "placed_twice"
    return (choice, "") if there[choice - 1] else (0, "accepted_nothing")


def accepted_texts(raw: RawTable, mark: str, own: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return `own` with the community or sub-district that was accepted where the row itself says none."""
    marks = marks_in(raw.columns)
    if mark not in marks:
        return own
    choices, _ = _choices(raw, marks)
    found: NDArray[np.object_] = np.where((own == "") & (choices != _NO), _texts(raw, marks, mark), own)
    return found


def not_accepted(raw: RawTable, here: NDArray[np.bool_]) -> int | None:
    """Return in how many rows without a place a candidate waits to be accepted; None where it is no such workbook."""
    marks = marks_in(raw.columns)
    return int((_texts(raw, marks, "place_1") != "")[~here].sum()) if marks else None


def _choices(raw: RawTable, marks: Mapping[str, str]) -> tuple[NDArray[np.int64], list[Finding]]:
    """Return for each row the number that was accepted, `_YES` or `_NO`; and a finding for each other word."""
    texts = _texts(raw, marks, "choice")
    choices = np.full(len(texts), _NO, dtype=np.int64)
    findings = []
    for i in np.flatnonzero(texts != "").tolist():
        said = answer(str(texts[i]))
        if said is None or (not isinstance(said, bool) and not 1 <= said <= MOST_CANDIDATES):
            findings.append(_finding(raw, i, "choice_unknown", marks["choice"], {"most": MOST_CANDIDATES}, texts[i]))
        elif said is not False:
            choices[i] = _YES if said is True else said
    return choices, findings


def _point(text: str) -> shapely.Point | None:
    pair = _PAIR.fullmatch(text.strip())
    if pair is None:
        return None
    degrees = np.array([float(pair[1]), float(pair[2])])
    if degree_faults(degrees[:1], degrees[1:])[0]:
        return None
    return shapely.Point(*integers.to_degrees(integers.to_units(degrees)))


def _texts(raw: RawTable, marks: Mapping[str, str], mark: str) -> NDArray[np.object_]:
    if mark not in marks:
        return np.full(len(raw.cells), "", dtype=object)
    return text_cells(raw.cells[marks[mark]])


def _finding(
    raw: RawTable, i: int, code: str, column: str, details: Mapping[str, object], value: str | None = None
) -> Finding:
    return Finding(code=code, file=raw.file, row=int(raw.rows[i]), column=column, value=value, details=details)
