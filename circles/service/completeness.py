"""Services of a list: which are within the walk of each block, and which each center offers (docs/method.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import center_list, integers, tables, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from circles.service_lists import ServiceList

COMPLETE, INCOMPLETE, CANNOT_TELL = "complete", "incomplete", "cannot tell"

AREAS = ("urban", "rural", "unsaid", "all")
"""What is counted apart, and together; areas that no block is of are left out."""

SERVICE_ACCOUNTS = ("area", "base", "total", "complete", "incomplete", "cannot_tell", "not_evaluated", "unknown_blocks")

SERVICE_ROWS = ("service", "centers", "people_with", "people_without", "people_unclear", "blocks_without")


@dataclass(frozen=True, kw_only=True, eq=False)
class Offers:
    """What open centers on a street offer of a list.

    Attributes
    ----------
    of : mapping of str to frozenset of str
        Services of the list by center.
    unclear : frozenset of str
        Centers that say nothing of their services: they may offer any.
    """

    of: Mapping[str, frozenset[str]]
    unclear: frozenset[str]


def offers_of(centers: pd.DataFrame, required: ServiceList) -> Offers | None:
    """Return what each open center offers; None where no center of the list, open or closed, says anything of it.

    A center offers what it lists, and what its type says where that is one of the services. Such a type says all of a
    venue that lists nothing; any other center that lists nothing is unclear.

    Parameters
    ----------
    centers : DataFrame
        ``tables.PLAN_CENTERS``, with `services` and `kind` where the list has them.
    required : ServiceList
        The list.
    """
    listed, kinds = (
        centers[name].fillna("").astype(str).tolist() if name in centers else [""] * len(centers)
        for name in ("services", "kind")
    )
    found = [required.offered_in(said, kind) for said, kind in zip(listed, kinds, strict=True)]
    if not any(listed) and not any(found):
        return None
    serving = ((centers["status"] == "open") & centers["attached"]).to_numpy()
    ids = centers["center_id"].tolist()
    return Offers(
        of={ids[i]: found[i] for i in np.flatnonzero(serving)},
        unclear=frozenset(ids[i] for i in np.flatnonzero(serving) if not listed[i] and not found[i]),
    )


def block_services(
    blocks: pd.DataFrame, walks: pd.DataFrame, offers: Offers, required: ServiceList
) -> dict[str, NDArray[np.generic]]:
    """Return ``service_lists.BLOCK_SERVICES``: what each block has within the walk, what is missing or unclear.

    Parameters
    ----------
    blocks : DataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    offers : Offers
        What :func:`offers_of` gave.
    required : ServiceList
        The list. One that is open can be neither complete nor incomplete: what is missing of it is said all the same.
    """
    has, unclear = reached_services(blocks, walks, offers, required)
    judged = (blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    lacks = ~has & judged[:, None]
    doubtful = unclear & lacks.any(axis=1)
    verdict = np.where(lacks.any(axis=1), INCOMPLETE, COMPLETE).astype(object)
    verdict[doubtful | required.open] = CANNOT_TELL
    verdict[~judged] = ""
    within = np.where(judged, has.sum(axis=1), np.nan)
    told = np.isin(verdict, [COMPLETE, INCOMPLETE])
    nothing = np.zeros_like(lacks)
    return {
        "services_verdict": verdict,
        "services_within": within,
        "service_completeness": np.where(told, within / len(required.services), np.nan),
        "services_missing": _named(np.where(doubtful[:, None], nothing, lacks), required),
        "services_unclear": _named(np.where(doubtful[:, None], lacks, nothing), required),
    }


def reached_services(
    blocks: pd.DataFrame, walks: pd.DataFrame, offers: Offers, required: ServiceList
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which services (columns) are in reach of each block, and whether an unclear center is."""
    row_of = pd.Series(np.arange(len(blocks)), index=blocks["block_id"])
    row = row_of.reindex(walks["block_id"]).to_numpy()
    reached = walks["center_id"].to_numpy(object)
    has = np.zeros((len(blocks), len(required.services)), dtype=bool)
    for column, service in enumerate(required.services):
        offering = [center for center, offered in offers.of.items() if service in offered]
        has[row[np.isin(reached, offering)].astype(np.int64), column] = True
    unclear = np.zeros(len(blocks), dtype=bool)
    unclear[row[np.isin(reached, list(offers.unclear))].astype(np.int64)] = True
    return has, unclear


def center_services(
    centers: pd.DataFrame, offers: Offers, required: ServiceList, clusters: pd.DataFrame
) -> dict[str, NDArray[np.generic]]:
    """Return ``service_lists.CENTER_SERVICES``: what each open center offers of the list, and what it lacks.

    Plates of one site offer together; so does a center with the venues of its cluster that stand together with it.

    Parameters
    ----------
    centers : DataFrame
        ``tables.PLAN_CENTERS``.
    offers, required
        As for :func:`block_services`.
    clusters : DataFrame
        What :func:`circles.service.clusters.clusters_of` gave.
    """
    joined, clear = _joined(centers, offers, clusters)
    ids = centers["center_id"].tolist()
    known = np.array([clear.get(each, False) for each in ids], dtype=bool)
    count = np.array([len(joined.get(each, ())) for each in ids], dtype=float)
    lacks = np.array(
        [[clear.get(each, False) and service not in joined[each] for service in required.services] for each in ids],
        dtype=bool,
    ).reshape(len(ids), len(required.services))
    return {
        "services_offered": np.where(known, count, np.nan),
        "service_completeness": np.where(known & ~np.bool_(required.open), count / len(required.services), np.nan),
        "services_missing": _named(lacks, required),
    }


def service_account(blocks: pd.DataFrame) -> pd.DataFrame:
    """Return people and blocks by what is within their walk, in town, in the country and together.

    Parameters
    ----------
    blocks : DataFrame
        With ``service_lists.BLOCK_SERVICES``.

    Returns
    -------
    DataFrame
        :data:`SERVICE_ACCOUNTS`; a base without any number is left out.
    """
    counted = {"people": blocks["population"]} if blocks["population"].notna().any() else {}
    rows = [
        (area, base, *_sums(blocks["services_verdict"].to_numpy(object)[of_area], values[of_area]))
        for area, of_area in areas_of(blocks).items()
        for base, values in {**counted, "blocks": pd.Series(1.0, index=blocks.index)}.items()
    ]
    return pd.DataFrame(rows, columns=list(SERVICE_ACCOUNTS))


def areas_of(blocks: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Return which blocks are of each of :data:`AREAS`; together alone where none says town or country."""
    everywhere = np.ones(len(blocks), dtype=bool)
    said = blocks[tables.URBAN_RURAL].fillna("").to_numpy(object) if tables.URBAN_RURAL in blocks else None
    if said is None or not (said != "").any():
        return {"all": everywhere}
    apart = {area: said == ("" if area == "unsaid" else area) for area in AREAS[:-1]}
    return {**{area: of_area for area, of_area in apart.items() if of_area.any()}, "all": everywhere}


def service_rows(blocks: pd.DataFrame, walks: pd.DataFrame, offers: Offers, required: ServiceList) -> pd.DataFrame:
    """Return for each service how many centers offer it, and who has it within the walk (:data:`SERVICE_ROWS`)."""
    has, unclear = reached_services(blocks, walks, offers, required)
    judged = (blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    people = integers.thousandths(blocks["population"])
    rows = []
    for column, service in enumerate(required.services):
        lacks = judged & ~has[:, column]
        parts = (judged & has[:, column], lacks & ~unclear, lacks & unclear)
        centers = sum(service in offered for offered in offers.of.values())
        rows.append((service, centers, *(int(people[part].sum()) / 1000 for part in parts), int(parts[1].sum())))
    return pd.DataFrame(rows, columns=list(SERVICE_ROWS))


def _sums(verdict: NDArray[np.object_], values: pd.Series) -> tuple[float, ...]:
    thousandths = integers.thousandths(values)
    parts = [int(thousandths[verdict == each].sum()) / 1000 for each in (COMPLETE, INCOMPLETE, CANNOT_TELL, "")]
    return (int(thousandths.sum()) / 1000, *parts, float(values.isna().sum()))


def _joined(
    centers: pd.DataFrame, offers: Offers, clusters: pd.DataFrame
) -> tuple[dict[str, frozenset[str]], dict[str, bool]]:
    """Return what each open center offers with its other plates and its cluster, and whether that is all."""
    of_site: dict[str, list[str]] = {}
    site_of = dict(zip(centers["center_id"], center_list.sites_of(centers), strict=True))
    for center in offers.of:
        of_site.setdefault(site_of[center], []).append(center)
    together = clusters[clusters["together"]].groupby("anchor_id")["center_id"].agg(list).to_dict()
    joined, clear = {}, {}
    for center in offers.of:
        plates = of_site[site_of[center]]
        others = [each for plate in plates for each in together.get(plate, []) if each in offers.of]
        joined[center] = _union(offers.of[each] for each in (*plates, *others))
        clear[center] = not offers.unclear.intersection(plates)
    return joined, clear


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _named(which: NDArray[np.bool_], required: ServiceList) -> NDArray[np.object_]:
    """Return the services of each row, as one cell of a table says several."""
    joint = "、" if texts.language_of(*required.services) == "zh" else "; "
    patterns, row = np.unique(which, axis=0, return_inverse=True)
    said = [joint.join(np.array(required.services, dtype=object)[pattern]) for pattern in patterns]
    named: NDArray[np.object_] = np.array(said, dtype=object)[row.reshape(-1)]
    return named
