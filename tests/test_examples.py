"""Every public name has a short example in its docstring, and the examples run as they stand."""

from __future__ import annotations

import doctest
import inspect
from typing import TYPE_CHECKING

import pytest

import circles

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 8
"""Lines that are typed; an example is to be taken in at a glance."""

NAMES = [name for name in circles.__all__ if name != "__version__"]


def examples(name: str) -> doctest.DocTest:
    return doctest.DocTestParser().get_doctest(inspect.getdoc(getattr(circles, name)) or "", {}, name, None, None)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_a_short_example(name: str) -> None:
    typed = sum(example.source.count("\n") for example in examples(name).examples)
    assert 0 < typed <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(
        examples(name), out=told.append
    )
    assert not told, "".join(told)


@pytest.mark.parametrize("name", ["with_private", "with_open", "with_gate"])
def test_the_examples_of_what_is_drawn_run(name: str) -> None:
    own = doctest.DocTestFinder().find(getattr(circles.Study, name), name)
    assert doctest.DocTestRunner().run(own[0]).failed == 0
    assert own[0].examples


def test_an_example_that_is_wrong_is_noticed() -> None:
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert doctest.DocTestRunner().run(wrong, out=lambda _: None).failed == 1
