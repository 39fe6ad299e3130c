"""What has to stand beside every figure of people: kind, year and label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import tables
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from circles.phrases import Words
    from circles.planning_study import Study


def mark_of(study: Study, base: str) -> Words:
    """Return what stands beside every figure of a base of the account, in brackets; empty without any."""
    label = study.label_of(base)
    stated = _kind_and_year(study) if base in {"people", *tables.PEOPLE_GROUPS} else []
    parts = [*stated, *([phrase(f"label.{label}")] if label != "source" else [])]
    return phrase("people.mark", parts=joined(parts, phrase("people.joint"))) if parts else ""


def label_mark(label: str) -> Words:
    """Return a label of figures in brackets, empty where they are from a source."""
    return "" if label == "source" else phrase("people.mark", parts=phrase(f"label.{label}"))


def _kind_and_year(study: Study) -> list[Words]:
    kind, year = study.population.kind, study.population.year
    stated: list[Words] = [phrase(f"people.{kind}")] if kind else []
    return [*stated, *([phrase("people.year", year=year)] if year is not None else [])]
