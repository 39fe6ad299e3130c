"""Sites with several plates (一个阵地、多块牌子), each proposed as one center with its services joined (1+N)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import center_list

if TYPE_CHECKING:
    from collections.abc import Iterable

SITES = ("site_id", "name", "centers", "plates", "kinds", "services", "floor_areas", "floor_area_m2")
"""Columns of proposed sites. `floor_areas` are those of the rows as stated; `floor_area_m2` is one of them where all
that are stated are equal, else missing: areas of one building are never added."""


def joined_sites(centers: pd.DataFrame) -> pd.DataFrame:
    """Return the sites of which a list has several plates, a row each, proposed as one center.

    Parameters
    ----------
    centers : DataFrame
        ``tables.CENTERS``, with `site_id` where any site has several plates.
    """
    if "site_id" not in centers:
        return pd.DataFrame(columns=list(SITES))
    site = center_list.sites_of(centers)
    shared = site.duplicated(keep=False)
    groups = centers[shared].groupby(site[shared].to_numpy(), sort=False)
    return pd.DataFrame([_site(site_id, rows) for site_id, rows in groups], columns=list(SITES))


def _site(site_id: object, rows: pd.DataFrame) -> tuple[object, ...]:
    areas = rows["floor_area_m2"].dropna().tolist() if "floor_area_m2" in rows else []
    plates = _together([*rows["name"], *rows.get("plates", [])])
    services, kinds = (_together(rows[column]) if column in rows else () for column in ("services", "kind"))
    one = areas[0] if areas and len(set(areas)) == 1 else float("nan")
    return (site_id, rows["name"].iloc[0], tuple(rows["center_id"]), plates, kinds, services, tuple(areas), one)


def _together(cells: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for cell in cells for part in center_list.listed_parts(cell)))
