"""Each block by each tier of centers: its nearest center of the tier, and whether the tier's own walk reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import service_tiers, tables, walking
from circles.coverage.accounting import account
from circles.service_tiers import tier_of

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.scenario import Scenario
    from circles.service_tiers import Tier


def verdicts_by_tier(
    blocks: gpd.GeoDataFrame, walks: pd.DataFrame, centers: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Judge each block by the centers of each tier, all from the same walks.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` of all open centers within the longest walk of any tier.
    centers : DataFrame
        ``tables.PLAN_CENTERS`` with `tier`.
    scenario : Scenario
        Its tiers, and whether a higher one serves the lower.

    Returns
    -------
    DataFrame
        ``service_tiers.TIER_VERDICTS``: a row for each tier and block, the tiers in their order, blocks in theirs.
    """
    of_tier = centers_by_tier(centers, scenario)
    judged = [_judged(blocks, walks, tier, of_tier[tier.name], scenario) for tier in scenario.tiers]
    empty = pd.DataFrame(columns=list(service_tiers.TIER_VERDICTS))
    return pd.concat(judged, ignore_index=True) if judged else empty


def centers_by_tier(centers: pd.DataFrame, scenario: Scenario) -> dict[str, frozenset[str]]:
    """Return the open centers with a street that serve each tier: its own, and higher ones where these count."""
    serving = centers[(centers["status"] == "open") & centers["attached"]]
    said = serving["tier"].fillna("").astype(str) if "tier" in serving else pd.Series("", index=serving.index)
    tier = said.map({word: tier_of(word, scenario.tiers) for word in said.unique()})
    found: dict[str, frozenset[str]] = {}
    higher: frozenset[str] = frozenset()
    for each in scenario.tiers:
        own = frozenset(serving.loc[tier == each.name, "center_id"])
        found[each.name] = own | higher
        higher = found[each.name] if scenario.higher_counts else higher
    return found


def tier_accounts(tiers: pd.DataFrame, blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the account of each tier, a row for each tier and base.

    Parameters
    ----------
    tiers : DataFrame
        What :func:`verdicts_by_tier` gave for these blocks.
    blocks : GeoDataFrame
        Whose people, dwellings and land are counted.
    """
    accounts = [
        account(blocks.assign(verdict=rows["verdict"].to_numpy())).reset_index().assign(tier=tier)
        for tier, rows in tiers.groupby("tier", sort=False)
    ]
    empty = pd.DataFrame(columns=list(service_tiers.TIER_ACCOUNTS))
    return pd.concat(accounts, ignore_index=True)[list(service_tiers.TIER_ACCOUNTS)] if accounts else empty


def _judged(
    blocks: gpd.GeoDataFrame, walks: pd.DataFrame, tier: Tier, center_ids: frozenset[str], scenario: Scenario
) -> pd.DataFrame:
    """Return the rows of one tier."""
    limit_mm = tier.limit_mm(scenario.speed_m_per_h)
    own = walks[walks["center_id"].isin(center_ids)].sort_values(["walk_mm", "center_id"], kind="stable")
    nearest = own.drop_duplicates("block_id").set_index("block_id").reindex(blocks["block_id"])
    unjudged = (blocks["verdict"] == tables.NOT_EVALUATED).to_numpy()
    walk_mm = np.where(unjudged, -1, nearest["walk_mm"].fillna(-1).to_numpy()).astype(np.int64)
    walked = walk_mm >= 0
    inside = walked & (walk_mm <= limit_mm)
    why = np.select([inside, walked], ["", "beyond_limit"], "beyond_tiers" if center_ids else "no_center_of_tier")
    return pd.DataFrame(
        {
            "block_id": blocks["block_id"].to_numpy(),
            "name": blocks["name"].to_numpy(),
            "tier": tier.name,
            "limit_m": limit_mm / 1000,
            "walk_mm": walk_mm,
            "minutes": np.where(walked, walking.minutes(walk_mm, scenario.speed_m_per_h), np.nan),
            "center_id": nearest["center_id"].astype(object).mask(~walked, None).to_numpy(object),
            "verdict": np.where(unjudged, tables.NOT_EVALUATED, np.where(inside, tables.INSIDE, tables.OUTSIDE)),
            "reason": np.where(unjudged, blocks["reason"].to_numpy(object), why),
        }
    )
