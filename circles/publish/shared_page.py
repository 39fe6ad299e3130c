"""The edition of the map that may be handed on: classes and roll-ups, a still picture, and nothing that runs.

No street network, no place of a facility, no name and no figure of a block is in it. People are told in tens, and not
at all of fewer than three blocks or ten people; then what that could be reckoned from is not told either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles import tables
from circles.answers.audit_rows import conclusion_words
from circles.answers.plan_words import share_in
from circles.answers.rate_names import rate_name
from circles.document import document_of
from circles.figures import Figure
from circles.phrases import in_language, joined, text_of
from circles.publish import payload_sections, static_picture
from circles.publish.map_page import VIEWPORT, style_element
from circles.publish.offline_page import escaped, page_of
from circles.publish.web_files import PALETTE, SHARED_STYLE, short_style, web_text
from circles.rule_numbers import FEWEST_BLOCKS_TOLD, FEWEST_PEOPLE_TOLD
from circles.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.document import Document

SHARED = "shared"
"""The edition, as `[output] edition` names it."""

_VERDICTS = (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
_TAGS = {"zh": "zh-CN", "en": "en"}
_NAMES = {"zh": "中文", "en": "English"}
"""A language is named in itself."""
_OF_PEOPLE = {"people": "population", "dwellings": "dwellings"}
"""Bases that count people, and the column of the blocks that holds them."""


def shared_page(plan: Plan, *, lang: str, with_sites: bool = False, audit: Audit | None = None) -> str:
    """Return the page of a plan, complete in itself and in both languages, first in `lang`.

    `with_sites` says that proposed sites are counted in it. Of an audit it tells the verdict of each clause, and no
    figure that was observed: some are of few people.
    """
    document = document_of(plan)
    title = in_language(payload_sections.facts(plan, document, tiles=False), lang)["title"]
    languages = (lang, *(other for other in LANGUAGES if other != lang))
    parts = {each: _parts(plan, document, each, with_sites=with_sites, audit=audit) for each in languages}
    return edition_page(parts, [static_picture.drawing(plan, centers=False)], title=title)


def edition_page(parts: Mapping[str, tuple[list[str], list[str]]], pictures: Sequence[str], *, title: str) -> str:
    """Return a page of which nothing runs: what each language says above and below its pictures, the first chosen."""
    first = next(iter(parts))
    body = "\n".join(
        [
            '<main class="shared">',
            *(language_choice(lang, chosen=lang == first) for lang in parts),
            *(language_section(lang, above) for lang, (above, _) in parts.items()),
            *pictures,
            *(language_section(lang, below) for lang, (_, below) in parts.items()),
            "</main>",
        ]
    )
    head = [
        '<meta http-equiv="content-type" content="text/html; charset=UTF-8" />',
        VIEWPORT,
        style_element(short_style(web_text(PALETTE)) + "\n" + web_text(SHARED_STYLE)),
    ]
    return page_of(head, body, None, title=title, lang=first)


def _parts(
    plan: Plan, document: Document, lang: str, *, with_sites: bool, audit: Audit | None
) -> tuple[list[str], list[str]]:
    """Return what is said in a language above the drawing, and below it."""
    facts = in_language(payload_sections.facts(plan, document, tiles=False), lang)
    rows = in_language(payload_sections.account(document), lang)
    told = {row["base"]: _told(plan, row, lang) for row in rows}
    above = [
        f"<h1>{escaped(facts['title'])}</h1>",
        mark_chips([*static_picture.marks(facts, lang), say("shared.edition", lang)]),
        _headline(plan, document, told, lang),
        f"<p>{escaped(say('map.side.sites_after', lang))}</p>" if with_sites else "",
        f"<p>{escaped(facts['walk'])}</p>",
    ]
    below = [
        f'<p class="keys">{static_picture.keys(plan, lang)}</p>',
        _account(rows, told, lang),
        *(f'<p class="small">{escaped(row["unknown"])}</p>' for row in rows if row["unknown"]),
        _districts(plan, lang),
        _clauses(audit, lang),
        *(f'<p class="small">{escaped(text)}</p>' for text in _foot(facts, lang)),
    ]
    return above, below


def language_choice(lang: str, *, chosen: bool) -> str:
    """Return the choice of a language, which the style sheet follows: nothing runs in this edition."""
    return (
        f'<input type="radio" name="language" id="language-{lang}"{" checked" if chosen else ""}>'
        f'<label for="language-{lang}" lang="{_TAGS[lang]}">{escaped(_NAMES[lang])}</label>'
    )


def language_section(lang: str, parts: Sequence[str]) -> str:
    """Return what is said in one language, which the choice shows or hides."""
    return "\n".join([f'<div class="told-{lang}" lang="{_TAGS[lang]}">', *parts, "</div>"])


def _told(plan: Plan, row: Mapping[str, Any], lang: str) -> dict[str, str | None]:
    """Return total, parts and rate of a base as they may be told, None what may not."""
    parts: dict[str, str | None] = {name: row[name] for name in ("total", *_keys(), "rate")}
    if row["base"] not in _OF_PEOPLE:
        return parts
    counted = plan.blocks[_OF_PEOPLE[row["base"]]]
    for key, verdict in zip(_keys(), _VERDICTS, strict=True):
        known = counted[(plan.blocks["verdict"] == verdict) & counted.notna() & (counted > 0)]
        few = 0 < len(known) < FEWEST_BLOCKS_TOLD or 0 < known.sum() < FEWEST_PEOPLE_TOLD
        parts[key] = None if few else _tens(known.sum(), lang)
    if None in parts.values():
        return {**parts, "total": None, "rate": None}
    return {**parts, "total": _tens(counted.sum(), lang)}


def _tens(people: float, lang: str) -> str:
    rounded = int((people + 5) // 10 * 10)
    text: str = in_language(Figure(value=rounded, precision="count"), lang)
    return text


def _keys() -> list[str]:
    return [verdict.replace(" ", "_") for verdict in _VERDICTS]


def _headline(plan: Plan, document: Document, told: Mapping[str, Mapping[str, str | None]], lang: str) -> str:
    """Return the rate of the plan's own base, or of the first whose rate may be told: that of blocks always may."""
    base = next(base for base in (plan.headline_base, "land_m2", "blocks") if told.get(base, {}).get("rate"))
    accounts: Any = document.facts["account"]
    name = joined([rate_name(base, plan.scenario), accounts[base]["total"].mark])
    rate, name, open_share = in_language(
        (accounts[base]["coverage_rate"], name, share_in(accounts[base], "not_evaluated")), lang
    )
    beside = say("map.not_evaluated_share", lang, rate=open_share)
    return f'<p class="rate"><strong>{escaped(rate)}</strong> {escaped(name)} · {escaped(beside)}</p>'


def _account(rows: Sequence[Mapping[str, Any]], told: Mapping[str, Mapping[str, str | None]], lang: str) -> str:
    heads = ["", *(say(f"verdict.{key}", lang) for key in _keys()), say("map.total", lang), say("shared.rate", lang)]
    held = say("shared.withheld", lang)
    lines = [
        [
            _counted(row, lang) + row["mark"],
            *(told[row["base"]][name] or held for name in (*_keys(), "total", "rate")),
        ]
        for row in rows
    ]
    return shared_table(heads, lines)


def _counted(row: Mapping[str, Any], lang: str) -> str:
    """Return a base with its unit, which in English may be the same word."""
    name = say(f"base.{row['base']}", lang)
    return name if row["unit"] == name else say("map.base_unit", lang, base=name, unit=row["unit"])


def _districts(plan: Plan, lang: str) -> str:
    """Return the blocks of each sub-district by verdict, without people; nothing where the study knows none."""
    if "subdistrict" not in plan.blocks or not (plan.blocks["subdistrict"].fillna("") != "").any():
        return ""
    names = plan.blocks["subdistrict"].fillna("").replace("", say("map.unknown", lang))
    counts = plan.blocks.groupby([names, "verdict"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(_VERDICTS), fill_value=0)
    heads = [say("shared.subdistrict", lang), *(say(f"verdict.{key}", lang) for key in _keys())]
    return shared_table(
        heads, [[str(name), *map(str, row)] for name, row in zip(counts.index, counts.values, strict=True)]
    )


def _clauses(audit: Audit | None, lang: str) -> str:
    """Return the clauses of an audit with their verdicts, after the audit in one sentence."""
    if audit is None:
        return ""
    heads = [say(f"map.{name}", lang) for name in ("audit.clause", "audit.requirement", "list.verdict")]
    lines = [
        [row["clause"], text_of(row["requirement"], lang), text_of(conclusion_words(row), lang)]
        for row in audit.clauses.to_dict("records")
    ]
    lead = text_of(document_of(audit).sentence, lang)
    return f"<h2>{escaped(say('map.audit.parts', lang))}</h2><p>{escaped(lead)}</p>" + shared_table(heads, lines)


def shared_table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table, the first cell of each row its head."""
    head = "".join(f'<th scope="col">{escaped(text)}</th>' if text else "<td></td>" for text in heads)
    body = "".join(
        f'<tr><th scope="row">{escaped(first)}</th>{"".join(f"<td>{escaped(text)}</td>" for text in others)}</tr>'
        for first, *others in lines
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def mark_chips(marks: Sequence[str]) -> str:
    """Return what the page must not be read without."""
    return "<p>" + " ".join(f'<span class="chip">{escaped(mark)}</span>' for mark in marks) + "</p>"


def _foot(facts: Mapping[str, Any], lang: str) -> list[str]:
    date = facts["data_date"]
    signed = [
        say("map.data_date", lang, date=date) if date else say("map.no_data_date", lang),
        facts["prepared_by"],
        say("map.method_version", lang, method_version=facts["method_version"]),
    ]
    limits = {"blocks": FEWEST_BLOCKS_TOLD, "people": FEWEST_PEOPLE_TOLD}
    return [
        say("map.verdict_note", lang),
        say("shared.holds", lang, **limits),
        *([say("map.osm", lang)] if facts["osm"] else []),
        " · ".join(filter(None, signed)),
    ]
