"""Whole numbers in Chinese numerals: 七百七十, 一万二千, 二〇二〇."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRITTEN = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS: Mapping[str, int] = MappingProxyType({one: value for value, ways in enumerate(_WRITTEN) for one in ways})
_STEPS: Mapping[str, int] = MappingProxyType({"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000})
_SECTIONS: Mapping[str, int] = MappingProxyType({"万": 10_000, "亿": 100_000_000})
_FEWEST_DIGITS = 3

NUMERALS = re.compile(f"[{''.join((*_DIGITS, *_STEPS, *_SECTIONS))}]+")
"""Letters that numbers are written with."""


def chinese_number(text: str) -> int | None:
    """Return the whole number that a text of numerals says; None where it is none, or could be two.

    三五 may be three to five, and 两千三 is 2,300 in talk and 2,003 to the letter: neither is a number here.

    Examples
    --------
    >>> [chinese_number(text) for text in ("七百七十", "一万零五十", "二〇一", "两千三")]
    [770, 10050, 201, None]
    """
    if not NUMERALS.fullmatch(text):
        return None
    if all(letter in _DIGITS for letter in text):
        is_number = len(text) == 1 or len(text) >= _FEWEST_DIGITS
        return int("".join(str(_DIGITS[letter]) for letter in text)) if is_number else None
    whole, rest = 0, text
    for letter, size in sorted(_SECTIONS.items(), key=lambda each: -each[1]):
        before, here, after = rest.partition(letter)
        if not here:
            continue
        section = _below_ten_thousand(before)
        if section is None:
            return None
        whole, rest = whole + section * size, after
    last = _below_ten_thousand(rest) if rest else 0
    bare = len(rest) == 1 and rest in _DIGITS and whole > 0
    return None if last is None or bare else whole + last


def _below_ten_thousand(text: str) -> int | None:
    """Return a number of 千, 百, 十 and ones, each step once and in order; None where it is none."""
    total, digit, last = 0, None, 10_000
    zero = False
    for letter in text:
        if letter in _DIGITS:
            if digit is not None:
                return None
            zero, digit = zero or letter in "零〇", (_DIGITS[letter] or None)
            continue
        step = _STEPS.get(letter, 0)
        if not 0 < step < last or (digit is None and (step > 10 or (total and not zero))):
            return None
        total, digit, last = total + (digit or 1) * step, None, step
        zero = False
    if digit is not None and total and last > 10 and not zero:
        return None  # 两千三
    return total + (digit or 0) if text else None
