"""Other names of places, as a planner writes them down: which name each stands for."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.files import contents
from circles.sources.tables.delimited import read_delimited
from circles.sources.tables.raw_table import field_texts, shortened
from circles.sources.tables.spreadsheets import read_spreadsheet
from circles.sources.words.columns import find_columns, missing_columns
from circles.sources.words.place_names import NO_NAME, PlaceName, place_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SECTION = "aliases"


class Alias(NamedTuple):
    """Another name: where it is written (row or None), the name itself, and what it stands for."""

    row: int | None
    alias: str
    name: str


def read_aliases(path: Path) -> Mapping[PlaceName, Alias]:
    """Return which name each alias stands for, by the alias as it is compared.

    Parameters
    ----------
    path : Path
        A table (CSV or Excel) with the columns alias (别名) and name (名称), or a TOML file with a section
        ``[aliases]`` of lines ``"alias" = "name"``.

    Raises
    ------
    InputError
        If the file cannot be read, a line lacks one of the two, or one alias stands for two names.
    """
    given = _of_toml(path) if path.suffix.lower() == ".toml" else _of_table(path)
    findings, found = [], dict[PlaceName, Alias]()
    for each in given:
        alias, name = place_name(each.alias), place_name(each.name)
        if NO_NAME in {alias, name}:
            value = each.alias or each.name
            findings.append(Finding(code="alias_incomplete", file=path.name, row=each.row, value=value or None))
            continue
        first = found.setdefault(alias, each)
        if place_name(first.name) != name:
            details = {"one": first.name, "other": each.name}
            findings.append(
                Finding(code="alias_of_two", file=path.name, row=each.row, value=each.alias, details=details)
            )
    raise_if_any(shortened(findings))
    return found


def _of_table(path: Path) -> list[Alias]:
    content = contents.content_of(path)
    if content not in {contents.CSV, contents.WORKBOOK}:
        raise contents.wrong_content(path, content, (contents.CSV, contents.WORKBOOK, "TOML"))
    raw = (read_delimited if content == contents.CSV else read_spreadsheet)(path, kind=_SECTION)
    fields, findings = find_columns(raw.columns, _SECTION, file=raw.file)
    raise_if_any([*findings, *missing_columns(fields, ("alias", "name"), raw.columns, _SECTION, raw.file)])
    aliases, names = (field_texts(raw, fields, field) for field in ("alias", "name"))
    return [Alias(*each) for each in zip(raw.rows.tolist(), aliases, names, strict=True)]


def _of_toml(path: Path) -> list[Alias]:
    raise_if_any(contents.existing_file(path))
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig")).get(_SECTION)
    except (ValueError, RecursionError, OSError) as error:
        raise contents.unreadable(path.name, error) from error
    if not isinstance(said, dict) or not all(isinstance(name, str) for name in said.values()):
        raise InputError(Finding(code="aliases_not_found", file=path.name))
    return [Alias(None, alias, name) for alias, name in said.items()]
