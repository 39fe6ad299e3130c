"""The language of a terminal."""

from __future__ import annotations

import locale

from circles import texts


def terminal_language(lang: str | None) -> str:
    """Return the language of the terminal: as asked for, else the machine's own where it is Chinese."""
    if lang in texts.LANGUAGES:
        return str(lang)
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
