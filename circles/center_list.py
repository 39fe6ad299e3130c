"""What a list says of its centers beside name, place and status: columns, lists in a cell, sites of several plates."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    CentersT = TypeVar("CentersT", bound=pd.DataFrame)

STATUS_AXES = ("construction", "use")
"""The two axes of status that centers may have, each a text, empty where nothing is said of it: `construction` is
planned, under construction, built or renovating; `use` is not in use, in use, suspended or withdrawn."""

ENDED_USES = ("suspended", "withdrawn")
"""What `use` says of a center that was in use and is no longer."""

CENTER_DATES = ("opens", "closes")
"""Days on which a center opens and closes: ISO text to the year, month or day that is known, empty where nothing is."""

CENTER_TEXTS = (
    "address",
    "kind",
    "subdistrict",
    "community",
    "tier",
    "services",
    "plates",
    "opening_hours",
    "partners",
    "interim_venue",
    "anchor",
)
"""Texts of centers; `services`, `plates` and `partners` are lists as they are written (:func:`listed_parts`);
`anchor` is the id or the name of the center that leads the cluster (1+N) a venue belongs to."""

CENTER_AMOUNTS = (
    "capacity",
    "staff",
    "monthly_visits",
    "events",
    "service_hours",
    "satisfaction",
    "rooms",
    "on_platform",
)
"""Numbers of centers, float64, NaN where unknown: people served by design, workers, visits a month, events, hours of
service, percent of people who are content, rooms; `on_platform` is 1.0 or 0.0."""

CENTER_EXTRAS = (
    "address",
    "kind",
    "floor_area_m2",
    "subdistrict",
    "community",
    "tier",
    *STATUS_AXES,
    *CENTER_DATES,
    "services",
    *CENTER_AMOUNTS[:2],
    "plates",
    "opening_hours",
    *CENTER_AMOUNTS[2:],
    "partners",
    "interim_venue",
    "anchor",
    "site_id",
)
"""Columns that pass from the centers of a study to those of a plan: texts, dates, numbers, the floor area in square
metres, and `site_id`, the first center of a site that has several plates."""

CENTER_USES = ("open_weekday", "open_evening", "open_weekend", "visits_per_100", "use_flag")
"""Columns that the centers of a plan have where their list says hours and visits (:mod:`circles.opening_hours`)."""

STATUS_LISTED = "status_listed"
"""Column of centers whose `status` is that of a day: their status as the list says it."""

_BETWEEN_PARTS = re.compile(r"[、,，;；|/\n]")


def first_day(text: str) -> str:
    """Return the first day of a year, month or day.

    Parameters
    ----------
    text : str
        ISO text to the year, month or day.

    Examples
    --------
    >>> first_day("2026"), first_day("2026-03")
    ('2026-01-01', '2026-03-01')
    """
    return text + "-01-01"[len(text) - 4 :]


def listed_parts(text: object) -> tuple[str, ...]:
    """Return the entries of a list that is written in one cell, each once.

    Examples
    --------
    >>> listed_parts("养老服务站、儿童服务站；志愿服务站")
    ('养老服务站', '儿童服务站', '志愿服务站')
    """
    parts = _BETWEEN_PARTS.split(text) if isinstance(text, str) else []
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def with_status(centers: CentersT, which: pd.Series, status: str) -> CentersT:
    """Return centers, those that are marked with another status, on a day too."""
    columns = [name for name in ("status", STATUS_LISTED) if name in centers]
    return centers.assign(**{name: centers[name].mask(which, status) for name in columns})


def switched(centers: CentersT, which: pd.Series, status: str) -> CentersT:
    """Return centers, those that are marked open or closed on every day, whatever the list says of days and use."""
    said = [name for name in (*STATUS_AXES, *CENTER_DATES) if name in centers]
    told = with_status(centers, which, status)
    return told.assign(**{name: told[name].mask(which, "") for name in said})


def listed_status(centers: pd.DataFrame) -> pd.Series:
    """Return the status that the list says; a center that was added to a study on a day has its own."""
    status: pd.Series = centers["status"]
    return centers[STATUS_LISTED].fillna(status) if STATUS_LISTED in centers else status


def listed_texts(centers: pd.DataFrame, column: str) -> NDArray[np.object_]:
    """Return what the list says of each center in a column, empty where it says nothing."""
    if column not in centers:
        return np.full(len(centers), "", dtype=object)
    return centers[column].fillna("").astype(str).to_numpy(dtype=object)


def in_use(
    centers: pd.DataFrame, *, renovating_counts: bool, planned_counts: bool, on_a_day: bool
) -> NDArray[np.bool_]:
    """Return which centers are open as far as their dates do not tell otherwise.

    Parameters
    ----------
    centers : DataFrame
        With `status`, and ``STATUS_AXES`` and ``CENTER_DATES`` where the list says them.
    renovating_counts, planned_counts : bool
        Whether a center that is renovating counts, and one that is not yet in use but has a day to open on.
    on_a_day : bool
        Whether a day is asked for: what closed on a day was open until then.
    """
    construction, use = (listed_texts(centers, axis) for axis in STATUS_AXES)
    used: NDArray[np.bool_] = (listed_status(centers) == "open").to_numpy()
    over = np.isin(use, ENDED_USES)
    if renovating_counts:
        used = used | ((construction == "renovating") & ~over)
    if not on_a_day:
        return used
    opens, closes = (listed_texts(centers, date) for date in CENTER_DATES)
    # What is closed for good or for a time was open until then, where the list says when.
    used = used | (over & (closes != ""))
    if planned_counts:
        used = used | (~over & (use != "in use") & (opens != ""))
    return used


def ended(centers: pd.DataFrame, day: str | None) -> NDArray[np.object_]:
    """Return of each center that was in use and is no longer how that is: suspended or withdrawn; else empty.

    One that is said to be in use and was closed before the day is withdrawn, whoever forgot to write it.

    Parameters
    ----------
    centers : DataFrame
        Those that are not open, with ``STATUS_AXES`` and ``CENTER_DATES`` where the list says them.
    day : str or None
        The day that is asked for, ISO.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame({"use": ["suspended", "in use", "not in use"], "closes": ["", "2026-03-31", ""]})
    >>> ended(said, "2026-11-29").tolist()
    ['suspended', 'withdrawn', '']
    """
    use, closes = listed_texts(centers, "use"), listed_texts(centers, "closes")
    over = (closes != "") & (closes <= day) if day else np.zeros(len(centers), np.bool_)
    return np.where(np.isin(use, ENDED_USES), use, np.where(over, "withdrawn", "")).astype(object)


def sites_by_id(centers: pd.DataFrame) -> pd.Series:
    """Return the id of the site of each center, under the id of the center."""
    return sites_of(centers).set_axis(centers["center_id"])


def sites_of(centers: pd.DataFrame) -> pd.Series:
    """Return the id of the site of each center: its own where it shares none with another plate."""
    ids: pd.Series = centers["center_id"]
    if "site_id" not in centers:
        return ids
    return centers["site_id"].where(centers["site_id"].fillna("") != "", ids)


def community_key(name: str) -> str:
    """Return the name of a community as it is compared: without spaces, full width and 社区, 居委会 or 村 at its end.

    Examples
    --------
    >>> [community_key(name) for name in ("东湖社区", "东湖", "东湖 社区居委会", "无")]
    ['东湖', '东湖', '东湖', '']
    """
    text = squeezed(name)
    if text in community_rules()["none"]:
        return ""
    ending = next((word for word in community_rules()["endings"] if text.endswith(word) and text != word), "")
    return text.removesuffix(ending)


def communities_meant(
    listed: Iterable[tuple[str, str]], known: Iterable[tuple[str, str]]
) -> list[tuple[str, str] | None]:
    """Return which of the known communities each one of a list means, None where it is none of them, or several.

    Parameters
    ----------
    listed, known : iterable of (str, str)
        A name and a sub-district, which is empty where it is not said.

    Examples
    --------
    >>> known = [("东湖社区", "东街道"), ("幸福社区", "东街道"), ("幸福社区", "西街道")]
    >>> communities_meant([("东湖", ""), ("幸福社区", "西街道"), ("幸福社区", ""), ("东胡", "")], known)
    [('东湖社区', '东街道'), ('幸福社区', '西街道'), None, None]
    """
    by_key: dict[str, list[tuple[str, str]]] = {}
    for each in dict.fromkeys(known):
        by_key.setdefault(community_key(each[0]), []).append(each)
    found = []
    for name, subdistrict in listed:
        alike = by_key.get(community_key(name), [])
        alike = [each for each in alike if not subdistrict or squeezed(each[1]) in {"", squeezed(subdistrict)}]
        exact = [each for each in alike if squeezed(each[0]) == squeezed(name)]
        one = exact or alike
        found.append(one[0] if len(one) == 1 else None)
    return found


def are_placed(
    listed: Iterable[tuple[str, str]], known: Iterable[tuple[str, str]], centers: pd.DataFrame
) -> list[bool]:
    """Return of each community of a list whether blocks, outlines or centers have it too.

    Where none of them says anything of communities the list is all that is known.

    Parameters
    ----------
    listed, known : iterable of (str, str)
        As of :func:`communities_meant`; `known` are those of blocks and outlines.
    centers : DataFrame
        Whose list may name communities.
    """
    said, places = list(listed), list(known)
    cells = centers.get("community", ())
    named = {community_key(part) for cell in cells for part in listed_parts(cell)}
    if not places and not named:
        return [True] * len(said)
    meant = communities_meant(said, places)
    return [one is not None or community_key(each[0]) in named for each, one in zip(said, meant, strict=True)]


@cache
def community_rules() -> Mapping[str, list[str]]:
    """Return the endings of names of communities that make no difference, and what says that none is meant."""
    said: Mapping[str, list[str]] = tomllib.loads((files("circles") / "center_list.toml").read_text(encoding="utf-8"))[
        "community"
    ]
    return said
