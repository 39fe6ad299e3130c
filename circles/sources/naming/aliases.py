"""Other names of places, as a planner writes them down: which name each stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.files import contents
from circles.sources.files.format import LIST, WORKBOOK, unreadable
from circles.sources.files.toml import FAULTS, toml_of
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import shortened
from circles.sources.tables.reading import read_table
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
    if contents.family_of(content) not in {LIST, WORKBOOK}:
        raise contents.wrong_content(path, content, (contents.CSV, contents.WORKBOOK, "TOML"))
    raw = read_table(path, kind=_SECTION)
    table = FieldTable(raw, _SECTION, needed=("alias", "name"))
    table.raise_faults()
    return [Alias(*each) for each in zip(raw.rows.tolist(), table.texts("alias"), table.texts("name"), strict=True)]


def _of_toml(path: Path) -> list[Alias]:
    raise_if_any(contents.existing_file(path))
    try:
        names = toml_of(path).get(_SECTION)
    except (*FAULTS, OSError) as error:
        raise unreadable(path.name, error) from error
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise InputError(Finding(code="aliases_not_found", file=path.name))
    return [Alias(None, alias, name) for alias, name in names.items()]
