"""Communities of the list of figures that nothing else of a study has: most are slips of the pen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import tables
from circles.center_list import are_placed
from circles.errors import Finding
from circles.figures import Figure
from circles.near_names import nearest
from circles.phrases import joined, phrase
from circles.sources.tables.raw_table import LISTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words
    from circles.sources.tables.raw_table import Reading


def unplaced_communities(made: Mapping[str, Reading]) -> tuple[Finding, ...]:
    """Return what is told of communities of `statistics` that no block, outline or center has.

    Parameters
    ----------
    made : mapping of str to Reading
        What was made of each input, by kind.
    """
    if "statistics" not in made or made["statistics"].table.empty:
        return ()
    listed = made["statistics"].table
    around = listed["subdistrict"] if "subdistrict" in listed else [""] * len(listed)
    known = [each for kind in ("communities", "blocks") if kind in made for each in _districts(made[kind])]
    said = list(zip(listed["community"], around, strict=True))
    placed = are_placed(said, known, made["centers"].table)
    unknown = [name for (name, _), is_placed in zip(said, placed, strict=True) if not is_placed and name]
    if not unknown:
        return ()
    # One that the list does not have is the likelier to be meant.
    names = sorted({each.name for each in known} - {*listed["community"]}) or sorted({each.name for each in known})
    shown: list[Words] = [_asked(name, nearest(name, names)) for name in unknown[:LISTED]]
    shown += ["…"] if len(unknown) > LISTED else []
    details = {"count": Figure(value=len(unknown)), "names": joined(shown, phrase("norms.joint"))}
    return (Finding(code="communities_unplaced", file=made["statistics"].source.file, details=details),)


def _districts(reading: Reading) -> list[tables.District]:
    if "community" not in reading.table:
        return []
    return [each for each in tables.districts_of(reading.table, "community") if each is not None]


def _asked(name: str, near: str | None) -> Words:
    return name if near is None or near == name else phrase("unplaced.meant", name=name, near=near)
