"""Who may walk a way, by its tags (docs/method.md, Streets and In or out): the oracle's own reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC, PRIVATE, OUT = "public", "private", "out"

_RIGHT = {"yes", "designated", "permissive", "official", "public"}
_SHUT = {"no", "military", "agricultural", "forestry"}
_OWN = {"private", "residents", "permit"}
_NO_STREET = {
    *("abandoned", "bus_guideway", "construction", "motor", "motorway", "motorway_link", "no", "planned", "platform"),
    *("proposed", "raceway", "razed", "rest_area", "services", "under_construction"),
}
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


def standing(tags: Mapping[str, str]) -> str:
    """Return whether a way is public, private or out of the walk."""
    highway = _values(tags, "highway")
    right = bool(_values(tags, "foot") & _RIGHT)
    if not highway or highway & _NO_STREET or "yes" in _values(tags, "area"):
        return OUT
    if any("separate" in _values(tags, key) for key in _SIDEWALKS) or not _has_sidewalk(tags, right=right):
        return OUT
    if right:
        return PUBLIC
    if "cycleway" in highway or "no" in _values(tags, "foot") or _values(tags, "access") & _SHUT:
        return OUT
    own = any(_values(tags, key) & _OWN for key in ("access", "foot")) or "private" in _values(tags, "service")
    return PRIVATE if own else PUBLIC


def cuts(tags: Mapping[str, str]) -> bool:
    """Return whether a barrier at a node parts the streets that meet there."""
    if "yes" in _values(tags, "locked"):
        return True
    right = bool(_values(tags, "foot") & _RIGHT)
    return not right and ("no" in _values(tags, "foot") or "no" in _values(tags, "access"))


def level(tags: Mapping[str, str]) -> str:
    """Return what lifts a street or a square off the ground: bridge, tunnel and layer; empty of one on the ground."""
    lifted = [key for key in ("bridge", "tunnel") if tags.get(key, "no") not in {"no", "0", "false", ""}]
    try:
        layer = float(tags.get("layer", "0"))
    except ValueError:
        layer = 0.0
    return " ".join([*lifted, *([f"{layer:g}"] if layer else [])])


def _has_sidewalk(tags: Mapping[str, str], *, right: bool) -> bool:
    """Return False of an urban expressway without evidence that people walk there."""
    if tags.get("highway") not in {"trunk", "trunk_link"} or right:
        return True
    if _values(tags, "foot") & {"customers", "destination"}:
        return True
    beside = _values(tags, "sidewalk") & {"yes", "both", "left", "right"}
    return bool(beside) or any("yes" in _values(tags, key) for key in _SIDEWALKS[1:])


def _values(tags: Mapping[str, str], key: str) -> set[str]:
    return {value.strip() for value in tags.get(key, "").split(";")} - {""}
