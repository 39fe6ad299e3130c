"""All of the page that holds words, in either language: the document of the plan, cards, what lists say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.answers.standing_words import sensitive_short
from circles.answers.taken import note_lines
from circles.document import document_of
from circles.phrases import in_language
from circles.publish import (
    payload_audit,
    payload_block_causes,
    payload_communities,
    payload_demand,
    payload_districts,
    payload_doubt,
    payload_inputs,
    payload_looks,
    payload_remedies,
    payload_sections,
    payload_siting,
    web_files,
)
from circles.publish.center_facts import called_otherwise, center_facts, demand_facts, ended_how, service_facts
from circles.publish.own_columns import own_texts
from circles.publish.payload_repeats import repeats
from circles.publish.payload_trial_norms import trial_norms

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.answers.siting import Siting


def words(
    plan: Plan,
    *,
    siting: Siting | None,
    remedies: Remedies | None,
    audit: Audit | None,
    tiles: bool,
    is_before: bool = False,
) -> Callable[[str], dict[str, Any]]:
    """Return what gives, in a language, all of the page that holds words: by the names it has in the page's data.

    Before its sites a siting gives the headline alone.
    """
    document = document_of(plan)
    shown = {
        "facts": {
            **payload_sections.facts(plan, document, tiles=tiles),
            **({} if siting is None else payload_siting.headline(siting, before=is_before)),
        },
        "account": payload_sections.account(document),
        "settlements": document.lines("settlements"),
        "certainty": document.lines("account"),
        "certainty_short": sensitive_short(plan),
        "sources": payload_sections.sources(plan),
        "inputs": payload_inputs.inputs(plan),
        "streets_account": note_lines(plan.streets_account),
        "assumptions": document.lines("assumptions"),
        "notes": payload_sections.notes(plan),
        "repeats": repeats(plan),
    }
    parts = {
        **shown,
        "districts": payload_districts.districts(plan),
        "looks": payload_looks.looks(plan),
        "demand": payload_demand.demand(plan),
        "siting": payload_siting.siting(None if is_before else siting),
        "audit": payload_audit.audit(audit),
        "why": payload_block_causes.block_causes(plan, remedies),
        "trial_norms": trial_norms(audit, {name: row for row, name in enumerate(plan.centers["center_id"])}),
        "remedies": payload_remedies.remedies(remedies, plan),
    }

    def words_of(lang: str) -> dict[str, Any]:
        return {
            "lang": lang,
            "texts": web_files.page_texts(web_files.SCRIPTS, lang),
            **in_language(parts, lang),
            "doubt": payload_doubt.doubt(plan, lang),
            "communities": payload_communities.communities(plan, lang, audit=audit),
            "blocks": {"own": own_of_blocks(plan.blocks, lang)},
            "centers": {
                "called": called_otherwise(plan.centers, lang),
                "ended": ended_how(plan.centers, plan.scenario.as_of),
                "own": [*center_facts(plan.centers, lang), *own_texts(plan.centers, "centers")],
            },
        }

    return words_of


def own_of_blocks(table: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what a list says of its blocks beside their figures: the name of each column and its texts."""
    return [*demand_facts(table, lang), *service_facts(table, lang), *own_texts(table, "blocks")]
