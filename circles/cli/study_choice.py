"""Which study a command is about: a file, a folder that holds one, or ``study.toml`` of the working folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, InputError
from circles.results import SUMMARY, recorded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.planning_study import Study

STUDY_FILE = "study.toml"

_INPUTS = ("streets", "centers", "blocks")
_OF_A_STUDY = re.compile(rb"^\s*\[(?:streets|centers|blocks)\]", re.MULTILINE)
_HEAD = 2**16
_MOST_LISTED = 8


@dataclass(frozen=True, kw_only=True)
class AskedStudy:
    """A study as a command was asked for it.

    Attributes
    ----------
    file : Path or None
        Its file; None where the options name all that is needed.
    options : mapping
        What the options say, in the shape of a study file.
    scenario : Path or None
        A file besides that asks: an input like any other.
    """

    file: Path | None
    options: Mapping[str, Any]
    scenario: Path | None = None

    @property
    def laid_over(self) -> Mapping[str, Any]:
        """What is laid over the study: what the file with the question says, and the options over it."""
        from circles.sources import with_scenario

        return self.options if self.scenario is None else with_scenario(self.scenario, self.options)

    @property
    def source(self) -> Path | Mapping[str, Any]:
        """What is read: the file, or the options alone."""
        return self.laid_over if self.file is None else self.file

    def read(self) -> Study:
        """Return the study, read."""
        from circles.sources import read_study

        return read_study(self.laid_over) if self.file is None else read_study(self.file, options=self.laid_over)

    def input_files(self) -> list[Path]:
        """Return every file that the study names."""
        from circles.sources import input_files

        named = input_files(self.file or {}, options=self.laid_over)
        return [*named, *(() if self.scenario is None else (self.scenario,))]


def asked_study(
    given: Path | None, options: Mapping[str, Any], *, lang: str | None = None, scenario: Path | None = None
) -> AskedStudy:
    """Return the study that is meant.

    Parameters
    ----------
    given : Path or None
        A file, a folder, or nothing.
    options : mapping
        What the options of a command say, in the shape of a study file.
    lang : str, optional
        The language that was asked for.
    scenario : Path, optional
        A file that asks too; options win over it.

    Raises
    ------
    InputError
        If that file is at fault, or if a folder holds no study, or several of which none is called ``study.toml``, with
        what can be done.
    """
    said = dict(options) if lang is None else {**options, "output": {**options.get("output", {}), "lang": lang}}
    asked = AskedStudy(file=_file(given, options), options=said, scenario=scenario)
    _ = asked.laid_over  # a file at fault is refused before any work
    return asked


def _file(given: Path | None, options: Mapping[str, Any]) -> Path | None:
    if given is None:
        here = Path(STUDY_FILE)
        needed = [section for section in _INPUTS if section not in options]
        if needed and here.is_file():
            return here
        if len(needed) == len(_INPUTS):
            raise InputError(Finding(code="no_study_here"))
        return None
    return _in_folder(given) if given.is_dir() else given


def _in_folder(folder: Path) -> Path:
    """Return the study file of a folder: ``study.toml``, else the only one there or one step below."""
    if (folder / STUDY_FILE).is_file():
        return folder / STUDY_FILE
    found = _studies_in(folder)
    if len(found) == 1:
        return found[0]
    if found:
        more = ["…"] if len(found) > _MOST_LISTED else []
        details = {"files": ", ".join([*map(str, found[:_MOST_LISTED]), *more])}
        raise InputError(Finding(code="several_studies", file=str(folder), details=details))
    code = "folder_of_result" if recorded(folder) else "folder_without_study"
    raise InputError(Finding(code=code, file=str(folder), details={"summary": SUMMARY}))


def _studies_in(folder: Path) -> list[Path]:
    try:
        beside = sorted(folder.glob("*.toml"))
        return [*filter(_is_study, beside), *sorted(folder.glob(f"*/{STUDY_FILE}"))]
    except OSError:  # a folder that may not be entered
        return []


def _is_study(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return bool(_OF_A_STUDY.search(stream.read(_HEAD)))
