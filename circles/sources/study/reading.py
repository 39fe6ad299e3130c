"""A study read from its file, or from a mapping of the same shape."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles import texts
from circles.errors import Finding, InputError, expect
from circles.sources.study.building import build_study
from circles.sources.study.settings import read_settings
from circles.sources.study.study_tables import tables_of

if TYPE_CHECKING:
    from circles.planning_study import Study
    from circles.sources.study.building import BuiltStudy
    from circles.sources.study.settings import Settings


def read_study(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> Study:
    """Return a study, every input read once and checked.

    Parameters
    ----------
    study : str, Path or mapping
        A study file (``study.toml``), whose paths are relative to it, or a mapping of the same shape, whose
        paths are relative to the working folder.
    options : mapping, optional
        Of the same shape, laid over the study: ``{"scenario": {"minutes": 10}}``. None says nothing. Paths
        are relative to the working folder.

    Returns
    -------
    Study
        Tables in WGS-84.

    Raises
    ------
    InputError
        With all faults of the study file, else all faults of all its inputs.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml", options={"scenario": {"minutes": 10}})
    >>> study.scenario.minutes, len(study.blocks)
    (10, 374)
    """
    expect("study", study, str, Path, Mapping)
    expect("options", options, Mapping, None)
    settings = read_settings(study, options=options)
    return _without_fault(build_study(settings, tables_of(settings)), settings)


def demo_study() -> Path:
    """Return the folder of the bundled demo study; ``study.toml`` is in it.

    Raises
    ------
    InputError
        If this copy of the package came without the demo.

    Examples
    --------
    >>> import circles
    >>> sorted(path.name for path in circles.demo_study().glob("*.csv"))
    ['centers.csv', 'claims.csv', 'communities.csv', 'demand.csv']
    """
    installed = Path(str(files("circles"))) / "demo" / "hankou"
    checkout = Path(str(files("circles"))).parent / "data" / "hankou"
    for folder in (installed, checkout):
        if (folder / "study.toml").is_file():
            return folder
    raise InputError(Finding(code="demo_missing"))


def _without_fault(built: BuiltStudy, settings: Settings) -> Study:
    if built.study is None:
        # A name in Latin letters says nothing: the tables, which cannot be read, might be Chinese.
        by_name = "zh" if texts.language_of(settings.name) == "zh" else None
        raise InputError([*built.findings, *built.doubts], settings.output.lang or by_name)
    return built.study
