"""One measurement in a fresh process: ``python -m benchmarks.child NAME FILE``; prints JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.measuring import peak_mb


def bare_read(file: Path) -> dict[str, object]:
    """Read a PBF with osmium, node places included, and do nothing with it."""
    import osmium

    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        for _thing in osmium.FileProcessor(str(file)).with_locations():
            pass
        seconds.append(time.perf_counter() - start)
    return {"first": seconds[0], "median": median(seconds)}


def walk_network(file: Path) -> dict[str, object]:
    """Read the streets of a PBF and build the walk network."""
    import circles

    circles.read_streets, circles.build_network  # noqa: B018 imports are not what is timed
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        network = circles.build_network(circles.read_streets(file))
        seconds.append(time.perf_counter() - start)
    return {"first": seconds[0], "median": median(seconds), "pieces": int(network.piece_mm.size)}


def help_text(file: Path) -> dict[str, object]:  # noqa: ARG001 all measurements take a file
    """Print the help of the command and tell which heavy packages it imported."""
    from contextlib import redirect_stdout, suppress
    from io import StringIO

    start = time.perf_counter()
    from circles.cli import main

    sys.argv = ["circles", "--help"]
    shown = StringIO()
    with redirect_stdout(shown), suppress(SystemExit):
        main()
    seconds = time.perf_counter() - start
    heavy = [name for name in ("geopandas", "folium", "osmnx", "numba") if name in sys.modules]
    return {"first": seconds, "heavy": heavy, "shown": len(shown.getvalue())}


MEASUREMENTS = {"bare_read": bare_read, "walk_network": walk_network, "help_text": help_text}


if __name__ == "__main__":
    answer = MEASUREMENTS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({**answer, "peak_mb": peak_mb()}))
