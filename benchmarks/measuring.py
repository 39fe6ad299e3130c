"""Time and memory of one call or of one fresh process; nothing here knows what is measured."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Answer = TypeVar("Answer")

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes
    ----------
    benchmark, subject : str
        What was asked, and of whom.
    value : str
        The figure with its unit.
    ratio : str
        Against the subject it is compared with; empty where it is none.
    asked : str
        What the project asks of this figure, empty where nothing.
    met : bool or None
        Whether it was met; None where nothing was asked.
    note : str
        How it was measured, or how far the answers agree.
    """

    benchmark: str
    subject: str
    value: str
    ratio: str = ""
    asked: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class Process:
    """What one fresh process took: wall seconds, peak memory in MB (None where unknown), what it printed."""

    seconds: float
    peak_mb: float | None
    answer: dict[str, Any]


def timed(call: Callable[[], Answer], *, runs: int) -> tuple[float, Answer]:
    """Return the median seconds of `runs` calls and the last answer."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
    return median(seconds), answer


def in_turns(*calls: Callable[[], Any], runs: int) -> list[float]:
    """Return the median seconds of each of `calls`, called in turns so that a busy moment hits all alike."""
    seconds = [[timed(call, runs=1)[0] for call in calls] for _ in range(runs)]
    return [median(column) for column in zip(*seconds, strict=True)]


def processor_in_turns(
    *calls: Callable[[], Any], runs: int, of: Callable[[Sequence[float]], float] = median
) -> list[float]:
    """Return processor seconds of each of `calls`, called in turns: the middle one, or `of` all, the least for one.

    Other work on the machine lengthens them less than seconds on the clock, and the least of them hardly at all.
    """
    seconds: list[list[float]] = []
    for _ in range(runs):
        seconds.append([])
        for call in calls:
            start = time.process_time()
            call()
            seconds[-1].append(time.process_time() - start)
    return [of(column) for column in zip(*seconds, strict=True)]


def peak_mb() -> float | None:
    """Return the peak resident memory of this process in MB, None where the system does not tell.

    On Linux the high-water mark of this program's own memory is read: `ru_maxrss` would count the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    try:
        psutil = import_module("psutil")
    except ImportError:
        return _peak_by_resource()
    peak = getattr(psutil.Process().memory_info(), "peak_wset", None)
    return peak / 2**20 if peak is not None else _peak_by_resource()


def _peak_by_resource() -> float | None:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def run_python(arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> Process:
    """Run Python with `arguments` in a fresh process.

    If the last line it prints is a JSON object, that is the answer, and its `peak_mb` the peak memory.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails; its output is shown first.
    """
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(ROOT), *([inherited] if inherited else [])])
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **(environment or {})},
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, [*arguments][:4])
    lines = done.stdout.strip().splitlines()
    answer = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Process(seconds, answer.get("peak_mb"), answer)


def version_of(package: str) -> str | None:
    """Return the installed version of a package, None where it is absent."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def machine() -> str:
    """Return the machine in a few words: system, processor, cores, Python."""
    processor = platform.processor() or platform.machine()
    return f"{platform.system()} {processor}, {os.cpu_count()} cores, Python {platform.python_version()}"
