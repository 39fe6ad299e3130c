"""A raw table whose columns are understood: its texts, amounts, ids and places, and all that is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import integers
from circles.answers.matches import marks_in
from circles.errors import Finding, raise_if_any
from circles.figures import Figure
from circles.phrases import phrase
from circles.sources.geo.coordinates import crs_text, parse_crs
from circles.sources.geo.datum import shift_of
from circles.sources.geo.shapes import single_points
from circles.sources.places.accepted import Accepted
from circles.sources.places.made_ids import made_ids
from circles.sources.places.typed_places import (
    AXES,
    how_typed,
    places_of,
    rough_finding,
    rough_rows,
    said_datum,
    typed_numbers,
)
from circles.sources.tables.raw_table import listed, shortened
from circles.sources.words.cells import text_cells
from circles.sources.words.codes import are_serials, spoilt_codes
from circles.sources.words.columns import find_columns, missing_columns
from circles.sources.words.coordinate_headers import FIELDS
from circles.sources.words.quantities import MEASURES, quantity_cells
from circles.sources.words.table_words import is_formula_error, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from circles.provenance import Source, TypedPlaces
    from circles.sources.tables.raw_table import RawTable

_LARGEST = 1e9
_OTHER_PEOPLE = {"resident": ("户籍", "registered"), "registered": ("常住", "resident")}


class FieldTable:
    """A raw table understood as one of a kind, which hands out its fields row by row.

    What is wrong with it is gathered as the fields are asked for and raised all at once (:meth:`raise_faults`).

    Parameters
    ----------
    raw : RawTable
        The table; what the study says of its columns, CRS and datum holds.
    kind : str
        What it is for: ``centers``, ``blocks``, ``gates``, ``candidates`` ...
    needed : sequence of str
        Fields without which it cannot be used.

    Attributes
    ----------
    fields : dict of str to str
        The column of each field that is there.
    faults : list of Finding
        What was found to be wrong so far.
    accepted : Accepted or None
        What a planner accepted in it, where it is a completed workbook (:mod:`circles.answers.matches`).
    roughly, remarks : list of Finding
        Columns of amounts that are only roughly known, and ids that are none: what a person should look at.
    rough : ndarray of bool
        Rows whose coordinates have two decimals at most, once the shapes were asked for.
    """

    def __init__(self, raw: RawTable, kind: str, *, needed: Sequence[str] = ()) -> None:
        self.raw = raw
        self.kind = kind
        said = raw.settings
        self.fields, self.faults = find_columns(
            raw.columns, kind, mapping=said.columns, file=raw.file, cells=raw.by_column, datum=said.datum
        )
        self.faults += missing_columns(self.fields, needed, raw.columns, kind, raw.file)
        self.accepted = Accepted(raw) if kind != "gates" and marks_in(raw.columns) else None
        self.roughly: list[Finding] = []
        self.remarks: list[Finding] = []
        self.rough: NDArray[np.bool_] = np.zeros(len(raw.cells), dtype=bool)
        self._crs, self._taken = raw.crs, raw.taken

    def __len__(self) -> int:
        return len(self.raw.cells)

    def texts(self, field: str) -> NDArray[np.object_]:
        """Return a field's cells as text, all empty where the table has no column for it."""
        return text_cells(self.raw.cells[self.fields[field]]) if field in self.fields else _no_texts(len(self))

    def amounts(self, field: str, *, most: float = _LARGEST) -> NDArray[np.float64]:
        """Return a field's numbers rounded to a thousandth, NaN where unknown or at fault.

        Parameters
        ----------
        field : str
            One of ``quantities.MEASURES``.
        most : float
            A larger number is a fault, as is a negative one.
        """
        if field not in self.fields:
            return np.full(len(self), np.nan)
        column = self.fields[field]
        values, wrong, about = quantity_cells(self.raw.cells[column], MEASURES[field], header=column)
        with np.errstate(invalid="ignore"):
            codes = np.select(
                [wrong, values < 0, values > most], ["not_a_number", "negative_number", "number_too_large"], ""
            )
        if (codes != "").any():
            self.faults += [self._of_cell(str(codes[i]), i, column) for i in np.flatnonzero(codes != "").tolist()]
            return integers.to_thousandth(values)
        failed = np.flatnonzero(np.isnan(values))
        failed = failed[[is_formula_error(str(cell)) for cell in self.raw.cells[column].iloc[failed]]]
        if len(failed):
            details = {"count": len(failed), "rows": listed(self.raw.rows[failed])}
            self.roughly.append(Finding(code="formula_errors", file=self.raw.file, column=column, details=details))
        if about.any():
            details = {"count": int(about.sum())}
            self.roughly.append(Finding(code="numbers_about", file=self.raw.file, column=column, details=details))
        return integers.to_thousandth(values)

    def ids(self, field: str, names: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the id of each row as text, made where none is given; one that is given twice is a fault.

        Parameters
        ----------
        field : str
            The id's field, for example ``center_id``.
        names : array of str
            What is made is made of them and of the `shapes`, never of the order of the rows
            (:func:`circles.sources.places.made_ids.made_ids`).
        shapes : array of geometry or None
        """
        given = self._ids_that_are(field)
        self.faults += self._repeated(given, self.fields.get(field))
        empty = given == ""
        ids = given.copy()
        if empty.any():
            rows, taken = np.flatnonzero(empty), set(given[~empty].tolist())
            wkb = shapely.to_wkb(shapes[rows], hex=True)

            def rest(i: int) -> str:
                return "\x1f".join([*map(str, self.raw.cells.iloc[rows[i]]), str(wkb[i])])

            ids[rows] = made_ids(self.kind, names[rows], shapes[rows], rest=rest, given=taken)
        self._taken = replace(self._taken, ids_made=int(empty.sum()))
        return ids

    def _ids_that_are(self, field: str) -> NDArray[np.object_]:
        """Return the ids that are given; none where the column only numbers rows, none that a spreadsheet spoilt."""
        given, column = self.texts(field), self.fields.get(field)
        if column is None:
            return given
        spoilt = spoilt_codes(given)
        for value in dict.fromkeys(given[spoilt].tolist()):
            rows = np.flatnonzero(given == value)
            where = {"column": column, "value": str(value)}
            details = {"rows": Figure(value=len(rows)), "numbers": listed(self.raw.rows[rows])}
            finding = self.of_row("id_in_scientific", int(rows[0]), **where, details=details)
            # Where it still tells rows apart it will do here, though it is not the id that the office knows.
            (self.faults if len(rows) > 1 else self.remarks).append(finding)
        given = np.where(spoilt, "", given) if self.faults else given
        if not are_serials(given, column):
            return given
        counted = {"rows": Figure(value=len(given))}
        self.remarks.append(Finding(code="serial_is_no_id", file=self.raw.file, column=column, details=counted))
        return _no_texts(len(given))

    def shapes(self, *, optional: bool = False) -> NDArray[np.object_]:
        """Return the shape of each row in WGS-84, None where it has none.

        Its own shapes count; where it has none, its `lon` and `lat` columns, in the CRS and the datum that the study
        says of them, and the candidates that were accepted.

        Parameters
        ----------
        optional : bool
            Whether a row of columns may be without a place; in a completed workbook any may.
        """
        if self.raw.geometry is not None:
            shapes: NDArray[np.object_] = self.raw.geometry.to_numpy()
            return shapes
        missing = missing_columns(self.fields, ("lon", "lat"), self.raw.columns, self.kind, self.raw.file)
        if missing:
            self.faults += self._without_coordinates(missing)
            return np.full(len(self), None, dtype=object)
        before = len(self.faults)
        typed = self._typed_points(optional=optional or self.accepted is not None)
        if len(self.faults) > before or self.accepted is None:
            return typed
        placed, faults = self.accepted.placed(typed)
        self.faults += faults
        return placed

    def points(self, *, optional: bool = False) -> NDArray[np.object_]:
        """Return :meth:`shapes` as points (:meth:`points_of`)."""
        return self.points_of(self.shapes(optional=optional))

    def points_of(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the shapes of the rows with multipoints of one point as points; one that is no point is a fault."""
        single = single_points(shapes)
        self.refuse_shapes(single, "not_a_point", allowed=(GeometryType.POINT,))
        return single

    def refuse_shapes(self, shapes: NDArray[np.object_], code: str, *, allowed: tuple[GeometryType, ...]) -> bool:
        """Return whether any shape is of another type than those `allowed`, each a fault of this `code`."""
        others = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (*allowed, GeometryType.MISSING)))
        self.faults += [self.of_row(code, i, value=shapes[i].geom_type) for i in others.tolist()]
        return len(others) > 0

    def refuse_rows(self, code: str, which: NDArray[np.bool_], *, field: str | None = None) -> None:
        """Make a fault of each row that is marked, with the column of `field` and what stands in it."""
        self.faults += [
            self.of_row(code, i) if field is None else self._of_cell(code, i, self.fields[field])
            for i in np.flatnonzero(which).tolist()
        ]

    def of_row(self, code: str, i: int, **where: Any) -> Finding:
        """Return a finding of the row at position `i`."""
        return Finding(code=code, file=self.raw.file, row=self.raw.row(i), **where)

    def refuse_other_people(self, field: str, people_kind: str) -> None:
        """Make a fault of a column of people that says it counts others than the study's kind: 户籍, not 常住."""
        column = self.fields.get(field, "")
        if any(word in column.casefold() for word in _OTHER_PEOPLE.get(people_kind, ())):
            details = {"kind": phrase(f"people.{people_kind}")}
            self.faults.append(Finding(code="people_of_other_kind", file=self.raw.file, column=column, details=details))

    def raise_faults(self) -> None:
        """Raise one :class:`~circles.errors.InputError` with everything that was found to be wrong, if anything."""
        raise_if_any(self.raw.told_of(shortened(self.faults)))

    def source(self, *, label: str = "source", **taken: Any) -> Source:
        """Return the record of the table; `taken` as for :meth:`RawTable.source`."""
        return replace(self.raw, crs=self._crs, taken=self._taken).source(self.kind, label=label, **taken)

    def _typed_points(self, *, optional: bool) -> NDArray[np.object_]:
        """Return the points that the two columns of coordinates say, and note what their CRS and datum were."""
        fields, before = self._place_fields(), len(self.faults)
        numbers = typed_numbers(self.raw.by_column, fields, crs=self.raw.settings.crs)
        unread = np.zeros(len(self), dtype=bool)
        for fault, rows in numbers.faults.items():
            code, _, field = fault.partition(":")
            self.refuse_rows(code, rows, field=field)
            unread |= rows
        axes = (np.isnan(numbers.lon) & ~unread, np.isnan(numbers.lat) & ~unread)
        self.faults += self._absent(*axes, optional=optional)
        datum, said_by = said_datum(self.raw, fields)
        shapes, faults = places_of(self.raw, numbers, fields, datum)
        self.faults += faults
        if len(self.faults) == before:
            self._note_places(shapes, datum, how_typed(self.raw, numbers, fields, said_by))
            self.rough = rough_rows(numbers)
        return shapes

    def rough_findings(self, people: NDArray[np.float64] | None = None) -> list[Finding]:
        """Return what is told of the rows that are `rough`, with the `people` of each row where they are known."""
        if not self.rough.any():
            return []
        column = ", ".join(dict.fromkeys(self.fields[axis] for axis in AXES))
        living = None if people is None else float(np.nansum(people[self.rough]))
        return rough_finding(self.raw, self.rough, column, living)

    def _place_fields(self) -> dict[str, str]:
        return {field: column for field, column in self.fields.items() if field in FIELDS}

    def _note_places(self, placed: NDArray[np.object_], datum: str, typed: TypedPlaces | None) -> None:
        crs = parse_crs(self.raw.settings.crs)
        rows = placed[self.texts("lon") != ""]
        self._crs = self._crs if crs is None else crs_text(crs)
        is_assumed = not datum and crs is None and len(rows) > 0
        shift = shift_of(rows, datum)
        self._taken = replace(self._taken, datum=datum, shift=shift, is_datum_assumed=is_assumed, typed=typed)

    def _without_coordinates(self, missing: list[Finding]) -> list[Finding]:
        """Return what to tell of missing columns of coordinates: of a list that has neither, how it gets them."""
        if self.kind == "gates" or "name" not in self.fields or len(missing) < 2:
            return missing
        details = {"columns": ", ".join(self.raw.columns), "kind": self.kind}
        return [Finding(code="list_without_coordinates", file=self.raw.file, details=details)]

    def _absent(self, no_lon: NDArray[np.bool_], no_lat: NDArray[np.bool_], *, optional: bool) -> list[Finding]:
        both = no_lon & no_lat
        wrong = (no_lon ^ no_lat) if optional else (no_lon | no_lat)
        wrong[wrong] = ~(self._says_unknown("lon", wrong) | self._says_unknown("lat", wrong))
        lon, lat = self.fields["lon"], self.fields["lat"]
        pair = ", ".join(dict.fromkeys((lon, lat)))
        named = np.where(both, pair, np.where(no_lon, lon, lat))
        return [self.of_row("coordinate_missing", i, column=str(named[i])) for i in np.flatnonzero(wrong).tolist()]

    def _says_unknown(self, field: str, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return of which of these rows a cell says that nothing is known: the row has no place, as its list says."""
        texts = text_cells(self.raw.cells[self.fields[field]][rows])
        return np.array([text != "" and is_unknown(text) for text in texts], dtype=bool)

    def _of_cell(self, code: str, i: int, column: str) -> Finding:
        return self.of_row(code, i, column=column, value=str(self.raw.cells[column].iloc[i]))

    def _repeated(self, ids: NDArray[np.object_], column: str | None) -> Iterable[Finding]:
        codes, texts = pd.factorize(ids)
        counts = np.bincount(codes, minlength=len(texts))
        for code in np.flatnonzero(counts > 1):
            if texts[code] != "":
                same = np.flatnonzero(codes == code).tolist()
                details = {"rows": ", ".join(str(row) for row in self.raw.rows[same[:10]])}
                yield self.of_row("repeated_id", same[1], column=column, value=str(texts[code]), details=details)


def _no_texts(count: int) -> NDArray[np.object_]:
    return np.full(count, "", dtype=object)
