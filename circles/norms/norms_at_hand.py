"""The norms at hand, one file each in ``shelf``, and those of a planner's own files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.near_names import choice_details
from circles.norms.reading import norm_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from circles.norms.clauses import Norm

_LARGEST = 2**20


@cache
def norm_names() -> tuple[str, ...]:
    """Return the names of the norms, in their order.

    Examples
    --------
    >>> "guobanfa-2021-56" in norm_names()
    True
    """
    found = (files(__package__) / "shelf").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml")))


@cache
def norm(name: str) -> Norm:
    """Return a norm at hand by its name.

    Raises
    ------
    InputError
        If there is none of that name, with the one that was meant.
    """
    if name not in norm_names():
        raise InputError(Finding(code="norm_not_known", value=name, details=choice_details(name, norm_names())))
    file = f"{name}.toml"
    return norm_of_text((files(__package__) / "shelf" / file).read_text(encoding="utf-8"), name=name, file=file)


def read_norm(file: str | Path) -> Norm:
    """Return the norm of a planner's own file.

    Raises
    ------
    InputError
        If the file cannot be read or any row of it cannot be used, with every fault.
    """
    path = Path(file)
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Finding(code="norm_not_read", file=str(path), details={"reason": reason})) from error
    if content is None:
        raise InputError(Finding(code="norm_not_toml", file=path.name, details={"reason": "> 1 MB"}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Finding(code="norm_not_toml", file=path.name, details={"reason": "UTF-8"})) from error
    return norm_of_text(text, name=path.stem, file=path.name)


def asked_norms(asked: Iterable[str | Path]) -> tuple[Norm, ...]:
    """Return norms by their names or files, rows of the files that override a norm in the place of its own.

    Parameters
    ----------
    asked : iterable of str or Path
        Names of norms at hand, or paths of files that end in ``.toml``.

    Examples
    --------
    >>> [norm.standard for norm in asked_norms(["guobanfa-2021-56"])]
    ['国办发〔2021〕56号']
    """
    found: dict[str, Norm] = {}
    over: list[Norm] = []
    for each in dict.fromkeys(map(str, asked)):
        one = read_norm(each) if each.lower().endswith(".toml") else norm(each)
        if one.overrides:
            over.append(one)
        else:
            found[one.name] = one
    for one in over:
        found[one.overrides] = found.get(one.overrides) or norm(one.overrides)
        found[one.overrides] = found[one.overrides].overridden_by(one)
    return tuple(found.values())
