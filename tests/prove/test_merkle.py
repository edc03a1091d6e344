"""The tree against the definition and the test vectors of RFC 6962 and Certificate Transparency."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.record.evidence import Frontier, LogEntry, canonical, inclusion_path, root_of
from tracker.record.evidence.merkle import node

# Inputs and roots of the reference implementation (certificate-transparency, merkle_tree_test).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [hashlib.sha256(b"\0" + bytes.fromhex(text)).hexdigest() for text in INPUTS]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference_implementation(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size - 1]


def test_the_empty_tree() -> None:
    assert root_of([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.integers(1, 70), st.data())
def test_a_path_leads_from_each_leaf_to_the_root(size: int, data: st.DataObject) -> None:
    leaves = [hashlib.sha256(bytes([n])).hexdigest() for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    # RFC 9162, 2.1.3.2: the other direction, written from its text.
    place, last, hash_ = index, size - 1, leaves[index]
    for step in inclusion_path(leaves, index):
        if place & 1 or place == last:
            hash_ = node(step, hash_)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hash_ = node(hash_, step)
        place, last = place >> 1, last >> 1
    assert hash_ == root_of(leaves)


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_can_be_gone_on_with(first: int, more: int) -> None:
    leaves = [hashlib.sha256(bytes([n])).hexdigest() for n in range(first + more)]
    begun = Frontier()
    begun.extend(leaves[:first])
    later = Frontier(begun.size, begun.peaks)
    later.extend(leaves[first:])
    assert later.root == root_of(leaves)


def test_entries_have_one_form() -> None:
    entry = LogEntry(3, "check", {"page": "é\u2028", "at": "2026", "n": 1}, "ab")
    assert (
        entry.data == '{"kind":"check","n":3,"payload":{"at":"2026","n":1,"page":"é\u2028"},"previous":"ab"}'.encode()
    )
    assert entry.hash == hashlib.sha256(b"\0" + entry.data).hexdigest()
    with pytest.raises(ValueError, match="fraction"):
        canonical({"a": [{"b": 0.5}]})
