"""How a walk tells itself: from where to where, its verdict, its parts metre by metre."""

from __future__ import annotations

from circles.answers.walk import Walk
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure, least_minutes_of, minutes_of, shown_parts
from circles.phrases import Words, phrase
from circles.remedy_tables import OTHER_COMMUNITY
from circles.settlements import NOT_ASKED


@document_of.register(Walk)
def _document(walk: Walk) -> Document:
    facts = _facts(walk)
    block = walk.name or walk.block_id
    if walk.parts.empty:
        nowhere = phrase("explain.none", block=block, reason=phrase(f"reason.{walk.reason}"))
        sections = (sentence_section(nowhere), lines_section("edge", [_open(walk)]))
        return Document(lang=walk.lang, sections=sections, facts=facts)
    return Document(
        lang=walk.lang,
        sections=(
            sentence_section(phrase("explain.title", block=block, center=walk.center_name)),
            lines_section("verdict", [_verdict(walk), *_whose(walk), _open(walk)]),
            Section(name="parts", table=_parts_table(walk)),
        ),
        facts=facts,
    )


def _whose(walk: Walk) -> list[Words]:
    """Return why a walk within the limit is outside all the same, or gets no verdict."""
    if walk.reason in NOT_ASKED.values():
        return [phrase(f"reason.{walk.reason}")]
    return [phrase("explain.other_community")] if walk.reason == OTHER_COMMUNITY else []


def _verdict(walk: Walk) -> Words:
    return phrase(
        "explain.verdict",
        minutes=minutes_of(walk.minutes, walk.scenario.uneven_limits),
        speed=Figure(value=walk.scenario.walking_speed_kmh, precision="plain"),
        limit=Figure(value=walk.scenario.minutes, precision="setting"),
        verdict=phrase(f"verdict.{walk.verdict.replace(' ', '_')}"),
    )


def _open(walk: Walk) -> Words:
    """Return what the edge of the data leaves open of the walk."""
    asked = walk.scenario
    low = least_minutes_of(walk.minutes_low, walk.minutes, asked.minutes, asked.uneven_limits)
    return phrase(f"map.edge_{walk.open or 'unknown'}", minutes=low)


def _parts_table(walk: Walk) -> Table:
    """Return every part, the whole walk, the straight line, the detour factor; the parts add up as they are shown."""
    metres = shown_parts([int(length) for length in walk.parts["length_mm"]], per=1000)
    rows: list[tuple[Words, ...]] = [
        (_part(part, name), Figure(value=shown) if part != "gate" else "")
        for part, name, shown in zip(walk.parts["part"], walk.parts["name"], metres, strict=True)
    ]
    rows += [
        (phrase("explain.total"), Figure(value=walk.walk_m)),
        (phrase("explain.straight"), Figure(value=walk.straight_m)),
        (phrase("explain.detour"), Figure(value=walk.detour, precision="hundredth")),
    ]
    heads = (Head(phrase("explain.part")), Head(phrase("explain.metres"), figures=True))
    return Table(heads=heads, rows=tuple(rows))


def _part(part: str, name: str) -> Words:
    if part == "street":
        return name or phrase("explain.unnamed")
    if part in {"path", "square", "gate"}:
        return phrase(f"explain.{part}", name=name) if name else phrase(f"explain.{part}_unnamed")
    return phrase(f"explain.{part}")


def _facts(walk: Walk) -> dict[str, object]:
    ends = ("block_id", "name", "center_id", "center_name", "gate_id", "verdict", "reason")
    measures = ("minutes", "minutes_low", "walk_m", "straight_m", "detour")
    parts = walk.parts[["part", "name", "length_mm"]].itertuples(index=False, name=None)
    return {
        **{name: getattr(walk, name) for name in (*ends, *measures)},
        "edge": None if not walk.open else walk.open not in {"certain", "certain_from"},
        "minutes_allowed": walk.scenario.minutes,
        "walking_speed_kmh": walk.scenario.walking_speed_kmh,
        "parts": [{"part": part, "name": name, "length_mm": length} for part, name, length in parts],
    }
