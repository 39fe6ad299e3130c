"""A norm out of the text of its file: every row whole, or all that is wrong with it at once."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, InputError
from circles.near_names import choice_details
from circles.norms import vocabulary
from circles.norms.clauses import Clause, Norm, Origin, Scope
from circles.norms.requirements import measure_of
from circles.phrases import Bilingual
from circles.service_lists import list_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Said = dict[str, Any]

OF_NORM = ("standard", "title", "note", "overrides", "clause")
NEEDED = (
    *("clause", "requirement", "measure", "base", "level", "comparison", "unit", "force"),
    *("source", "status"),
)
TAKES = ("minutes", "metres", "per", "list", "households_from")
OF_CLAUSE = (*NEEDED, "scope", "value", "value_max", "share", "from", "until", "note", "standard", *TAKES)
OF_SOURCE, OF_SCOPE = ("standard", "place", "seen"), ("area", "stock", "tier", "facility", "region")
_OF_WORDS = ("area", "stock", "region")
"""Parts of a scope that are words of ``vocabulary.toml``."""

WORDED = ("base", "level", "comparison", "force", "status")

_NUMBERS = ("value", "value_max", "share", "minutes", "metres", "per", "households_from")
_LARGEST = 10**12
_TEXT = (str,)
_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("clause", "measure", *WORDED, "unit", "standard", "list"), _TEXT),
        **dict.fromkeys(("requirement", "note"), (str, dict)),
        **dict.fromkeys(("scope", "source"), (dict,)),
        **dict.fromkeys(_NUMBERS, (int, Decimal)),
        **dict.fromkeys(("from", "until"), (dt.date,)),
    }
)
_SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("requirement", "note"), '"……"'),
        "scope": '{ tier = "……" }',
        "source": '{ standard = "……" }',
        **dict.fromkeys(_NUMBERS, "15"),
        **dict.fromkeys(("from", "until"), "2025-12-31"),
    }
)


def norm_of_text(text: str, *, name: str, file: str) -> Norm:
    """Return the norm that a file holds.

    Parameters
    ----------
    text : str
        TOML: keys of the norm, then ``[[clause]]`` tables.
    name : str
        By which the norm is asked for.
    file : str
        Name of the file, for findings.

    Raises
    ------
    InputError
        With every fault of the file: no TOML, a key that is missing or unknown, a value that is none of its kind, a
        source of another standard than its row's, a clause said twice.
    """
    said = _parsed(text, file)
    faults = [*_of_norm(said)]
    rows = said.get("clause")
    rows = rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []
    standard = said.get("standard")
    for at, row in enumerate(rows, 1):
        faults += _of_clause(row, str(row.get("clause", at)), standard)
    faults += _twice(rows)
    if faults:
        raise InputError(
            Finding(code=code, file=file, column=key, value=value, names="key", details=details)
            for code, key, value, details in faults
        )
    return Norm(
        name=name,
        standard=said["standard"],
        title=_both(said["title"]),
        note=_both(said.get("note", "")),
        overrides=said.get("overrides", ""),
        clauses=tuple(_clause(row, said["standard"]) for row in rows),
    )


Fault = tuple[str, str, str | None, dict[str, object]]
"""Code of a finding, the key it is about, the value that stands there, and what its text names besides."""


def _parsed(text: str, file: str) -> Said:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(Finding(code="norm_not_toml", file=file, details={"reason": str(error)})) from error


def _of_norm(said: Said) -> Iterator[Fault]:
    yield from _unknown(said, OF_NORM, "")
    for key in ("standard", "title"):
        if key not in said:
            yield "norm_key_missing", key, None, {}
    for key, kinds in (("standard", (str,)), ("title", (str, dict)), ("note", (str, dict)), ("overrides", (str,))):
        if key in said and not _is(said[key], kinds):
            yield "norm_wrong_kind", key, str(said[key]), {"sample": '"……"'}
    rows = said.get("clause")
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        yield "norm_without_clauses", "clause", None, {}


def _of_clause(row: Said, name: str, standard: object) -> Iterator[Fault]:
    at = f"{name}."
    yield from _unknown(row, OF_CLAUSE, at)
    for key in NEEDED:
        if row.get(key) in (None, "", {}):
            yield "norm_key_missing", at + key, None, {}
    wrong = {key for key, value in row.items() if key in _TYPES and not _is(value, _TYPES[key])}
    for key in sorted(wrong):
        yield "norm_wrong_kind", at + key, str(row[key]), {"sample": _SAMPLES.get(key, '"……"')}
    sound = {key: value for key, value in row.items() if key not in wrong}
    for key in WORDED:
        if sound.get(key) and vocabulary.meant(key, sound[key]) is None:
            yield "not_a_choice", at + key, sound[key], choice_details(sound[key], vocabulary.choices(key))
    yield from _of_both(sound, at)
    yield from _of_scope(sound.get("scope", {}), at)
    yield from _of_source(sound.get("source", {}), sound.get("standard", standard), at)
    yield from _of_measure(sound, at)
    yield from _of_numbers(sound, at, said=row)


def _of_both(row: Said, at: str) -> Iterator[Fault]:
    for key in ("requirement", "note"):
        words = row.get(key)
        if isinstance(words, dict) and (
            set(words) != {"zh", "en"} or not all(isinstance(x, str) for x in words.values())
        ):
            yield "norm_wrong_kind", at + key, str(words), {"sample": '{ zh = "……", en = "……" }'}


def _of_scope(scope: Said, at: str) -> Iterator[Fault]:
    yield from _unknown(scope, OF_SCOPE, f"{at}scope.")
    for key, word in scope.items():
        if key in OF_SCOPE and not isinstance(word, str):
            yield "norm_wrong_kind", f"{at}scope.{key}", str(word), {"sample": '"……"'}
        elif key in _OF_WORDS and vocabulary.meant(key, word) is None:
            yield "not_a_choice", f"{at}scope.{key}", word, choice_details(word, vocabulary.choices(key))


def _of_source(source: Said, standard: object, at: str) -> Iterator[Fault]:
    """Yield what is wrong with where a row is known from: it must be the standard that the row is of."""
    if not source:
        return
    yield from _unknown(source, OF_SOURCE, f"{at}source.")
    for key in OF_SOURCE:
        if key in source and not isinstance(source[key], str):
            yield "norm_wrong_kind", f"{at}source.{key}", str(source[key]), {"sample": '"……"'}
    if not source.get("standard"):
        yield "norm_key_missing", f"{at}source.standard", None, {}
    elif source["standard"] != standard:
        yield "norm_source_other", f"{at}source.standard", str(source["standard"]), {"standard": str(standard)}


def _of_measure(row: Said, at: str) -> Iterator[Fault]:
    name = row.get("measure")
    if not name:
        return
    measure = measure_of(name)
    if measure is None:
        yield "not_a_choice", f"{at}measure", name, choice_details(name, vocabulary.rules("measures"))
        return
    if row.get("unit") and row["unit"] != measure["unit"]:
        yield "not_a_choice", f"{at}unit", row["unit"], choice_details(row["unit"], [measure["unit"]])
    base = vocabulary.meant("base", row.get("base"))
    if base is not None and base not in measure["bases"]:
        known = [vocabulary.rules("vocabulary")["base"][each][0] for each in measure["bases"]]
        yield "not_a_choice", f"{at}base", row["base"], choice_details(row["base"], known)
    for key in TAKES:
        if key in row and key not in (*measure["takes"], *measure.get("may_take", ())):
            yield "norm_key_idle", at + key, str(row[key]), {"measure": name}
    if measure["takes"] and not any(key in row for key in measure["takes"]):
        yield "norm_key_missing", at + measure["takes"][0], None, {}
    if "minutes" in row and "metres" in row:
        yield "norm_key_idle", f"{at}minutes", str(row["minutes"]), {"measure": name}
    if "list" in row and row["list"] not in list_names():
        yield "not_a_choice", f"{at}list", row["list"], choice_details(row["list"], list_names())


def _of_numbers(row: Said, at: str, *, said: Said) -> Iterator[Fault]:
    """Yield numbers that are missing, mean nothing with the comparison of a row, or are out of bounds."""
    comparison = vocabulary.meant("comparison", row.get("comparison"))
    if comparison is not None:
        wanted = {"shown": (), "between": ("value", "value_max")}.get(comparison, ("value",))
        for key in ("value", "value_max"):
            if key in wanted and key not in said:
                yield "norm_key_missing", at + key, None, {}
            if key in row and key not in wanted:
                yield "norm_key_idle", at + key, str(row[key]), {"measure": str(row.get("comparison"))}
    bad = [key for key in _NUMBERS if key in row and not _is_within(key, row[key])]
    for key in bad:
        yield "norm_bad_number", at + key, str(row[key]), {}
    if not bad and "value_max" in row and "value" in row and row["value_max"] < row["value"]:
        yield "norm_bad_number", f"{at}value_max", str(row["value_max"]), {}
    if "from" in row and "until" in row and row["until"] < row["from"]:
        yield "norm_bad_dates", f"{at}until", str(row["until"]), {}


def _is_within(key: str, value: int | Decimal) -> bool:
    """Return whether a number is finite and not negative, above 0 where it is no value, no share above a hundred."""
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= _LARGEST:
        return False
    return key == "value" or (number > 0 and (key != "share" or number <= 100))


def _twice(rows: Iterable[Said]) -> Iterator[Fault]:
    seen: set[object] = set()
    for name in (row.get("clause") for row in rows):
        if isinstance(name, str) and name in seen:
            yield "norm_clause_twice", "clause", name, {}
        seen.add(name if isinstance(name, str) else None)


def _unknown(said: Said, known: tuple[str, ...], at: str) -> Iterator[Fault]:
    for key in said:
        if key not in known:
            yield "norm_key_unknown", at + key, None, choice_details(key, known)


def _is(value: object, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, (bool, dt.datetime))


def _both(words: str | Mapping[str, str]) -> Bilingual:
    return Bilingual(words, words) if isinstance(words, str) else Bilingual(words["zh"], words["en"])


def _number(row: Said, key: str) -> Fraction | None:
    return Fraction(row[key]) if key in row else None


def _clause(row: Said, standard: str) -> Clause:
    scope, source = dict(row.get("scope", {})), row["source"]
    scope |= {key: vocabulary.meant(key, scope[key]) for key in _OF_WORDS if key in scope}
    words = {key: vocabulary.meant(key, row[key]) or "" for key in WORDED}
    takes: dict[str, Fraction | str] = {
        key: row[key] if key == "list" else Fraction(row[key]) for key in TAKES if key in row
    }
    return Clause(
        clause=row["clause"],
        requirement=_both(row["requirement"]),
        note=_both(row.get("note", "")),
        measure=row["measure"],
        scope=Scope(**scope),
        **words,
        unit=row["unit"],
        value=_number(row, "value"),
        value_max=_number(row, "value_max"),
        share=_number(row, "share") or Fraction(100),
        since=row.get("from"),
        until=row.get("until"),
        origin=Origin(**{**source, "standard": source.get("standard", standard)}),
        takes=MappingProxyType(takes),
    )
