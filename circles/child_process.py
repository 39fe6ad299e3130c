"""A Python process for work that may break down or must be ended: it is told once, and heard until it ends."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")


@contextmanager
def child_process(
    arguments: Sequence[str],
    *,
    order: Callable[[IO[bytes]], object],
    messages: Callable[[IO[bytes]], Iterable[T]],
    errors: IO[bytes] | int = subprocess.DEVNULL,
) -> Iterator[queue.SimpleQueue[T | None]]:
    """Start a process, give it its order and yield what it tells; however this is left, the process is ended.

    Parameters
    ----------
    arguments : sequence of str
        Of the interpreter, for example ``("-c", code)``; modules are found as in this process.
    order : callable
        Writes the order to the process. One that is gone already is noticed by what it tells.
    messages : callable
        Gives the messages of a stream as they come.
    errors : file or int
        Where its error stream goes.

    Yields
    ------
    queue.SimpleQueue
        The messages, then None when the process has ended.
    """
    child = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # in a group of its own: Ctrl-C is for the parent, which then ends the child
    heard: queue.SimpleQueue[T | None] = queue.SimpleQueue()

    def listen() -> None:
        if child.stdout is not None:
            for message in messages(child.stdout):
                heard.put(message)
        heard.put(None)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        if child.stdin is not None:
            with suppress(OSError):
                order(child.stdin)
                child.stdin.flush()
        yield heard
    finally:
        child.kill()
        child.wait()
        listener.join()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
