"""What a finding concerns, in rows and in people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.figures import Figure
from circles.phrases import phrase

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from circles.phrases import Phrase


def counted(rows: int, people: float | None) -> Phrase:
    """Return in words how many rows a finding is about, and how many people live there.

    Parameters
    ----------
    rows : int
        Rows that the finding is about.
    people : float or None
        Of these rows; None where rows have none, or they are not known.
    """
    key = "coordinates.rows_people" if people else "coordinates.rows"
    return phrase(key, rows=Figure(value=rows), people=Figure(value=people))


def people_of(table: pd.DataFrame, which: NDArray[np.bool_]) -> float | None:
    """Return the people of some rows of a table, None where it has no column of people."""
    return float(np.nansum(table["population"].to_numpy(np.float64)[which])) if "population" in table else None
