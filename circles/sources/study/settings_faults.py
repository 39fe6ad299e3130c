"""What is wrong with a study as it is written: unknown words, types, values, contradictions, files not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from circles.errors import Finding
from circles.near_names import choice_details, nearest_words
from circles.phrases import phrase
from circles.settings import FILE, NAME, SECTIONS, as_written, is_too_large
from circles.sources.files.contents import existing_file
from circles.sources.geo.coordinates import parse_crs
from circles.sources.geo.datum import contradicting
from circles.sources.geo.stated_bounds import stated_bounds
from circles.sources.study.whole_results import result_findings
from circles.sources.words.columns import fields_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.phrases import Words
    from circles.settings import Setting

_FILES_NEEDED = ("streets", "centers", "blocks")


def shape_findings(written: Mapping[str, Any], file: str | None) -> list[Finding]:
    """Return a finding for each unknown section and key and each value of a wrong type.

    Parameters
    ----------
    written : mapping
        Section to key to value, whatever stands there.
    file : str or None
        Named in the findings.
    """
    findings: list[Finding] = []
    for section, values in written.items():
        if section == NAME.key:
            findings += _type_findings(file, NAME.key, NAME, values)
        elif section not in SECTIONS:
            known, shown = [NAME.key, *SECTIONS], as_written(section)
            details = {"known": ", ".join(known), "meant": nearest_words(shown, known)}
            findings.append(Finding(code="unknown_section", file=file, value=shown, details=details))
        elif not isinstance(values, Mapping):
            value = as_written(values)
            findings.append(Finding(code="not_a_section", file=file, value=value, details={"section": section}))
        else:
            findings += _key_findings(section, values, file)
    return findings


def value_findings(said: Mapping[str, Any], file: str | None) -> list[Finding]:
    """Return a finding for each value that is no choice, out of bounds, or contradicts another.

    The numbers of ``[scenario]`` are left to :class:`circles.Scenario`.

    Parameters
    ----------
    said : mapping
        Section to key to value, all known and of the right type.
    file : str or None
        Named in the findings.
    """
    findings: list[Finding] = []
    for section, settings in SECTIONS.items():
        values = said.get(section, {})
        for key, setting in settings.items():
            if values.get(key) is not None:
                findings += _value_findings(setting, values, file)
        findings += _place_findings(section, values, file)
    return [*findings, *_together_findings(said, file)]


def file_findings(said: Mapping[str, Any], file: str | None) -> list[Finding]:
    """Return a finding for each input that names no file, and each file that is not there or is refused."""
    asked = [
        section
        for section, settings in SECTIONS.items()
        if "file" in settings and (section in _FILES_NEEDED or said.get(section))
    ]
    paths = {section: said.get(section, {}).get("file") for section in asked}
    findings = [
        Finding(code="file_not_named", file=file, column=f"{section}.file", details={"section": section})
        for section, path in paths.items()
        if not path and section != "candidates" and not {"from", "place"} & said.get(section, {}).keys()
    ]
    if paths["streets"] and "place" in said["streets"]:
        findings.append(Finding(code="streets_named_twice", file=file, column="streets.place"))
    others = [said.get("population", {}).get(key) for key in file_keys("population")]
    others.append(said.get("streets", {}).get("edge"))
    for path in (*paths.values(), *others):
        findings += (existing_file(path) or result_findings(path)) if path else []
    return findings


def file_keys(section: str) -> tuple[str, ...]:
    """Return the keys of a section that name files."""
    return tuple(key for key, setting in SECTIONS[section].items() if setting.type is FILE)


def _key_findings(section: str, values: Mapping[str, Any], file: str | None) -> Iterator[Finding]:
    known = SECTIONS[section]
    for key, value in values.items():
        if key not in known:
            details = {"section": section, "known": ", ".join(known), "meant": _key_meant(section, as_written(key))}
            yield Finding(code="unknown_key", file=file, column=f"{section}.{as_written(key)}", details=details)
        else:
            yield from _type_findings(file, known[key].name, known[key], value)
    if "columns" in known and isinstance(values.get("columns"), Mapping):
        fields = fields_known(section)
        for field in values["columns"]:
            if field not in fields:
                column, details = f"{section}.columns", {"known": ", ".join(fields)}
                yield Finding(code="unknown_field", file=file, column=column, value=as_written(field), details=details)


def _key_meant(section: str, key: str) -> Words:
    """Return a question whether another key was meant: the same one of another section, or one that is spelt alike."""
    elsewhere = next((name for name, settings in SECTIONS.items() if key in settings), None)
    if elsewhere is not None:
        return phrase("near.elsewhere", key=key, section=elsewhere)
    return nearest_words(key, SECTIONS[section])


def _type_findings(file: str | None, column: str, setting: Setting, value: object) -> list[Finding]:
    if value is not None and not setting.type.holds(value):
        details = {"wanted": setting.type.sample}
        return [Finding(code="wrong_type", file=file, column=column, value=as_written(value), details=details)]
    if is_too_large(value):
        return [Finding(code="setting_too_large", file=file, column=column, value=as_written(value))]
    return []


def _value_findings(setting: Setting, values: Mapping[str, Any], file: str | None) -> Iterator[Finding]:
    value = values[setting.key]
    said: dict[str, Any] = {"file": file, "column": setting.name, "value": as_written(value)}
    if setting.only_from and values.get("from") != setting.only_from:
        yield Finding(code="setting_without_use", **said)
    elif setting.choices and value not in setting.choices:
        yield Finding(code="not_a_choice", **said, details=choice_details(value, setting.choices))
    elif setting.section != "scenario" and setting.low is not None and not setting.is_within(value):
        if setting.high is None:
            yield Finding(code="negative_number", **said)
        else:
            yield Finding(
                code="bad_setting", **said, details={"low": f"{setting.low:,g}", "high": f"{setting.high:,g}"}
            )


def _place_findings(section: str, values: Mapping[str, Any], file: str | None) -> Iterator[Finding]:
    bounds = values.get("edge_bounds")
    if bounds is not None and stated_bounds(bounds) is None:
        yield Finding(code="edge_bounds_unreadable", file=file, column=f"{section}.edge_bounds", value=bounds)
    crs, datum = values.get("crs"), values.get("datum")
    known = parse_crs(crs)
    if crs is not None and known is None:
        yield Finding(code="unknown_crs", file=file, column=f"{section}.crs", value=crs)
    if contradicting(datum, known):
        yield Finding(code="datum_and_crs", file=file, column=f"{section}.datum", value=datum, details={"crs": crs})


def _together_findings(said: Mapping[str, Any], file: str | None) -> Iterator[Finding]:
    """Yield a finding for each pair of things said that do not go together."""
    for section, values in said.items():
        if isinstance(values, Mapping) and values.get("sheet") and values.get("sheets"):
            yield Finding(code="sheet_and_sheets", file=file, column=f"{section}.sheets", value=values["sheets"])
        if isinstance(values, Mapping) and values.get("edge") and values.get("edge_bounds"):
            column, bounds = f"{section}.edge_bounds", values["edge_bounds"]
            yield Finding(code="edge_said_twice", file=file, column=column, value=bounds)
    for section in ("blocks", "gates"):
        values = said.get(section, {})
        for key in values if "from" in values else ():
            if key == "file" or SECTIONS[section][key].of_file:
                yield Finding(code="from_and_file", file=file, column=f"{section}.{key}", details={"section": section})
    if "from" in said.get("gates", {}) and said.get("blocks", {}).get("from") == "h3":
        yield Finding(code="gates_of_cells", file=file, column="gates.from")
    people = said.get("population", {})
    if people.get("household_size") is not None and people.get("raster"):
        yield Finding(code="people_said_twice", file=file, column="population.raster")
