"""What has to be known before a clause can be judged: by what it measures, of which base, in which scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.norms.vocabulary import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.norms.clauses import Clause

_OF_BASE = {"people": "people", "households": "households", "land": "land"}
_OF_UNITS = {"community": "community", "subdistrict": "subdistrict"}
_BY_AREA = frozenset({"units_with_facility"})
"""Measures that cannot be told where nobody says what is urban; the others count everything then, and say so."""

_BY_COMMUNITY = frozenset({"floor_per_100_households"})
"""Measures of each community where a clause asks it of each, else of all; then communities say who is short of it."""

_OF_THEIR_OWN_COLUMNS = frozenset({"workers_per_10000"})
ASKED_OF_EACH = frozenset({"region_kind", "industrial_people"})
"""What a measure asks for itself: without it figures are told all the same, and no verdict."""


def measure_of(name: str) -> Mapping[str, Any] | None:
    """Return what ``measures.toml`` says of a measure, None where there is none of that name.

    Examples
    --------
    >>> measure_of("floor_area")["unit"]
    'm2'
    """
    found: Mapping[str, Any] | None = rules("measures").get(name)
    return found


def needed(clause: Clause) -> tuple[str, ...]:
    """Return the names, by ``fields.toml``, of what a clause cannot be judged without."""
    scope, found = clause.scope, [*rules("measures")[clause.measure]["needs"]]
    is_of_workers = scope.region == "industrial"  # or of residents: a setting says it
    if clause.base in _OF_BASE and clause.measure not in _OF_THEIR_OWN_COLUMNS and not is_of_workers:
        found.append(_OF_BASE[clause.base])
    if clause.measure == "units_with_facility":
        found.append(_OF_UNITS[clause.base])
    found += ["community"] if clause.measure in _BY_COMMUNITY and clause.level == "community" else []
    found += ["tier"] if scope.tier else []
    found += ["kind"] if scope.facility else []
    found += ["area"] if scope.area and clause.measure in _BY_AREA else []
    found += ["new_community"] if scope.stock else []
    found += ["region_kind"] if scope.region else []
    found += ["industrial_people"] if is_of_workers else []
    found += ["target"] if clause.value is None else []
    return tuple(dict.fromkeys(found))


def list_of(kind: str) -> str:
    """Return the name, by ``fields.toml``, of the list that has a kind of facility.

    Examples
    --------
    >>> list_of("中学"), list_of("社区卫生服务站"), list_of("图书馆")
    ('school_list', 'health_list', 'facility_list')
    """
    families: Mapping[str, list[str]] = rules("vocabulary")["facility"]
    family = next((family for family, names in families.items() if kind in names), kind)
    return next((name for name, said in rules("fields").items() if family in said.get("kinds", ())), "facility_list")


def helpful(clause: Clause) -> tuple[str, ...]:
    """Return the names of what makes the judgment of a clause finer, and is not needed for it."""
    found = ["area"] if clause.scope.area and clause.measure not in _BY_AREA | _OF_THEIR_OWN_COLUMNS else []
    found += ["community"] if clause.measure in _BY_COMMUNITY and clause.level != "community" else []
    found += ["people", "workers"] if clause.scope.region == "industrial" else []
    return tuple(found)
