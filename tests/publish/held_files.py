"""A system on which an open file can be neither replaced nor moved with its folder, whatever the tests run on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


def hold(monkeypatch: pytest.MonkeyPatch, file: Path, error: BaseException | None = None) -> None:
    """Let a program hold `file` open; replacing it raises `error`, by default that it is in use."""
    rename, replace = Path.rename, Path.replace

    def not_exchanged(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    def not_renamed(self: Path, target: Any) -> Path:
        if self == file.parent:
            raise PermissionError(13, "in use")
        return rename(self, target)

    def not_replaced(self: Path, target: Any) -> Path:
        if Path(target) == file:
            raise error or PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr("circles.publish.delivery.exchange", not_exchanged)
    monkeypatch.setattr(Path, "rename", not_renamed)
    monkeypatch.setattr(Path, "replace", not_replaced)
