"""The page of a comparison: one file that works offline, made of the parts of the map of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles.phrases import text_of
from circles.publish import map_page, packed_columns, static_picture, web_files
from circles.publish.offline_page import escaped
from circles.publish.payload_changes import changes_payload, marks
from circles.texts import say

if TYPE_CHECKING:
    from circles.answers.comparison import Comparison


def changes_html(comparison: Comparison, *, lang: str) -> str:
    """Return the page of a comparison, complete in itself, in both languages and first in `lang`; always the same."""
    data = changes_payload(comparison, lang=lang)
    packed, size = packed_columns.packed(data)
    (south, west), (north, east) = data["bounds"]
    options: dict[str, Any] = {"data": map_page.DATA_ID, "size": size, "icons": {}, "tiles": None}
    return map_page.page(
        packed,
        options,
        still=_without_script(comparison, lang),
        center=[(south + north) / 2, (west + east) / 2],
        title=data["facts"]["title"],
        lang=lang,
        style=web_files.style_of(web_files.CHANGES_STYLE),
        script=web_files.script_of(web_files.CHANGES_SCRIPTS),
    )


def _without_script(comparison: Comparison, lang: str) -> str:
    """Return the ``<noscript>`` element: what is told, and the later answer as a small drawing."""
    document = comparison.document()
    title = escaped(text_of(document.title, lang))
    told = [f"<p><strong>{escaped(mark)}</strong></p>" for mark in static_picture.marks(marks(comparison), lang)]
    told += [f"<p>{escaped(text_of(document.sentence, lang))}</p>"]
    now = comparison.blocks.rename(columns={"verdict_after": "verdict"})
    now = now[np.isin(now["verdict"].to_numpy(dtype=object), list(static_picture.VERDICTS))]
    return (
        f'<noscript><div style="padding:1em 2em;background:#fff;color:#1c2733"><h1>{title}</h1>{"".join(told)}'
        f"{static_picture.drawing_of(now)}<p>{static_picture.keys_of(now, lang)}</p>"
        f"<p>{escaped(say('no_script.hint', lang))}</p></div></noscript>"
    )
