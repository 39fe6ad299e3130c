"""Streets that are about to be drawn into a study: whether their lines meet where they cross, in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import network
from circles.figures import Figure
from circles.sources.files import contents

if TYPE_CHECKING:
    from circles.sources.folder.trial_reading import Trial
    from circles.workflows.file_choice import Choice


def unjoined_figures(sound: network.StreetSoundness) -> dict[str, Figure]:
    """Return how many crossings share no vertex, which share of all that is, and how many share one."""
    return {
        "count": Figure(value=len(sound.unjoined)),
        "share": Figure(value=sound.unjoined_share, precision="rough_share"),
        "junctions": Figure(value=sound.junctions),
    }


def soundness_on_trial(choice: Choice, trial: Trial) -> network.StreetSoundness | None:
    """Return which crossings of the streets share a vertex, None where their format says that all do."""
    streets = choice.chosen.get("streets")
    if streets is None or streets.glimpse.content in (*contents.EXTRACTS, contents.GRAPHML) or trial.streets is None:
        return None
    return network.street_soundness(trial.streets)
