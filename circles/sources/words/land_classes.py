"""Which class of a land-use map is land that people live on, by the lists in ``land_classes.toml``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PARTS = re.compile(r"[+/、,，;；&|\\]|或|和|与|兼容")
_NUMBERED_LETTERS = re.compile(r"[A-Z]{1,2}[1-9]\d{0,2}(?:[A-Z](?![A-Z0-9]))?", re.ASCII)
_BARE_LETTERS = re.compile(r"[A-Z]", re.ASCII)
_MOST_CODES = 3
_CODE_AND_NAME = re.compile(r"([A-Za-z]{1,2}\d{0,3}|\d{2,6})[\s\-_:：.]*([^\x00-\x7f].*)")
_NUMBERED = re.compile(r"\d{1,6}[A-Z]?", re.ASCII)


def class_columns(columns: Sequence[str]) -> list[str]:
    """Return the columns whose headers say that they hold classes of land, in the order of the table."""
    return [column for column in columns if plain(column) in _plain("headers")]


def may_hold_classes(column: str) -> bool:
    """Return whether a header could be of a column of classes, if its cells are."""
    return any(word in plain(column) for word in _plain("likely"))


def is_survey(column: str, codes: Iterable[str]) -> bool:
    """Return whether the numbers of a column are of the survey (GB/T 21010), not of the classes of land and sea use."""
    rules = _data()["numbers"]
    if plain(column) in {plain(header) for header in rules["survey_headers"]}:
        return True
    # The two differ in what stands under 05 and in everything from 13 on.
    return not any(code.startswith(tuple(rules["plan_only"])) for code in codes)


def is_lived_on(cell: str, *, survey: bool = False) -> bool | None:
    """Return whether people live on land of a class; None where the class is not known.

    A class of several, of which one is lived on, is lived on.

    Parameters
    ----------
    cell : str
        A code, a name, or both: ``R2``, ``0701``, ``二类居住用地``, ``R2 二类居住用地``.
    survey : bool
        Whether 0702 is a class of the survey, where it is of homesteads.

    Examples
    --------
    >>> [is_lived_on(cell) for cell in ("R2", "A33", "B1/R2", "商住混合用地", "公园绿地", "地王")]
    [True, False, True, True, False, None]
    """
    text = cell.strip()
    both = _CODE_AND_NAME.fullmatch(text)
    if both is not None:
        return _either([_of_name(both[2]), _of_code(both[1], survey=survey)])
    parts = [part for part in _PARTS.split(text) if part.strip()]
    return _together([_of_part(part, survey=survey) for part in parts])


def _of_part(part: str, *, survey: bool) -> bool | None:
    code = _of_code(part, survey=survey)
    return _of_name(part) if code is None else code


def _either(said: list[bool | None]) -> bool | None:
    return next((each for each in said if each is not None), None)


def _together(said: list[bool | None]) -> bool | None:
    if True in said:
        return True
    return None if None in said or not said else False


def _of_code(text: str, *, survey: bool) -> bool | None:
    code = squeezed(text).upper()
    if _NUMBERED.fullmatch(code):
        return _of_number(code, survey=survey)
    rules = _data()["letters"]
    codes = (_NUMBERED_LETTERS if any(map(str.isdigit, code)) else _BARE_LETTERS).findall(code)
    if "".join(codes) != code or len(codes) > _MOST_CODES:
        return None
    if code in rules["not_living"]:
        return False
    return _together([_of_letters(each) for each in codes])


def _of_letters(code: str) -> bool | None:
    rules = _data()["letters"]
    if code in rules["also_living"] or (code[0] == rules["living"] and not code.startswith(tuple(rules["not_living"]))):
        return True
    return False if code[0] in rules["others"] + rules["living"] else None


def _of_number(code: str, *, survey: bool) -> bool | None:
    rules = _data()["numbers"]
    if code in rules["survey_living"] and survey:
        return True
    if code in rules["living"]:
        return True
    return False if len(code) in (2, 3, 4, 6) or code in rules["plan_others"] else None


def _of_name(text: str) -> bool | None:
    name, words = squeezed(text), _words()
    if any(word in name for word in words["living"]) and not any(word in name for word in words["but"]):
        return True
    return False if any(word in name for word in (*words["others"], *words["but"])) else None


@cache
def _plain(part: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _data()[part])


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    return {part: tuple(squeezed(word) for word in words) for part, words in _data()["words"].items()}


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "land_classes.toml")
