"""The folder of a result: fit to be one, locked against a second writer, made out of sight and delivered whole."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from circles.errors import Finding, OutputError
from circles.publish.delivery import Delivered, deliver, reason_of, settle
from circles.publish.single_files import sha256_of, whole_path
from circles.results import FIELD_CHECK_FILE, FILES, LEDGER_FILE, SITING_FILES, WORKBOOKS, kind_of, recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["FILES", "SITING_FILES", "Delivered", "check_folder", "deliver", "opened"]

_OF_VERSIONS = frozenset({".git", ".hg", ".svn"})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def check_folder(folder: str | Path, *, more: tuple[str, ...] = (), inputs: Iterable[str | Path] = ()) -> None:
    """Make sure that a result can be written to `folder`, before any work; nothing is left there.

    What a writer that was killed left half done is completed or undone first.

    Parameters
    ----------
    folder : str or Path
        Where the result will stand.
    more : tuple of str
        The files it will have besides :data:`FILES`.
    inputs : iterable of str or Path
        The files that the run reads.

    Raises
    ------
    OutputError
        If the folder or one above it is a file, cannot be written, is being written by another run, is the root,
        above the working folder or in one of a version control, holds one of `inputs`, an earlier result of another
        kind, a file under one of the names to be written that is not part of an earlier result, or a workbook or
        ledger of an earlier result that somebody has written in since.
    """
    target = _fit_folder(folder, inputs)
    with _failures_named(target):
        above = _nearest_folder(target)
        if target.parent.is_dir():
            with _locked(target):
                _make_ready(target, (*FILES, *more))
        for place in {above, _place(target)} if target.is_dir() else {above}:
            _hidden_folder(target, place).rmdir()


@contextmanager
def opened(
    folder: str | Path, *, more: tuple[str, ...] = (), inputs: Iterable[str | Path] = ()
) -> Iterator[tuple[Path, Path]]:
    """Lock `folder` and give a place to make its files; both are gone afterwards.

    Parameters
    ----------
    folder, more, inputs
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
    target = _fit_folder(folder, inputs)
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
                settle(hidden, target)


def _make_ready(folder: Path, files: tuple[str, ...]) -> None:
    """Settle what a killed writer left, then refuse to replace what is not an earlier result; under the lock only."""
    pattern = re.compile(re.escape(f".{folder.name}.") + r"[a-z0-9_]{8}\.partial")
    for hidden in sorted(_place(folder).iterdir()):
        if pattern.fullmatch(hidden.name) and hidden.is_dir():
            settle(hidden, folder)
    ours = recorded(folder)
    if ours and kind_of(ours) != kind_of(files):
        raise OutputError(Finding(code="output_other_kind", file=str(folder), details={"kind": kind_of(ours)}))
    there = [folder / name for name in files if os.path.lexists(folder / name)]
    strangers = [path for path in there if path.name not in ours or path.is_symlink() or not path.is_file()]
    if strangers:
        raise OutputError(Finding(code="output_file_foreign", file=str(path)) for path in strangers)
    # The files of a result that people write into: what they wrote is not replaced.
    workbooks = (*WORKBOOKS.values(), FIELD_CHECK_FILE)
    codes = {**dict.fromkeys(workbooks, "output_workbook_changed"), LEDGER_FILE: "output_ledger_changed"}
    written_in = [
        Finding(code=code, file=str(folder / name))
        for name, code in codes.items()
        if name in ours and _is_changed(folder / name, ours[name])
    ]
    if written_in:
        raise OutputError(written_in)


def _is_changed(file: Path, sha256: str) -> bool:
    try:
        return sha256_of(file) != sha256
    except FileNotFoundError:
        return False


def _fit_folder(folder: str | Path, inputs: Iterable[str | Path]) -> Path:
    """Return `folder` as a whole path if a result may have it to itself."""
    target, here = _whole_path(folder), _whole_path(".")
    if _CONTROLS.search(str(target)):
        raise OutputError(Finding(code="output_folder_name", file=str(target)))
    above = target == target.parent or (target != here and here.is_relative_to(target))
    if above or not _OF_VERSIONS.isdisjoint(target.parts):
        raise OutputError(Finding(code="output_folder_not_own", file=str(target)))
    for path in (Path(each).resolve() for each in inputs):
        if target.is_relative_to(path) or _is_same(path.parent, target):
            raise OutputError(Finding(code="output_folder_of_input", file=str(target), value=path.name))
    return target


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the operating system's lock on ``.DIR.lock``; it ends with its process, so none is ever stale."""
    path = _place(folder) / f".{folder.name}.lock"
    try:
        with FileLock(path, timeout=0):
            try:
                yield
            finally:
                if sys.platform != "win32":  # where it removes its file itself
                    path.unlink(missing_ok=True)
    except Timeout as error:
        raise OutputError(Finding(code="output_folder_in_use", file=str(folder))) from error


@contextmanager
def _failures_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        details = {"reason": reason_of(error)}
        raise OutputError(Finding(code="output_not_written", file=str(folder), details=details)) from error


def _whole_path(folder: str | Path) -> Path:
    with _failures_named(Path(folder)):
        return whole_path(Path(folder))


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
