"""The JSON Schema of a study file, made from the settings: for editors that complete it, and services that check it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles import settings, texts
from circles.settings import NAME, SECTIONS, Setting
from circles.sources.geo.datum import DATUM_SPELLINGS
from circles.sources.words.columns import fields_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The one that editors of TOML know."""

_JSON_TYPES: Mapping[str, str] = MappingProxyType(
    {
        settings.TEXT.name: "string",
        settings.FILE.name: "string",
        settings.DATE.name: "string",
        settings.DAY.name: "string",
        settings.NUMBER.name: "number",
        settings.WHOLE.name: "integer",
        settings.FLAG.name: "boolean",
        settings.COLUMNS.name: "object",
        settings.TIERS.name: "array",
    }
)


_TIER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "oneOf": [{"required": ["minutes"]}, {"required": ["walk_m"]}],
    "properties": {
        "name": {"type": "string", "pattern": "\\S"},
        "minutes": {"type": "number", "exclusiveMinimum": 0, "maximum": 1440},
        "walk_m": {"type": "number", "exclusiveMinimum": 0, "maximum": 100_000},
        "words": {"type": "array", "items": {"type": "string"}},
    },
}


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a study file, as plain values.

    It refuses what :func:`circles.read_study` refuses of words, types, choices and bounds, and settings that exclude
    one another. It cannot know whether files are there, nor whether a coordinate reference system or a number of
    seconds is one.

    Examples
    --------
    >>> study_schema()["properties"]["scenario"]["properties"]["max_snap_m"]["maximum"]
    10000.0
    """
    return {
        "$schema": _DIALECT,
        "title": "circles: study.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {NAME.key: _value(NAME), **{section: _section_or_list(section) for section in SECTIONS}},
    }


def _section_or_list(section: str) -> dict[str, Any]:
    """Return a section; tiers are tables of their own (``[[tiers]]``) as well, in the place of its limits."""
    said = _section(section)
    return {"anyOf": [said, said["properties"]["limits"]]} if section == "tiers" else said


def _section(section: str) -> dict[str, Any]:
    declared = SECTIONS[section]
    pairs = [pair for pair in _excluded(section) if set(pair) <= declared.keys()]
    alone = [{"not": {"required": list(pair)}} for pair in pairs]
    uses = [_use(setting) for setting in declared.values() if setting.only_from]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _value(setting) for key, setting in declared.items()},
        **({"allOf": [*alone, *uses]} if alone or uses else {}),
    }


def _excluded(section: str) -> list[tuple[str, str]]:
    # A list of candidates wins over the rule by which they would be made.
    pairs = [pair for pair in settings.EXCLUSIVE if section != "candidates" or "file" not in pair]
    made = [("from", setting.key) for setting in SECTIONS[section].values() if setting.of_file]
    return [*pairs, *(made if section in {"blocks", "gates"} else [])]


def _use(setting: Setting) -> dict[str, Any]:
    """Return that a setting means something only where ``from`` is what it belongs to."""
    made = {"required": ["from"], "properties": {"from": {"const": setting.only_from}}}
    return {"if": {"required": [setting.key]}, "then": made}


def _spellings(setting: Setting) -> Iterable[object]:
    """Return what else is read as one of the choices."""
    if setting.choices == settings.DATUMS:
        return DATUM_SPELLINGS
    return settings.PRIVATE_WAYS if (setting.section, setting.key) == ("streets", "private_ways") else ()


def _value(setting: Setting) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": _JSON_TYPES[setting.type.name],
        "description": "\n".join(setting.help(lang) for lang in reversed(texts.LANGUAGES)),
    }
    if setting.type is settings.COLUMNS:
        fields = {field: {"type": "string"} for field in fields_known(setting.section)}
        said |= {"additionalProperties": False, "properties": fields}
    if setting.type is settings.DAY:
        said["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    if setting.type is settings.TIERS:
        said["items"] = _TIER
    if setting.choices:
        said["enum"] = [*setting.choices, *(each for each in _spellings(setting) if each not in setting.choices)]
        if any(isinstance(each, bool) for each in said["enum"]):
            said["type"] = [said["type"], "boolean"]
    if setting.low is not None:
        said["exclusiveMinimum" if setting.above_low else "minimum"] = setting.low
    if setting.high is not None:
        said["maximum"] = setting.high
    if setting.default is not None:
        said["default"] = setting.default
    return said
