"""What is known of the figures of people of a study, and what was done to get them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ControlFactor:
    """How the people of one district were scaled to a known total.

    Attributes
    ----------
    level, name : str
        ``subdistrict`` or ``community``, and its name as the list of totals has it.
    blocks : int
        Blocks that were scaled.
    before, total : float
        People of these blocks before and after, in thousandths exact.
    """

    level: str
    name: str
    blocks: int
    before: float
    total: float

    @property
    def factor(self) -> float:
        """What every block was multiplied by, before rounding."""
        return self.total / self.before


@dataclass(frozen=True, kw_only=True)
class Population:
    """What is known of the figures of people, and what was done to get them.

    Attributes
    ----------
    kind : str
        ``resident`` (常住), ``registered`` (户籍) or empty.
    year : int or None
        Of the figures.
    source : str
        Who counted, in the study's own words.
    household_size : float or None
        People a dwelling, where people were made from dwellings.
    raster, control : str
        Names of the files that people were taken from and scaled to, empty where they were not.
    factors : tuple of ControlFactor
        One for each district that was scaled.
    stated_label : str
        The label that the study says, which dwellings have; empty where it is that of the people.
    """

    kind: str = ""
    year: int | None = None
    source: str = ""
    household_size: float | None = None
    raster: str = ""
    control: str = ""
    factors: tuple[ControlFactor, ...] = ()
    stated_label: str = ""
