"""What a result says of itself: `summary.json` repeats to the byte, `run.json` tells of this one run."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from circles.plain_values import plain_values
from circles.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.audit import Audit
    from circles.answers.plan import Plan

_LIBRARIES = (
    "folium",
    "geopandas",
    "networkx",
    "numba",
    "numpy",
    "osmium",
    "pandas",
    "pyogrio",
    "pyproj",
    "shapely",
)


def summary_json(plan: Plan, files: Mapping[str, Path], *, audit: Audit | None = None) -> bytes:
    """Return ``plan.summary()`` and the sha256 of `files` by name, as UTF-8 with sorted keys.

    Parameters
    ----------
    plan : Plan
        What is told.
    files : mapping
        The files that are written.
    audit : Audit, optional
        Told as ``audit`` beside the plan.

    Raises
    ------
    ValueError
        If a value is infinite; missing numbers are null.
    """
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    more = {} if audit is None else {"audit": audit.summary()}
    return as_json({**plan.summary(), **more, "files": sums})


def run_json(run: Mapping[str, object], durations_s: Mapping[str, float]) -> bytes:
    """Return the clock, the durations and the machine of one run, with what the caller says of it in `run`.

    Parameters
    ----------
    run : mapping
        Facts of the caller; its own ``durations_s`` are kept beside those given here.
    durations_s : mapping
        Seconds by step.
    """
    earlier = run.get("durations_s")
    return as_json(
        {
            **run,
            "written_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "durations_s": {**(earlier if isinstance(earlier, Mapping) else {}), **durations_s},
            "machine": _machine(),
        }
    )


def as_json(value: object) -> bytes:
    """Return `value` as UTF-8 JSON with sorted keys, NaN as null, ending in a line feed."""
    text = json.dumps(plain_values(value), default=str, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=2)
    return f"{text}\n".encode()


def _machine() -> dict[str, object]:
    return {
        "platform": platform.platform(),
        "processor": platform.machine(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": {"circles": __version__} | {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
