"""The files of the page: our own scripts and style, and the vendored libraries, as text to be put into one file."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PALETTE = "palette.css"
"""The colors of all pages, light and dark."""

STYLE = (
    PALETTE,
    "page.css",
    "panel.css",
    "detail.css",
    "map.css",
    "audit.css",
    "siting.css",
    "what_if.css",
    "schemes.css",
    "meeting.css",
    "paper.css",
    "picture.css",
    "forced_colors.css",
)
"""Our own style sheets, in the order of the cascade."""

CHANGES_STYLE = (
    PALETTE,
    "page.css",
    "panel.css",
    "detail.css",
    "map.css",
    "paper.css",
    "changes.css",
    "forced_colors.css",
)
"""Those of the page of a comparison, in the order of the cascade."""

SHARED_STYLE = "shared.css"
"""That of the edition that is handed on."""

SCRIPTS = (
    "number_text.js",
    "inflate.js",
    "packed_data.js",
    "walk_story.js",
    "text_order.js",
    "plane.js",
    "equal_area.js",
    "polygon_rings.js",
    "nearest_block.js",
    "nearest_street.js",
    "attaching.js",
    "drawn_gates.js",
    "walk_search.js",
    "ranked_walks.js",
    "shown_minutes.js",
    "reach_questions.js",
    "walk_limits.js",
    "exact_shares.js",
    "line_meetings.js",
    "editable_streets.js",
    "parted_sides.js",
    "closures.js",
    "laid_paths.js",
    "parted_streets.js",
    "rebuilt_streets.js",
    "laid_choices.js",
    "street_rows.js",
    "edited_streets.js",
    "reached_parts.js",
    "day_text.js",
    "changing_days.js",
    "scenario_check.js",
    "planned_estates.js",
    "center_tiers.js",
    "trial_gaps.js",
    "what_if.js",
    "what_if_account.js",
    "trial_closing.js",
    "clause_verdicts.js",
    "center_sites.js",
    "listed_clauses.js",
    "trial_norms.js",
    "what_if_scenario.js",
    "csv_text.js",
    "xml_text.js",
    "zip_file.js",
    "workbook_file.js",
    "centers_file.js",
    "scenario_file.js",
    "edits_file.js",
    "estates_file.js",
    "compound_choice.js",
    "sha256.js",
    "check_code.js",
    "trial_schemes.js",
    "scheme_figures.js",
    "trial_link.js",
    "address_choices.js",
    "view_link.js",
    "list_order.js",
    "block_search.js",
    "label_placing.js",
    "elements.js",
    "carried_state.js",
    "page_choices.js",
    "page_language.js",
    "page_sides.js",
    "saved_file.js",
    "table_files.js",
    "figure_marks.js",
    "street_layer.js",
    "block_shapes.js",
    "named_lines.js",
    "street_names.js",
    "water_layer.js",
    "outlines_layer.js",
    "center_marks.js",
    "map_layers.js",
    "center_reach.js",
    "compound_layers.js",
    "siting_layers.js",
    "siting_section.js",
    "remedy_trial.js",
    "remedies_layer.js",
    "demonstration_layer.js",
    "block_why.js",
    "demand_layer.js",
    "doubt_layer.js",
    "looks.js",
    "communities.js",
    "audit_places.js",
    "audit_cards.js",
    "audit_overview.js",
    "selection_layer.js",
    "map_labels.js",
    "legend.js",
    "detail_card.js",
    "tab_row.js",
    "view_memory.js",
    "search_texts.js",
    "district_list.js",
    "walk_views.js",
    "question_layers.js",
    "questions_list.js",
    "list_choices.js",
    "list_tables.js",
    "list_tools.js",
    "panel_lists.js",
    "side_panel.js",
    "spoken_card.js",
    "inputs_section.js",
    "about_page.js",
    "over_sheet.js",
    "drawn_edits_layer.js",
    "compound_tool.js",
    "placing_tools.js",
    "estate_marks.js",
    "what_if_layers.js",
    "closing_losses.js",
    "norms_in_trial.js",
    "what_if_figures.js",
    "what_if_hand_out.js",
    "added_sites.js",
    "added_estates.js",
    "trial_controls.js",
    "scheme_bar.js",
    "scheme_table.js",
    "scheme_words.js",
    "meeting_sheet.js",
    "meeting_form.js",
    "trial_sides.js",
    "what_if_panel.js",
    "page_basis.js",
    "page_data.js",
    "presenter.js",
    "map_controls.js",
    "page_frame.js",
    "map_picture.js",
    "paper_picture.js",
    "audit_paper.js",
    "paper.js",
    "view_picture.js",
    "page.js",
)
"""Our own scripts, in the order in which they need each other."""

SCRIPT_VERSION = 2019
"""Of ECMAScript: what Chromium 78 reads."""

CHANGES_SCRIPTS = (
    "number_text.js",
    "inflate.js",
    "packed_data.js",
    "address_choices.js",
    "view_link.js",
    "list_order.js",
    "elements.js",
    "carried_state.js",
    "page_choices.js",
    "page_language.js",
    "page_sides.js",
    "street_layer.js",
    "block_shapes.js",
    "center_marks.js",
    "map_layers.js",
    "presenter.js",
    "map_controls.js",
    "page_frame.js",
    "map_picture.js",
    "paper_picture.js",
    "page_basis.js",
    "changes_map.js",
    "changes_panel.js",
    "changes_paper.js",
    "changes_page.js",
)
"""The scripts of the page of a comparison, most of them those of the map of a plan."""

_TEXT_ASKED = re.compile(r'"([a-z_]+\.[a-z_.]*)"')
_CLOSING_TAG = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_IMAGE = re.compile(r"url\(images/([\w.-]+)\)")


@cache
def web_text(name: str) -> str:
    """Return the text of one file below ``web/``, with ``/`` between folders."""
    return files(__package__).joinpath("web", *name.split("/")).read_text(encoding="utf-8")


@cache
def image_uri(name: str) -> str:
    """Return one of Leaflet's pictures as a ``data:`` address."""
    content = files(__package__).joinpath("web", "vendor", "leaflet", name).read_bytes()
    return f"data:image/png;base64,{b64encode(content).decode('ascii')}"


def inline_script(text: str) -> str:
    """Return JavaScript that cannot end its own ``<script>`` element; inside strings it means the same."""
    return _CLOSING_TAG.sub(r"<\\", _SOURCE_MAP.sub("", text))


@cache
def page_script() -> str:
    """Return all our own scripts as one text."""
    return script_of(SCRIPTS)


def script_of(names: Sequence[str]) -> str:
    """Return some of our own scripts as one text."""
    # What is minified does not end in a semicolon: the next script would be taken for arguments of a call.
    return inline_script(";\n".join(short_scripts([web_text(name) for name in names])))


def style_of(names: Sequence[str]) -> str:
    """Return some of our own style sheets as one text."""
    return "\n".join(short_style(web_text(name)) for name in names)


@cache
def texts_asked(names: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of the texts that scripts may ask for; one that ends in a dot or a line is begun with."""
    return frozenset(key for name in names for key in _TEXT_ASKED.findall(web_text(name)))


def page_texts(names: tuple[str, ...], lang: str) -> dict[str, str]:
    """Return the texts that the scripts of a page may ask for, by key."""
    asked = texts_asked(names)
    stems = tuple(key for key in asked if key.endswith((".", "_")))
    return {key: text for key, text in catalogue(lang).items() if key in asked or key.startswith(stems)}


@cache
def page_style() -> str:
    """Return all our own style sheets as one text."""
    return style_of(STYLE)


def short_scripts(texts: Sequence[str]) -> list[str]:
    """Return scripts of ours that do the same in fewer letters.

    tdewolff-minify also shortens the names within a script. It has no wheels for some machines (pyproject.toml); there
    the page is the same, and larger.
    """
    try:
        from minify import config, string
    except (ImportError, OSError):
        return [without_comments(text) for text in texts]
    config({"js-version": SCRIPT_VERSION})
    return [str(string("text/javascript", text)) for text in texts]


def without_comments(text: str) -> str:
    """Return a script of ours without its comments, but for the first line, and without what is blank before a line.

    No text of ours spans lines, and none begins one with a mark of comments: a test holds them to that.
    """
    first, *lines = text.splitlines()
    kept = []
    within = False
    for line in map(str.strip, lines):
        begins = line.startswith("/*")
        if not (within or begins or line.startswith("//") or not line):
            kept.append(line)
        within = (within or begins) and not line.endswith("*/")
    return "\n".join([first, *kept])


def short_style(text: str) -> str:
    """Return a style sheet of ours without comments and without what is blank before a line."""
    return "\n".join(filter(None, map(str.strip, _STYLE_COMMENT.sub("", text).splitlines())))


@cache
def vendored_scripts() -> Mapping[str, str]:
    """Return the vendored scripts by the names folium gives its links."""
    return MappingProxyType(
        {
            "leaflet": inline_script(web_text("vendor/leaflet/leaflet.js")),
            "jquery": inline_script(web_text("vendor/jquery/jquery.slim.min.js")),
        }
    )


@cache
def vendored_styles() -> Mapping[str, str]:
    """Return the vendored style sheets by the names folium gives its links, pictures included."""
    leaflet = _IMAGE.sub(lambda found: f"url({image_uri(found[1])})", web_text("vendor/leaflet/leaflet.css"))
    return MappingProxyType({"leaflet_css": leaflet})


def marker_images() -> dict[str, str]:
    """Return the pictures of Leaflet's default marker, as its options name them."""
    return {
        "iconUrl": image_uri("marker-icon.png"),
        "iconRetinaUrl": image_uri("marker-icon-2x.png"),
        "shadowUrl": image_uri("marker-shadow.png"),
    }
