"""A branca Figure that is one file: no external address, one policy, the same bytes each time.

folium writes ten links to content delivery networks into a page. Here each link known by name is replaced by
the vendored text, the ones our pages have no use for are dropped, and any other is an error: a page that would
be blank in a room without internet is never written. Only scripts that carry the page's nonce run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, Link

from circles.errors import Finding, OutputError
from circles.publish import web_files
from circles.publish.map_page import style_element
from circles.publish.offline_page import Script, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

DROPPED = frozenset(
    {
        "bootstrap",
        "bootstrap_css",
        "glyphicons_css",
        "awesome_markers",
        "awesome_markers_font_css",
        "awesome_markers_css",
        "awesome_rotate_css",
    }
)
"""Links of folium that only its icons with glyphs need."""

JQUERY = "jquery"
_ASKS_JQUERY = re.compile(r"\$\s*[.(]|\bjQuery\b")
"""How scripts of others ask for it: ours do without, and a page that nobody adds to is spared 70 KB."""

_LOADED = re.compile(
    r"<(?:script|link|img|iframe|object|embed)\b[^>]*?(?:src|href|data)\s*=\s*[\"']?(?:https?:)?//[^\s\"'>]*",
    re.IGNORECASE,
)
_TILE_ADDRESS = re.compile(r"[^\s\"'`]*\{z\}[^\s\"'`]*")


class LiteralElement(Element):  # type: ignore[misc] # branca has no types
    """An element that renders to exactly the text it was given: no template is run over it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 the signature of an Element
        """Return the text."""
        return self.text


class OwnScript(LiteralElement):
    """A script of our own in the head; written with the page's nonce."""


class OfflineFigure(Figure):  # type: ignore[misc] # branca has no types
    """A self-contained page.

    Parameters
    ----------
    title : str
        Title of the window, as a person wrote it.
    lang : str
        Language of the page, ``zh`` or ``en``.
    heads : dict of str to tuple of str and Script
        Head parts of children (by child name) that replace what the child would write, because it holds an
        inline script.
    tile_urls : tuple of str
        Tile addresses that may be loaded, each with ``{z}``; none by default.
    height : str or None
        Height of the frame in a notebook.
    """

    def __init__(
        self,
        *,
        title: str,
        lang: str,
        heads: Mapping[str, tuple[str | Script, ...]] | None = None,
        tile_urls: tuple[str, ...] = (),
        height: str | None = None,
    ) -> None:
        super().__init__(title=title, height=height)
        self.lang = lang
        self.heads = heads or {}
        self.tile_urls = tile_urls

    def render(self, **kwargs: Any) -> str:
        """Return the page.

        Raises
        ------
        OutputError
            If a layer needs an address that is not in the page: a link that is not known by name, a picture
            or script from elsewhere, or tiles that were not asked for.
        """
        for child in self._children.values():
            child.render(**kwargs)
        body = self.html.render(**kwargs)
        script = Script(web_files.inline_script(self.script.render(**kwargs)))
        others = [_unwritten(part, **kwargs) for part in (self.header, self.html, self.script)]
        head = self._head_parts(jquery=_ASKS_JQUERY.search("\n".join(others)) is not None, **kwargs)
        self._refuse_addresses(*others[1:])
        return page_of(head, body, script, title=self.title or "", lang=self.lang, tile_urls=self.tile_urls)

    def _head_parts(self, *, jquery: bool, **kwargs: Any) -> list[str | Script]:
        left_out = DROPPED if jquery else DROPPED | {JQUERY}
        scripts = {name: text for name, text in web_files.vendored_scripts().items() if name not in left_out}
        styles = web_files.vendored_styles()
        parts: list[str | Script] = []
        findings: list[Finding] = []
        for name, element in self.header._children.items():  # noqa: SLF001 branca offers no other way
            if name in self.heads:
                parts.extend(self.heads[name])
            elif name in scripts:
                parts.append(Script(scripts[name]))
            elif name in styles:
                parts.append(style_element(styles[name]))
            elif isinstance(element, OwnScript):
                parts.append(Script(element.text))
            elif isinstance(element, Link) and name not in left_out:
                findings.append(Finding(code="map_needs_link", value=element.url, details={"name": name}))
            elif not isinstance(element, Link):
                text = element.render(**kwargs)
                parts.append(text)
                if not isinstance(element, LiteralElement):
                    findings.extend(_loaded(text))
        if findings:
            raise OutputError(findings)
        return parts

    def _refuse_addresses(self, body: str, script: str) -> None:
        findings = [*_loaded(body), *_loaded(script)]
        findings.extend(
            Finding(code="map_needs_tiles", value=address)
            for address in _TILE_ADDRESS.findall(script)
            if address not in self.tile_urls
        )
        if "L.AwesomeMarkers" in script:
            findings.append(Finding(code="map_needs_icons"))
        if findings:
            raise OutputError(findings)


def _unwritten(part: Element, **kwargs: Any) -> str:
    """Return what was rendered by others' elements: our own literal ones are known to load nothing."""
    return "\n".join(
        element.render(**kwargs)
        for element in part._children.values()  # noqa: SLF001 branca offers no other way
        if not isinstance(element, LiteralElement)
    )


def _loaded(text: str) -> list[Finding]:
    return [Finding(code="map_needs_address", value=found) for found in _LOADED.findall(text)]
