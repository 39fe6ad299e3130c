"""The ground of compounds is taken out of squares, whatever rounding made of these."""

from __future__ import annotations

import pytest

import circles
from tests.compound_towns import compounds
from tests.network.test_squares import LONG, plazas
from tests.towns import square, streets, town


def test_a_square_whose_ring_crosses_itself_is_taken_in_parts() -> None:
    """A square of two triangles that meet at (100, 100), and a compound of 20 m around that place."""
    lines = streets([*LONG, (0, 0)], [(0, 200), (0, 1_300)])
    crossed = plazas([(0, 0), (200, 200), (200, 0), (0, 200)])
    study = town(lines, {"C": (0, 0)}, {"B": (0, 200)}, squares=crossed, compounds=compounds({"W": square(90, 90, 20)}))
    assert circles.plan(study).blocks["walk_m"].tolist() == pytest.approx([200], abs=0.1)
