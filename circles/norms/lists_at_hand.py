"""The service lists at hand, one file each in ``lists``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from circles.norms.clauses import ServiceList
from circles.phrases import Bilingual


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of the lists, in their order.

    Examples
    --------
    >>> "huizhou-11" in list_names()
    True
    """
    found = (files(__package__) / "lists").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml")))


@cache
def service_list(name: str) -> ServiceList:
    """Return a list by its name.

    Examples
    --------
    >>> len(service_list("erqi-5").services)
    5
    """
    said = tomllib.loads((files(__package__) / "lists" / f"{name}.toml").read_text(encoding="utf-8"))
    return ServiceList(
        name=name,
        title=Bilingual(**said["title"]),
        source=said["source"],
        status=said["status"],
        services=tuple(said["services"]),
        open=said.get("open", False),
        also=MappingProxyType({service: tuple(names) for service, names in said.get("also", {}).items()}),
    )
