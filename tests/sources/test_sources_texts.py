from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from circles import sources, texts

STAGE = Path(sources.__path__[0])
CODES = sorted(
    {
        code
        for entry in STAGE.rglob("*.py")
        for code in re.findall(r'"((?:[a-z]+_)+[a-z]+)"', entry.read_text(encoding="utf-8"))
        if re.search(rf'code="{code}"', entry.read_text(encoding="utf-8"))
    }
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_both_texts_with_the_same_placeholders(code: str) -> None:
    for part in ("problem", "remedy"):
        zh, en = (texts.catalogue(lang)[f"finding.{code}.{part}"] for lang in ("zh", "en"))
        assert placeholders(zh) == placeholders(en)


def test_the_two_catalogues_of_the_stage_have_the_same_keys() -> None:
    zh, en = (
        tomllib.loads((files(texts) / lang / "sources.toml").read_text(encoding="utf-8"))["finding"]
        for lang in ("zh", "en")
    )
    assert list(zh) == list(en)
    assert CODES
    assert {f"finding.{code}.problem" for code in CODES} <= set(texts.catalogue("zh"))
