"""What the names of files and the words in them say of what they are, by ``recognising.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from circles.sources.words.columns import plain
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circles.sources.folder.glimpses import Glimpse


def role_by_name(name: str) -> str:
    """Return the role that the name of a file says, empty where it says none, or several."""
    names = plain(name.partition(".")[0])
    said = [role for role in ("centers", "blocks", "gates") if any(word in names for word in words_for("files", role))]
    others = any(word in names for role in ("blocks",) for word in words_for("never", role))
    return said[0] if len(said) == 1 and not (others and said[0] == "blocks") else ""


def may_be_list(suffix: str) -> bool:
    """Return whether people keep lists in files that end so: a picture called 小区 is none."""
    return suffix.lower().removeprefix(".") in words_for("suffixes", "lists")


def may_be_table(suffix: str) -> bool:
    """Return whether a file that ends so may hold rows: a scanned map has none."""
    return may_be_list(suffix) or suffix.lower().removeprefix(".") in words_for("suffixes", "layers")


def says_road_surface(glimpse: Glimpse) -> bool:
    """Return whether polygons say that they are the surface of roads: the name of the layer, or most of its rows."""
    names = plain(f"{glimpse.layer}|{glimpse.path.name.partition('.')[0]}")
    if any(word in names for word in words_for("surfaces", "names")):
        return True
    words = words_for("surfaces", "values")
    return any(_mostly(cells, words) for cells in glimpse.sample.values())


def _mostly(cells: Iterable[str], words: Iterable[str]) -> bool:
    said = [plain(cell) for cell in cells if cell.strip()]
    fitting = sum(any(word in cell for word in words) for cell in said)
    return fitting > 0 and fitting >= 0.5 * len(said)


@cache
def words_for(section: str, role: str) -> tuple[str, ...]:
    """Return the words of a section for a role, in their plain form."""
    return tuple(plain(word) for word in _data()[section].get(role, ()))


@cache
def _data() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return rules_in(__package__, "recognising.toml")
