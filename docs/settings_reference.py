"""Write what is made from the settings: the reference in docs/inputs.md and docs/study.schema.json.

Run ``python docs/settings_reference.py`` after a setting was changed; a test holds both equal to the settings.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from circles.settings import FETCH, NAME, NUMBER, SECTIONS, SITING, WHOLE, Setting
from circles.sources import study_schema

HOME = Path(__file__).resolve().parent
INPUTS, SCHEMA = HOME / "inputs.md", HOME / "study.schema.json"

_MARKED = re.compile(r"(<!-- settings: begin -->\n).*?(<!-- settings: end -->\n)", re.DOTALL)


def reference() -> str:
    """Return the tables of all settings, in Markdown."""
    parts = [
        "Above all sections:",
        _table(NAME),
        "Of the file of an input:",
        _table(*_of_file()),
        "Inputs of which nothing else is said:",
        _table(*(SECTIONS[section]["file"] for section in SECTIONS if _is_plain(section)), with_section=True),
        *(text for section in SECTIONS if not _is_plain(section) for text in _section(section)),
        "What may be asked of new centers: fields of `SitingQuestion`, options of `circles site` (docs/siting.md):",
        _table(*SITING.values()),
        "Of a download: arguments of `fetch_streets`, options of `circles fetch`:",
        _table(*FETCH.values()),
    ]
    return "\n\n".join(parts) + "\n"


def with_reference(inputs: str) -> str:
    """Return the text of docs/inputs.md with the present tables between its marks."""
    made, count = _MARKED.subn(lambda marks: f"{marks[1]}\n{reference()}\n{marks[2]}", inputs)
    if count != 1:
        message = "docs/inputs.md must hold the marks of the settings once"
        raise ValueError(message)
    return made


def schema_text() -> str:
    """Return docs/study.schema.json as text."""
    return json.dumps(study_schema(), ensure_ascii=False, indent=1) + "\n"


def _of_file() -> list[Setting]:
    """Return what may be said of a file, once."""
    declared = {key: setting for settings in SECTIONS.values() for key, setting in settings.items() if setting.of_file}
    return list(declared.values())


def _means(setting: Setting) -> str:
    """Return the help, and which inputs have the setting where not all that are files have."""
    inputs = [section for section in SECTIONS if "file" in SECTIONS[section]]
    those = [section for section in inputs if setting.key in SECTIONS[section]]
    only = f" In {', '.join(f'`[{section}]`' for section in those)}." if setting.of_file and those != inputs else ""
    return setting.help() + only


def _is_plain(section: str) -> bool:
    """Return whether a section is one file and nothing more."""
    return [key for key, setting in SECTIONS[section].items() if not setting.of_file] == ["file"]


def _section(section: str) -> tuple[str, str]:
    own = [setting for setting in SECTIONS[section].values() if not setting.of_file]
    return f"**`[{section}]`**", _table(*own)


def _table(*settings: Setting, with_section: bool = False) -> str:
    heads = ("key", "holds", "default", "means")
    names = [f"`[{each.section}] {each.key}`" if with_section else f"`{each.key}`" for each in settings]
    rows = [(name, _holds(each), _default(each), _means(each)) for name, each in zip(names, settings, strict=True)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * 4, *rows))


def _holds(setting: Setting) -> str:
    if setting.choices:
        held = ", ".join(f"`{choice}`" if isinstance(choice, str) else str(choice) for choice in setting.choices)
    else:
        held = ", ".join(part for part in (setting.type.name, _bounds(setting)) if part)
    return f'{held} (only with `from = "{setting.only_from}"`)' if setting.only_from else held


def _bounds(setting: Setting) -> str:
    form = ",g" if setting.unit else "g"  # a year has no thousands
    low, high = ("" if bound is None else format(bound, form) for bound in (setting.low, setting.high))
    least = f"{'above' if setting.above_low else 'from'} {low}" if low else ""
    most = f"to {high}" if high else ""
    return " ".join(part for part in (least, most, setting.unit) if part)


def _default(setting: Setting) -> str:
    value = setting.default
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if setting.type in {NUMBER, WHOLE}:
        return f"{value:,g}"
    return f"`{value}`"


if __name__ == "__main__":
    INPUTS.write_text(with_reference(INPUTS.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
