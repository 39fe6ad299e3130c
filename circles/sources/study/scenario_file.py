"""A question in a file of its own, as the saved map hands it out: the sections of a study file that ask, no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, expect, raise_if_any
from circles.near_names import nearest_words
from circles.settings import as_written
from circles.sources.study.settings import laid_over, question_findings, written_in

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTIONS = ("scenario", "tiers")


def with_scenario(file: str | Path, options: Mapping[str, Any]) -> dict[str, Any]:
    r"""Return what a scenario file says with `options` laid over it, both in the shape of a study file.

    Parameters
    ----------
    file : str or Path
        TOML with a section ``[scenario]`` that says what it may say in a study file, and perhaps ``[[tiers]]``.
    options : mapping
        What options of a command say; their values win.

    Raises
    ------
    InputError
        With every section that asks nothing, every unknown key and every wrong value.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "scenario.toml"
    ...     _ = file.write_text("[scenario]\nminutes = 10\nprofile = 'elderly'\n")
    ...     with_scenario(file, {"scenario": {"walking_speed_kmh": 3.6}})
    {'scenario': {'minutes': 10, 'walking_speed_kmh': 3.6}}
    """
    expect("file", file, str, Path)
    path = Path(file)
    written = written_in(path)
    others = [section for section in written if section not in _SECTIONS]
    findings = [
        Finding(
            code="asks_nothing",
            file=path.name,
            value=as_written(section),
            details={"known": ", ".join(_SECTIONS), "meant": nearest_words(as_written(section), _SECTIONS)},
        )
        for section in others
    ]
    if "scenario" not in written:
        findings.append(Finding(code="scenario_not_said", file=path.name))
    asked = {section: values for section, values in written.items() if section not in others}
    raise_if_any([*findings, *question_findings(asked, path.name)])
    return laid_over(asked, options)
