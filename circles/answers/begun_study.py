"""A study begun from a folder of files. How it is told: :mod:`circles.answers.begun_study_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from circles.phrases import Words


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BegunStudy(Answer):
    """A study begun from a folder.

    Attributes
    ----------
    study_file, template : Path
        What was written.
    taken : tuple of (str or Words, Words, Words)
        A row for each layer, sheet or file that was recognised: its name, what it is taken as, and why.
    passed : tuple of (Words, Words)
        A row for the files passed over for one reason: their names, and the reason.
    to_decide : tuple of Words
        What a person should look at before the study is planned, the datum of a list for example.
    missing : tuple of Words
        What the study still lacks.
    commands, later : tuple of str
        What to type next, and what once the study holds all it needs.
    lang : str
        Of what was written.
    """

    study_file: Path
    template: Path
    taken: tuple[tuple[Words, Words, Words], ...] = ()
    passed: tuple[tuple[Words, Words], ...] = ()
    to_decide: tuple[Words, ...] = ()
    missing: tuple[Words, ...] = ()
    commands: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    lang: str = "en"
