"""Bodies as served: content-addressed, each compressed with the page's previous body as a zstd dictionary.

A page's body differs little from the one before, so this takes 1/87 of the bytes where zlib takes 1/5
(measured on 1,049 real bodies). Every `KEYFRAME`-th body stands alone, which bounds the way back to any of them.
Of a body that retention let go, hash and size remain, and no bytes (`tracker.record.store.retention`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import zstandard
from sqlite_utils import Database

from tracker.errors import LetGo, StoreCorrupt

KEYFRAME = 50
LEVEL = 6  # docs/decisions/0025-how-bodies-are-packed.md
LATELY = 8_000_000  # bytes of bodies that are held in memory


@dataclass(frozen=True, slots=True)
class PackedBody:
    """A body as it is kept, to travel."""

    sha256: str
    base: str | None
    depth: int
    size: int  # bytes once decompressed
    data: bytes  # none: let go


@dataclass(frozen=True, slots=True)
class Loosened:
    """What is to be written so that some bodies can go: those that build on them are packed anew."""

    gone: tuple[str, ...]
    again: tuple[PackedBody, ...]  # each after its base
    freed: int  # bytes, less those that packing anew adds


_Anew = tuple[str, str | None, int]  # a body, and the base and depth that it is to have


class Bodies:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._lately: dict[str, bytes] = {}  # read or kept lately, by hash: the next ones mostly build on them

    def put(self, body: bytes, previous: str | None, sha256: str | None = None) -> str:
        """Keep a body and return its SHA-256, which is not computed again when it is given.

        `previous` names the page's body before, when there is one.
        """
        sha256 = sha256 or hashlib.sha256(body).hexdigest()
        if self.has(sha256):
            return sha256
        base, depth = None, 0
        if previous is not None:
            before = self._db.execute(
                "SELECT depth FROM bodies WHERE sha256 = ? AND LENGTH(data) > 0", [previous]
            ).fetchone()
            if before and before[0] + 1 < KEYFRAME:
                base, depth = previous, before[0] + 1
        self.take([self._pack(sha256, body, base, depth)])
        return sha256

    def _pack(self, sha256: str, body: bytes, base: str | None, depth: int) -> PackedBody:
        dictionary = b"" if base is None else self.get(base)
        data = _compress(body, dictionary)
        if _decompress(data, dictionary, len(body)) != body:  # evidence is not trusted to a codec unread
            raise StoreCorrupt(f"the body {sha256} does not come back from its compressed form; nothing was stored")
        self._remember(sha256, body)
        return PackedBody(sha256, base, depth, len(body), data)

    def get(self, sha256: str) -> bytes:
        """A body by its hash. LetGo when only that remains; StoreCorrupt when it is missing or does not fit it."""
        if (held := self._lately.get(sha256)) is not None:
            self._remember(sha256, held)
            return held
        chain: list[tuple[bytes, int]] = []
        wanted: str | None = sha256
        body = b""
        while wanted is not None:
            if (known := self._lately.get(wanted)) is not None:
                body = known
                break
            row = self._db.execute("SELECT base, size, data FROM bodies WHERE sha256 = ?", [wanted]).fetchone()
            if row is None or len(chain) > KEYFRAME:
                raise StoreCorrupt(f"the body {sha256} cannot be read back: {wanted} is missing")
            if not row[2] and wanted == sha256:
                raise LetGo(f"retention let the bytes of the capture {sha256} go; their hash and the text remain")
            chain.append((row[2], row[1]))
            wanted = row[0]
        try:
            for data, size in reversed(chain):
                body = _decompress(data, body, size)
        except zstandard.ZstdError as error:
            raise StoreCorrupt(f"the body {sha256} cannot be decompressed: {error}") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StoreCorrupt(f"the body {sha256} was altered: its bytes do not fit its hash")
        self._remember(sha256, body)
        return body

    def _remember(self, sha256: str, body: bytes) -> None:
        self._lately.pop(sha256, None)
        self._lately[sha256] = body
        while sum(map(len, self._lately.values())) > LATELY and len(self._lately) > 1:
            del self._lately[next(iter(self._lately))]

    def packed(self, hashes: Iterable[str]) -> tuple[PackedBody, ...]:
        """These bodies and their bases as they are kept, each after its base. StoreCorrupt when one is missing."""
        found: dict[str, PackedBody] = {}
        for wanted in hashes:
            chain: list[PackedBody] = []
            name: str | None = wanted
            while name is not None and name not in found:
                row = self._db.execute("SELECT base, depth, size, data FROM bodies WHERE sha256 = ?", [name]).fetchone()
                if row is None or len(chain) > KEYFRAME:
                    raise StoreCorrupt(f"the body {wanted} cannot be read back: {name} is missing")
                chain.append(PackedBody(name, *row))
                name = row[0]
            found |= {body.sha256: body for body in reversed(chain)}
        return tuple(found.values())

    def take(self, packed: Iterable[PackedBody]) -> None:
        """Keep what was packed, here or in another store, and is not here. It is checked when it is read."""
        packed = tuple(packed)
        self._rewrite((b for b in packed if b.data), " AND LENGTH(data) = 0")
        self._db.conn.executemany(
            "INSERT INTO bodies SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM bodies WHERE sha256 = ?1)",
            [(b.sha256, b.base, b.depth, b.size, b.data) for b in packed],
        )

    def _rewrite(self, packed: Iterable[PackedBody], where: str = "") -> None:
        self._db.conn.executemany(
            f"UPDATE bodies SET base = ?, depth = ?, data = ? WHERE sha256 = ?{where}",  # noqa: S608
            [(b.base, b.depth, b.data, b.sha256) for b in packed],
        )

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        found = self._db.execute("SELECT 1 FROM bodies WHERE sha256 = ? AND LENGTH(data) > 0", [sha256]).fetchone()
        return found is not None

    def count(self) -> int:
        """Bodies whose bytes are there."""
        return int(self._db.execute("SELECT COUNT(*) FROM bodies WHERE LENGTH(data) > 0").fetchone()[0])

    def empty(self) -> set[str]:
        """Hashes of the bodies whose bytes are not there."""
        return {row[0] for row in self._db.execute("SELECT sha256 FROM bodies WHERE LENGTH(data) = 0")}

    # -- letting go

    def loosened(self, going: Collection[str], most: int) -> Iterator[Loosened]:
        """How these bodies can go, about `most` at a time; each part is to be written before the next is asked for.

        A body builds then on the nearest one below it that stays, or stands alone. One with nothing below it on which
        several build stays where it is: to pack each of them alone would take more than it frees.
        """
        above = self._above()
        gone, again = list[str](), list[_Anew]()
        for root in above.get(None, []):
            out, rebased = _let_out(root, above, going)
            gone += out
            again += rebased
            if len(gone) >= most:
                yield self._loosen(gone, again)
                gone, again = [], []
        if gone:
            yield self._loosen(gone, again)

    def _loosen(self, gone: Sequence[str], rebased: Sequence[_Anew]) -> Loosened:
        again = tuple(self._pack(sha256, self.get(sha256), base, depth) for sha256, base, depth in rebased)
        more = sum(len(body.data) for body in again)
        return Loosened(tuple(gone), again, self._taken(gone) + self._taken([b.sha256 for b in again]) - more)

    def _taken(self, hashes: Iterable[str]) -> int:
        query = "SELECT LENGTH(data) FROM bodies WHERE sha256 = ?"
        return sum(self._db.execute(query, [sha256]).fetchone()[0] for sha256 in hashes)

    def let_go(self, loosened: Loosened) -> None:
        """Write it. Part of the caller's transaction, right after the entry of the log that says so."""
        self._rewrite(loosened.again)
        self._rewrite(PackedBody(sha256, None, 0, 0, b"") for sha256 in loosened.gone)
        self._lately.clear()

    def _above(self) -> dict[str | None, list[str]]:
        above: dict[str | None, list[str]] = {}
        for sha256, base in self._db.execute("SELECT sha256, base FROM bodies ORDER BY sha256 DESC"):
            above.setdefault(base, []).append(sha256)
        return above

    def unsound(self) -> Iterator[tuple[str, str]]:
        """Every body that does not come back as what its hash says, and why. Each is decompressed once.

        So is one that was let go: the log says whether it was (`Bodies.empty`).
        """
        above = self._above()
        waiting = [(sha256, b"") for sha256 in above.pop(None, [])]
        while waiting:
            sha256, dictionary = waiting.pop()
            size, data = self._db.execute("SELECT size, data FROM bodies WHERE sha256 = ?", [sha256]).fetchone()
            if not data:
                yield sha256, "its bytes are gone, and no entry of the log lets them go"
                waiting += [(later, b"") for later in above.pop(sha256, [])]
                continue
            try:
                body = _decompress(data, dictionary, size)
            except zstandard.ZstdError as error:
                body = b""
                yield sha256, f"it cannot be decompressed ({error})"
            else:
                if hashlib.sha256(body).hexdigest() != sha256:
                    yield sha256, "its bytes do not fit its hash"
            waiting += [(later, body) for later in above.pop(sha256, [])]
        for base, later in above.items():  # whatever no body leads to
            yield from ((sha256, f"the body {base} that it builds on is missing") for sha256 in later)
        for row in self._db.execute(
            "SELECT DISTINCT sha256 FROM snapshots WHERE sha256 NOT IN (SELECT sha256 FROM bodies) ORDER BY 1"
        ):
            yield row[0], "it is missing"


def _let_out(root: str, above: Mapping[str | None, list[str]], going: Collection[str]) -> tuple[list[str], list[_Anew]]:
    """Of the bodies that build on this one: which go, and which are to be packed anew, with base and depth."""
    gone, again = list[str](), list[_Anew]()
    waiting: list[tuple[str, str | None, int, bool]] = [(root, None, 0, False)]  # what it builds on then, and if anew
    while waiting:
        sha256, base, depth, anew = waiting.pop()
        next_ = above.get(sha256, [])
        if sha256 in going and (base is not None or _heirs(sha256, above, going) <= 1):
            gone.append(sha256)
            waiting += [(later, base, depth, True) for later in next_]
        else:
            if anew:
                again.append((sha256, base, depth))
            waiting += [(later, sha256, depth + 1, False) for later in next_]
    return gone, again


def _heirs(sha256: str, above: Mapping[str | None, list[str]], going: Collection[str]) -> int:
    """How many bodies that stay build on one that goes, directly or on what goes with it."""
    heirs, waiting = 0, [sha256]
    while waiting:
        later = above.get(waiting.pop(), [])
        heirs += sum(each not in going for each in later)
        waiting += [each for each in later if each in going]
    return heirs


def _dictionary(raw: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if len(raw) >= 8 else None


def _compress(body: bytes, dictionary: bytes) -> bytes:
    # The window must span dictionary and body, or the far end of the dictionary is out of reach. For bodies that are
    # mostly one long match, a small table that is looked through further finds as much as the level's own, and sooner.
    window = max(10, min(27, (len(body) + len(dictionary)).bit_length()))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(body),
        dict_size=len(dictionary),
        window_log=window,
        hash_log=window - 2,
        search_log=4,
        min_match=6,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(dictionary), compression_params=parameters).compress(body)


def _decompress(data: bytes, dictionary: bytes, size: int) -> bytes:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(dictionary)).decompress(data, max_output_size=max(1, size))
