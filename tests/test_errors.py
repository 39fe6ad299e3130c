"""Errors and findings as values: compared, sent to another process, and the first line of every public function."""

from __future__ import annotations

import copy
import pickle

import pytest

from circles import errors
from circles.errors import ArgumentError, CirclesError, Finding, InputError, expect

FINDINGS = (
    Finding(code="bad_setting", file="study.toml", row=3, column="minutes", value="x", details={"low": 1, "high": 9}),
    Finding(code="no_center_open", details={"centers": 4}),
)
KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CirclesError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_comes_back_whole_and_equal(kind: type[CirclesError]) -> None:
    error = kind(FINDINGS)
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(twin) is kind
        assert twin.findings == FINDINGS
        assert twin.text("zh") == error.text("zh")
        assert (twin, hash(twin), str(twin)) == (error, hash(error), str(error))


def test_errors_differ_by_kind_and_by_what_was_found() -> None:
    assert InputError(FINDINGS) != InputError(FINDINGS[:1])
    assert InputError(FINDINGS) != CirclesError(FINDINGS)
    assert InputError(FINDINGS) != ValueError(str(InputError(FINDINGS)))
    assert len({FINDINGS[0], pickle.loads(pickle.dumps(FINDINGS[0])), FINDINGS[1]}) == 2


def test_an_argument_of_another_kind_is_named_with_what_is_taken() -> None:
    expect("scenario", None, int, None)
    expect("study", "study.toml", str, dict)
    with pytest.raises(TypeError) as caught:
        expect("study", 15, str, None)
    assert isinstance(caught.value, ArgumentError)
    assert isinstance(caught.value, CirclesError)
    first = str(caught.value).splitlines()[0]
    assert "The argument study is of the kind int; it must be str / None." in first
    assert "study.toml" in first
    assert "参数 study 的类型是 int" in caught.value.text("zh")
    with pytest.raises(ArgumentError, match="kind dict") as caught:
        expect("study", {"a": "long"}, str)
    assert "long" not in str(caught.value)
