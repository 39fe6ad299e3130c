"""Cells of a table as text or as numbers, with nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BREAK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[ \t]*(?:\r\n?|\n)[ \t]*(?=[\u3400-\u9fff])")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def text_cells(column: pd.Series) -> NDArray[np.object_]:
    """Return cells as stripped text: an empty cell is ``""``, the number 7.0 is ``"7"``, ``007`` stays.

    Line breaks and other control characters become spaces, between two Chinese letters nothing: a name is one line
    wherever it is shown.
    """
    missing = column.isna().to_numpy(dtype=bool)
    if pd.api.types.is_float_dtype(column.dtype):
        texts = [f"{value:.0f}" if float(value).is_integer() else repr(float(value)) for value in column.fillna(0)]
    else:
        # Nearly every cell is a text that can be printed as it is, and that is quickly told.
        texts = [
            value.strip() if type(value) is str and value.isprintable() else _one_line(str(_plain_list(value)))
            for value in column.tolist()
        ]
    result = np.array(texts, dtype=object)
    result[missing] = ""
    return result


def number_cells(column: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return cells as float64, NaN where empty, and where a cell holds something that is no finite number.

    Full-width digits count as digits. ``nan`` and ``inf`` written out are not numbers.
    """
    dtype = column.dtype
    real = pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_float_dtype(dtype)
    if real:
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return numbers, np.isinf(numbers)
    texts = [unicodedata.normalize("NFKC", text).strip() for text in text_cells(column)]
    numbers = np.array([float(text) if _NUMBER.fullmatch(text) else np.nan for text in texts], dtype=np.float64)
    wrong = np.array([text != "" for text in texts], dtype=bool) & ~np.isfinite(numbers)
    return numbers, wrong


def _one_line(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", _BREAK_IN_CHINESE.sub("", text))).strip()


def _plain_list(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else value
