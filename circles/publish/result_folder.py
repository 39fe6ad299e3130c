"""The folder of a result: made out of sight, locked against a second writer, moved in whole or not at all.

Files are made in a hidden folder ``.DIR.<8 letters>.partial`` beside DIR::

    .DIR.k3v9x_2a.partial/
        new/         the files as they are made
        names.txt    which files are moved or taken away, from the moment the moves begin
        earlier/     copies of what DIR held, from the moment the moves begin

Each file is then moved by one rename, ``summary.json`` last: once it has moved the new result stands, before
that the earlier one can be put back from ``earlier``, after a crash too, by whoever writes next.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from circles.errors import Finding, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILES = ("plan.gpkg", "blocks.csv", "coverage.html", "run.json", "summary.json")
"""What a result folder receives, in the order of the moves: first what people keep open."""

SITING_FILES = ("centers.csv", "sites.csv", "siting.json")
"""What it receives besides from a siting; a later plan without sites takes them away again."""

_NAMES = "names.txt"
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


def check_folder(folder: str | Path, *, more: tuple[str, ...] = ()) -> None:
    """Make sure that a result can be written to `folder`, before any work; nothing is left there.

    What a writer that crashed left half done is put back first.

    Parameters
    ----------
    folder : str or Path
        Where the result will stand.
    more : tuple of str
        The files it will have besides :data:`FILES`.

    Raises
    ------
    OutputError
        If the folder or one above it is a file, cannot be written, is being written by another run, or holds
        a file under one of the names to be written that is not part of an earlier result.
    """
    target = _whole_path(folder)
    with _failures_named(target):
        above = _nearest_folder(target)
        if target.parent.is_dir():
            with _locked(target):
                _make_ready(target, (*FILES, *more))
        for place in {above, _place(target)} if target.is_dir() else {above}:
            _hidden_folder(target, place).rmdir()


@contextmanager
def opened(folder: str | Path, *, more: tuple[str, ...] = ()) -> Iterator[tuple[Path, Path]]:
    """Lock `folder` and give a place to make its files; both are gone afterwards.

    Parameters
    ----------
    folder, more
        As for :func:`check_folder`.

    Yields
    ------
    tuple of Path
        The folder as a whole path, and the hidden folder; files are made in its folder ``new``. It stands
        beside `folder`, or inside where `folder` is a mount of its own or what is above cannot be written.

    Raises
    ------
    OutputError
        As :func:`check_folder`, and where making the files fails, for example on a full disk.
    """
    target = _whole_path(folder)
    with _failures_named(target):
        _nearest_folder(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target):
            _make_ready(target, (*FILES, *more))
            hidden = _hidden_folder(target, _place(target))
            try:
                (hidden / "new").mkdir()
                yield target, hidden
            finally:
                if not _moves_unfinished(hidden):
                    shutil.rmtree(hidden, ignore_errors=True)


def deliver(hidden: Path, folder: Path) -> Delivered:
    """Move the files made in `hidden` to `folder`, all of them or none.

    Parameters
    ----------
    hidden, folder : Path
        As :func:`opened` gave them.

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
    folder.mkdir(exist_ok=True)
    try:
        stuck = _move(hidden, folder)
    except BaseException:
        _put_back(hidden, folder)
        raise
    if stuck is None:
        return Delivered(folder=folder)
    _put_back(hidden, folder)
    aside = _free_name(folder)
    (hidden / "new").rename(aside)
    name, reason = stuck
    details = {"reason": reason, "folder": str(aside)}
    finding = Finding(code="output_file_in_use", file=str(folder / name), details=details)
    return Delivered(folder=aside, kept_aside=True, findings=(finding,))


def _move(hidden: Path, folder: Path) -> tuple[str, str] | None:
    """Move every file, or return the name of the first that cannot be moved and why."""
    names = _names_to_move(hidden, folder)
    (hidden / _NAMES).write_text("\n".join(names), encoding="utf-8")
    making = hidden / "earlier.making"
    making.mkdir()
    for name in names:
        try:
            if (folder / name).exists():
                shutil.copy2(folder / name, making / name)
        except OSError as error:
            return name, _reason(error)
    # An editor's journal beside the old GeoPackage would be played into the new one and ruin it.
    for name in _SQLITE_IN_USE:
        if (folder / name).exists():
            return "plan.gpkg", name
    making.rename(hidden / "earlier")
    for name in names:
        try:
            if (hidden / "new" / name).exists():
                (hidden / "new" / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        except OSError as error:
            return name, _reason(error)
    return None


def _names_to_move(hidden: Path, folder: Path) -> list[str]:
    """Return the files made, and those of an earlier siting that this result has not; ``summary.json`` last."""
    made = [name for name in SITING_FILES if (hidden / "new" / name).exists()]
    gone = [name for name in SITING_FILES if name in _recorded(folder) and name not in made]
    return [*FILES[:-1], *made, *gone, FILES[-1]]


def _moves_unfinished(hidden: Path) -> bool:
    return (hidden / "earlier").is_dir() and (hidden / "new" / FILES[-1]).exists()


def _put_back(hidden: Path, folder: Path) -> None:
    """Take back what was moved, unless all was; may be repeated after a crash at any point."""
    if not _moves_unfinished(hidden):
        return
    new, earlier = hidden / "new", hidden / "earlier"
    names = (hidden / _NAMES).read_text(encoding="utf-8").split("\n")
    try:
        for name in reversed(names):
            if (folder / name).exists() and not (new / name).exists():
                (folder / name).rename(new / name)
            if (earlier / name).exists() and not (folder / name).exists():
                (earlier / name).rename(folder / name)
    except OSError as error:
        details = {"reason": _reason(error), "folder": str(earlier)}
        raise OutputError(Finding(code="output_not_put_back", file=str(folder / name), details=details)) from error
    shutil.rmtree(earlier, ignore_errors=True)


def _make_ready(folder: Path, files: tuple[str, ...]) -> None:
    """Put back and sweep away what a crashed writer left, then refuse foreign `files`; under the lock only."""
    pattern = re.compile(re.escape(f".{folder.name}.") + r"[a-z0-9_]{8}\.partial")
    for hidden in sorted(_place(folder).iterdir()):
        if pattern.fullmatch(hidden.name) and hidden.is_dir():
            if folder.is_dir():
                _put_back(hidden, folder)
            shutil.rmtree(hidden, ignore_errors=True)
    ours = _recorded(folder)
    strangers = [name for name in files if (folder / name).exists() and name not in ours]
    if strangers:
        raise OutputError(Finding(code="output_file_foreign", file=str(folder / name)) for name in strangers)


def _recorded(folder: Path) -> frozenset[str]:
    """Return the names that the earlier result in `folder` claims, none where there is no earlier result."""
    try:
        summary = json.loads((folder / FILES[-1]).read_bytes())
    except (OSError, ValueError):
        return frozenset()
    files = summary.get("files") if isinstance(summary, dict) else None
    if not isinstance(files, dict) or "method_version" not in summary:
        return frozenset()
    return frozenset({*files, "run.json", "summary.json"})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the operating system's lock on ``.DIR.lock``; it ends with its process, so none is ever stale."""
    path = _place(folder) / f".{folder.name}.lock"
    handle = _lock(path)
    if handle is None:
        raise OutputError(Finding(code="output_folder_in_use", file=str(folder)))
    try:
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be removed there, and elsewhere not a closed one
            os.close(handle)
            with suppress(OSError):
                path.unlink()
        else:
            path.unlink(missing_ok=True)
            os.close(handle)


def _lock(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return None
        except OSError:
            os.close(handle)
            raise
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)  # its holder removed the file between our two calls


@contextmanager
def _failures_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        details = {"reason": _reason(error)}
        raise OutputError(Finding(code="output_not_written", file=str(folder), details=details)) from error


def _whole_path(folder: str | Path) -> Path:
    with _failures_named(Path(folder)):
        return Path(folder).resolve()


def _nearest_folder(path: Path) -> Path:
    """Return `path` or the first above it that exists, which must be a folder."""
    above = next(each for each in (path, *path.parents) if each.exists())
    if not above.is_dir():
        raise OutputError(Finding(code="output_folder_is_file", file=str(above)))
    return above


def _place(folder: Path) -> Path:
    """Return where files can be made and then renamed into `folder`: beside it, or inside a mount."""
    beside = folder.parent
    if folder.is_dir() and (folder.stat().st_dev != beside.stat().st_dev or not os.access(beside, os.W_OK | os.X_OK)):
        return folder
    return beside


def _hidden_folder(folder: Path, place: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=place))


def _free_name(folder: Path) -> Path:
    names = (_place(folder) / f"{folder.name}-{n}" for n in count(2))
    return next(path for path in names if not os.path.lexists(path))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
