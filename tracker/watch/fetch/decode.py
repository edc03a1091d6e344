"""Content encodings, undone under a cap.

requests hands out a cut gzip body as if it were whole, and inflates 1 GiB of zeros into 2.1 GB of memory. Here every
decoder must see its end of stream, and stops at the cap.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

from tracker.errors import BadEncoding, TooLarge, Truncated
from tracker.watch.fetch.faults import Fault

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 1 << 20  # bytes of output at a time
MAX_CODINGS = 3  # nobody honest sends more than one
MAX_MEMBERS = 64  # of one gzip or zstd body: each costs a copy of what is left
ZSTD_WINDOW = 23  # log2 of bytes; RFC 9659: 8 MB is the most a content encoding may ask for
ACCEPT = "gzip, deflate, br, zstd"
# Encodings that nobody asks for and that nothing here undoes. Other names are no encodings.
_OTHERS = frozenset("compress x-compress bzip2 x-bzip2 xz lzma sdch dcb dcz exi pack200-gzip aes128gcm".split())
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"
PLAIN = frozenset({"", "identity", "none", "utf-8"})  # the last two are mistakes of servers, and mean nothing


class Decoder(Protocol):
    """The interface of bz2.BZ2Decompressor, which zstd shares."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib, gzip or raw deflate."""

    def __init__(self, wbits: int) -> None:
        self._inflater = zlib.decompressobj(wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)
        # A full piece may have more behind it even when all input was taken.
        self.needs_input = not self._inflater.unconsumed_tail and len(out) < max_length
        return out


class _Brotli:
    unused_data = b""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._decompressor.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._decompressor.process(data, output_buffer_limit=max_length))


def _deflate(head: bytes) -> Decoder:
    """`deflate` is zlib by the standard and raw by the habit of some servers; two bytes tell (RFC 1950)."""
    wrapped = len(head) < 2 or (head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0)
    return _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _zstd(_: bytes) -> Decoder:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW})


_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# name -> decoder for a body that begins with these bytes, and the magic that begins a further member behind the first
DECODERS: dict[str, tuple[Callable[[bytes], Decoder], bytes]] = {
    "gzip": (lambda _: _Zlib(16 + zlib.MAX_WBITS), _GZIP_MAGIC),
    "x-gzip": (lambda _: _Zlib(16 + zlib.MAX_WBITS), _GZIP_MAGIC),
    "deflate": (_deflate, b""),
    "br": (lambda _: _Brotli(), b""),
    "zstd": (_zstd, _ZSTD_MAGIC),
}
_BROKEN = (zlib.error, brotli.error, zstd.ZstdError)


def decode(body: bytes, content_encoding: str | None, cap: int) -> bytes:
    """A body with its content encodings undone. Fault: BadEncoding, Truncated, or TooLarge past `cap` bytes."""
    parts = (part.split(";")[0].strip() for part in (content_encoding or "").lower().split(","))
    names = [name for name in parts if name not in PLAIN]
    if len(names) > MAX_CODINGS:
        raise Fault(BadEncoding, f"the body is encoded {len(names)} times")
    for name in reversed(names):
        if name in DECODERS:
            body = _undo(body, name, cap)
        elif name in _OTHERS or not _is_text(
            body
        ):  # browsers pass over names that are no encoding: "aws-chunked", "binary", "text/html"
            raise Fault(BadEncoding, f"the content encoding {name[:40]!r} was not asked for and is not known")
    return body


def _is_text(body: bytes) -> bool:
    """Whether a body is not encoded at all: control characters are a tenth of what a compressor makes."""
    head = body[:4096]
    return len(head) - len(head.translate(None, _CONTROLS)) <= len(head) // 50


def _undo(body: bytes, name: str, cap: int) -> bytes:
    """One encoding undone. What follows its end and is no further member is dropped, as browsers do."""
    make, magic = DECODERS[name]
    pieces: list[bytes] = []
    room = cap
    for _ in range(MAX_MEMBERS):
        decoder = make(body)
        while not decoder.eof:
            piece = _step(decoder, body, name)
            body = b""  # the decoder holds what it has not used
            room -= len(piece)
            if room < 0:
                raise Fault(TooLarge, f"the body is larger than {cap} bytes when decoded")
            if not piece and decoder.needs_input and not decoder.eof:
                raise Fault(Truncated, f"the {name} body ends in the middle")
            pieces.append(piece)
        body = decoder.unused_data
        if not (magic and body.startswith(magic)):
            return b"".join(pieces)
    raise Fault(BadEncoding, f"the {name} body has more than {MAX_MEMBERS} members")


def _step(decoder: Decoder, data: bytes, name: str) -> bytes:
    try:
        return decoder.decompress(data, PIECE)
    except _BROKEN as error:
        raise Fault(BadEncoding, f"the body is not valid {name}: {error}") from error
