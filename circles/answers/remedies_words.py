"""How remedies tell themselves: gaps with their causes and measures, missing links, what was looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from circles.answers.remedies import Remedies
from circles.document import Document, Head, Line, Section, Table, document_of, lines_section, sentence_section
from circles.figures import Figure, minutes_of
from circles.phrases import joined, phrase
from circles.remedy_tables import KINDS, NONE, PLACED
from circles.rule_numbers import LINK_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circles.phrases import Words

Rows = list[dict[Any, Any]]

_SHOWN = 5

M2_PER_HECTARE = 10_000


@document_of.register(Remedies)
def _document(remedies: Remedies) -> Document:
    rows: Rows = remedies.table.drop(columns="geometry").to_dict("records")
    links: Rows = remedies.links.drop(columns="geometry").to_dict("records")
    return Document(
        lang=remedies.lang,
        title=phrase("remedies.title"),
        sections=(
            *remedy_sections(remedies),
            sentence_section(_sentence(remedies, links)),
        ),
        facts=_facts(remedies, rows, links),
    )


def remedy_sections(remedies: Remedies) -> tuple[Section, ...]:
    """Return what an audit tells of remedies too: gaps with their measures, missing links, what was looked at."""
    rows: Rows = remedies.table.drop(columns="geometry").to_dict("records")
    links: Rows = remedies.links.drop(columns="geometry").to_dict("records")
    return (
        _gaps(remedies, rows),
        _links(links),
        lines_section("remedies_notes", _notes(remedies, links), role="item"),
    )


def remedy_words(row: dict[Any, Any]) -> Words:
    """Return a measure in words.

    A gate of a block whose gates are not given is to be looked for on site first; one of a large block says how far the
    block reaches, since the walk within it is not, or not all, in any figure.
    Links, new and moved centers say their place, so that no two read alike.
    """
    name = row["name"] or row["block_id"] or row["center_id"]
    if row["remedy"] == "new_center" and row["name"]:
        return phrase("remedies.told.new_center_named", name=name)
    if row["remedy"] == "gate":
        key = "gate_not_given" if "gates_not_given" in row["checks"] else "gate"
        if row["farthest_m"] == row["farthest_m"]:
            area = Figure(value=row["block_m2"] / M2_PER_HECTARE)
            return phrase(f"remedies.told.{key}_large", name=name, area=area, far=Figure(value=row["farthest_m"]))
        return phrase(f"remedies.told.{key}", name=name)
    told = {"name": name, "length": Figure(value=row["length_m"])}
    if row["remedy"] not in PLACED:
        return phrase(f"remedies.told.{row['remedy']}", **told)
    if row["near"] and not row["is_alike"]:
        return phrase(f"remedies.told.{row['remedy']}_near", near=row["near"], **told)
    near = "_near" if row["near"] else ""
    return phrase(f"remedies.told.{row['remedy']}{near}_at", near=row["near"], place=_place(row), **told)


def _place(row: dict[Any, Any]) -> str:
    return f"{row['lon']:.5f}, {row['lat']:.5f}"


def easiest(rows: Rows) -> dict[Any, Any]:
    """Return the measure of least trouble: by its kind, in the order of ``KINDS``; of one kind the first of the rows.

    No cost is compared: of most measures it is not known. What costs least is told beside it: :func:`cheapest`.
    """
    return min(rows, key=lambda row: KINDS.index(row["remedy"]))


def easiest_out_of_reach(remedies: Remedies) -> dict[str, dict[Any, Any]]:
    """Return of each block outside that the easiest measure of its gap does not bring inside that measure.

    Parameters
    ----------
    remedies : Remedies
        Of the plan.
    """
    of_gap: dict[Any, Rows] = {}
    able = remedies.table[(remedies.table["remedy"] != NONE) & remedies.table["gap_id"].notna()]
    for row in able.drop(columns="geometry").to_dict("records"):
        of_gap.setdefault(row["gap_id"], []).append(row)
    least = {gap: easiest(rows) for gap, rows in of_gap.items()}
    reached = set(zip(remedies.gained["edit_id"], remedies.gained["block_id"], strict=True))
    return {
        str(block_id): least[gap]
        for block_id, gap in zip(remedies.causes["block_id"], remedies.causes["gap_id"], strict=True)
        if gap in least and (least[gap]["edit_id"], str(block_id)) not in reached
    }


def by_trouble(row: dict[Any, Any]) -> tuple[int, float, str]:
    """Return by what measures are ordered: the trouble of their kind, then people, most first."""
    people = row["people_gained"]
    return KINDS.index(row["remedy"]), -people if people == people else 0.0, row["edit_id"]  # noqa: PLR0124 NaN


def cheapest(rows: Rows) -> tuple[str, int]:
    """Return the id of the measure that costs least of those whose cost is known, and of how many it is not.

    Of two that cost the same the one that brings more people inside. The id is empty where no cost is known.

    Parameters
    ----------
    rows : list of dict
        Of ``remedy_tables.REMEDIES``, a measure each or several rows of one.
    """
    own = {row["edit_id"]: row for row in rows if row["remedy"] != NONE}
    known = {name: row for name, row in own.items() if row["cost_wan"] == row["cost_wan"]}
    least = min(known.values(), key=lambda row: (row["cost_wan"], by_trouble(row)[1], row["edit_id"]), default=None)
    return ("" if least is None else str(least["edit_id"])), len(own) - len(known)


def cheapest_words(rows: Rows) -> Words:
    """Return the measure that costs least, with its cost, its people and how many are not compared; else that none is.

    Parameters
    ----------
    rows : list of dict
        As for :func:`cheapest`; of no measure nothing is said.
    """
    if all(row["remedy"] == NONE for row in rows):
        return ""
    least, unknown = cheapest(rows)
    if not least:
        return phrase("remedies.cheapest.none_known")
    row = next(row for row in rows if row["edit_id"] == least)
    people = Figure(value=row["people_gained"], precision="count")
    told = phrase("remedies.cheapest.told", measure=remedy_words(row), cost=cost_words(row), people=people)
    return phrase("remedies.cheapest.of_known", told=told, count=Figure(value=unknown)) if unknown else told


def cost_words(row: dict[Any, Any]) -> Words:
    """Return what a measure costs and which items of the list of money say so; else that it is unknown, not nothing."""
    items = joined([Figure(value=number) for number in row["cost_items"]], phrase("remedies.list"))
    if row["cost_wan"] != row["cost_wan"]:
        unknown = phrase("remedies.card.cost_unknown")
        return phrase("remedies.card.cost_unfilled", cost=unknown, items=items) if row["cost_items"] else unknown
    cost = Figure(value=row["cost_wan"], precision="noted", unit=phrase("remedies.card.wan"))
    return phrase("remedies.card.cost_listed", cost=cost, items=items) if row["cost_items"] else cost


def consent_words(row: dict[Any, Any]) -> Words:
    """Return whose consent a measure needs, empty where there is none."""
    return phrase(f"remedies.consent.{row['consent']}") if row["consent"] else ""


def check_words(row: dict[Any, Any]) -> Words:
    """Return what is to be looked at on site."""
    return joined([phrase(f"remedies.check.{name}") for name in row["checks"]], phrase("remedies.joint"))


def _sentence(remedies: Remedies, links: Rows) -> Words:
    gaps = remedies.gaps
    if gaps.empty:
        return phrase("remedies.no_gaps")
    cured = remedies.table.loc[remedies.table["remedy"] != NONE, "gap_id"].dropna().nunique()
    told = {
        "gaps": Figure(value=len(gaps)),
        "people": Figure(value=float(gaps["people"].sum(min_count=1)), precision="count"),
        "cured": Figure(value=int(cured)),
    }
    if not links:
        return phrase("remedies.sentence_no_links", **told)
    best = Figure(value=links[0]["people_gained"], precision="count")
    return phrase("remedies.sentence", **told, links=Figure(value=len(links)), best=best)


def _gaps(remedies: Remedies, rows: Rows) -> Section:
    """Return the gaps with most people, each with the measure of least trouble and the one of most effect."""
    figures = {"people", "excess", "of_gap", "gained"}
    names = (
        *("gap", "people", "excess", "cause", "easiest", "of_gap", "gained", "consent", "cost"),
        *("best", "of_gap", "gained"),
    )
    by_gap: dict[Any, Rows] = {}
    for row in rows:
        by_gap.setdefault(row["gap_id"], []).append(row)
    gaps: Rows = remedies.gaps.head(_SHOWN).to_dict("records")
    cells = [_gap_cells(gap, by_gap.get(gap["gap_id"], [])) for gap in gaps]
    left = len(remedies.gaps) - len(gaps)
    counts = {"shown": Figure(value=len(gaps)), "count": Figure(value=left), "rows": Figure(value=len(rows))}
    more = [phrase("remedies.more_gaps", **counts)] if left else []
    order = joined([phrase(f"remedies.kind.{kind}") for kind in KINDS], phrase("remedies.list"))
    return Section(
        name="gaps",
        title=phrase("remedies.gaps_title"),
        table=Table(
            heads=tuple(Head(phrase(f"remedies.head.{name}"), figures=name in figures) for name in names),
            rows=tuple(cells),
        ),
        lines=lines_section(
            "", [*_cheapest_lines(gaps, by_gap), *more, phrase("remedies.order", kinds=order)] if gaps else []
        ).lines,
    )


def _gap_cells(gap: dict[Any, Any], rows: Rows) -> tuple[Words, ...]:
    able = [row for row in rows if row["remedy"] != NONE]
    cells: list[Words] = [
        phrase("remedies.gap_row", number=Figure(value=gap["gap_id"])),
        Figure(value=gap["people"], precision="count"),
        minutes_of(gap["excess_minutes"]),
        phrase(f"remedies.cause.{gap['cause']}"),
    ]
    if not able:
        return (*cells, phrase("remedies.told.none"), *[""] * 7)
    least = easiest(able)
    return (*cells, *_measure_cells(least), consent_words(least), cost_words(least), *_measure_cells(able[0]))


def _cheapest_lines(gaps: Rows, by_gap: Mapping[Any, Rows]) -> list[Words]:
    """Return the measure of least cost of each gap, then of which gaps no cost is known."""
    said: list[Words] = []
    unknown: list[Words] = []
    for gap in gaps:
        rows = [row for row in by_gap.get(gap["gap_id"], []) if row["remedy"] != NONE]
        name = phrase("remedies.gap_row", number=Figure(value=gap["gap_id"]))
        if rows and cheapest(rows)[0]:
            said.append(phrase("remedies.cheapest.of_gap", gap=name, told=cheapest_words(rows)))
        elif rows:
            unknown.append(name)
    if unknown:
        said.append(phrase("remedies.cheapest.of_none", gaps=joined(unknown, phrase("remedies.list"))))
    return said


def _measure_cells(row: dict[Any, Any]) -> list[Words]:
    """Return a measure, whom it brings inside of the gap, and whom in the whole area."""
    gained = [Figure(value=row[name], precision="count") for name in ("gap_people_gained", "people_gained")]
    return [remedy_words(row), *gained]


def _links(links: Rows) -> Section:
    names = ("rank", "gained", "length", "place", "consent", "checks")
    cells = [
        (
            phrase("remedies.link_row", number=Figure(value=row["link_rank"])),
            Figure(value=row["people_gained"], precision="count"),
            Figure(value=row["length_m"]),
            _place(row),
            consent_words(row),
            check_words(row),
        )
        for row in links[:_SHOWN]
    ]
    left = len(links) - len(cells)
    return Section(
        name="links",
        title=phrase("remedies.links_title"),
        table=Table(
            heads=tuple(Head(phrase(f"remedies.head.{name}"), figures=name in {"gained", "length"}) for name in names),
            rows=tuple(cells),
        ),
        lines=lines_section("", [phrase("remedies.more_links", count=Figure(value=left))] if left else []).lines,
    )


def _notes(remedies: Remedies, links: Rows) -> list[Words | Line]:
    if remedies.table.empty:
        return []
    counts = Counter(remedies.gaps["cause"])
    causes = [
        phrase("remedies.cause_count", cause=phrase(f"remedies.cause.{cause}"), count=Figure(value=count))
        for cause, count in counts.most_common()
    ]
    looked = remedies.links_account
    counts_told = {**looked, "others": looked["vertices"] - looked["blocked"], "listed": len(links)}
    account = {name: Figure(value=count) for name, count in counts_told.items()}
    unseen = sum("what_stands_between" in row["checks"] for row in links)
    return [
        *([phrase("remedies.causes", causes=joined(causes, phrase("remedies.list")))] if causes else []),
        phrase("remedies.links_found", longest=Figure(value=LINK_M), **account),
        *([phrase("remedies.unseen", count=Figure(value=unseen))] if unseen else []),
        Line(phrase("remedies.look_up"), "item", typed=phrase("remedies.look_up_typed")),
        *(
            [phrase("remedies.untied", names=joined(remedies.untied, phrase("remedies.list")))]
            if remedies.untied
            else []
        ),
        phrase("remedies.confirmed"),
        Line(phrase("remedies.edits"), "item", typed=phrase("remedies.edits_typed")),
    ]


def _facts(remedies: Remedies, rows: Rows, links: Rows) -> dict[str, Any]:
    return {
        "study": remedies.plan.study.name,
        "gaps": [
            {
                "gap_id": row["gap_id"],
                "cause": row["cause"],
                "people": Figure(value=row["people"], precision="count"),
                "excess_minutes": minutes_of(row["excess_minutes"]),
            }
            for row in remedies.gaps.to_dict("records")
        ],
        "remedies": [
            {
                "edit_id": row["edit_id"],
                "remedy": row["remedy"],
                "people_gained": Figure(value=row["people_gained"], precision="count"),
                "blocks_gained": row["blocks_gained"],
            }
            for row in {row["edit_id"]: row for row in rows if row["edit_id"]}.values()
        ],
        "missing_links": [row["edit_id"] for row in links],
    }
