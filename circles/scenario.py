"""What is asked of a study: how long and how fast people walk, who counts as open on which day, and how it is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import InitVar, dataclass

from circles import settings, walking
from circles.errors import Finding, expect, raise_if_any
from circles.near_names import choice_details
from circles.service_lists import list_meant, list_names
from circles.service_tiers import Tier, tiers_from
from circles.walk_rings import rings_from


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The question: how long, how fast, and how the answer is drawn.

    Attributes
    ----------
    minutes : float
        Time allowed for the walk; a whole number of seconds.
    walking_speed_kmh : float
        Speed; a whole number of metres per hour.
    max_snap_m : float
        A point further than this from every street is not evaluated.
    frontage_m : float
        How far from a reached street its circle is drawn at most.
    fill_ha : float
        The largest hole in a circle that is filled where it holds no street beyond the limit.
    cell_m : float
        Cell of the drawing grid.
    as_of : str or date, optional
        The day whose centers and planned estates count, ISO; without one, what the status of each center says.
    renovating_counts : bool
        Whether a center that is renovating counts as open.
    planned_counts : bool
        Whether, on a day, a center that is not yet in use counts from the day on which it is to open.
    tiers : sequence of Tier
        Tiers of centers, the highest first, each with its own walk; mappings of name, minutes or walk_m, and words are
        taken too.
    higher_counts : bool
        Whether a center serves the tiers below its own as well.
    own_community_only : bool
        Whether a block counts as inside only by a center of its own community.
    required_services : str, optional
        The list of services that each block should have within the walk: the name of one
        (``circles.service_lists``), or the services themselves, parted by commas.
    cluster_m : float
        Within how many metres, straight, the venues of a 1+N cluster stand together with the center that leads it.
    service_groups : bool
        Whether day care and children's stations are judged for the group each is for, at its own pace.
    covered_share, uncovered_share, unjudged_share : float
        Of the people of a community: inside from which share on it is covered, up to which it is not covered, and above
        which share that is not evaluated it is not judged.
    rings : str, optional
        Further walks that the same run is judged by, in minutes or metres: ``5, 10, 15 min`` or ``300, 500, 1000 m``.
    judged : str
        Whose verdict is given: ``urban`` (all blocks but rural ones), ``rural`` (these alone) or ``all``. The others
        have minutes and no verdict (:mod:`circles.settlements`).
    profile : str, optional
        A speed by name instead of `walking_speed_kmh`: one of ``walking.PROFILES``, for example ``elderly``.

    Raises
    ------
    InputError
        If the profile is not known or a speed is given with it, a value is out of its bounds
        (:mod:`circles.settings`), or minutes or speed are not whole seconds or metres per hour.

    Examples
    --------
    >>> import circles
    >>> circles.Scenario(minutes=15, walking_speed_kmh=4.0).limit_mm
    1000000
    >>> circles.Scenario(profile="elderly").limit_mm
    720000
    """

    minutes: float = settings.default("scenario.minutes")
    walking_speed_kmh: float = settings.default("scenario.walking_speed_kmh")
    max_snap_m: float = settings.default("scenario.max_snap_m")
    frontage_m: float = settings.default("scenario.frontage_m")
    fill_ha: float = settings.default("scenario.fill_ha")
    cell_m: float = settings.default("scenario.cell_m")
    as_of: str | None = None
    renovating_counts: bool = settings.default("scenario.renovating_counts")
    planned_counts: bool = settings.default("scenario.planned_counts")
    tiers: tuple[Tier, ...] = ()
    higher_counts: bool = settings.default("tiers.higher_counts")
    own_community_only: bool = settings.default("scenario.own_community_only")
    required_services: str | None = None
    cluster_m: float = settings.default("services.cluster_m")
    service_groups: bool = settings.default("services.groups")
    covered_share: float = settings.default("scenario.covered_share")
    uncovered_share: float = settings.default("scenario.uncovered_share")
    unjudged_share: float = settings.default("scenario.unjudged_share")
    rings: str | None = None
    judged: str = settings.default("scenario.judged")
    profile: InitVar[str | None] = None

    def __post_init__(self, profile: str | None) -> None:
        if profile is not None:
            object.__setattr__(self, "walking_speed_kmh", self._speed_of(profile))
        for name in ("renovating_counts", "planned_counts", "higher_counts", "own_community_only", "service_groups"):
            expect(name, getattr(self, name), bool)
        not_whole = [
            Finding(code=f"bad_{name}", column=name, value=settings.as_written(value))
            for name, per in (("minutes", 60), ("walking_speed_kmh", 1000))
            if not settings.is_number(value := getattr(self, name)) or walking.whole(value, per=per) is None
        ]
        wrong = {finding.column for finding in not_whole}
        asked = (*settings.SECTIONS["scenario"].values(), settings.SECTIONS["services"]["cluster_m"])
        numbers = [each for each in asked if each.type is settings.NUMBER]
        out_of_bounds = [
            Finding(
                code="bad_setting",
                column=each.key,
                value=settings.as_written(value),
                details={"low": f"{each.low:,g}", "high": f"{each.high:,g}"},
            )
            for each in numbers
            if not each.is_within(value := getattr(self, each.key)) and each.key not in wrong
        ]
        raise_if_any(
            [
                *not_whole,
                *out_of_bounds,
                *self._day_faults(),
                *self._tier_faults(),
                *self._said_faults(),
            ]
        )

    def _service_faults(self) -> list[Finding]:
        """Return what is wrong with what is asked of services."""
        expect("required_services", self.required_services, str, None)
        faults = []
        if self.required_services is not None and list_meant(self.required_services) is None:
            details = choice_details(self.required_services, list_names())
            faults.append(
                Finding(
                    code="service_list_not_known",
                    column="required_services",
                    value=self.required_services,
                    details=details,
                )
            )
        return faults

    def _said_faults(self) -> list[Finding]:
        """Return what is wrong with what is asked of services, and of further walks."""
        return [*self._service_faults(), *self._ring_faults(), *self._judged_faults()]

    def _judged_faults(self) -> list[Finding]:
        """Return what is wrong with whose verdict is given."""
        expect("judged", self.judged, str)
        choices = settings.SECTIONS["scenario"]["judged"].choices
        if self.judged in choices:
            return []
        details = choice_details(self.judged, [str(each) for each in choices])
        return [Finding(code="not_a_choice", column="judged", value=self.judged, details=details)]

    def _ring_faults(self) -> list[Finding]:
        """Return what is wrong with the further walks."""
        expect("rings", self.rings, str, None)
        is_fault = self.rings is not None and rings_from(self.rings) is None
        return [Finding(code="rings_not_read", column="rings", value=self.rings)] if is_fault else []

    def _day_faults(self) -> list[Finding]:
        """Keep the day as ISO text; return what is wrong with it."""
        if self.as_of is None:
            return []
        said = settings.as_written(self.as_of)  # of a date the same text
        try:
            is_day = dt.date.fromisoformat(said).isoformat() == said
        except ValueError:
            is_day = False
        object.__setattr__(self, "as_of", said)
        return [] if is_day else [Finding(code="bad_as_of", column="as_of", value=said)]

    def _tier_faults(self) -> list[Finding]:
        """Keep the tiers as such; return what is wrong with them."""
        expect("tiers", self.tiers, Iterable)
        tiers, faults = tiers_from(self.tiers)
        object.__setattr__(self, "tiers", tiers)
        return faults

    def _speed_of(self, profile: str) -> float:
        if self.walking_speed_kmh != settings.default("scenario.walking_speed_kmh"):
            raise_if_any([Finding(code="speed_said_twice", column="profile", value=str(profile))])
        if profile not in walking.PROFILES:
            details = {"choices": ", ".join(walking.PROFILES)}
            raise_if_any([Finding(code="profile_not_known", column="profile", value=str(profile), details=details)])
        return walking.PROFILES[profile]

    @property
    def limit_s(self) -> int:
        """The time allowed, in whole seconds."""
        return walking.whole(self.minutes, per=60) or 0

    @property
    def uneven_limits(self) -> tuple[float, ...]:
        """The limits in minutes, its own and those of tiers, that are no whole tenths (``figures.minutes_of``)."""
        said = (self.minutes, *(tier.minutes for tier in self.tiers))
        return tuple(each for each in said if each is not None and walking.whole(each, per=10) is None)

    @property
    def speed_m_per_h(self) -> int:
        """The speed in whole metres per hour."""
        return walking.whole(self.walking_speed_kmh, per=1000) or 0

    @property
    def limit_mm(self) -> int:
        """The longest walk inside, in millimetres."""
        return walking.limit_mm(self.limit_s, self.speed_m_per_h)
