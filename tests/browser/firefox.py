"""A Firefox of this machine, spoken to in its own remote protocol: there it prints as it prints for a person."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("firefox-esr", "firefox")
WAIT_S = 120.0


def firefox_path() -> str | None:
    """Return the Firefox on the path, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Firefox:
    """A Firefox that runs without a window."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    asked: int = 0

    def ask(self, command: str, **parameters: Any) -> Any:
        """Return the answer to a command."""
        self.asked += 1
        message = json.dumps([0, self.asked, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, number, fault, answer = _received(self.connection)
        assert number == self.asked
        assert fault is None, fault
        return answer

    def printed(self, *, width_cm: float, height_cm: float, landscape: bool) -> bytes:
        """Return the page that is open as a PDF of that paper."""
        answer = self.ask(
            "WebDriver:Print",
            page={"width": width_cm, "height": height_cm},
            orientation="landscape" if landscape else "portrait",
            background=True,
            shrinkToFit=False,
            margin=dict.fromkeys(("top", "bottom", "left", "right"), 1.1),
        )
        return b64decode(answer["value"])


def started(path: str, profile: Path) -> Firefox:
    """Start a Firefox with a profile of its own, at a port that is free, and begin a session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    profile.mkdir()
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    command = [path, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    # It says on which port it listens once it does; until then reading waits.
    for line in process.stdout:
        if b"Listening on port" in line:
            break
    connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
    _received(connection)
    firefox = Firefox(process, connection)
    firefox.ask("WebDriver:NewSession", capabilities={})
    return firefox


def ended(firefox: Firefox) -> None:
    """End it, whatever it does."""
    firefox.connection.close()
    firefox.process.kill()
    firefox.process.communicate()


def _received(connection: socket.socket) -> Any:
    length = b""
    while not length.endswith(b":"):
        length += _some(connection, 1)
    content = b""
    while len(content) < int(length[:-1]):
        content += _some(connection, int(length[:-1]) - len(content))
    return json.loads(content)


def _some(connection: socket.socket, count: int) -> bytes:
    part = connection.recv(count)
    assert part, "Firefox closed the connection"
    return part
