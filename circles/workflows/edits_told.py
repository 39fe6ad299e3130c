"""What the edits of a study did, told one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import named_rows, network, tables
from circles.errors import Finding

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Study


def edit_findings(study: Study, walk_network: network.WalkNetwork, gates: gpd.GeoDataFrame) -> list[Finding]:
    """List every edit and what it did, so that each output tells of it.

    Parameters
    ----------
    study : Study
        With its edits.
    walk_network : WalkNetwork
        Its edited network.
    gates : GeoDataFrame
        ``tables.GATES``, those that edits add among them.
    """
    if study.edits is None:
        return []
    counts = network.edits_done(walk_network, study.edits)
    owners = _names_of_owners(study, gates)
    columns = ["edit_id", "kind", "note", "author", "date"]
    findings = []
    for (edit_id, kind, note, author, date), count in zip(
        study.edits[columns].itertuples(index=False), counts, strict=True
    ):
        told = {"note": note, "author": author, "date": date, "count": count, "owner": owners.get(edit_id, "–")}
        findings.append(Finding(code=f"edit_{kind}", value=edit_id, details=told))
    return findings


def _names_of_owners(study: Study, gates: gpd.GeoDataFrame) -> dict[str, str]:
    """Return, by edit, the name of whom its gate was given to, the id where there is no name."""
    if "added" not in gates:
        return {}
    added = gates[gates["added"]]
    owner = added["block_id"].where(added["block_id"].notna(), added["center_id"])
    if tables.GATE_COMPOUND in added:
        owner = owner.where(owner.notna(), added[tables.GATE_COMPOUND])
    names = {each: name or each for each, name in named_rows.compound_names(study.compounds).items()}
    names |= {
        row_id: name or row_id
        for kind, table in (("block", study.blocks), ("center", study.centers))
        for row_id, name in zip(table[f"{kind}_id"], table["name"].fillna(""), strict=True)
    }
    ids = added["gate_id"].str.removeprefix(network.EDIT_GATE)
    return {edit_id: names.get(row_id, row_id) for edit_id, row_id in zip(ids, owner, strict=True)}
