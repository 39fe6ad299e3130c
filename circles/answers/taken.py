"""How an input was taken, in words: what was converted, what it was made from, which rule chose its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from circles import tables
from circles.figures import Figure
from circles.phrases import Phrase, joined, phrase
from circles.plain_values import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words
    from circles.provenance import Source, Taken


def taken_lines(source: Source) -> list[Words]:
    """Return how the coordinates of an input were taken, and that it was made where it was."""
    taken, count = source.taken, Figure(value=source.rows)
    values: dict[str, object] = {"kind": phrase(f"map.source.{source.kind}"), "file": source.file}
    lines: list[Words] = []
    lines += _of_the_file(taken, values)
    if not taken.made_from and source.crs not in {"", tables.WGS84}:
        lines.append(phrase("assumed.crs", **values, crs=source.crs))
    if taken.shift is not None:
        moved = {"points": Figure(value=taken.shift.points), "shift_m": Figure(value=taken.shift.metres)}
        lines.append(phrase("assumed.datum", **values, datum=taken.datum, **moved))
    elif taken.datum == "CGCS2000":
        lines.append(phrase("assumed.cgcs2000", **values))
    elif taken.is_datum_assumed:
        lines.append(phrase("assumed.no_datum", **values))
    lines += _typed_lines(taken, values)
    if taken.names_cut:
        lines.append(phrase("assumed.names_cut", **values, names=", ".join(taken.names_cut)))
    if "status_blank" in taken.counts:
        lines.append(phrase("assumed.status_blank", **values, blank=Figure(value=taken.counts["status_blank"])))
    if taken.made_from:
        lines.append(phrase("assumed.made", **values, made=phrase(f"map.note.{taken.made_from}"), count=count))
    if "ways_walkable" in taken.counts:
        used = {"rule": phrase(f"map.note.{taken.rule}"), "used": Figure(value=source.used_rows), "count": count}
        lines.append(phrase("assumed.rule", **values, **used))
    return lines


def _of_the_file(taken: Taken, values: Mapping[str, object]) -> list[Words]:
    """Return what of the file was read, where there was a choice."""
    curves = taken.counts.get("curves_as_lines", 0)
    return [
        *([phrase("assumed.layer", **values, layer=taken.layer)] if taken.layer else []),
        *([phrase("assumed.encoding", **values, encoding=taken.encoding)] if taken.encoding else []),
        *([phrase("assumed.curves", **values, count=Figure(value=curves))] if curves else []),
    ]


def _typed_lines(taken: Taken, values: Mapping[str, object]) -> list[Words]:
    """Return how columns of coordinates were understood, where that is more than two columns of degrees."""
    typed = taken.typed
    if typed is None:
        return []
    said = {**values, "columns": ", ".join(typed.columns), "datum": taken.datum}
    keys = {
        f"assumed.typed_{typed.form}": typed.form,
        "assumed.typed_northing": typed.northing,
        f"assumed.datum_by_{typed.said_by}": typed.said_by,
        "assumed.coordinates_unused": typed.others,
    }
    told = {**said, "northing": typed.northing, "others": ", ".join(typed.others)}
    return [phrase(key, **told) for key, there in keys.items() if there]


def taken_notes(taken: Taken) -> list[Words]:
    """Return the notes of an input: what was made, chosen, converted and counted."""
    keys = {"made_from": taken.made_from, "rule": taken.rule, "edge": f"edge_{taken.edge}"}
    keys |= {"coordinates": "taken_as_WGS-84", "population_kind": str(taken.people.get("kind", ""))}
    notes = taken.notes()
    return note_lines({**notes, **{name: phrase(f"map.note.{key}") for name, key in keys.items() if name in notes}})


def squares_crossed(account: Mapping[str, object]) -> list[Words]:
    """Return a line of the squares that are crossed, by the account of streets; nothing where there are none."""
    count, square_m2, pieces = (cast("int", account.get(name, 0)) for name in ("squares", "square_m2", "square_pieces"))
    if not count:
        return []
    area = Figure(value=square_m2, per=10_000, precision="tenth")
    return [phrase("assumed.squares", count=Figure(value=count), area=area, pieces=Figure(value=pieces))]


def note_lines(notes: Mapping[str, object]) -> list[Words]:
    """Return counts and remarks, those of nothing left out; a name the catalogue lacks shows itself."""
    return [
        joined([_noted(name, name), phrase("map.colon"), _noted_value(name, value)])
        for name, value in notes.items()
        if value not in (0, None, "", False)
    ]


def _noted(name: str, otherwise: str) -> Words:
    return Phrase(f"map.note.{name}", otherwise=otherwise)


def _noted_value(name: str, value: object) -> Words:
    value = plain(value)
    if isinstance(value, (list, tuple)):
        return joined([str(each) for each in value], phrase("check.joint"))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if name.endswith("_mm"):
            return phrase("map.kilometres", length=Figure(value=value, precision="tenth", per=1e6))
        return Figure(value=value, precision="noted")
    return value if isinstance(value, Phrase) else str(value)
