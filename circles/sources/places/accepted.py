"""What a planner accepted of the candidates in a completed workbook: places and communities, never by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import integers
from circles.answers.matches import MOST_CANDIDATES, marks_in
from circles.errors import Finding
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


class Accepted:
    """What a planner accepted in a completed workbook, row by row.

    Parameters
    ----------
    raw : RawTable
        A table that :func:`circles.answers.matches.marks_in` knows as a completed workbook.
    """

    def __init__(self, raw: RawTable) -> None:
        self._raw = raw
        self._marks = marks_in(raw.columns)
        self._choices = np.full(len(raw.cells), _NO, dtype=np.int64)
        self._unknown: list[Finding] = []
        words = self._texts("choice")
        for i in np.flatnonzero(words != "").tolist():
            said = answer(str(words[i]))
            if said is None or (not isinstance(said, bool) and not 1 <= said <= MOST_CANDIDATES):
                self._unknown.append(self._finding(i, "choice_unknown", {"most": MOST_CANDIDATES}, words[i]))
            elif said is not False:
                self._choices[i] = _YES if said is True else said

    def placed(self, typed: NDArray[np.object_]) -> tuple[NDArray[np.object_], list[Finding]]:
        """Return the place of each row, the accepted candidates' among them, and what is wrong with what was accepted.

        Parameters
        ----------
        typed : ndarray of Point
            The places that were typed, in WGS-84; None where there is none. Those of the candidates are in WGS-84
            too, whatever datum was declared for what is typed.
        """
        findings = list(self._unknown)
        shapes = typed.copy()
        is_typed = ~shapely.is_missing(shapes)
        community = self._texts("community") != ""
        places = np.column_stack([self._texts(f"place_{number}") for number in range(1, MOST_CANDIDATES + 1)])
        for i in np.flatnonzero(self._choices != _NO).tolist():
            there = places[i] != ""
            number, fault = _taken(int(self._choices[i]), there, typed=bool(is_typed[i]), community=bool(community[i]))
            if number:
                shapes[i] = _point(str(places[i, number - 1]))
                fault = "candidate_place_unreadable" if shapes[i] is None else ""
            if fault:
                findings.append(self._finding(i, fault, {"count": int(there.sum())}))
        return shapes, findings

    def texts(self, mark: str, own: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return `own` with the community or sub-district that was accepted where the row itself says none."""
        if mark not in self._marks:
            return own
        found: NDArray[np.object_] = np.where((own == "") & (self._choices != _NO), self._texts(mark), own)
        return found

    def waiting(self, here: NDArray[np.bool_]) -> int:
        """Return in how many rows without a place a candidate waits to be accepted."""
        return int((self._texts("place_1") != "")[~here].sum())

    def _texts(self, mark: str) -> NDArray[np.object_]:
        if mark not in self._marks:
            return np.full(len(self._raw.cells), "", dtype=object)
        return text_cells(self._raw.cells[self._marks[mark]])

    def _finding(self, i: int, code: str, details: Mapping[str, object], value: str | None = None) -> Finding:
        file, row, column = self._raw.file, self._raw.row(i), self._marks["choice"]
        return Finding(code=code, file=file, row=row, column=column, value=value, details=details)


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


def _point(text: str) -> shapely.Point | None:
    pair = _PAIR.fullmatch(text.strip())
    if pair is None:
        return None
    degrees = np.array([float(pair[1]), float(pair[2])])
    if degree_faults(degrees[:1], degrees[1:])[0]:
        return None
    return shapely.Point(*integers.to_degrees(integers.to_units(degrees)))
