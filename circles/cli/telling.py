"""What each command tells on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from circles import texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from circles.answer import Plan
    from circles.errors import Finding
    from circles.matches import Matches
    from circles.proposal import Siting
    from circles.workflows import Check

SHOWN_BLOCKS = 10


def tell_plan(result: Plan, folder: Path, findings: tuple[Finding, ...]) -> None:
    """Print the headline, the account, the worst blocks and where the map is."""
    from circles.answer import summary_rows

    lang = result.study.lang
    screen = Console()
    screen.print(Text(result.sentence(lang), style="bold"))
    screen.print(table_of([("terminal.verdict", "left"), ("", "right")], summary_rows(result, lang), lang))
    rows, more = _worst_rows(result)
    if rows:
        heads = [("terminal.block", "left"), ("terminal.name", "left"), ("terminal.minutes", "right")]
        heads += [("terminal.people", "right"), ("terminal.center", "left")]
        mark = result.study.mark_of("people", lang)
        figures = [texts.say("people.figures", lang, mark=mark)] if mark else []
        title = texts.say("people.then", lang).join([texts.say("terminal.outside_title", lang), *figures])
        screen.print(table_of(heads, rows, lang, title=title))
    if more:
        screen.print(Text(texts.say("terminal.more", lang, count=more)))
    _tell_assumptions(screen, result, lang)
    _tell_findings(screen, (*result.warnings, *findings), lang)
    screen.print(Text(texts.say("terminal.map_at", lang, path=folder / "coverage.html")))


def _worst_rows(result: Plan) -> tuple[list[tuple[str, str, str, str, str]], int]:
    """Return the worst outside blocks as shown (block, name, minutes, people, center) and how many more there are."""
    from circles import tables, walking
    from circles.publish import worst_first

    no_path = texts.say("map.no_path", result.study.lang)
    outside = worst_first(result.blocks[result.blocks["verdict"] == tables.OUTSIDE])
    names = dict(zip(result.centers["center_id"], result.centers["name"], strict=True))
    shown = outside.head(SHOWN_BLOCKS)
    rows = [
        (
            str(block_id),
            str(name),
            walking.shown_minutes(minutes, tables.OUTSIDE) if minutes == minutes else no_path,  # noqa: PLR0124 NaN
            f"{people:,.0f}" if people == people else "–",  # noqa: PLR0124
            str(names.get(center_id, "–")),
        )
        for block_id, name, minutes, people, center_id in shown[
            ["block_id", "name", "minutes", "population", "center_id"]
        ].itertuples(index=False)
    ]
    return rows, len(outside) - len(shown)


def tell_check(found: Check) -> None:
    """Print a check, section by section."""
    screen = Console()
    for section in found.sections():
        screen.print(Text(section.title, style="bold"))
        if section.rows:
            table = Table(show_header=any(text for text, _ in section.heads))
            for text, side in section.heads:
                table.add_column(text, justify=side, overflow="fold")
            for row in section.rows:
                table.add_row(*(Text(cell) for cell in row))
            screen.print(table)
        for line in section.lines:
            screen.print(Text(line))
        screen.print()
    screen.print(Text(found.sentence(), style="bold"))


def tell_siting(found: Siting, folder: Path, findings: tuple[Finding, ...]) -> None:
    """Print the sentence, the candidates, the sites, the proof and what sites are."""
    from circles.proposal import account_line, closing_line, site_rows

    lang = found.lang
    screen = Console()
    screen.print(Text(found.sentence(lang), style="bold"))
    screen.print(Text(account_line(found, lang)))
    heads, rows = site_rows(found, lang)
    table = Table()
    for name, numeric in heads:
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(each) for each in row))
    if rows:
        screen.print(table)
    for line in filter(None, (closing_line(found, lang), found.proof(lang), found.notice(lang))):
        screen.print(Text(line))
    _tell_assumptions(screen, found.plan_before, lang)
    # The notice above has said that sites are proposals.
    planned = (finding for finding in found.plan_after.warnings if finding.code != "sites_are_proposals")
    _tell_findings(screen, (*found.warnings, *planned, *findings), lang)
    screen.print(Text(texts.say("terminal.map_at", lang, path=folder / "coverage.html")))


def tell_matches(found: Matches, workbook: Path, lang: str) -> None:
    """Print how many rows have what result, what to look at, and what to do next."""
    screen = Console()
    title = texts.say("places.title", lang, file=found.sources[0].file, rows=f"{len(found.rows):,}")
    rows = [(texts.say(f"places.result.{result}", lang), f"{count:,}") for result, count in found.counts.items()]
    screen.print(Text(title, style="bold"))
    screen.print(table_of([("places.head_result", "left"), ("places.head_rows", "right")], rows, lang))
    _tell_findings(screen, found.warnings, lang)
    screen.print(Text(texts.say("places.written", lang, path=workbook)))
    screen.print(Text(texts.say(f"places.next_{found.kind}", lang, file=workbook.name)))


def table_of(heads: list[tuple[str, Any]], rows: list[Any], lang: str, *, title: str | None = None) -> Table:
    """Return a table; `heads` are keys of the texts with the side each column is set to."""
    table = Table(title=title, title_justify="left")
    for key, justify in heads:
        table.add_column(texts.say(key, lang) if key else "", justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _tell_assumptions(screen: Console, result: Plan, lang: str) -> None:
    from circles.answer import assumptions

    screen.print(Text(texts.say("map.assumptions", lang), style="bold"))
    for line in assumptions(result, lang):
        screen.print(Text(texts.say("assumed.line", lang, text=line)))


def _tell_findings(screen: Console, findings: Iterable[Finding], lang: str) -> None:
    for finding in findings:
        screen.print(Text(texts.say("terminal.warning", lang, text=finding.text(lang))))
