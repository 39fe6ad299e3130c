"""The report of a check as a JSON file: never in the place of anything but an earlier report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from circles.errors import Finding, OutputError
from circles.publish.single_files import is_stream, refuse_input
from circles.publish.study_draft import write_beside
from circles.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEYS = frozenset({"study", "method_version", "status", "sentence", "inputs", "faults", "not_evaluated"})
_LONGEST = 256 * 2**20


def check_report_file(file: str | Path, *, replace: bool = False, inputs: Iterable[str | Path] = ()) -> None:
    """Make sure, before any work, that a report may be written to `file`.

    Parameters
    ----------
    file : str or Path
        Where nothing is, an empty file, or an earlier report. A terminal, a pipe and ``/dev/stdout`` are written to.
    replace : bool
        Whether any other file may be replaced.
    inputs : iterable of str or Path
        The files that are checked; none of them is ever replaced.

    Raises
    ------
    OutputError
        If there is something else, or an input.
    """
    path = Path(file)
    try:
        refuse_input(path, inputs)
        if is_stream(path):
            return
        if path.is_dir() or path.is_block_device():
            raise OutputError(Finding(code="report_no_file", file=str(path)))
        if not replace and _is_worth_keeping(path) and not _is_report(path):
            raise OutputError(Finding(code="report_is_there", file=str(path)))
    except OSError as error:
        raise _not_written(path, error) from error


def write_report(
    summary: Mapping[str, object], file: str | Path, *, replace: bool = False, inputs: Iterable[str | Path] = ()
) -> None:
    """Write the summary of a check as JSON (UTF-8), whole or not at all.

    An earlier report is replaced; any other file that `replace` allows to be replaced is kept as ``<file>.bak``.

    Parameters
    ----------
    summary : mapping
        As ``Check.summary()`` gives it.
    file, replace, inputs
        As for :func:`check_report_file`.

    Raises
    ------
    OutputError
        As :func:`check_report_file`, or if the file cannot be written.
    """
    path = Path(file)
    check_report_file(path, replace=replace, inputs=inputs)
    content = (json.dumps(summary, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()
    try:
        if is_stream(path):
            with path.open("ab", buffering=0) as stream:
                stream.write(content)
        elif _is_worth_keeping(path) and not _is_report(path):
            whole = path.resolve()
            write_beside(whole.parent, {whole.name: content}, replace=True)
        else:
            write_whole(path, content)
    except OSError as error:
        raise _not_written(path, error) from error


def _is_worth_keeping(path: Path) -> bool:
    return os.path.lexists(path) and (not path.is_file() or path.stat().st_size > 0)


def _is_report(path: Path) -> bool:
    try:
        said = json.loads(path.read_bytes()) if path.stat().st_size <= _LONGEST else None
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.keys() >= _KEYS


def _not_written(path: Path, error: OSError) -> OutputError:
    return OutputError(
        Finding(code="report_not_written", file=str(path), details={"why": error.strerror or str(error)})
    )
