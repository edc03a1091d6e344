"""Common elements of two sequences, in the order of both: near linear, exact enough to hold two texts together."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence


def anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], weights: Sequence[int], least: int
) -> list[tuple[int, int]]:
    """Pairs of equal elements, in order on both sides, with about the greatest weight.

    Elements that both sides hold equally often pair in their order; those of at least `least` weight are anchors, and
    equal neighbours of an anchor join it. Repeated inside the gaps until nothing is found.
    """
    found: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        i, i_end, j, j_end = todo.pop()
        head = 0
        while i + head < i_end and j + head < j_end and old[i + head] == new[j + head]:
            head += 1
        tail = 0
        while i_end - tail > i + head and j_end - tail > j + head and old[i_end - 1 - tail] == new[j_end - 1 - tail]:
            tail += 1
        found.extend((i + k, j + k) for k in range(head))
        found.extend((i_end - k, j_end - k) for k in range(1, tail + 1))
        i, i_end, j, j_end = i + head, i_end - tail, j + head, j_end - tail
        if i == i_end or j == j_end:
            continue
        pairs = heaviest(
            (a, b, weights[a]) for a, b in _occurrences(old, new, (i, i_end), (j, j_end)) if weights[a] >= least
        )
        found.extend(pairs)
        for (a, b), (a_end, b_end) in zip([(i - 1, j - 1), *pairs], [*pairs, (i_end, j_end)], strict=True):
            if pairs and a + 1 < a_end and b + 1 < b_end:
                todo.append((a + 1, a_end, b + 1, b_end))
    return sorted(found)


def _occurrences(
    old: Sequence[Hashable], new: Sequence[Hashable], i: tuple[int, int], j: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of equal elements of two ranges: the k-th with the k-th, where both hold it equally often."""
    places: dict[Hashable, list[int]] = {}
    for b in range(*j):
        places.setdefault(new[b], []).append(b)
    counts = Counter(old[i[0] : i[1]])
    seen: Counter[Hashable] = Counter()
    for a in range(*i):
        there = places.get(old[a])
        if there and len(there) == counts[old[a]]:
            yield a, there[seen[old[a]]]
            seen[old[a]] += 1


def heaviest(candidates: Iterator[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """From (i, j, weight), the pairs that increase in both i and j with the greatest sum of weights.

    Candidates of one i are taken together, so that none of them continues another. O(n log n).
    """
    ordered = sorted(candidates, key=lambda c: (c[0], -c[1]))
    places = sorted({j for _, j, _ in ordered})
    best: list[int] = [-1] * (len(places) + 1)  # Fenwick tree of prefix maxima: index of the last step of a chain
    sums: list[int] = []
    links: list[int] = []
    for step, (_, j, weight) in enumerate(ordered):
        place = bisect_left(places, j)
        before, k = -1, place
        while k:
            if best[k] >= 0 and (before < 0 or sums[best[k]] > sums[before]):
                before = best[k]
            k &= k - 1
        sums.append(weight + (sums[before] if before >= 0 else 0))
        links.append(before)
        k = place + 1
        while k < len(best):
            if best[k] < 0 or sums[step] > sums[best[k]]:
                best[k] = step
            k += k & -k
    chain: list[tuple[int, int]] = []
    last = max(range(len(sums)), key=lambda s: (sums[s], -s), default=-1)
    while last >= 0:
        chain.append(ordered[last][:2])
        last = links[last]
    return chain[::-1]
