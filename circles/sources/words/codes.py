"""Codes and numbers of rows: which texts in a column of ids are ids at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from circles.sources.words.table_words import is_serial

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPOILT = re.compile(r"\d(?:\.\d+)?[eE]\+\d{1,3}", re.ASCII)
_LEAST_COUNTED = 3
"""An id that stands twice is a fault; numbers that begin again have counted so far at least."""

_WHOLE = re.compile(r"\d{1,9}(?:\.0+)?", re.ASCII)


def spoilt_codes(given: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which texts are long codes that a spreadsheet has written as 1.30606E+11: their last digits are lost.

    Examples
    --------
    >>> spoilt_codes(np.array(["1.30606E+11", "130606001001", "E+11", "2E+05"], dtype=object)).tolist()
    [True, False, False, True]
    """
    return np.array([bool(_SPOILT.fullmatch(text.strip())) for text in given], dtype=bool)


def are_serials(given: NDArray[np.object_], column: str) -> bool:
    """Return whether a column numbers the rows of each part of a list, so that a number stands in several rows.

    A column that says so (序号) does where any number stands twice; another where its numbers run from 1 in steps of 1
    and begin again.

    Parameters
    ----------
    given : ndarray of str
        The column, empty texts where it says nothing.
    column : str
        Its name.

    Examples
    --------
    >>> are_serials(np.array(["1", "2", "3", "1", "2"], dtype=object), "编号")
    True
    >>> are_serials(np.array(["1", "2", "2"], dtype=object), "编号")
    False
    """
    filled = [text for text in given if text != ""]
    if len(set(filled)) == len(filled):
        return False
    if is_serial(column):
        return True
    if not all(_WHOLE.fullmatch(text) for text in filled):
        return False
    numbers = np.array([int(float(text)) for text in filled])
    begins = numbers == 1
    steps = np.diff(numbers) == 1
    return bool(begins[0] and begins.sum() > 1 and numbers.max() >= _LEAST_COUNTED and (steps | begins[1:]).all())
