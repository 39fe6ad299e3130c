"""A study as a planner writes it, a file or a mapping of the same shape, checked before any reading."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

from circles import texts, walking
from circles.errors import Finding, InputError, raise_if_any
from circles.proposal import CANDIDATES_FROM
from circles.sources.files import limits
from circles.sources.files.contents import existing_file, is_address
from circles.sources.geo.coordinates import parse_crs
from circles.sources.geo.datum import DATUMS, contradicting
from circles.sources.made.blocks_made import GATES_FROM, MADE_FROM, made_settings_findings
from circles.sources.people.population import KINDS, POPULATION_FILES, population_findings
from circles.sources.streets.download import CACHE_FOLDER
from circles.sources.study.settings_workbook import study_in_workbook
from circles.sources.words.columns import fields_known
from circles.study import LABELS, Output, Scenario

TEXT, FILE, NUMBER, WHOLE = '"ABC"', '"name.gpkg"', "1.5", "2026"
FLAG, TEXTS, DATE = "true / false", '{ name = "ABC" }', '"2026-11-22"'
"""Types of values, each by a sample that is shown where a value is of another type."""

_PLACE = {"file": FILE, "crs": TEXT, "datum": TEXT, "layer": TEXT}
_LIST = {**_PLACE, "sheet": TEXT, "columns": TEXTS}

SECTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "streets": {**_PLACE, "place": TEXT, "crossings": TEXT, "join_ends_m": NUMBER, "private_ways": FLAG},
        "centers": {**_LIST, "label": TEXT},
        "blocks": {
            **_LIST,
            "from": TEXT,
            "h3_resolution": WHOLE,
            **dict.fromkeys(("min_area_ha", "max_area_ha", "min_width_m"), NUMBER),
        },
        "gates": {**_LIST, "from": TEXT},
        "area": _PLACE,
        "edits": {**_PLACE, "columns": TEXTS},
        "communities": {**_PLACE, "columns": TEXTS},
        "subdistricts": {**_PLACE, "columns": TEXTS},
        "candidates": {**_LIST, "from": TEXT, **dict.fromkeys(("grid_m", "spacing_m", "away_m"), NUMBER)},
        "forbidden": _PLACE,
        "preferred": _PLACE,
        "population": {
            **dict.fromkeys(("label", "source", "kind"), TEXT),
            "year": WHOLE,
            "household_size": NUMBER,
            **dict.fromkeys(POPULATION_FILES, FILE),
        },
        "scenario": {
            **dict.fromkeys(("minutes", "walking_speed_kmh"), NUMBER),
            "profile": TEXT,
            **dict.fromkeys(("max_snap_m", "frontage_m", "fill_ha", "cell_m"), NUMBER),
        },
        "output": {
            **dict.fromkeys(("crs", "lang", "title", "prepared_by"), TEXT),
            "data_date": DATE,
            "marking": TEXT,
        },
    }
)
"""Sections of a study and what each of their keys holds."""

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("streets", "crossings"): ("shared", "join"),
        **{(section, "datum"): DATUMS for section in ("streets", "centers", "blocks", "gates", "area", "edits")},
        **{(section, "datum"): DATUMS for section in ("communities", "subdistricts")},
        **{(section, "datum"): DATUMS for section in ("candidates", "forbidden", "preferred")},
        ("candidates", "from"): CANDIDATES_FROM,
        ("centers", "label"): LABELS,
        ("blocks", "from"): MADE_FROM,
        ("gates", "from"): GATES_FROM,
        ("population", "label"): LABELS,
        ("population", "kind"): tuple(KINDS),
        ("scenario", "profile"): tuple(walking.PROFILES),
        ("output", "lang"): texts.LANGUAGES,
    }
)

_IS: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        TEXT: lambda value: isinstance(value, str),
        FILE: lambda value: isinstance(value, (str, Path)),
        NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
        WHOLE: lambda value: isinstance(value, int) and not isinstance(value, bool),
        FLAG: lambda value: isinstance(value, bool),
        TEXTS: lambda value: (
            isinstance(value, Mapping) and all(isinstance(text, str) for text in [*value, *value.values()])
        ),
        DATE: lambda value: isinstance(value, (str, dt.date)),
    }
)

_EXCLUSIVE = (("profile", "walking_speed_kmh"), ("file", "from"), ("file", "place"), ("household_size", "raster"))
_EITHER = (*_EXCLUSIVE, *((other, one) for one, other in _EXCLUSIVE))
"""Keys of which one laid over the study displaces the other."""

_OF_A_FILE = ("crs", "datum", "layer", "sheet", "columns")

_ZIP = b"PK\x03\x04"

_FILES_NEEDED = ("streets", "centers", "blocks")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A checked study file.

    Attributes
    ----------
    name : str
        Name of the study.
    sections : mapping
        Section to key to value, only what was said; `file` values are paths.
    scenario, output : Scenario, Output
        The question and how it is answered.
    """

    name: str
    sections: Mapping[str, Mapping[str, Any]]
    scenario: Scenario
    output: Output

    def get(self, section: str, key: str, default: Any = None) -> Any:
        """Return a value, or `default` where the study does not say."""
        return self.sections.get(section, {}).get(key, default)


def read_settings(
    study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None, files: bool = True
) -> Settings:
    """Return the settings of a study, `options` laid over it.

    Parameters
    ----------
    study : str, Path or mapping
        A study file or a workbook that says the same, whose paths are relative to it, or a mapping of the same
        shape, whose paths are relative to the working folder.
    options : mapping, optional
        Of the same shape; its values win (None says nothing), its paths are relative to the working folder.
    files : bool
        Whether the study names files; without, tables are given by hand.

    Raises
    ------
    InputError
        With every unknown section and key, wrong type, wrong value, and missing or refused file.
    """
    settings, misspelt, findings = read_settings_as_far(study, options=options, files=files)
    raise_if_any(misspelt)
    raise_if_any(findings)
    return settings


def read_settings_as_far(
    study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None, files: bool = True
) -> tuple[Settings, list[Finding], list[Finding]]:
    """Return the settings that can be used, what is misspelt or of a wrong type, and what else is wrong.

    Parameters are those of :func:`read_settings`.

    Raises
    ------
    InputError
        If the study file cannot be read at all.
    """
    if isinstance(study, Mapping):
        file, base, written = None, Path(), study
    else:
        path = Path(study)
        file, base, written = path.name, path.parent, _parsed(path)
    asked = _said(options or {})
    misspelt = [*_shape_findings(written, file), *_shape_findings(asked, None)]
    written, asked = _well_shaped(written), _well_shaped(asked)
    laid_over = _laid_over(_with_paths(_said(written), base), _with_paths(asked, Path()))
    findings = [*_value_findings(laid_over, file), *(_file_findings(laid_over, file) if files else [])]
    scenario, faults = _scenario(laid_over.get("scenario", {}), file)
    findings = [_without_file(finding, asked) for finding in (*findings, *faults)]
    usable = _without_values(laid_over, findings)
    name = usable.get("name") or ("" if file is None else base.resolve().name)
    return Settings(name=name, sections=usable, scenario=scenario, output=_output(usable)), misspelt, findings


def _well_shaped(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections and keys that are known and of the right type."""
    kept = {section: values for section, values in written.items() if not _shape_findings({section: values}, None)}
    mended = {
        section: {key: value for key, value in values.items() if not [*_key_findings(section, {key: value}, None)]}
        for section, values in written.items()
        if section in SECTIONS and section not in kept and isinstance(values, Mapping)
    }
    return {**kept, **mended}


def _without_values(said: Mapping[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """Return what is said without the values that `findings` are about."""
    wrong = {finding.column for finding in findings}
    return {
        section: {key: value for key, value in values.items() if f"{section}.{key}" not in wrong}
        if isinstance(values, Mapping)
        else values
        for section, values in said.items()
    }


def _fits(section: str, key: str, value: object) -> bool:
    wanted = SECTIONS.get(section, {}).get(key) if section else TEXT
    return wanted is not None and _IS[wanted](value)


def _parsed(path: Path) -> Mapping[str, Any]:
    raise_if_any(existing_file(path))
    limits.refuse_above(path.stat().st_size, limits.STUDY_BYTES, path.name)
    try:
        data = path.read_bytes()
        if data.startswith(_ZIP):
            return study_in_workbook(path, fits=_fits)
        return tomllib.loads(data.decode("utf-8-sig"))
    except InputError:
        raise
    except UnicodeDecodeError as error:
        raise InputError(Finding(code="study_not_utf8", file=path.name)) from error
    except (ValueError, RecursionError) as error:  # not TOML, or numbers too long, or lists too deep
        raise InputError(Finding(code="study_not_toml", file=path.name, details={"why": str(error)})) from error
    except OSError as error:
        raise InputError(Finding(code="unreadable", file=path.name, details={"why": str(error)})) from error


def _shape_findings(written: Mapping[str, Any], file: str | None) -> list[Finding]:
    """Return a finding for each unknown section and key and each value of a wrong type."""
    findings = []
    for section, values in written.items():
        if section == "name":
            findings += _type_finding(file, "name", TEXT, values)
        elif section not in SECTIONS:
            known = ", ".join(["name", *SECTIONS])
            findings.append(Finding(code="unknown_section", file=file, value=str(section), details={"known": known}))
        elif not isinstance(values, Mapping):
            findings.append(Finding(code="not_a_section", file=file, value=str(values), details={"section": section}))
        else:
            findings += _key_findings(section, values, file)
    return findings


def _key_findings(section: str, values: Mapping[str, Any], file: str | None) -> Iterator[Finding]:
    known = SECTIONS[section]
    for key, value in values.items():
        if key not in known:
            details = {"section": section, "known": ", ".join(known)}
            yield Finding(code="unknown_key", file=file, column=f"{section}.{key}", details=details)
        else:
            yield from _type_finding(file, f"{section}.{key}", known[key], value)
    if isinstance(values.get("columns"), Mapping):
        for field in values["columns"]:
            if field not in fields_known(section):
                details = {"known": ", ".join(fields_known(section))}
                yield Finding(
                    code="unknown_field",
                    file=file,
                    column=f"{section}.columns",
                    value=str(field),
                    details=details,
                )


def _type_finding(file: str | None, column: str, wanted: str, value: object) -> list[Finding]:
    if value is None or _IS[wanted](value):
        return []
    return [Finding(code="wrong_type", file=file, column=column, value=str(value), details={"wanted": wanted})]


def _value_findings(said: Mapping[str, Any], file: str | None) -> list[Finding]:
    findings = [*made_settings_findings(said, file), *population_findings(said.get("population", {}), file)]
    for (section, key), choices in CHOICES.items():
        value = said.get(section, {}).get(key)
        if value is not None and value not in choices:
            details = {"known": ", ".join(choices)}
            findings.append(
                Finding(code="not_a_choice", file=file, column=f"{section}.{key}", value=value, details=details)
            )
    for section in SECTIONS:
        crs = said.get(section, {}).get("crs")
        if crs is not None and parse_crs(crs) is None:
            findings.append(Finding(code="unknown_crs", file=file, column=f"{section}.crs", value=crs))
        datum = said.get(section, {}).get("datum")
        if contradicting(datum, parse_crs(crs)):
            details = {"crs": crs}
            findings.append(
                Finding(code="datum_and_crs", file=file, column=f"{section}.datum", value=datum, details=details)
            )
    reach = said.get("streets", {}).get("join_ends_m", 2.0)
    if not (isfinite(reach) and reach >= 0):
        findings.append(Finding(code="negative_number", file=file, column="streets.join_ends_m", value=str(reach)))
    return findings


def _file_findings(said: Mapping[str, Any], file: str | None) -> list[Finding]:
    with_file = [section for section in SECTIONS if "file" in SECTIONS[section]]
    asked = [section for section in with_file if section in _FILES_NEEDED or said.get(section)]
    paths = {section: said.get(section, {}).get("file") for section in asked}
    findings = [
        Finding(code="file_not_named", file=file, column=f"{section}.file", details={"section": section})
        for section, path in paths.items()
        if not path and section != "candidates" and not {"from", "place"} & said.get(section, {}).keys()
    ]
    if paths["streets"] and "place" in said["streets"]:
        findings.append(Finding(code="streets_named_twice", file=file, column="streets.place"))
    for path in (*paths.values(), *(said.get("population", {}).get(key) for key in POPULATION_FILES)):
        findings += existing_file(path) if path else []
    return findings


def _scenario(said: Mapping[str, Any], file: str | None) -> tuple[Scenario, list[Finding]]:
    values = {key: value for key, value in said.items() if key != "profile"}
    profile = said.get("profile")
    if profile is not None and "walking_speed_kmh" in values:
        return Scenario(), [Finding(code="speed_said_twice", file=file, column="scenario.profile", value=profile)]
    if isinstance(profile, str) and profile in walking.PROFILES:
        values["walking_speed_kmh"] = walking.PROFILES[profile]
    speed = values.get("walking_speed_kmh")
    if isinstance(speed, int) and 0 < speed < 1000:  # as a workbook keeps 4.0
        values["walking_speed_kmh"] = float(speed)
    try:
        return Scenario(**values), []
    except InputError as error:
        return Scenario(), [
            replace(finding, file=file, column=f"scenario.{finding.column}") for finding in error.findings
        ]


def _without_file(finding: Finding, asked: Mapping[str, Any]) -> Finding:
    """Return a finding of a value that an option gave without the name of the study file."""
    section, _, key = (finding.column or "").partition(".")
    by_option = key in asked.get(section, {})
    return replace(finding, file=None) if by_option else finding


def _output(said: Mapping[str, Any]) -> Output:
    values = dict(said.get("output", {}))
    if isinstance(values.get("data_date"), dt.date):
        values["data_date"] = values["data_date"].isoformat()
    return Output(**values)


def _said(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return `written` without what says nothing (None)."""
    return {
        key: {name: item for name, item in value.items() if item is not None} if isinstance(value, Mapping) else value
        for key, value in written.items()
        if value is not None
    }


def _with_paths(said: Mapping[str, Any], base: Path) -> dict[str, Any]:
    return {
        section: {**values, **_on_disk(values, base)} if isinstance(values, Mapping) else values
        for section, values in said.items()
    }


def _on_disk(values: Mapping[str, Any], base: Path) -> dict[str, Path]:
    named = {key: _path(values[key], base) for key in ("file", *POPULATION_FILES) if values.get(key)}
    if named:
        return named
    return {"kept_in": base / CACHE_FOLDER} if "place" in values else {}


def _path(file: str | Path, base: Path) -> Path:
    # An address is kept as it is, to be refused by its own name.
    return Path(file) if is_address(str(file)) else base / file


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `above` laid over `below`, key by key; what excludes another displaces it."""
    merged = {**below}
    for section, values in above.items():
        if not isinstance(values, Mapping):
            merged[section] = values
            continue
        kept = dict(below.get(section, {}))
        for one, other in _EITHER:
            if one in values and other not in values:
                kept.pop(other, None)
        if "file" in values:  # what describes the file below says nothing of another one
            kept = {key: value for key, value in kept.items() if key not in _OF_A_FILE}
        merged[section] = {**kept, **values}
    return merged
