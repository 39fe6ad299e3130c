"""The edition of a comparison that may be handed on: still pictures of both answers, roll-ups, and nothing that runs.

No place or name of a facility and no name or figure of a block is in it. People are told in tens, and not at all of
fewer than three blocks or ten people; then no rate of people is told either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import tables
from circles.answers.comparison import CHANGES
from circles.answers.marks import label_mark
from circles.answers.rate_names import short_rate_name
from circles.answers.years import YearsComparison
from circles.document import document_of
from circles.figures import Figure
from circles.phrases import joined, phrase, text_of
from circles.publish import static_picture
from circles.publish.offline_page import escaped
from circles.publish.payload_changes import marks, signed
from circles.publish.shared_page import edition_page, mark_chips, shared_table
from circles.rule_numbers import FEWEST_BLOCKS_TOLD, FEWEST_PEOPLE_TOLD
from circles.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from circles.answers.comparison import Comparison
    from circles.phrases import Words

_SIDES = ("before", "after")
_OUTLINED = {"gained": ("#00694c", ""), "lost": ("#7a1f6b", "9 5")}
"""Line and dashes of the blocks that are outlined, as on the map."""


def shared_changes_page(comparison: Comparison, *, lang: str) -> str:
    """Return the page of a comparison, complete in itself and in both languages, first in `lang`."""
    title = text_of(comparison.document().title, lang)
    languages = (lang, *(other for other in LANGUAGES if other != lang))
    pictures = [*map(_side_choice, _SIDES), *(_side(comparison, when) for when in _SIDES)]
    parts = {each: (_above(comparison, each), _below(comparison, each)) for each in languages}
    return edition_page(parts, pictures, title=title)


def _above(comparison: Comparison, lang: str) -> list[str]:
    base = _told_base(comparison)
    rates = [_rate(comparison, when, base, lang) for when in _SIDES]
    name = text_of(short_rate_name(base), lang)
    document = document_of(comparison)
    differing = [text_of(words, lang) for words in document.lines("settings")]
    return [
        f"<h1>{escaped(text_of(document.title, lang))}</h1>",
        mark_chips([*static_picture.marks(marks(comparison), lang), say("shared.edition", lang)]),
        f'<p class="rate"><strong>{escaped(" → ".join(rates))}</strong> {escaped(name)}</p>',
        *(f"<p>{escaped(text)}</p>" for text in differing),
    ]


def _side_choice(when: str) -> str:
    """Return the choice of a side, which the style sheet follows: nothing runs in this edition."""
    checked = " checked" if when == _SIDES[-1] else ""
    labels = "".join(
        f'<label for="side-{when}" class="told-{each}" lang="{each}">{escaped(say(f"map.side.{when}", each))}</label>'
        for each in LANGUAGES
    )
    return f'<input type="radio" name="side" id="side-{when}"{checked}>{labels}'


def _side(comparison: Comparison, when: str) -> str:
    """Return the picture of a side under what it is called, which paper shows too."""
    called = "".join(
        f'<p class="told-{each} side-{when}" lang="{each}">{escaped(say(f"map.side.compared_{when}", each))}</p>'
        for each in LANGUAGES
    )
    return f'{called}<div class="side-{when}">{_drawing(comparison, when)}</div>'


def _drawing(comparison: Comparison, when: str) -> str:
    """Return the blocks by their verdict on a side, those gained and lost outlined; both sides show the same ground."""
    table = comparison.blocks
    placed = table[~shapely.is_missing(table.geometry.to_numpy())]
    west, south, east, north = placed.total_bounds.tolist() if len(placed) else (0.0, 0.0, 0.0, 0.0)
    there = placed[placed[f"verdict_{when}"].notna()].assign(verdict=lambda rows: rows[f"verdict_{when}"])
    outlined: list[tuple[gpd.GeoDataFrame, str, str]] = [
        (placed[placed["change"] == change], line, dashes) for change, (line, dashes) in _OUTLINED.items()
    ]
    return static_picture.drawing_of(there, within=(west, south, east, north), outlined=outlined)


def _below(comparison: Comparison, lang: str) -> list[str]:
    verdicts = np.concatenate([comparison.blocks[f"verdict_{when}"].to_numpy(dtype=object) for when in _SIDES])
    shown = [verdict for verdict in static_picture.VERDICTS if (verdicts == verdict).any()]
    outlined = [change for change in _OUTLINED if comparison.totals["blocks"][change]]
    foot = [
        say("map.verdict_note", lang),
        say("changes.shared_holds", lang, blocks=FEWEST_BLOCKS_TOLD, people=FEWEST_PEOPLE_TOLD),
        *([say("map.osm", lang)] if comparison.is_of_osm else []),
        " · ".join(signed(comparison, lang)),
    ]
    return [
        f'<p class="keys">{static_picture.keys_of_verdicts(shown, lang)}{_keys_of_changes(outlined, lang)}</p>',
        _changes(comparison, lang),
        _rates(comparison, lang),
        _steps(comparison, lang),
        *(f'<p class="small">{escaped(text)}</p>' for text in foot if text),
    ]


def _keys_of_changes(changes: Sequence[str], lang: str) -> str:
    return "".join(_key_of_change(change, lang) for change in changes)


def _key_of_change(change: str, lang: str) -> str:
    line, dashes = _OUTLINED[change]
    border = f"2px {'dashed' if dashes else 'solid'} {line}"
    sample = f"display:inline-block;width:1em;height:.7em;margin-right:.4em;background:#fff;border:{border}"
    said = escaped(say(f"compare.{change}", lang))
    return f'<span style="margin-right:1.5em"><span style="{sample}"></span>{said}</span>'


def _changes(comparison: Comparison, lang: str) -> str:
    """Return blocks and people by what became of them, people in tens or not told."""
    label = text_of(joined([phrase("compare.people"), label_mark(comparison.population_label)]), lang)
    heads = [say("compare.change", lang), say("compare.blocks", lang), label]
    lines = [
        [
            say(f"compare.{change}", lang),
            _count(comparison.totals["blocks"][change], lang),
            text_of(_people(comparison, change), lang),
        ]
        for change in CHANGES
        if comparison.totals["blocks"][change]
    ]
    return shared_table(heads, lines)


def _people(comparison: Comparison, change: str) -> Words:
    counted, unknown = (float(comparison.totals[name][change]) for name in ("people", "unknown_blocks"))
    if _is_few(comparison, change):
        return phrase("shared.withheld")
    people = Figure(value=int((counted + 5) // 10 * 10), precision="count")
    if not unknown:
        return people
    return phrase("compare.unknown", people=people, unknown=Figure(value=int(unknown), precision="plain"))


def _is_few(comparison: Comparison, change: str) -> bool:
    counted = comparison.blocks.loc[comparison.blocks["change"] == change, "population"]
    return _are_few(counted)


def _are_few(people: Any) -> bool:
    """Return whether people are of so few blocks, or so few, that they are not told."""
    known = people[people.notna() & (people > 0)]
    return 0 < len(known) < FEWEST_BLOCKS_TOLD or 0 < known.sum() < FEWEST_PEOPLE_TOLD


def _tells_people(comparison: Comparison) -> bool:
    """Return whether rates of people may be told: no few could be reckoned from them."""
    blocks = comparison.blocks
    parts = [blocks.loc[blocks["change"] == change, "population"] for change in CHANGES]
    parts += [
        blocks.loc[blocks[f"verdict_{when}"] == verdict, "population"]
        for when in _SIDES
        for verdict in (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
    ]
    return not any(map(_are_few, parts))


def _bases(comparison: Comparison) -> list[str]:
    """Return the bases whose rate may be told: dwellings of a change are not known here, so theirs is none."""
    told = ["people"] if _tells_people(comparison) else []
    both = [side.account.index for side in (comparison.before, comparison.after)]
    return [base for base in (*told, "land_m2", "blocks") if all(base in index for index in both)]


def _told_base(comparison: Comparison) -> str:
    """Return the base of the headline where its rate may be told, else the first whose rate may."""
    bases = _bases(comparison)
    return comparison.rate_base if comparison.rate_base in bases else bases[0]


def _rate(comparison: Comparison, when: str, base: str, lang: str) -> str:
    side = getattr(comparison, when)
    return text_of(Figure(value=side.account["coverage_rate"][base], precision="covered_share"), lang)


def _rates(comparison: Comparison, lang: str) -> str:
    heads = [say("shared.rate", lang), *(say(f"map.side.{when}", lang) for when in _SIDES)]
    lines = [
        [text_of(short_rate_name(base), lang), *(_rate(comparison, when, base, lang) for when in _SIDES)]
        for base in _bases(comparison)
    ]
    return shared_table(heads, lines)


def _steps(comparison: Comparison, lang: str) -> str:
    """Return the steps from year to year with rates and points alone, nothing where their base may not be told."""
    if not isinstance(comparison, YearsComparison) or comparison.base not in _bases(comparison):
        return ""
    document = document_of(comparison)
    heads, rows = document.table("years").texts(lang)
    kept = [0, len(heads) - 2, len(heads) - 1]
    lines = [text_of(words, lang) for words in document.lines("years")]
    return shared_table([heads[at] for at in kept], [[row[at] for at in kept] for row in rows]) + "".join(
        f'<p class="small">{escaped(text)}</p>' for text in lines
    )


def _count(value: float, lang: str) -> str:
    return text_of(Figure(value=value, precision="count"), lang)
