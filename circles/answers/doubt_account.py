"""What a plan says of how sure its verdicts are, where that was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DoubtAccount(Record):
    """The account of 36 verdicts of each block (docs/method.md, How sure).

    Attributes
    ----------
    account : DataFrame
        As :class:`circles.answers.doubt.Doubt` has it.
    districts : DataFrame
        A row for each of the plan's `districts`, in their order: level, county, subdistrict, community, base, and what
        of it has a verdict that is `sensitive`.
    varied : mapping of str to bool
        Of speed, leg, compounds and edge, which could be varied.
    """

    account: pd.DataFrame
    districts: pd.DataFrame
    varied: Mapping[str, bool]
