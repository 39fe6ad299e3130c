"""Rows of one compound listed again, made one where the study asks for it: the largest of its people, never the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles import tables
from circles.answers.repeats import counted_of
from circles.closeness import NO_GROUP
from circles.errors import Finding
from circles.figures import Figure
from circles.provenance import studied
from circles.sources.inputs.repeats import keys_of_compounds, namesake_groups
from circles.sources.tables.raw_table import Reading, listed, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from circles.answers.repeats import Counted

_AMOUNTS = ("population", "dwellings", *tables.AGE_GROUPS)


class Merged(NamedTuple):
    """Blocks of which namesakes are one, and the id that each row which is no longer there goes by."""

    blocks: Reading
    kept: Mapping[str, str]


def merged_namesakes(blocks: Reading, rows: Mapping[str, int], *, within_m: float, plane: str) -> Merged:
    """Return blocks with one row for all of a name that lie within a distance of one another.

    It has the lowest id, with the place of that row, the largest of each amount, and what else is the first known.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS``.
    rows : mapping of str to int
        The number by which a person knows the row of each block.
    within_m : float
        Exactly as far is near enough.
    plane : str
        The metric plane of the study.
    """
    # The lowest id first: each group keeps its first row.
    ids = blocks.table["block_id"].to_numpy(object)
    ordered = blocks.table.iloc[np.argsort(ids.astype(str), kind="stable")]
    group = namesake_groups(ordered, keys_of_compounds(ordered), plane=plane, within_m=within_m)
    if (group == NO_GROUP).all():
        return Merged(blocks, {})
    members = np.flatnonzero(group != NO_GROUP)
    _, first, of = np.unique(group[members], return_index=True, return_inverse=True)
    head = members[first][of]
    kept = dict(zip(ordered["block_id"].iloc[members], ordered["block_id"].iloc[head], strict=True))
    gone = {own: kept_id for own, kept_id in kept.items() if own != kept_id}
    both = ordered.iloc[members].groupby(group[members], sort=False)
    whole = {name: both[name].max() for name in _AMOUNTS if name in ordered}
    first_known = (*tables.LEVELS, tables.URBAN_RURAL, tables.RENOVATION, tables.GATED)
    whole |= {name: both[name].agg(_first_known) for name in first_known if name in ordered}
    lists = both["block_id"].agg(lambda each: ", ".join(each.iloc[1:]))
    table = ordered.assign(merged="")
    heads = ordered.index[np.unique(head)]
    of_head = group[np.unique(head)]
    for name, values in {**whole, "merged": lists}.items():
        table.loc[heads, name] = values.reindex(of_head).to_numpy()
    left = table.reindex(blocks.table.index)
    left = left[~left["block_id"].isin(gone)].reset_index(drop=True)
    findings = _told(ordered, group, rows, blocks.source.file)
    reading = blocks._replace(
        table=left,
        source=studied(blocks.source, {"rows_merged": len(gone)}),
        warnings=(*blocks.warnings, *findings),
    )
    return Merged(reading, gone)


def _first_known(values: pd.Series) -> object:
    known = values[values.notna() & (values != "")]
    return known.iloc[0] if len(known) else values.iloc[0]


def _told(table: pd.DataFrame, group: NDArray[np.int64], rows: Mapping[str, int], file: str) -> list[Finding]:
    """Return a finding of all that were merged, and one for each group."""
    counted = counted_of(table)
    groups = [np.flatnonzero(group == each) for each in np.unique(group[group != NO_GROUP])]
    each = [_of_group(table.iloc[at], counted, at, rows, file) for at in groups]
    left_out = sum(int(counted.thousandths[at].sum() - counted.thousandths[at].max()) for at in groups)
    details = {
        "rows": Figure(value=sum(map(len, groups))),
        "groups": Figure(value=len(groups)),
        "extra": Figure(value=sum(map(len, groups)) - len(groups)),
        "people": counted.figure(left_out),
        "counted": counted.words(left_out),
    }
    return [Finding(code="namesakes_merged", file=file, details=details), *shortened(each)]


def _of_group(
    own: pd.DataFrame, counted: Counted, at: NDArray[np.int64], rows: Mapping[str, int], file: str
) -> Finding:
    ids = own["block_id"].tolist()
    details = {
        "kept": ids[0],
        "rows": listed(sorted(rows[block_id] for block_id in ids)),
        "people": counted.figure(int(counted.thousandths[at].max())),
        "counted": counted.words(int(counted.thousandths[at].max())),
        "each": listed(f"{value / 1000:,.12g}" for value in counted.thousandths[at].tolist()) if counted.base else "–",
    }
    return Finding(code="namesakes_merged_row", file=file, value=str(own["name"].iloc[0]), details=details)
