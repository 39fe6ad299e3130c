"""A land-use map as blocks: only the land that people live on, the rest counted by class, rows, area and people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely import GeometryType

from circles.errors import Finding, InputError
from circles.figures import Figure
from circles.sources.tables.raw_table import listed
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import find_columns
from circles.sources.words.land_classes import class_columns, is_lived_on, is_survey, may_hold_classes
from circles.sources.words.quantities import quantity_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_HALF = 0.5
_LIVED, _NOT_LIVED, _UNKNOWN = 1, 0, -1
_SQUARE_METRES_PER_HECTARE = 10_000
_DROPPED_ZERO = 3
_CODE = 4


class LivingLand(NamedTuple):
    """The rows of a map that people live on, what a person should look at, and how many rows were left out."""

    raw: RawTable
    warnings: tuple[Finding, ...]
    left_out: int


def living_land(raw: RawTable) -> LivingLand:
    """Return a table of areas without those whose class of land nobody lives on.

    A table that is no layer of areas, or has no column of classes, is returned as it is. Classes that are not
    understood stay, and are told by value and count.

    Raises
    ------
    InputError
        If every row is of a class that nobody lives on.
    """
    if raw.geometry is None or not _is_of_areas(raw.geometry.to_numpy()):
        return LivingLand(raw, (), 0)
    columns = _columns(raw)
    if not columns:
        return LivingLand(raw, (), 0)
    lived = _together([_read(raw, column) for column in columns])
    empty = lived == _NOT_LIVED
    if empty.all():
        raise InputError(Finding(code="no_land_lived_on", file=raw.file, column=", ".join(columns)))
    warnings = (*_left_out(raw, columns, empty), *_not_understood(raw, columns, lived == _UNKNOWN))
    return LivingLand(raw.without_rows(set(raw.rows[empty].tolist())), warnings, int(empty.sum()))


def _is_of_areas(shapes: NDArray[np.object_]) -> bool:
    areas = np.isin(shapely.get_type_id(shapes), (GeometryType.POLYGON, GeometryType.MULTIPOLYGON))
    return bool(areas.sum() > _HALF * len(shapes))


def _columns(raw: RawTable) -> list[str]:
    """Return the columns of classes: by their header where most cells are classes, else by their cells alone."""
    used = {*find_columns(raw.columns, "blocks", mapping=raw.settings.columns)[0].values()}
    free = [column for column in raw.columns if column and column not in used]
    named = [column for column in class_columns(free) if _known_share(raw, column) >= _HALF]
    return named or [column for column in free if may_hold_classes(column) and _is_of_classes(raw, column)][:1]


def _is_of_classes(raw: RawTable, column: str) -> bool:
    """Return whether every cell of a column is a class, and land that people live on is among others."""
    return _known_share(raw, column) == 1.0 and {_LIVED, _NOT_LIVED} <= {*_read(raw, column).tolist()}


def _known_share(raw: RawTable, column: str) -> float:
    """Return the share of what stands in a column that is a known class."""
    filled = text_cells(raw.cells[column]) != ""
    return float((_read(raw, column)[filled] != _UNKNOWN).mean()) if filled.any() else 0.0


def _read(raw: RawTable, column: str) -> NDArray[np.int64]:
    texts = _whole_codes(text_cells(raw.cells[column]).tolist())
    survey = is_survey(column, set(texts))
    said = {text: is_lived_on(text, survey=survey) if text else None for text in set(texts)}
    return np.array([_UNKNOWN if said[text] is None else int(bool(said[text])) for text in texts], dtype=np.int64)


def _whole_codes(texts: list[str]) -> list[str]:
    """Return codes with the zero at their beginning that a column of numbers has lost: 701 among 1001 is 0701."""
    codes = {text for text in texts if text}
    lost = all(code.isdigit() for code in codes) and not any(code.startswith("0") for code in codes)
    if not lost or not {len(code) for code in codes} <= {_DROPPED_ZERO, _CODE}:
        return texts
    return [text.zfill(_CODE) if text else text for text in texts]


def _together(read: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return what the columns say together; where one says that people live there and another not, nothing is known."""
    every = np.stack(read)
    lived, not_lived = (every == _LIVED).any(axis=0), (every == _NOT_LIVED).any(axis=0)
    return np.select([lived & ~not_lived, not_lived & ~lived], [_LIVED, _NOT_LIVED], _UNKNOWN)


def _left_out(raw: RawTable, columns: Sequence[str], empty: NDArray[np.bool_]) -> tuple[Finding, ...]:
    if not empty.any() or raw.geometry is None:
        return ()
    measure = Geod(ellps="WGS84")
    area_m2 = sum(abs(measure.geometry_area_perimeter(shape)[0]) for shape in raw.geometry[empty] if shape is not None)
    details = {
        "count": int(empty.sum()),
        "of": len(empty),
        "area_ha": Figure(value=area_m2, precision="tenth", per=_SQUARE_METRES_PER_HECTARE),
        "people": Figure(value=_people(raw, empty), precision="whole"),
        "classes": _counted(raw, columns, empty),
        "rows": listed(raw.rows[empty]),
    }
    return (Finding(code="land_of_other_classes", file=raw.file, column=", ".join(columns), details=details),)


def _not_understood(raw: RawTable, columns: Sequence[str], unknown: NDArray[np.bool_]) -> tuple[Finding, ...]:
    if not unknown.any():
        return ()
    details = {
        "count": int(unknown.sum()),
        "of": len(unknown),
        "people": Figure(value=_people(raw, unknown), precision="whole"),
        "classes": _counted(raw, columns, unknown),
        "rows": listed(raw.rows[unknown]),
    }
    return (Finding(code="land_class_unknown", file=raw.file, column=", ".join(columns), details=details),)


def _counted(raw: RawTable, columns: Sequence[str], which: NDArray[np.bool_]) -> str:
    cells = [text_cells(raw.cells[column])[which].tolist() for column in columns]
    values = Counter(" ".join(dict.fromkeys(filter(None, texts))) or "–" for texts in zip(*cells, strict=True))
    return listed(f"{value} × {count}" for value, count in values.most_common())


def _people(raw: RawTable, which: NDArray[np.bool_]) -> float:
    column = find_columns(raw.columns, "blocks", mapping=raw.settings.columns)[0].get("population")
    if column is None:
        return float("nan")
    people = quantity_cells(raw.cells[column], "people", header=column).values[which]
    return float(np.nansum(people))
