"""Communities that may become demonstration sites, each with its center, its people and what it would gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers
from circles.center_list import community_key, listed_parts, sites_of
from circles.demonstration_rules import YUAN_PER_WAN
from circles.errors import Finding, InputError, QuestionError
from circles.near_names import nearest_words
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from circles.answers.plan import Plan
    from circles.demonstration_rules import DemonstrationRules
    from circles.service_lists import ServiceList

_SHOWN_NAMES = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """The candidates of a plan, in the order of the ids of their centers, those without a center last.

    Attributes
    ----------
    table : DataFrame
        ``demonstration_table.SITES_TOLD``, those columns that do not come of the choice; `reasons` say why a row is
        left out of it, and are empty where it takes part.
    worth : ndarray of int64
        Thousandths of a person times services gained, 0 where that is not known.
    yuan : ndarray of int64
        What each costs, 0 where that is not known.
    within : mapping of str to ndarray
        The rows of the blocks within the walk of each center.
    warnings : tuple of Finding
        What a person should look at.
    """

    table: pd.DataFrame
    worth: Any
    yuan: Any
    within: Mapping[str, Any]
    warnings: tuple[Finding, ...] = ()

    @property
    def taking_part(self) -> Any:
        """Which rows take part in the choice."""
        return np.array([not reasons for reasons in self.table["reasons"]], dtype=np.bool_)


def candidates_of(
    plan: Plan, listed: pd.DataFrame, rules: DemonstrationRules, required: ServiceList | None
) -> Candidates:
    """Return the candidates of a list.

    Parameters
    ----------
    plan : Plan
        Whose centers they are.
    listed : DataFrame
        ``demonstration_table.SITES_LISTED``.
    rules : DemonstrationRules
        What has to be known of each.
    required : ServiceList or None
        The services that are counted; None where every service that is named counts.

    Raises
    ------
    InputError
        If two rows are of one center, or of two plates of one site.
    """
    within = _rows_within(plan)
    rows = [_told(row, plan, within, rules, required) for row in listed.to_dict("records")]
    _refuse_repeats(rows, listed, plan)
    order = sorted(range(len(rows)), key=lambda at: (rows[at]["center_id"] == "", rows[at]["center_id"], at))
    table = pd.DataFrame([rows[at] for at in order])
    takes_part = table["reasons"].map(len) == 0
    people, gained = integers.thousandths(table["people"]), table["services_gained"].fillna(0).to_numpy(np.int64)
    yuan = np.rint(table["cost_wan"].fillna(0).to_numpy() * YUAN_PER_WAN).astype(np.int64)
    worth = np.where(takes_part, people * gained, 0).astype(np.int64)
    return Candidates(
        table=table.assign(worth=np.where(takes_part, worth / 1000, np.nan)),
        worth=worth,
        yuan=yuan,
        within=within,
        warnings=tuple(_not_of_list(listed, required)),
    )


def meant(names: str, candidates: pd.DataFrame, *, key: str) -> list[int]:
    """Return the rows that names mean: ids or names of centers, or communities.

    Raises
    ------
    QuestionError
        If a name means no row, or more than one.
    """
    found, findings = [], []
    # One name may hold what else sets names apart.
    for said in (names,) if _rows_meant(names, candidates) else listed_parts(names):
        rows = _rows_meant(said, candidates)
        found += rows[:1]
        if len(rows) != 1:
            known = [*candidates["center"].tolist(), *candidates["community"].tolist()]
            details = {"meant": nearest_words(said, [name for name in known if name]), "count": len(rows)}
            code = "demonstration_several_meant" if rows else "demonstration_none_meant"
            findings.append(Finding(code=code, column=key, value=said, names="key", details=details))
    if findings:
        raise QuestionError(findings)
    return list(dict.fromkeys(found))


def _rows_meant(said: str, candidates: pd.DataFrame) -> list[int]:
    """Return the rows of an id, else of the name of a center, else of a community."""
    ways: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("center_id", str),
        ("center", squeezed),
        ("community", community_key),
    )
    for column, told in ways:
        wanted = told(said)
        rows = [at for at, cell in enumerate(candidates[column]) if wanted and told(cell) == wanted]
        if rows:
            return rows
    return []


def _rows_within(plan: Plan) -> dict[str, Any]:
    """Return the rows of the blocks within the walk of each center."""
    row_of = pd.Series(np.arange(len(plan.blocks)), index=plan.blocks["block_id"].to_numpy(object))
    pairs = plan.walks[["center_id", "block_id"]].drop_duplicates()
    rows = row_of.reindex(pairs["block_id"]).to_numpy(np.int64)
    return {str(center): rows[at] for center, at in pairs.reset_index(drop=True).groupby("center_id").indices.items()}


def _told(
    row: Mapping[Any, Any],
    plan: Plan,
    within: Mapping[str, Any],
    rules: DemonstrationRules,
    required: ServiceList | None,
) -> dict[str, Any]:
    """Return what is told of a row of the list."""
    center, reasons = _center_of(row, plan.centers)
    services = _services(row, center, required)
    people = np.nan
    if center is not None:
        reasons += _not_walked(center)
        people = _people(plan, within.get(str(center["center_id"]), np.zeros(0, np.int64)))
    is_walked = center is not None and not reasons
    lacks = {
        "no_people": is_walked and np.isnan(people),
        "no_services": np.isnan(services["services_gained"]),
        "no_cost": rules.budget_wan is not None and np.isnan(row["cost"]),
        "no_kind": rules.least_per_type > 0 and not row["kind"],
        "no_county": (rules.least_per_county > 0 or rules.most_per_county is not None) and not row["county"],
    }
    return {
        "center_id": "" if center is None else str(center["center_id"]),
        "center": row["center"] if center is None else str(center["name"]),
        "community": row["community"] or ("" if center is None else _text(center, "community")),
        "kind": row["kind"],
        "county": row["county"],
        "people": people if is_walked else np.nan,
        **services,
        "cost_wan": row["cost"] / YUAN_PER_WAN,
        "floor_added_m2": row["floor_added_m2"],
        "reasons": (*reasons, *(reason for reason, holds in lacks.items() if holds)),
        "lon": np.nan if center is None or center["geometry"] is None else shapely.get_x(center["geometry"]),
        "lat": np.nan if center is None or center["geometry"] is None else shapely.get_y(center["geometry"]),
        "row": row["row"],
    }


def _center_of(row: Mapping[Any, Any], centers: pd.DataFrame) -> tuple[Mapping[Any, Any] | None, list[str]]:
    """Return the center of a row, by its id or name, else by its community; or why there is none."""
    if row["center"]:
        ids, names = centers["center_id"].astype(str), centers["name"].fillna("").astype(str)
        found = centers[ids == row["center"]]
        found = found if len(found) else centers[names.map(squeezed) == squeezed(row["center"])]
    elif "community" in centers:
        key = community_key(row["community"])
        named = centers["community"].fillna("").astype(str).map(lambda text: map(community_key, listed_parts(text)))
        found = centers[np.array([key != "" and key in keys for keys in named], np.bool_)]
    else:
        found = centers.iloc[:0]
    if len(set(sites_of(found))) == 1:
        # Plates of one site: its first stands for all.
        first = found[found["center_id"] == sites_of(found).iloc[0]]
        return (first if len(first) else found).iloc[0].to_dict(), []
    return None, ["several_centers" if len(found) else "no_center"]


def _not_walked(center: Mapping[Any, Any]) -> list[str]:
    if center["status"] != "open":
        return ["not_open"]
    return [] if center["attached"] else ["no_street"]


def _people(plan: Plan, rows: Any) -> float:
    """Return the people of some blocks, NaN where a block has no number, or no block of the study has one."""
    numbers = plan.blocks["population"].iloc[rows]
    if numbers.isna().any() or plan.blocks["population"].isna().all():
        return np.nan
    return int(integers.thousandths(numbers).sum()) / 1000


def _services(row: Mapping[Any, Any], center: Mapping[Any, Any] | None, required: ServiceList | None) -> dict[str, Any]:
    """Return how many services a center offers now and after, and which it gains; NaN where that is not said."""
    listed = row["services_now"] or ("" if center is None else _text(center, "services"))
    now, after, added = (_named(text, required) for text in (listed, row["services_after"], row["services_added"]))
    knows_now = bool(listed)
    if not row["services_after"]:
        after = now | added
    is_known = bool(row["services_added"]) or (knows_now and bool(row["services_after"]))
    gained = {name: text for name, text in (after | added).items() if name not in now}
    return {
        "services_now": float(len(now)) if knows_now else np.nan,
        "services_after": float(len(after | added)) if is_known and knows_now else np.nan,
        "services_gained": float(len(gained)) if is_known else np.nan,
        "gained": tuple(gained.values()) if is_known else (),
    }


def _named(text: str, required: ServiceList | None) -> dict[str, str]:
    """Return the services of a cell by what they are compared as; of a list those that it names."""
    if required is None:
        return {squeezed(part): part for part in listed_parts(text)}
    offered = required.offered_in(text)
    return {service: service for service in required.services if service in offered}


def _not_of_list(listed: pd.DataFrame, required: ServiceList | None) -> list[Finding]:
    """Return which services would be added that the list does not know, and that therefore count for nothing."""
    if required is None:
        return []
    said = [
        part for name in ("services_after", "services_added") for text in listed[name] for part in listed_parts(text)
    ]
    unknown = [part for part in dict.fromkeys(said) if not required.offered_in(part)]
    if not unknown:
        return []
    shown = ", ".join(unknown[:_SHOWN_NAMES]) + (" …" if len(unknown) > _SHOWN_NAMES else "")
    return [Finding(code="demonstration_services_not_listed", details={"names": shown, "list": required.title})]


def _refuse_repeats(rows: Sequence[Mapping[str, Any]], listed: pd.DataFrame, plan: Plan) -> None:
    site_of = dict(zip(plan.centers["center_id"].astype(str), sites_of(plan.centers), strict=True))
    file = next((source.file for source in plan.study.sources if source.kind == "demonstration"), None)
    first: dict[str, int] = {}
    findings = []
    for at, row in enumerate(rows):
        if not row["center_id"]:
            continue
        site = str(site_of[row["center_id"]])
        if site in first:
            details = {"other": listed["row"].iloc[first[site]]}
            where = {"file": file, "row": row["row"], "value": row["center"] or row["center_id"]}
            findings.append(Finding(code="demonstration_center_twice", **where, details=details))
        first.setdefault(site, at)
    if findings:
        raise InputError(findings)


def _text(center: Mapping[Any, Any], column: str) -> str:
    value = center.get(column)
    return value if isinstance(value, str) else ""
