"""Print the command that the README gives under ``<!-- command: NAME -->``, as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def command(text: str, name: str) -> str:
    """Return the fenced block that follows the marker of `name`; exactly one there must be."""
    pattern = rf"<!-- command: {re.escape(name)} -->\s*\n```[a-z]*\n(.*?)\n```"
    found = re.findall(pattern, text, flags=re.DOTALL)
    if len(found) != 1 or not found[0].strip():
        sys.exit(f"README.md must hold one fenced block after <!-- command: {name} -->, there are {len(found)}")
    return str(found[0])


if __name__ == "__main__":
    sys.stdout.write(command(README.read_text(encoding="utf-8"), sys.argv[1]) + "\n")
