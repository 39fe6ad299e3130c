"""A study drafted for a person to read: every value with its reason, written beside their files."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from circles.errors import Finding, OutputError
from circles.publish.single_files import refuse_input
from circles.writing import part_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tomlkit import TOMLDocument
    from tomlkit.items import Comment, Table

Value = str | int | float | bool
"""What a key of a section may hold."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One key of a section.

    Attributes
    ----------
    key : str
        As a study file has it; of a mapping its field too, ``columns.name``.
    value : str, int, float or bool
        Of the key.
    stated : bool
        Whether it holds; otherwise it is only proposed, behind a comment mark.
    notes : tuple of str
        Why, each a line above it.
    """

    key: str
    value: Value
    stated: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a study file; without a stated entry its heading is behind a comment mark too."""

    name: str
    notes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Whether anything in it holds."""
        return any(entry.stated for entry in self.entries)


def study_text(name: str, sections: Iterable[Section], *, heading: Iterable[str]) -> str:
    """Return a study file as text (TOML): what holds, with the reasons as comments.

    Parameters
    ----------
    name : str
        Of the study.
    sections : iterable of Section
        In the order in which they are written.
    heading : iterable of str
        Comment lines at the top.
    """
    import tomlkit

    document = tomlkit.document()
    for line in heading:
        document.add(_comment(line))
    document.add("name", name)
    for section in sections:
        document.add(tomlkit.nl())
        _add_section(document, section)
    return tomlkit.dumps(document)


def write_beside(
    folder: str | Path, made: Mapping[str, bytes], *, replace: bool = False, inputs: Iterable[str | Path] = ()
) -> tuple[Path, ...]:
    """Write files to a folder, all of them or none; what is replaced is kept as ``<name>.bak``, ``.2.bak`` and so on.

    Parameters
    ----------
    folder : str or Path
        A folder that exists.
    made : mapping of str to bytes
        Content of each file, by name.
    replace : bool
        Whether files that are there may be replaced.
    inputs : iterable of str or Path
        Files that the run reads; none of them is replaced.

    Raises
    ------
    OutputError
        If a file is there and may not be replaced, or cannot be written; then all stand as before.
    """
    check_beside(folder, made, replace=replace, inputs=inputs)
    targets = [Path(folder) / name for name in made]
    parts: list[Path] = []
    begun: list[tuple[Path, Path | None]] = []
    try:
        for target, content in zip(targets, made.values(), strict=True):
            parts.append(part_beside(target, content))
        for part, target in zip(parts, targets, strict=True):
            kept = _free_name(target) if os.path.lexists(target) else None
            if kept is not None:
                target.replace(kept)
            begun.append((target, kept))
            part.replace(target)
    except OSError as error:
        for target, kept in begun:
            _put_back(target, kept)
        details = {"reason": error.strerror or str(error)}
        raise OutputError(Finding(code="output_not_written", file=str(folder), details=details)) from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return tuple(targets)


def check_beside(folder: str | Path, names: Iterable[str], *, replace: bool, inputs: Iterable[str | Path] = ()) -> None:
    """Make sure that files of these names may be written to a folder.

    Raises
    ------
    OutputError
        If one is there and may not be replaced, or is a folder, or an input of the run.
    """
    there = [path for name in names if os.path.lexists(path := Path(folder) / name)]
    for path in there if replace else ():
        refuse_input(path, inputs)
    in_the_way = [path for path in there if not replace or (path.is_dir() and not path.is_symlink())]
    if in_the_way:
        raise OutputError([Finding(code="draft_is_there", file=str(path)) for path in in_the_way])


def _add_section(document: TOMLDocument, section: Section) -> None:
    import tomlkit

    written: Table | TOMLDocument = document
    if section.is_stated:
        written = tomlkit.table()
        document.add(section.name, written)
    else:
        document.add(_comment(f"[{section.name}]"))
    for note in section.notes:
        written.add(_comment(note))
    for entry in section.entries:
        for note in entry.notes:
            written.add(_comment(note))
        if entry.stated:
            written.add(entry.key, entry.value)
        else:
            written.add(_comment(f"{entry.key} = {tomlkit.item(entry.value).as_string()}"))


def _comment(text: str) -> Comment:
    """Return a comment of one line, whatever stands in the names it holds."""
    import tomlkit

    return tomlkit.comment("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))


def _free_name(target: Path) -> Path:
    """Return the name that an earlier file is kept under: no earlier one is ever lost."""
    names = (target.with_name(f"{target.name}{number}.bak") for number in ("", *(f".{n}" for n in range(2, 10_000))))
    return next(path for path in names if not os.path.lexists(path))


def _put_back(target: Path, kept: Path | None) -> None:
    # What was moved a moment ago can be moved back, unless the disk itself has gone.
    with suppress(OSError):
        if kept is None:
            target.unlink(missing_ok=True)
        else:
            kept.replace(target)
