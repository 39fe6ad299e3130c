"""Who is served where capacity is short: the largest flow from rows of blocks to sites, in whole numbers.

A row may be split between sites. A path of the search goes from a row with people left over a site that reaches it,
back to a row that the site serves now, on to another site of that row, and so on to a site with room; as many as fit
move up along it (Ford & Fulkerson 1956). Where no path leads to room, the rows and sites met are *stuck*: the sites are
full with these rows alone, which proves that no assignment serves more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.compiled import compiled

if TYPE_CHECKING:
    from circles.siting.cover.reductions import Cover
    from circles.siting.kernel.instance import Flags, Integers


_STEPS_OF_A_PAIR = 10
"""What a pair takes to be laid out, before any path is looked for."""


class Flow(NamedTuple):
    """Who is served where.

    Attributes
    ----------
    served : (pairs,)
        Of each pair of a row and a column.
    left : (rows,)
        Who has no place.
    stuck : (rows,)
        True: no way leads from the row to a column with room.
    steps : int
        Steps taken to find it.
    """

    served: Integers
    left: Integers
    stuck: Flags
    steps: int


class _Pairs(NamedTuple):
    """Who reaches whom, by row and by column."""

    start: Integers
    column: Integers
    row: Integers
    by_column: Integers
    column_start: Integers


class _State(NamedTuple):
    """Where the people are; the arrays are written to.

    `came_to_row` and `came_to_column` hold the pair by which a search came, -1 where it did not.
    """

    flow: Integers
    left: Integers
    room: Integers
    stuck_row: Flags
    stuck_column: Flags
    came_to_row: Integers
    came_to_column: Integers
    queue: Integers


def largest_flow(cover: Cover, capacity: Integers) -> Flow:
    """Return a largest flow: of each row as many are served as its columns have room for.

    Parameters
    ----------
    cover : Cover
        Who reaches whom.
    capacity : ndarray of int64
        (columns,) what each column can serve; 0 where it is closed.
    """
    row, column = cover.entries()
    by_column = np.argsort(column, kind="stable")
    column_start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=capacity.size))]).astype(np.int64)
    rows, columns = cover.weight.size, capacity.size
    state = _State(
        np.zeros(column.size, np.int64),
        cover.weight.copy(),
        capacity.astype(np.int64),
        np.zeros(rows, np.bool_),
        np.zeros(columns, np.bool_),
        np.empty(rows, np.int64),
        np.empty(columns, np.int64),
        np.empty(rows, np.int64),
    )
    looks = _fill(_Pairs(cover.start, column, row, by_column, column_start), state)
    return Flow(state.flow, state.left, state.stuck_row, looks + _STEPS_OF_A_PAIR * column.size)


@compiled
def _pour(pairs: _Pairs, state: _State) -> None:
    """Serve each row where there is room, first come, first served."""
    for pair in range(pairs.column.size):
        row, column = pairs.row[pair], pairs.column[pair]
        moved = min(state.left[row], state.room[column])
        state.flow[pair] += moved
        state.left[row] -= moved
        state.room[column] -= moved


@compiled
def _way(pairs: _Pairs, state: _State, source: int) -> tuple[int, int, int]:
    """Look for a way from a row; return the column with room or -1, how many rows were met, and the steps taken."""
    for row in range(state.came_to_row.size):
        state.came_to_row[row] = -1
    for column in range(state.came_to_column.size):
        state.came_to_column[column] = -1
    state.queue[0] = source
    state.came_to_row[source] = pairs.column.size
    steps = state.came_to_row.size + state.came_to_column.size
    head, tail = 0, 1
    while head < tail:
        here = state.queue[head]
        head += 1
        for pair in range(pairs.start[here], pairs.start[here + 1]):
            column = pairs.column[pair]
            steps += 1
            if state.came_to_column[column] >= 0 or state.stuck_column[column]:
                continue
            state.came_to_column[column] = pair
            if state.room[column] > 0:
                return column, tail, steps
            steps += pairs.column_start[column + 1] - pairs.column_start[column]
            for place in range(pairs.column_start[column], pairs.column_start[column + 1]):
                back = pairs.by_column[place]
                row = pairs.row[back]
                if state.flow[back] > 0 and state.came_to_row[row] < 0:
                    state.came_to_row[row] = back
                    state.queue[tail] = row
                    tail += 1
    return -1, tail, steps


@compiled
def _move(pairs: _Pairs, state: _State, source: int, goal: int) -> None:
    """Move as many as fit along the path from the source to the goal."""
    moved = min(state.left[source], state.room[goal])
    column = goal
    while pairs.row[state.came_to_column[column]] != source:
        back = state.came_to_row[pairs.row[state.came_to_column[column]]]
        moved = min(moved, state.flow[back])
        column = pairs.column[back]
    state.left[source] -= moved
    state.room[goal] -= moved
    column = goal
    while True:
        pair = state.came_to_column[column]
        state.flow[pair] += moved
        if pairs.row[pair] == source:
            break
        back = state.came_to_row[pairs.row[pair]]
        state.flow[back] -= moved
        column = pairs.column[back]


@compiled
def _fill(pairs: _Pairs, state: _State) -> int:
    """Serve as many as can be served; return the steps taken."""
    _pour(pairs, state)
    steps = 0
    for source in range(state.left.size):
        while state.left[source] > 0 and not state.stuck_row[source]:
            goal, met, looked = _way(pairs, state, source)
            steps += looked
            if goal >= 0:
                _move(pairs, state, source, goal)
                continue
            for place in range(met):
                state.stuck_row[state.queue[place]] = True
            for column in range(state.stuck_column.size):
                if state.came_to_column[column] >= 0:
                    state.stuck_column[column] = True
    return steps
