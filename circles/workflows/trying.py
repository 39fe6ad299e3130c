"""What is tried in the saved map, in Python: a study and a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import drawn_edits, integers, named_rows, tables
from circles.errors import Finding, QuestionError, expect
from circles.near_names import choice_details
from circles.planning_study import Scenario, Study

if TYPE_CHECKING:
    from collections.abc import Sequence

_KNOWN_OF_ESTATES = {"people": "population", "households": "dwellings", "delivered": "delivered"}
_TOLD_OF_CENTERS = {
    "tier": "tier",
    "opens": "opens",
    "services": "services",
    "communities": "community",
    "floor_m2": "floor_area_m2",
    "capacity": "capacity",
}
_AMOUNTS = frozenset({"floor_m2", "capacity"})
SCENARIO_KEYS = (
    *("minutes", "walking_speed_kmh", "profile", "as_of", "tier"),
    *("move", "close", "open", "add", "demand", "gates", "paths", "closures", "compounds_open"),
)
"""What a scenario of the saved map may hold; of them `tier` says which verdict the map shows, and changes no study."""


def tried(study: Study, scenario: Mapping[str, Any]) -> tuple[Study, Scenario]:
    """Return the study and the question that a scenario of the saved map stands for.

    Parameters
    ----------
    study : Study
        The one that the map was made of.
    scenario : mapping
        What ``window.circlesPage.answer`` takes (docs/map.md): every key of :data:`SCENARIO_KEYS` optional.

    Returns
    -------
    Study, Scenario
        For :func:`circles.plan`, which answers as the map does.

    Raises
    ------
    QuestionError
        If a key is none of a scenario, or a name is no center or compound of the study.
    InputError
        If a place, a number or a line is none.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> asked = {"minutes": 10, "add": [{"name": "New", "lon": 114.29, "lat": 30.60}]}
    >>> after, question = circles.tried(study, asked)
    >>> len(after.centers) - len(study.centers), question.minutes
    (1, 10)
    """
    expect("study", study, Study)
    expect("scenario", scenario, Mapping)
    for key in scenario:
        if key not in SCENARIO_KEYS:
            details = choice_details(key, SCENARIO_KEYS)
            raise QuestionError(Finding(code="scenario_key_not_known", column=key, names="key", details=details))
    for move in scenario.get("move", ()):
        study = _moved(study, **move)
    for status, key in (("closed", "close"), ("open", "open")):
        for name in scenario.get(key, ()):
            study = study.with_status(name, status)
    for add in scenario.get("add", ()):
        study = _with_center(study, add)
    for estate in scenario.get("demand", ()):
        known = {name: estate[key] for key, name in _KNOWN_OF_ESTATES.items() if key in estate}
        study = study.with_demand(estate.get("name", ""), estate["lon"], estate["lat"], **known)
    return _with_drawn(study, scenario), _question(study.scenario, scenario)


def _moved(study: Study, *, center_id: str, lon: float, lat: float) -> Study:
    asked = named_rows.id_meant(study.centers, "center", center_id)
    place = shapely.Point(integers.to_degrees(integers.to_units([lon, lat])))
    shapes = study.centers.geometry.where(study.centers["center_id"] != asked, place)
    return replace(study, centers=study.centers.set_geometry(shapes))


def _with_center(study: Study, add: Mapping[str, Any]) -> Study:
    """Return the study with a center and what is said of it; what it costs changes no answer."""
    study = study.with_center(add.get("name", ""), add["lon"], add["lat"])
    centers = study.centers
    for key, name in _TOLD_OF_CENTERS.items():
        if key in add:
            empty: Any = np.nan if key in _AMOUNTS else ""
            column = centers[name] if name in centers else pd.Series(empty, centers.index)
            centers = centers.assign(**{name: [*column.iloc[:-1], _told(add[key])]})
    return replace(study, centers=centers)


def _told(value: Any) -> Any:
    """Return what is said of a center as a list has it: several texts in one cell."""
    return "、".join(value) if isinstance(value, (list, tuple)) else value


def _with_drawn(study: Study, scenario: Mapping[str, Any]) -> Study:
    for lon, lat in scenario.get("gates", ()):
        study = study.with_gate(lon, lat)
    for line in scenario.get("paths", ()):
        study = study.with_path(line)
    for line in scenario.get("closures", ()):
        study = study.with_closure(line)
    return _with_open(study, scenario.get("compounds_open", ()))


def _with_open(study: Study, compounds: Sequence[str]) -> Study:
    """Return the study with compounds open: each by its id, also where its name is another's id."""
    for compound in compounds:
        edits = drawn_edits.with_edit(study.edits, "open", None, note="", **{tables.EDIT_COMPOUND: compound})
        study = replace(study, edits=edits)
    return study


def _question(question: Scenario, scenario: Mapping[str, Any]) -> Scenario:
    question = replace(question, **{key: scenario[key] for key in ("minutes", "as_of") if key in scenario})
    speed = {key: scenario[key] for key in ("profile", "walking_speed_kmh") if key in scenario}
    return replace(question, walking_speed_kmh=Scenario(**speed).walking_speed_kmh) if speed else question
