"""Which file of a folder is taken for each role of a study, which others could be, and what may be a list unread."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.phrases import Joined, joined, phrase
from circles.sources.folder.editions import newest_first
from circles.sources.folder.recognising import best_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from circles.sources.folder.listing import PassedOver
    from circles.sources.folder.recognising import Candidate

MOST_OTHERS = 8
"""Further candidates of a role that are named."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which file is taken for each role, and which others could be.

    Attributes
    ----------
    chosen : mapping of str to Candidate
        By role.
    others : mapping of str to tuple of Candidate
        Further candidates of a role, the best first.
    unread : mapping of str to tuple of PassedOver
        Files that may be a list of a role for which none is chosen, and are not read.
    """

    chosen: Mapping[str, Candidate] = field(default_factory=lambda: MappingProxyType({}))
    others: Mapping[str, tuple[Candidate, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unread: Mapping[str, tuple[PassedOver, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def makes_blocks(self) -> bool:
        """Whether blocks are made of the streets: never in the place of a list that is there."""
        return "blocks" not in self.chosen and not self.unread.get("blocks")


def choice_of(candidates: Iterable[Candidate], passed: Iterable[PassedOver] = ()) -> Choice:
    """Return the best candidate of each role that is sure enough, the rest, and what may be a list but is not read."""
    by_role: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_role.setdefault(candidate.role, []).append(candidate)
    ordered = {role: newest_first(best_first(group)) for role, group in by_role.items()}
    chosen = {role: group[0] for role, group in ordered.items() if group[0].is_sure}
    others = {role: tuple(group[1:] if role in chosen else group) for role, group in ordered.items()}
    unread = {
        role: tuple(each for each in passed if each.may_be == role or (not each.may_be and each.finding is not None))
        for role in ("centers", "blocks")
        if role not in chosen
    }
    return Choice(chosen=MappingProxyType(chosen), others=MappingProxyType(others), unread=MappingProxyType(unread))


def reasons_of(candidate: Candidate) -> Joined:
    """Return why a candidate is taken for what it is, on one line."""
    return joined(candidate.reasons, phrase("init.joint"))
