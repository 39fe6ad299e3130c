from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circles import settings
from circles.access import access_of
from circles.sources.streets.tags import (
    TakenAs,
    WalkFilter,
    highway_values,
    hopeless_highway,
    refusal_of,
    walk_rules,
    way_taken,
)

OPEN, LEFT_OUT, IN_OR_OUT = (WalkFilter(said) for said in (settings.OPEN, settings.LEFT_OUT, settings.IN_OR_OUT))

HIGHWAYS = (
    "residential", "living_street", "service", "footway", "path", "steps", "pedestrian", "track", "unclassified",
    "primary", "secondary_link", "tertiary", "bridleway", "corridor", "elevator", "busway", "road", "crossing",
    "motorway", "motorway_link", "motorcycle_parking", "cycleway", "bus_guideway", "construction", "proposed",
    "planned", "platform", "raceway", "razed", "abandoned", "rest_area", "services", "no", "unknown", "noexit",
    "escape", "via_ferrata", "Motorway", "ladder",
)  # fmt: skip
OTHERS = {
    "area": ("yes", "no", "yes;no"),
    "access": ("private", "yes", "no", "permissive", "private;destination", "Private"),
    "foot": ("no", "yes", "designated", "use_sidepath", "private", "unknown"),
    "service": ("private", "driveway", "alley", "parking_aisle"),
    "sidewalk": ("separate", "both", "no", "none", "left", "separate;both"),
    "sidewalk:both": ("separate", "yes", "no"),
    "sidewalk:left": ("separate", "yes", "no"),
    "sidewalk:right": ("separate", "yes", "no"),
}


def is_walkable(tags: dict[str, str]) -> bool:
    return refusal_of(tags, LEFT_OUT) is None


def osmnx_walks(tags: dict[str, str]) -> bool:
    """Evaluate OSMnx's own filter as Overpass does: a key must be there, `!~` refuses a match anywhere."""
    from osmnx._overpass import _get_network_filter

    for clause in re.findall(r"\[([^\]]+)\]", _get_network_filter("walk")):
        key, _, refused = clause.replace('"', "").partition("!~")
        if not refused and key not in tags:
            return False
        if refused and key in tags and re.search(refused, tags[key]):
            return False
    return True


RIGHT = {"yes", "designated", "permissive", "official", "public"}
NOT_WHOLE = {"unknown", "noexit", "motorcycle_parking"}
"""Values in which OSMnx finds `no` or `motor` somewhere."""


def expected(tags: dict[str, str]) -> bool:
    """Evaluate OSMnx's filter with the stated differences, each made by changing the tags, none by our rules."""
    said = {key: "road" if value in NOT_WHOLE else value for key, value in tags.items()}
    has_right = said.get("foot") in RIGHT
    if has_right:
        said.pop("access", None)
        said.pop("service", None) if said.get("service") == "private" else None
        said["highway"] = "path" if said.get("highway") == "cycleway" else said.get("highway", "")
        said = {key: value for key, value in said.items() if value}
    closed = not has_right and (said.get("access") == "no" or said.get("foot") == "private")
    return osmnx_walks(said) and not closed


def test_equals_osmnx_on_a_table_of_tags_but_for_the_stated_differences() -> None:
    pairs = [(key, value) for key, values in OTHERS.items() for value in values]
    table = [{}, *({key: value} for key, value in pairs)]
    table += [{k1: v1, k2: v2} for (k1, v1), (k2, v2) in product(pairs, pairs) if k1 < k2]
    combinations = [{"highway": highway, **tags} for highway in HIGHWAYS for tags in table] + table
    verdicts = [(is_walkable(tags), expected(tags), osmnx_walks(tags), tags) for tags in combinations]
    assert [tags for ours, theirs, _, tags in verdicts if ours != theirs] == []
    assert {ours for ours, *_ in verdicts} == {True, False}
    differences = [tags for ours, _, theirs, tags in verdicts if ours != theirs]
    assert 0 < len(differences) < len(verdicts) / 5
    for tags in differences:
        said = set(tags.values())
        assert said & (NOT_WHOLE | RIGHT) or tags.get("access") == "no" or tags.get("foot") == "private", tags


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "cycleway", "foot": "designated", "bridge": "yes"}, None),
        ({"highway": "cycleway"}, "cycleway"),
        ({"highway": "service", "access": "private", "foot": "yes"}, None),
        ({"highway": "service", "access": "private", "foot": "no"}, "closed"),
        ({"highway": "footway", "access": "no"}, "closed"),
        ({"highway": "footway", "access": "no", "foot": "permissive"}, None),
        ({"highway": "track", "access": "forestry"}, "closed"),
        ({"highway": "service", "access": "residents"}, "private"),
        ({"highway": "service", "access": "private;destination"}, "private"),
        ({"highway": "service", "access": "destination"}, None),
        ({"highway": "pedestrian", "area": "yes"}, "area"),
        ({"highway": "trunk"}, "expressway"),
        ({"highway": "motorway", "foot": "yes"}, ""),
        ({"highway": "construction", "access": "private"}, ""),
        ({"highway": "residential", "sidewalk": "separate"}, ""),
        ({"highway": "unknown"}, None),
        ({"waterway": "river"}, ""),
    ],
)
def test_what_is_told_of_a_way_that_is_left_out(tags: dict[str, str], reason: str | None) -> None:
    assert refusal_of(tags, LEFT_OUT) == reason


WHO = [
    ({}, ""),
    ({"access": "yes"}, ""),
    ({"access": "permissive"}, ""),
    ({"access": "destination"}, ""),
    ({"access": "customers"}, ""),
    ({"access": "unknown"}, ""),
    ({"foot": "unknown"}, ""),
    ({"service": "driveway"}, ""),
    *(({"foot": right, "access": "no", "service": "private"}, "") for right in sorted(RIGHT)),
    ({"foot": "permissive;no"}, ""),
    ({"foot": "no; designated"}, ""),
    ({"foot": "no"}, "closed"),
    ({"foot": "no", "access": "private"}, "closed"),
    ({"foot": "no", "access": "yes"}, "closed"),
    *(({"access": value}, "closed") for value in ("no", "military", "agricultural", "forestry")),
    ({"access": "no", "foot": "private"}, "closed"),
    ({"access": "agricultural;forestry"}, "closed"),
    ({"access": "private;no"}, "closed"),
    ({"access": "no", "foot": "destination"}, "closed"),
    *(({key: value}, "private") for key in ("access", "foot") for value in ("private", "residents", "permit")),
    ({"service": "private"}, "private"),
    ({"service": "private", "access": "yes"}, "private"),
    ({"access": "destination;private"}, "private"),
    ({"access": "Private"}, ""),
    ({"access": "noprivate"}, ""),
]
"""Who walks a way with these tags, by the three rules of docs/method.md: typed by hand, one after the other."""


@pytest.mark.parametrize(("tags", "who"), WHO)
def test_who_may_walk_a_way_is_said_by_whole_values_in_the_order_of_the_rules(tags: dict[str, str], who: str) -> None:
    assert access_of(tags) == who
    way = {"highway": "service", **tags}
    taken = {"": (None, None, None), "closed": ("closed",) * 3, "private": ("private", None, None)}[who]
    assert tuple(refusal_of(way, asked) for asked in (LEFT_OUT, OPEN, IN_OR_OUT)) == taken
    assert way_taken(way, IN_OR_OUT).access == (who if who == "private" else "")
    assert way_taken(way, OPEN).access == ""


def test_a_private_way_that_nobody_would_walk_is_left_out_whoever_lives_there() -> None:
    assert way_taken({"highway": "motorway", "access": "private"}, IN_OR_OUT) == TakenAs("")
    assert way_taken({"highway": "cycleway", "access": "private"}, IN_OR_OUT) == TakenAs("cycleway")


@given(
    st.fixed_dictionaries(
        {"highway": st.sampled_from(HIGHWAYS)},
        optional={key: st.sampled_from(values) for key, values in OTHERS.items()},
    )
)
def test_private_ways_lifts_only_the_private_rules(tags: dict[str, str]) -> None:
    public = {key: value for key, value in tags.items() if "private" not in value.split(";")}
    assert way_taken(tags, OPEN) == way_taken(public, OPEN)
    inside = way_taken(tags, IN_OR_OUT)
    assert inside.refusal == way_taken(tags, OPEN).refusal
    assert (inside.refusal is None and inside.access == "private") == (is_walkable(public) and not is_walkable(tags))


@pytest.mark.parametrize("highway", ["trunk", "trunk_link"])
@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ({}, False),
        ({"name": "二环线", "access": "yes"}, False),
        ({"foot": "yes"}, True),
        ({"foot": "designated"}, True),
        ({"foot": "use_sidepath"}, False),
        ({"sidewalk": "both"}, True),
        ({"sidewalk": "left;right"}, True),
        ({"sidewalk": "no"}, False),
        ({"sidewalk:right": "yes"}, True),
        ({"sidewalk:left": "no"}, False),
        ({"sidewalk": "both", "foot": "no"}, False),
        ({"sidewalk": "separate"}, False),
        ({"sidewalk": "both", "access": "private"}, False),
    ],
)
def test_trunk_needs_evidence(highway: str, tags: dict[str, str], *, walked: bool) -> None:
    assert is_walkable({"highway": highway, **tags}) is walked


def test_hopeless_highways_are_those_no_tag_can_save() -> None:
    assert [highway for highway in HIGHWAYS if hopeless_highway(highway)] == [
        highway for highway in HIGHWAYS if not is_walkable({"highway": highway}) and highway != "cycleway"
    ]
    assert not hopeless_highway("trunk")


def test_rules_name_every_tag_they_need() -> None:
    assert set(walk_rules().keys) == {"highway", *OTHERS}


def test_lists_of_merged_streets_are_taken_apart() -> None:
    assert highway_values("['motorway', 'residential']") == ("motorway", "residential")
    assert highway_values("residential") == ("residential",)
