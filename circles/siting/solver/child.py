"""The solver's own process: ``python -m circles.siting.solver.child`` reads a model and tells what it finds."""

from __future__ import annotations

import os
import sys
import threading

from circles.siting.solver.highs import Solved, run_highs
from circles.siting.solver.messages import arrays_of_solved, model_from_arrays, receive, send


def main() -> int:
    """Solve one model from standard input; end at once when the parent is gone."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may come between the messages
    order = receive(sys.stdin.buffer)
    if order is None:
        return 1
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def tell(solved: Solved) -> None:
        send(pipe, arrays_of_solved(solved))

    start = order.get("start_values")
    tell(
        run_highs(
            model_from_arrays(order),
            start=None if start is None else start.astype(float),
            relaxations=int(str(order["relaxations"])),
            stopped_after_s=float(str(order["stopped_after_s"])),
            seed=int(str(order["seed"])),
            tell=tell,
        )
    )
    return 0


def _end_with_parent() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
