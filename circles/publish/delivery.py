"""How a new result takes the place of an earlier one: whole, so that nobody ever sees a mixture.

Files are made in a hidden folder ``.DIR.<8 letters>.partial`` beside DIR::

    .DIR.k3v9x_2a.partial/
        new/             the files as they are made; after an exchange, what DIR was
        delivery.json    their names, which folder DIR was, and which other files were in it
        replaced/        what DIR was, where the system renames twice because it cannot exchange
        earlier/         of files moved one by one, what DIR held

**Whole**: ``new`` and DIR change places by one step of the file system. Other files in DIR are in ``new`` before that,
as further links to the same files. **One by one**, where DIR cannot be exchanged: it is a mount, or holds folders, or
belongs to somebody else, or is the folder this program works in. Then ``summary.json`` is moved last, and until then
the sums in the earlier one tell every reader that the files are not its own. Either way the next writer completes or
undoes what one that was killed has left.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, OutputError
from circles.publish.exchange import exchange
from circles.results import (
    CLAIMS_FILE,
    DEMONSTRATION_FILES,
    DISTRICT_FILES,
    DOUBT_FILES,
    FILES,
    MONEY_FILE,
    RANKING_FILE,
    REMEDY_FILES,
    SERIES_CHART,
    SUMMARY,
    TABLE_FILES,
    WORKBOOKS,
    in_order,
    recorded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NEW, _REPLACED, _EARLIER, _RECORD = "new", "replaced", "earlier", "delivery.json"
_SQLITE_IN_USE = ("plan.gpkg-wal", "plan.gpkg-journal")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """Where a result came to stand.

    Attributes
    ----------
    folder : Path
        The folder that holds it.
    kept_aside : bool
        True where it is not the folder asked for, because a file there could not be replaced.
    findings : tuple of Finding
        What could not be replaced, and what to do.
    """

    folder: Path
    kept_aside: bool = False
    findings: tuple[Finding, ...] = ()


def deliver(hidden: Path, folder: Path) -> Delivered:
    """Give `folder` the files made in `hidden`, all of them or none.

    Parameters
    ----------
    hidden, folder : Path
        As :func:`circles.publish.result_folder.opened` gave them.

    Returns
    -------
    Delivered
        Where a file cannot be replaced, for example because it is open elsewhere, the earlier result stands,
        and the new one is kept whole in the first free ``<folder>-<n>``, n from 2.

    Raises
    ------
    OutputError
        If the earlier result cannot be put back now; it is kept, and the next run puts it back.
    """
    stuck = _held_open(folder)
    if stuck is None:
        if _replace_whole(hidden, folder):
            return Delivered(folder=folder)
        stuck = _move_each(hidden, folder)
    if stuck is None:
        return Delivered(folder=folder)
    _put_back(hidden, folder)
    aside = _free_name(hidden.parent, folder.name)
    (hidden / _NEW).rename(aside)
    name, reason = stuck
    details = {"reason": reason, "folder": str(aside)}
    finding = Finding(code="output_file_in_use", file=str(folder / name), details=details)
    return Delivered(folder=aside, kept_aside=True, findings=(finding,))


def settle(hidden: Path, folder: Path) -> None:
    """Complete or undo what a delivery has begun, and remove `hidden`; may be repeated after a crash at any point.

    Raises
    ------
    OutputError
        If that is not possible now; nothing is lost, and the next run tries again.
    """
    _put_back(hidden, folder)
    replaced, new = hidden / _REPLACED, hidden / _NEW
    try:
        if replaced.is_dir() and new.is_dir() and not os.path.lexists(folder):
            new.rename(folder)
        if (record := _recorded(hidden)) and (was := _was_folder(hidden, record)):
            _bring_over(was, folder, record)
    except OSError as error:
        raise _not_put_back(error, hidden, folder) from error
    shutil.rmtree(hidden, ignore_errors=True)


# Whole


def _replace_whole(hidden: Path, folder: Path) -> bool:
    """Let the new folder take the place of the earlier one at one moment; False where it cannot, nothing changed."""
    new = hidden / _NEW
    made = _made_or_left_off(hidden, folder)
    try:
        if not folder.exists():
            new.rename(folder)
            return True
        if not _is_exchangeable(hidden, folder, made):
            return False
        for path in _others(folder, made):
            (new / path.name).hardlink_to(path)
        linked = {path.name: path.stat().st_ino for path in _others(new, made)}
        _record(hidden, {"made": made, "was": folder.stat().st_ino, "linked": linked})
        shutil.copystat(folder, new)
        _change_places(hidden, folder)
    except OSError:
        for path in _others(new, made):
            path.unlink()
        return False
    return True


def _made_or_left_off(hidden: Path, folder: Path) -> list[str]:
    """Return the files of the new result, and those of the earlier one that it no longer has: in another language."""
    made, ours = [path.name for path in (hidden / _NEW).iterdir()], recorded(folder)
    return made + [
        name
        for name in (
            *(*WORKBOOKS.values(), *DISTRICT_FILES, *TABLE_FILES, SERIES_CHART),
            *(RANKING_FILE, MONEY_FILE, CLAIMS_FILE, *REMEDY_FILES, *DOUBT_FILES, *DEMONSTRATION_FILES),
        )
        if name in ours and name not in made
    ]


def _is_exchangeable(hidden: Path, folder: Path, made: Iterable[str]) -> bool:
    """Return whether a new folder can be all that `folder` is: in its place, of its owner, with the others' files."""
    if hidden.parent != folder.parent or Path.cwd().is_relative_to(folder):
        return False
    ours, theirs = hidden.stat(), folder.stat()
    if not os.access(folder, os.W_OK | os.X_OK) or (ours.st_uid, ours.st_gid) != (theirs.st_uid, theirs.st_gid):
        return False
    return all(path.is_file() and not path.is_symlink() for path in _others(folder, made))


def _change_places(hidden: Path, folder: Path) -> None:
    new, replaced = hidden / _NEW, hidden / _REPLACED
    try:
        exchange(new, folder)
    except OSError:  # twice renamed: between the two there is no folder, but never a mixed one
        folder.rename(replaced)
        try:
            new.rename(folder)
        except OSError:
            replaced.rename(folder)
            raise


def _was_folder(hidden: Path, record: Mapping[str, Any]) -> Path | None:
    """Return where the folder that was replaced is now, None where it was not replaced."""
    if (hidden / _REPLACED).is_dir():
        return hidden / _REPLACED
    with suppress(FileNotFoundError):
        if (hidden / _NEW).stat().st_ino == record.get("was"):
            return hidden / _NEW
    return None


def _bring_over(was: Path, folder: Path, record: Mapping[str, Any]) -> None:
    """Move what others wrote into the replaced folder after its files were linked into the new one."""
    linked = record.get("linked", {})
    for path in _others(was, record["made"]):
        known, there = linked.get(path.name), folder / path.name
        if path.stat().st_ino == known:
            continue  # whatever has become of it in the new folder since is its owner's will
        if os.path.lexists(there) and there.stat().st_ino != known:
            there = _free_name(folder, path.name)
        path.replace(there)


def _others(folder: Path, made: Iterable[str]) -> Iterator[Path]:
    names = frozenset(made)
    return (path for path in sorted(folder.iterdir()) if path.name not in names)


# One by one


def _move_each(hidden: Path, folder: Path) -> tuple[str, str] | None:
    """Move every file, or return the name of the first that cannot be moved and why."""
    folder.mkdir(exist_ok=True)
    names = in_order(_made_or_left_off(hidden, folder))
    left_off = [name for name in names if not (hidden / _NEW / name).exists()]
    _record(hidden, {"made": names, "left_off": left_off})
    making = hidden / f"{_EARLIER}.making"
    making.mkdir()
    for name in names:
        try:
            if (folder / name).exists():
                _keep(folder / name, making / name)
        except OSError as error:
            return name, reason_of(error)
    making.rename(hidden / _EARLIER)
    for name in names:
        try:
            if name in left_off:
                (folder / name).unlink(missing_ok=True)
            else:
                (hidden / _NEW / name).replace(folder / name)
        except OSError as error:
            return name, reason_of(error)
    return None


def _keep(file: Path, copy: Path) -> None:
    """Keep a file under a second name: as a link, which costs nothing, else as a copy."""
    try:
        copy.hardlink_to(file)
    except OSError:
        shutil.copy2(file, copy)


def _put_back(hidden: Path, folder: Path) -> None:
    """Take back what was moved one by one, unless all was; may be repeated after a crash at any point."""
    new, earlier = hidden / _NEW, hidden / _EARLIER
    if not (earlier.is_dir() and (new / SUMMARY).exists()):
        return
    try:
        record = _recorded(hidden)
        left_off = record.get("left_off", [])
        for name in reversed(record.get("made", [])):
            if name not in left_off and (folder / name).exists() and not (new / name).exists():
                (folder / name).rename(new / name)
            if (earlier / name).exists() and not (folder / name).exists():
                (earlier / name).rename(folder / name)
    except OSError as error:
        raise _not_put_back(error, earlier, folder) from error
    shutil.rmtree(earlier, ignore_errors=True)


# What a delivery writes down of itself


def _record(hidden: Path, record: Mapping[str, Any]) -> None:
    (hidden / _RECORD).write_text(json.dumps(record), encoding="utf-8")


def _recorded(hidden: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((hidden / _RECORD).read_bytes()))
    except (OSError, ValueError):  # killed before anything was moved, or when all was
        return {}


# What stands in the way


def _held_open(folder: Path) -> tuple[str, str] | None:
    """Return the GeoPackage and what tells that another program has it open, None where none does."""
    # An editor's journal beside the old GeoPackage would be played into the new one and ruin it.
    for name in _SQLITE_IN_USE:
        if (folder / name).exists():
            return FILES[0], name
    file = folder / FILES[0]
    if not file.is_file() or _keeps_a_log(file):  # with its log it would have been held above
        return None
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=0)) as database:
            database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return FILES[0], str(error)
    except sqlite3.Error:  # no database: nobody edits it as one
        pass
    return None


def _keeps_a_log(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(20)[18:] == b"\2\2"


def _free_name(place: Path, name: str) -> Path:
    return next(path for n in count(2) if not os.path.lexists(path := place / f"{name}-{n}"))


def _not_put_back(error: OSError, kept: Path, folder: Path) -> OutputError:
    details = {"reason": reason_of(error), "folder": str(kept)}
    return OutputError(Finding(code="output_not_put_back", file=str(folder), details=details))


def reason_of(error: OSError) -> str:
    """Return what the system says."""
    return error.strerror or str(error)
