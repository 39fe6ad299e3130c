"""Names of places as they are compared: what is the same name written in another way."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from circles.sources.words.rules import rules_in
from circles.sources.words.table_words import bare_district_key, district_key, unbracketed, unknown_words
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


LONGEST_NAME = 200
"""Letters of the longest name that is compared."""

_BRACKETS = re.compile(r"[(\[{【〔〖]([^()\[\]{}【】〔〕〖〗]*)[)\]}】〕〗]")


class PlaceName(NamedTuple):
    """A name as it is compared.

    `core` says which place it is, `level` (``community``, ``village``, ``subdistrict``, ``town``, ``township``) what
    kind of district it is named after, empty where the name does not say; `extra` is what stood in brackets.
    """

    core: str
    level: str
    extra: str

    @property
    def text(self) -> str:
        """What is told apart by letters: the core and what stood in brackets."""
        return self.core + self.extra


NO_NAME = PlaceName("", "", "")


def letters(text: str) -> str:
    """Return the letters, digits and marks of a text without case and full width: no space, no sign, nothing unseen."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LNM")


def place_name(text: str) -> PlaceName:
    """Return a name as it is compared; :data:`NO_NAME` where it has no letters or more than :data:`LONGEST_NAME`."""
    if len(text) > LONGEST_NAME:
        return NO_NAME
    extra: list[str] = []

    def taken_out(match: re.Match[str]) -> str:
        extra.append(_spelled(letters(match[1])))
        return " "

    outside = _BRACKETS.sub(taken_out, unicodedata.normalize("NFKC", text).casefold())
    kept = [part for part in extra if part and not _is_remark(part)]
    plain = _spelled(letters(outside))
    core, level = _without_endings(plain)
    if not core:  # a name of endings only stays whole
        core, level = plain, ""
    return PlaceName(with_digits(core), level, "".join(map(with_digits, kept)))


def compound_key(text: str) -> str:
    """Return the name of a compound, a venue or a center as it is compared with others of its kind, whole.

    Case, width, spaces, signs and numerals make no difference, nor do remarks in brackets (在建); no ending is taken
    off. Empty where the text names none: 未命名, 居住用地, 暂无.

    Examples
    --------
    >>> compound_key("青枫小区（在建）"), compound_key("第一 家园"), compound_key("未命名")
    ('青枫小区', '1家园', '')
    """
    if len(text) > LONGEST_NAME:
        return ""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isalnum():
        plain = letters(_BRACKETS.sub(lambda match: "" if _is_remark(letters(match[1])) else match[0], plain))
    return "" if plain in _unnamed() else with_digits(plain)


def with_digits(text: str) -> str:
    """Return a text with Chinese numerals as digits: 第一 and 壹 as 1, 十二 as 12, 二〇一 as 201.

    五一 stays as it is: it is read digit by digit and is not 51.
    """
    return _numerals().sub(lambda match: _number(match["run"] or ""), text)


def subdistrict_key(name: str) -> str:
    """Return a sub-district's name as it is compared, empty where there is none: 民族街 and 民族街道办事处 are 民族."""
    key = district_key(letters(unbracketed(name[:LONGEST_NAME])))
    return key.removesuffix("街") or key


def known_subdistricts(names: Iterable[str]) -> frozenset[str]:
    """Return the names by which sub-districts are found inside longer names (:func:`split_subdistrict`)."""
    plain = {letters(name) for name in names if len(name) <= LONGEST_NAME} - {""}
    ends = _words("subdistricts", "endings")
    whole = {name for name in plain if name.endswith(ends)}
    offices = {key for name in plain if (key := subdistrict_key(name)) and key[-1] not in "镇乡"}
    return frozenset(whole | {key + ending for key in offices for ending in ("街道", "街道办事处")})


def split_subdistrict(text: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the sub-district that a name begins with, after a city and a district maybe, and the rest of the name.

    民族街道 and 新华社区 of 江汉区民族街道新华社区. Where no known one is in it, or nothing else, it is empty and the
    rest is the name.
    """
    if not known or len(text) > LONGEST_NAME:
        return "", text
    plain, longest = letters(text), max(map(len, known))
    for ending in _subdistrict_endings().finditer(plain):
        begins = range(max(0, ending.end() - longest), ending.start())
        found = next((plain[begin : ending.end()] for begin in begins if plain[begin : ending.end()] in known), "")
        if found and _without_endings(_spelled(plain[ending.end() :]))[0]:
            return found, _rest_of(text, ending.end())
    return "", text


@cache
def answers() -> Mapping[str, bool]:
    """Return what each word beside candidates says, by its letters: accepted or not."""
    said = _data()["accepted"]
    return {squeezed(word): word in said["yes"] for word in (*said["yes"], *said["no"])}


def answer(text: str) -> bool | int | None:
    """Return what a cell says of the candidates: a number, yes (True), no (False); None where it is something else."""
    plain = squeezed(text)
    if plain.isascii() and plain.isdigit() and len(plain) < 4:
        return int(plain)
    return answers().get(plain)


def _rest_of(text: str, used: int) -> str:
    """Return what is left of a name after its first `used` letters, brackets and signs kept."""
    for at in range(1, len(text) + 1):
        if len(letters(text[:at])) >= used:
            return text[at:]
    return ""


def _spelled(plain: str) -> str:
    for one, other in _spellings():
        plain = plain.replace(one, other)
    return plain


def _is_remark(plain: str) -> bool:
    return plain in _words("remarks", "words") or plain.startswith(_words("remarks", "beginnings"))


def _without_endings(plain: str) -> tuple[str, str]:
    """Return a name without its endings, which may be all of it, and the level they tell of."""
    core, level = plain, ""
    while core:
        found = next(
            (
                (ending, tells)
                for ending, tells in _endings()
                if core.endswith(ending) and (not tells or not level or tells == level)
            ),
            None,
        )
        if found is None:
            return core, level
        core, level = core.removesuffix(found[0]), level or found[1]
    return "", level


def _number(run: str) -> str:
    data = _data()["numerals"]
    digits = {letter: str(value) for value, both in enumerate(data["digits"]) for letter in both}
    if not run:
        return ""
    values = [digits.get(letter, "十" if letter in data["tens"] else "百") for letter in run]
    if "十" not in values and "百" not in values:
        return "".join(values) if len(values) == 1 or "0" in values else run
    hundreds, _, below = "".join(values).rpartition("百")
    tens, ten, ones = below.rpartition("十")
    ones = ones.replace("0", "")
    if any(len(part) > 1 or not part.isascii() for part in (hundreds, tens.replace("0", ""), ones)):
        return run
    total = int(hundreds or ("1" if "百" in values else "0")) * 100 + int(ones or "0")
    return str(total + (int(tens.replace("0", "") or "1") * 10 if ten else 0))


@cache
def _numerals() -> re.Pattern[str]:
    data = _data()["numerals"]
    every = "".join(data["digits"]) + data["tens"] + data["hundreds"]
    return re.compile(f"{data['before']}?(?P<run>[{every}]+)|{data['before']}(?=[0-9])")


@cache
def _subdistrict_endings() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_words("subdistricts", "endings"), key=len, reverse=True)))


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    endings = {_spelled(letters(ending)): str(level) for ending, level in _data()["endings"].items()}
    return tuple(sorted(endings.items(), key=lambda pair: -len(pair[0])))


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple((letters(one), letters(other)) for one, other in _data()["spellings"].items())


@cache
def _unnamed() -> frozenset[str]:
    return frozenset((*_words("compounds", "unnamed"), *map(letters, unknown_words())))


@cache
def _words(section: str, key: str) -> tuple[str, ...]:
    return tuple(letters(word) for word in _data()[section][key])


@cache
def _data() -> Mapping[str, Any]:
    return rules_in(__package__, "place_names.toml")


def keys_met(names: NDArray[np.object_], known: Mapping[str, str], level: str) -> NDArray[np.object_]:
    """Return names of districts as they are compared, a city or county before one left out where one known is meant.

    Parameters
    ----------
    names : ndarray of str
        Of districts.
    known : mapping of str to str
        The names that they are held against, by their keys (:func:`keys_of`).
    level : str
        ``subdistrict`` or ``community``.
    """
    bare: dict[str, set[str]] = {}
    for key, name in known.items():
        for each in {key, bare_district_key(name, level)}:
            bare.setdefault(each, set()).add(key)
    found = keys_of(names)
    met = {}
    for name, key in set(zip(names.tolist(), found.tolist(), strict=True)):
        meant = {key} if key in known or not key else bare.get(bare_district_key(str(name), level), {key})
        met[name] = next(iter(meant)) if len(meant) == 1 else key
    return np.array([met[name] for name in names.tolist()], dtype=object)


def keys_of(names: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return names of districts as they are compared, each worked out once."""
    keys = {name: district_key(str(name)) for name in set(names.tolist())}
    return np.array([keys[name] for name in names.tolist()], dtype=object)
