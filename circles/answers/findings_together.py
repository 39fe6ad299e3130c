"""Findings of one kind told once: the first in full, of the others how many there are and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.errors import Finding
    from circles.phrases import Worded, Words

SHOWN = 5
"""So many places of one kind of finding are named, the first among them."""


def together(findings: Iterable[Finding]) -> list[Worded]:
    """Return findings as they are told: what is to be done once for each kind.

    Of one kind in rows of one column of a file, the first is told in full, with how many rows there are and where; of
    one kind elsewhere, each with its problem.

    Examples
    --------
    >>> from circles.errors import Finding
    >>> found = [Finding(code="no_id", file="a.csv", row=row, column="id") for row in (2, 5, 9)]
    >>> len(together(found))
    1
    """
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        of_rows = (finding.file, finding.column) if finding.row is not None else ()
        kinds.setdefault((finding.code, *of_rows), []).append(finding)
    return [_told(alike) for alike in kinds.values()]


def _told(alike: Sequence[Finding]) -> Worded:
    first, *others = alike
    if not others:
        return first
    if first.row is None:
        return joined([first, *(_Also(finding) for finding in others)])
    named = [_place(finding) for finding in others[: SHOWN - 1]]
    left = len(others) - len(named)
    places: Words = joined(named, phrase("check.joint"))
    if left:
        places = joined([places, phrase("check.and_more", count=Figure(value=left))])
    return joined([first, phrase("check.also", rows=places, count=Figure(value=len(alike)))])


@dataclass(frozen=True)
class _Also:
    """A finding after one of its kind: where it is and what is wrong; what is to be done has been said."""

    finding: Finding

    def text(self, lang: str, /) -> str:
        whole, remedy = self.finding.text(lang), self.finding.said("remedy", lang)
        return phrase("check.also_there", finding=whole.removesuffix(remedy).strip()).text(lang)


def _place(finding: Finding) -> Words:
    row = phrase("finding_place.row", row=finding.row)
    return joined([row, " ", phrase("finding_place.value", value=finding.value[:20])]) if finding.value else row
