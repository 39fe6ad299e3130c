"""A study as a planner writes it, a file or a mapping of the same shape, checked before any reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from circles import walking
from circles.demonstration_rules import DemonstrationRules
from circles.errors import Finding, InputError, raise_if_any
from circles.planning_study import Output, Scenario
from circles.ranking_rules import RankingRules
from circles.settings import EXCLUSIVE, NAME, PRIVATE_WAYS, SECTIONS
from circles.sources.files import limits
from circles.sources.files.contents import existing_file, is_address
from circles.sources.files.format import unreadable
from circles.sources.files.toml import FAULTS, toml_of
from circles.sources.geo.datum import DATUM_SPELLINGS
from circles.sources.streets.download import CACHE_FOLDER
from circles.sources.study.settings_faults import file_findings, file_keys, shape_findings, value_findings
from circles.sources.study.settings_workbook import study_in_workbook

_EITHER = (*EXCLUSIVE, *((other, one) for one, other in EXCLUSIVE))

_OF_A_FILE = {key for settings in SECTIONS.values() for key, setting in settings.items() if setting.of_file}

_AT_LINE = re.compile(r"\bat line (\d+)")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A checked study file.

    Attributes
    ----------
    name : str
        Name of the study.
    sections : mapping
        Section to key to value, only what was said; `file` values are paths.
    scenario, output, ranking, demonstration : Scenario, Output, RankingRules, DemonstrationRules
        The question and how it is answered.
    """

    name: str
    sections: Mapping[str, Mapping[str, Any]]
    scenario: Scenario
    output: Output
    ranking: RankingRules = field(default_factory=RankingRules)
    demonstration: DemonstrationRules = field(default_factory=DemonstrationRules)

    def get(self, section: str, key: str, default: Any = None) -> Any:
        """Return a value, or `default` where the study does not say."""
        return self.sections.get(section, {}).get(key, default)

    def value(self, section: str, key: str) -> Any:
        """Return a value, or what holds where the study does not say."""
        return self.get(section, key, SECTIONS[section][key].default)


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
        file, base, written = path.name, path.parent, written_in(path)
    written, asked = (_in_our_words(_with_tiers(said)) for said in (written, _said(options or {})))
    misspelt = [*shape_findings(written, file), *shape_findings(asked, None)]
    written, asked = _well_shaped(written), _well_shaped(asked)
    said = laid_over(_with_paths(_said(written), base), _with_paths(asked, Path()))
    findings = [*value_findings(said, file), *(file_findings(said, file) if files else [])]
    scenario, faults = _scenario({**said.get("scenario", {}), **_of_other_sections(said)}, file)
    findings = [_of_key(_without_file(finding, asked)) for finding in (*findings, *faults)]
    misspelt = [*map(_of_key, misspelt)]
    usable = _without_values(said, findings)
    demonstration, faults = _demonstration(usable.get("demonstration", {}), file)
    findings += [_of_key(_without_file(finding, asked)) for finding in faults]
    name = usable.get("name") or ("" if file is None else base.resolve().name)
    return (
        Settings(
            name=name,
            sections=usable,
            scenario=scenario,
            output=_output(usable),
            ranking=_ranking(usable),
            demonstration=demonstration,
        ),
        misspelt,
        findings,
    )


def _with_tiers(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is written with ``[[tiers]]``, a table a tier, as the limits of ``[tiers]``."""
    tiers = written.get("tiers")
    return {**written, "tiers": {"limits": tiers}} if isinstance(tiers, list) else written


def _in_our_words(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is written with what has several spellings under its own: ``GCJ02`` is GCJ-02."""
    return {
        section: {key: _spelt(section, key, value) for key, value in values.items()}
        if isinstance(values, Mapping)
        else values
        for section, values in written.items()
    }


def _spelt(section: str, key: str, value: object) -> object:
    if (section, key) == ("streets", "private_ways") and isinstance(value, (str, bool)):
        return PRIVATE_WAYS.get(value, value)
    return DATUM_SPELLINGS.get(value, value) if key == "datum" and isinstance(value, str) else value


def _well_shaped(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections and keys that are known and of the right type."""
    kept = {section: values for section, values in written.items() if not shape_findings({section: values}, None)}
    mended = {
        section: {key: value for key, value in values.items() if not shape_findings({section: {key: value}}, None)}
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
    setting = SECTIONS.get(section, {}).get(key) if section else NAME
    return setting is not None and setting.type.holds(value)


def question_findings(asked: Mapping[str, Any], file: str) -> list[Finding]:
    """Return what is wrong with a question that stands in a file of its own: words, types, values, contradictions."""
    asked = _with_tiers(asked)
    misspelt = shape_findings(asked, file)
    if misspelt:
        return [*map(_of_key, misspelt)]
    _, faults = _scenario({**asked.get("scenario", {}), **_of_other_sections(asked)}, file)
    return [*map(_of_key, (*value_findings(asked, file), *faults))]


def written_in(path: Path) -> Mapping[str, Any]:
    """Return what a study file says, sections as they stand there."""
    raise_if_any(existing_file(path))
    limits.refuse_above(path.stat().st_size, limits.STUDY_BYTES, path.name)
    try:
        with path.open("rb") as stream:
            is_workbook = stream.read(len(_ZIP)) == _ZIP
        return study_in_workbook(path, fits=_fits) if is_workbook else toml_of(path)
    except InputError:
        raise
    except UnicodeDecodeError as error:
        raise InputError(Finding(code="study_not_utf8", file=path.name)) from error
    except FAULTS as error:
        raise InputError(Finding(code="study_not_toml", file=path.name, row=_line_in(error))) from error
    except OSError as error:
        raise unreadable(path.name, error) from error


def _line_in(error: Exception) -> int | None:
    """Return the line that a parser of TOML names in its words."""
    found = _AT_LINE.search(str(error))
    return int(found[1]) if found else None


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
            replace(finding, file=file, column=_SCENARIO_KEYS.get(finding.column or "", f"scenario.{finding.column}"))
            for finding in error.findings
        ]


_SCENARIO_SECTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "tiers": {"limits": "tiers", "higher_counts": "higher_counts"},
        "services": {"required": "required_services", "cluster_m": "cluster_m", "groups": "service_groups"},
    }
)
"""What a scenario calls the keys of other sections."""

_SCENARIO_KEYS = {
    name: f"{section}.{key}" for section, names in _SCENARIO_SECTIONS.items() for key, name in names.items()
}


def _of_other_sections(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of tiers and services as a scenario takes it."""
    asked = ((names, said.get(section, {})) for section, names in _SCENARIO_SECTIONS.items())
    return {
        names[key]: value
        for names, values in asked
        if isinstance(values, Mapping)
        for key, value in values.items()
        if key in names
    }


def _without_file(finding: Finding, asked: Mapping[str, Any]) -> Finding:
    """Return a finding of a value that an option gave without the name of the study file."""
    section, _, key = (finding.column or "").partition(".")
    by_option = key in asked.get(section, {})
    return replace(finding, file=None) if by_option else finding


def _of_key(finding: Finding) -> Finding:
    """Return a finding about a key of a study as such: what it names is no column of a table."""
    section, _, key = (finding.column or "").partition(".")
    is_key = (section in SECTIONS and key) or finding.column == NAME.key
    return replace(finding, names="key") if is_key else finding


def _output(said: Mapping[str, Any]) -> Output:
    values = dict(said.get("output", {}))
    if isinstance(values.get("data_date"), dt.date):
        values["data_date"] = values["data_date"].isoformat()
    return Output(**values)


def _ranking(said: Mapping[str, Any]) -> RankingRules:
    return RankingRules(**said.get("ranking", {}))


def _demonstration(said: Mapping[str, Any], file: str | None) -> tuple[DemonstrationRules, list[Finding]]:
    """Return the rules of demonstration sites, the default ones where what is said of them is wrong."""
    try:
        rules = {key: value for key, value in said.items() if key in DemonstrationRules.__dataclass_fields__}
        return DemonstrationRules(**rules), []
    except InputError as error:
        return DemonstrationRules(), [
            replace(each, file=file, column=f"demonstration.{each.column}") for each in error.findings
        ]


def _said(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return `written` without what says nothing (None)."""
    return {
        key: {name: item for name, item in value.items() if item is not None} if isinstance(value, Mapping) else value
        for key, value in written.items()
        if value is not None
    }


def _with_paths(said: Mapping[str, Any], base: Path) -> dict[str, Any]:
    return {
        section: {**values, **_on_disk(section, values, base)} if isinstance(values, Mapping) else values
        for section, values in said.items()
    }


def _on_disk(section: str, values: Mapping[str, Any], base: Path) -> dict[str, Path]:
    named = {key: _path(values[key], base) for key in file_keys(section) if values.get(key)}
    return {**named, "kept_in": base / CACHE_FOLDER} if "place" in values and "file" not in named else named


def _path(file: str | Path, base: Path) -> Path:
    # An address is kept as it is, to be refused by its own name.
    return Path(file) if is_address(str(file)) else base / file


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
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
