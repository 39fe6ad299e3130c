"""The files that a study is read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from circles.errors import InputError
from circles.sources.study.settings import read_settings_as_far
from circles.sources.study.settings_faults import file_keys


def input_files(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> tuple[Path, ...]:
    """Return every file that a study is read from: the study file itself, then what it and the options name.

    Only the study file is opened; of one that cannot be read nothing but its own path is known.

    Parameters
    ----------
    study, options
        As for :func:`circles.read_study`.
    """
    own = () if not isinstance(study, (str, Path)) else (Path(study),)
    try:
        settings, _, _ = read_settings_as_far(study, options=options)
    except InputError:
        return own
    said = {section: values for section, values in settings.sections.items() if isinstance(values, Mapping)}
    named = (values.get(key) for section, values in said.items() for key in file_keys(section))
    return (*own, *(path for path in named if isinstance(path, Path)))
