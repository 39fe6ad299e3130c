"""The two audits of the invented year, made once for all who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from circles import cli
from tests.bureau.baoding_study import audit_words, write_baoding

if TYPE_CHECKING:
    from pathlib import Path


class Audited(NamedTuple):
    """The folder of the study with ``y2025`` and ``y2026``, and what the terminal told of each year."""

    folder: Path
    last: str
    now: str


@pytest.fixture(scope="session")
def english(baoding: Audited) -> str:
    """Return what the terminal tells of this year in English."""
    words = audit_words(baoding.folder, 2026, out=baoding.folder / "english")
    ended = CliRunner().invoke(cli.app, [*words, "--lang", "en"], env={"COLUMNS": "400"})
    assert ended.exit_code == 0, ended.output
    return ended.output


@pytest.fixture(scope="session")
def baoding(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Return the invented year, audited twice."""
    folder = tmp_path_factory.mktemp("baoding")
    write_baoding(folder)
    told = []
    for year in (2025, 2026):
        ended = CliRunner().invoke(cli.app, audit_words(folder, year), env={"COLUMNS": "320"})
        assert ended.exit_code == 0, ended.output
        told.append(ended.output)
    return Audited(folder, *told)
