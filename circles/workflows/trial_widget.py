"""The saved map as a widget of a notebook: what is tried in it comes back as a study, a plan and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anywidget
import traitlets

from circles.publish.web_files import web_text
from circles.workflows.comparing import compare
from circles.workflows.planning import plan as planned
from circles.workflows.trying import tried

if TYPE_CHECKING:
    from circles.answers.comparison import Comparison
    from circles.answers.plan import Plan
    from circles.planning_study import Scenario, Study


class Trial(anywidget.AnyWidget):
    """A map in which centers are dragged; made by :func:`circles.trial`.

    Attributes
    ----------
    asked : dict
        The scenario of the last step in the map (docs/map.md, For scripts); empty until something is tried.
    saved : Plan
        The plan that the map was made of.
    """

    _esm = web_text("widget/trial_widget.mjs")
    page = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)

    def __init__(self, saved: Plan, *, page: str, title: str, height: int) -> None:
        super().__init__(page=page, title=title, height=height)
        self.saved = saved

    @property
    def study(self) -> Study:
        """The study as it is tried."""
        return tried(self.saved.study, self.asked)[0]

    @property
    def scenario(self) -> Scenario:
        """The question as it is tried: minutes, speed, day."""
        return tried(self.saved.study, self.asked)[1]

    def plan(self) -> Plan:
        """Return the plan of what is tried: every figure that the map shows, and gaps and areas anew."""
        return planned(*tried(self.saved.study, self.asked))

    def changes(self) -> Comparison:
        """Return what is tried beside the saved plan; its `blocks` is a table with a row a block."""
        return compare(self.saved, self.plan(), lang=self.saved.study.lang)
