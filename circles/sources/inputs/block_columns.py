"""Columns of a list of blocks that are not used and may change what is counted: people, and what is not built yet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding
from circles.figures import Figure
from circles.sources.tables.raw_table import listed
from circles.sources.words.cells import text_cells
from circles.sources.words.quantities import quantity_cells
from circles.sources.words.statuses import said_in_brackets, status_said
from circles.sources.words.table_words import looks_like_people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable

_HALF = 0.5


def unused_people(table: FieldTable) -> Iterator[Finding]:
    """Yield a finding for each column that seems to hold people, where the table has none that is used."""
    if "population" in table.fields:
        return
    for column in _unused(table):
        if not looks_like_people(column):
            continue
        values, wrong, _ = quantity_cells(table.raw.cells[column], "people", header=column)
        numbers = np.isfinite(values) & ~wrong
        filled = text_cells(table.raw.cells[column]) != ""
        if numbers.sum() > _HALF * filled.sum():
            details = {
                "count": int(numbers.sum()),
                "sum": Figure(value=float(values[numbers].sum()), precision="whole"),
            }
            yield Finding(code="people_column_unused", file=table.raw.file, column=column, details=details)


def blocks_not_lived_in(table: FieldTable, population: NDArray[np.float64]) -> Iterator[Finding]:
    """Yield a finding for each column that says of blocks that they are planned, being built or pulled down.

    The names say it in brackets: 金桂家园（在建）.
    """
    name = table.fields.get("name")
    for column in [*_unused(table), *([name] if name else [])]:
        texts = text_cells(table.raw.cells[column]).tolist()
        known = {text: (said_in_brackets if column == name else status_said)(text) for text in set(texts)}
        said = np.array([known[text] for text in texts], dtype=object)
        closed = said == "closed"
        few = (said != "").sum() < _HALF * sum(text != "" for text in texts)
        if not closed.any() or (few and column != name):
            continue
        words = Counter(text for text, is_closed in zip(texts, closed.tolist(), strict=True) if is_closed)
        people = population[closed]
        details = {
            "count": int(closed.sum()),
            "people": Figure(value=float(np.nansum(people)) if np.isfinite(people).any() else None, precision="whole"),
            "values": listed(f"{word} × {count}" for word, count in words.most_common()),
            "rows": listed(table.raw.rows[closed]),
        }
        yield Finding(code="blocks_not_lived_in", file=table.raw.file, column=column, details=details)


def _unused(table: FieldTable) -> list[str]:
    used = {*table.fields.values()}
    return [column for column in table.raw.columns if column and column not in used]
