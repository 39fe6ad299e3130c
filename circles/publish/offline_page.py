"""A page that is one file: no external address, one policy, the same bytes each time, its scripts alone run."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPES = {ord(character): f"&#{ord(character)};" for character in "&<>\"'`${}\\"}


@dataclass(frozen=True)
class Script:
    """A script of our own: it alone is given the nonce, when the page is put together."""

    text: str

    def element(self, nonce: str) -> str:
        """Return the ``<script>`` element."""
        return f'<script nonce="{nonce}">\n{self.text}\n</script>'


def escaped(text: str) -> str:
    """Return `text` safe in HTML, in attributes and in folium's template literals."""
    return str(text).translate(_ESCAPES)


def page_of(
    head: Sequence[str | Script],
    body: str,
    script: Script | None,
    *,
    title: str,
    lang: str,
    tile_urls: Sequence[str] = (),
) -> str:
    """Return the page of its parts.

    Parameters
    ----------
    head : sequence of str and Script
        What stands in the head, in order.
    body : str
        What is seen.
    script : Script or None
        What runs when the body is there; None: nothing does, and no script may.
    title : str
        Title of the window, as a person wrote it.
    lang : str
        Language of the page, ``zh`` or ``en``.
    tile_urls : sequence of str
        Tile addresses that may be loaded, each with ``{z}``.
    """
    parts = [*head, body, *(() if script is None else (script,))]
    nonce = _nonce([lang, title, *(part.text if isinstance(part, Script) else part for part in parts)])
    allowed = "'none'" if script is None else f"'nonce-{nonce}'"
    hosts = "".join(" " + "/".join(url.split("/")[:3]) for url in tile_urls)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        f"img-src data: blob:{hosts}; base-uri 'none'; form-action 'none'"
    )
    written = "\n".join(part.element(nonce) if isinstance(part, Script) else part for part in head)
    page_lang = {"zh": "zh-CN"}.get(lang, lang)
    return (
        f'<!DOCTYPE html>\n<html lang="{page_lang}">\n<head>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"{written}\n<title>{escaped(title)}</title>\n</head>\n"
        f"<body>\n{body}\n{'' if script is None else script.element(nonce)}\n</body>\n</html>\n"
    )


def _nonce(texts: Sequence[str]) -> str:
    content = "\n".join(texts)
    return b64encode(sha256(content.encode("utf-8")).digest()[:18]).decode("ascii")
