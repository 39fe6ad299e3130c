"""How sure the verdicts of a plan are. How it is told: :mod:`circles.answers.doubt_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from circles.answers.plan import Plan


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Doubt(Answer):
    """Which verdicts of a plan stand whatever is not known for sure: 36 of each block.

    Attributes
    ----------
    blocks : GeoDataFrame
        The blocks of the plan, in its order: block_id, name, population, verdict, `standing` (``robust inside``,
        ``robust outside``, ``sensitive`` or ``not evaluated``), `inside_of_36`, how many of the verdicts are inside,
        `flipped_by` (the factors that alone make it another verdict, or ``together`` where only several do), geometry.
    verdicts : DataFrame
        By block_id; the columns have the levels speed (of the one that is asked: 0.9, 1.0, 1.1), leg_m (-30, 0, 30),
        compounds (``in or out``, ``open``) and edge (``low``, ``high``).
    account : DataFrame
        Index `base`; columns total, robust_inside, robust_outside, sensitive and not_evaluated, which add up to it, and
        unknown_blocks.
    to_verify : DataFrame
        Blocks without gates whose verdict the leg alone flips, most people first: block_id, name, subdistrict and
        community where the study has them, population, verdict, minutes, snap_m, center_id, center_name, lon, lat.
    varied : mapping of str to bool
        Of speed, leg, compounds and edge, which could be varied: compounds where the study knows private streets, the
        edge where that of its data is known.
    base : str
        Of the account, by which it is told first.
    plan : Plan
        The answer that is doubted; its blocks have ``tables.BLOCK_DOUBTS`` and its account says so too.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> doubt = circles.doubt(plan)
    >>> doubt.account.loc["blocks", ["robust_inside", "robust_outside", "sensitive"]].astype(int).tolist()
    [244, 44, 86]
    """

    blocks: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    account: pd.DataFrame
    to_verify: pd.DataFrame
    varied: Mapping[str, bool]
    base: str
    plan: Plan

    @property
    def lang(self) -> str:
        """That of the study."""
        return self.plan.study.lang
