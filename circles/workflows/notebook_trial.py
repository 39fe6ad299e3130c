"""The saved map in a notebook, and what is tried in it back in Python."""

from __future__ import annotations

from importlib.util import find_spec
from numbers import Integral
from typing import TYPE_CHECKING

from circles.answers.plan import Plan
from circles.errors import Finding, OutputError, expect, expect_language
from circles.publish.coverage_map import map_html
from circles.publish.shared_page import SHARED

if TYPE_CHECKING:
    from circles.workflows.trial_widget import Trial


def trial(plan: Plan, *, lang: str | None = None, height: int = 720) -> Trial:
    """Return the saved map for a notebook: what is tried in it comes back as a study, a plan and a table.

    Parameters
    ----------
    plan : Plan
        What the map shows.
    lang : str, optional
        ``zh`` or ``en``; by default the study's.
    height : int
        Of the map in pixels.

    Returns
    -------
    Trial
        The widget. Its `asked` is the scenario of the last step in the map, `study` and `scenario` are what
        :func:`circles.tried` makes of it, ``plan()`` and ``changes()`` what comes of it.

    Raises
    ------
    OutputError
        If anywidget is not installed, or the study's output asks for the edition that is handed on, which answers
        nothing.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> trial = circles.trial(plan)
    >>> trial.asked = {"add": [{"name": "New", "lon": 114.29, "lat": 30.60}]}  # what dragging does
    >>> int(trial.changes().totals["blocks"]["gained"])
    14
    """
    expect("plan", plan, Plan)
    expect("height", height, Integral)
    expect_language(lang)
    if find_spec("anywidget") is None:
        raise OutputError(Finding(code="no_anywidget"))
    if plan.study.output.edition == SHARED:
        raise OutputError(Finding(code="shared_tries_nothing", column="output.edition", names="key"))
    from circles.workflows.trial_widget import Trial

    return Trial(plan, page=map_html(plan, lang=lang), title=plan.study.name, height=height)
