"""Lists of services that programmes name, one file each: what a center or a walk should offer."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.center_list import listed_parts
from circles.phrases import Bilingual
from circles.records import Record
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK_SERVICES = (
    *("services_verdict", "services_within", "service_completeness", "services_missing"),
    "services_unclear",
)
CENTER_SERVICES = ("services_offered", "service_completeness", "services_missing")
"""Columns of the blocks and of the centers of a plan that is asked for a list (:mod:`circles.service.completeness`)."""

OWN_LIST = "own"
"""The name of a list that a study writes out itself."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ServiceList(Record):
    """A list of services that a programme names.

    Attributes
    ----------
    name : str
        By which a clause or a study asks for it.
    title : Bilingual
        What it is called.
    source, status : str
        Where it was read, and how sure that is.
    services : tuple of str
        The services.
    open : bool
        Whether the source says that there are more than it names: then nothing can be complete.
    also : mapping of str to tuple of str
        Other names of a service.

    Examples
    --------
    >>> sorted(service_list("huizhou-11").offered_in("福彩花园、慈善超市，棋牌"))
    ['便民休闲站（福彩花园）', '慈善超市']
    """

    name: str
    title: Bilingual
    source: str
    status: str
    services: tuple[str, ...]
    open: bool = False
    also: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def offered_in(self, *cells: object) -> frozenset[str]:
        """Return the services of the list that cells of a table name."""
        said = {squeezed(part) for cell in cells for part in listed_parts(cell)}
        return frozenset(service for service in self.services if said & self._names_of(service))

    def _names_of(self, service: str) -> frozenset[str]:
        return frozenset(squeezed(name) for name in (service, *self.also.get(service, ())))


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of the lists, in their order.

    Examples
    --------
    >>> "huizhou-11" in list_names()
    True
    """
    found = files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml")))


@cache
def service_list(name: str) -> ServiceList:
    """Return a list by its name.

    Examples
    --------
    >>> len(service_list("erqi-5").services)
    5
    """
    said = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return ServiceList(
        name=name,
        title=Bilingual(**said["title"]),
        source=said["source"],
        status=said["status"],
        services=tuple(said["services"]),
        open=said.get("open", False),
        also=MappingProxyType({service: tuple(names) for service, names in said.get("also", {}).items()}),
    )


def list_meant(said: str) -> ServiceList | None:
    """Return the list of a name, or one of the services that are written out; None where it is neither.

    Examples
    --------
    >>> list_meant("养老服务、社区助餐").services, list_meant("huizhou-12")
    (('养老服务', '社区助餐'), None)
    """
    if said in list_names():
        return service_list(said)
    services = listed_parts(said)
    if len(services) < 2:
        return None
    return ServiceList(
        name=OWN_LIST,
        title=Bilingual("本任务所列服务", "services of this study"),
        source="",
        status="",
        services=services,
    )
