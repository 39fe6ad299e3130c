"""A set-cover question made small: blocks and sites that another one makes needless.

- A block is needless where another block's sites are all among its own: who reaches that one reaches it.
- A site is needless where another of its group reaches at least the same blocks and is not dearer.

Taking out one kind makes more of the other needless, so the two take turns until nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.nearness import Rows, Sites


class Lines(NamedTuple):
    """Lists of members, also as bits: line i has ``member[start[i]:start[i + 1]]``."""

    start: Integers
    member: Integers
    bits: NDArray[np.uint64]


def undominated(rows: Rows, sites: Sites) -> tuple[Flags, Flags]:
    """Return which blocks and which sites are needed to ask whether every block can be reached."""
    block = np.repeat(np.arange(rows.base.size), np.diff(rows.start))
    site = rows.site.astype(np.int64)
    blocks, reaching = np.ones(rows.base.size, np.bool_), np.zeros(sites.group.size, np.bool_)
    reaching[site] = True
    while True:
        by_block, by_site = _lines(block, site, blocks.size), _lines(site, block, reaching.size)
        _drop_blocks(by_block, by_site, blocks)
        kept = blocks[block]
        by_site = _lines(site[kept], block[kept], reaching.size)
        before = np.count_nonzero(reaching)
        _drop_sites(_lines(block[kept], site[kept], blocks.size), by_site, sites, reaching)
        if np.count_nonzero(reaching) == before:
            return blocks, reaching
        kept &= reaching[site]
        block, site = block[kept], site[kept]


def _lines(line: Integers, member: Integers, size: int) -> Lines:
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(line, minlength=size), out=start[1:])
    sorted_member = member[np.argsort(line, kind="stable")]
    words = (int(member.max(initial=0)) >> 6) + 1
    return Lines(start, sorted_member, _bits(start, sorted_member, words))


@compiled
def _bits(start: Integers, member: Integers, words: int) -> NDArray[np.uint64]:
    bits = np.zeros((start.size - 1, words), np.uint64)
    for line in range(start.size - 1):
        for place in range(start[line], start[line + 1]):
            bits[line, member[place] >> 6] |= np.uint64(1) << np.uint64(member[place] & 63)
    return bits


@compiled
def _within(small: NDArray[np.uint64], large: NDArray[np.uint64]) -> bool:
    """Tell whether all bits of one are set in the other."""
    for word in range(small.size):  # noqa: SIM110 compiled: a loop is the fast form
        if small[word] & ~large[word]:
            return False
    return True


@compiled
def _rarest(lines: Lines, line: int, other: Lines) -> int:
    """Return the member of a line that the fewest lines have."""
    best, fewest = -1, 0
    for place in range(lines.start[line], lines.start[line + 1]):
        member = lines.member[place]
        count = other.start[member + 1] - other.start[member]
        if best < 0 or count < fewest:
            best, fewest = member, count
    return best


@compiled
def _drop_blocks(by_block: Lines, by_site: Lines, kept: Flags) -> None:
    """Clear the flag of each block whose sites include all sites of another block that is kept."""
    for small in range(kept.size):
        if not kept[small]:
            continue
        site = _rarest(by_block, small, by_site)
        if site < 0:
            continue
        for place in range(by_site.start[site], by_site.start[site + 1]):
            large = by_site.member[place]
            if large != small and kept[large] and _within(by_block.bits[small], by_block.bits[large]):
                kept[large] = False


@compiled
def _drop_sites(by_block: Lines, by_site: Lines, sites: Sites, kept: Flags) -> None:
    """Clear the flag of each site that reaches no block that another does not that could be open instead."""
    for small in range(kept.size):
        if not kept[small]:
            continue
        block = _rarest(by_site, small, by_block)
        if block < 0:
            kept[small] = False
            continue
        for place in range(by_block.start[block], by_block.start[block + 1]):
            large = by_block.member[place]
            if large == small or not kept[large] or sites.group[large] != sites.group[small]:
                continue
            if sites.price[large] <= sites.price[small] and _within(by_site.bits[small], by_site.bits[large]):
                kept[small] = False
                break
