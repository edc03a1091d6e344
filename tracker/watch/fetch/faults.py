"""From what goes wrong inside libraries to the tracker's own errors: the one table."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import requests.exceptions as r
import urllib3.exceptions as u

from tracker.errors import (
    AddressRefused,
    BadEncoding,
    ConnectError,
    DnsError,
    FetchError,
    FetchTimeout,
    HttpError,
    RedirectError,
    TlsError,
    TooLarge,
    Truncated,
)


class Fault(Exception):
    """A failure found by our own code below the fetcher, where the page's address is not known.

    It is no OSError and no HTTPException on purpose: requests and urllib3 let it pass as it is.
    """

    def __init__(self, error: type[FetchError], message: str) -> None:
        super().__init__(message)
        self.error = error


# Foreign exception -> our class. The innermost exception of a chain that is listed decides, and of its classes the
# most special one: requests wraps a broken line, a bad certificate and a missing name in the same ConnectionError.
TABLE: dict[type[BaseException], type[FetchError]] = {
    # the language's own
    socket.gaierror: DnsError,
    UnicodeError: DnsError,  # a label of a host name that no name server can be asked for
    TimeoutError: FetchTimeout,
    ssl.SSLEOFError: ConnectError,  # the line was cut in the middle of TLS; in a body the reader says Truncated
    ssl.SSLZeroReturnError: ConnectError,
    ssl.SSLError: TlsError,
    OSError: ConnectError,
    http.client.LineTooLong: TooLarge,
    http.client.IncompleteRead: Truncated,
    http.client.InvalidURL: AddressRefused,
    http.client.BadStatusLine: ConnectError,  # not HTTP
    http.client.UnknownProtocol: ConnectError,
    http.client.UnknownTransferEncoding: ConnectError,
    http.client.UnimplementedFileMode: FetchError,
    http.client.ImproperConnectionState: ConnectError,
    http.client.NotConnected: ConnectError,
    http.client.HTTPException: TooLarge,  # raised as itself for one thing: more than 100 headers
    # urllib3
    u.ProtocolError: ConnectError,
    u.IncompleteRead: Truncated,
    u.InvalidChunkLength: Truncated,
    u.BodyNotHttplibCompatible: ConnectError,
    u.ResponseNotChunked: ConnectError,
    u.DecodeError: BadEncoding,
    u.PoolError: ConnectError,
    u.HostChangedError: RedirectError,
    u.MaxRetryError: ConnectError,
    u.ResponseError: HttpError,
    u.SSLError: TlsError,
    u.ProxyError: ConnectError,
    u.TimeoutError: FetchTimeout,
    u.TimeoutStateError: FetchError,
    u.NewConnectionError: ConnectError,
    u.NameResolutionError: DnsError,
    u.LocationValueError: AddressRefused,
    u.URLSchemeUnknown: AddressRefused,
    u.ProxySchemeUnknown: ConnectError,
    u.ProxySchemeUnsupported: ConnectError,
    u.InvalidHeader: ConnectError,
    u.HeaderParsingError: ConnectError,
    u.UnrewindableBodyError: FetchError,
    u.HTTPError: FetchError,
    # requests
    r.ConnectionError: ConnectError,
    r.ProxyError: ConnectError,
    r.SSLError: TlsError,
    r.Timeout: FetchTimeout,
    r.TooManyRedirects: RedirectError,
    r.URLRequired: AddressRefused,
    r.MissingSchema: AddressRefused,
    r.InvalidSchema: AddressRefused,
    r.InvalidURL: AddressRefused,
    r.InvalidProxyURL: ConnectError,
    r.InvalidHeader: ConnectError,
    r.InvalidJSONError: BadEncoding,
    r.ChunkedEncodingError: Truncated,
    r.ContentDecodingError: BadEncoding,
    r.StreamConsumedError: FetchError,
    r.RetryError: HttpError,
    r.UnrewindableBodyError: FetchError,
    r.HTTPError: HttpError,
    r.RequestException: FetchError,
}
_FOREIGN = (OSError, UnicodeError, http.client.HTTPException, u.HTTPError)  # requests.RequestException is an OSError


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Faults and foreign exceptions of the block come out as FetchError for this address."""
    try:
        yield
    except FetchError as error:
        error.url = url  # a robots.txt on the way may have failed: it is this page that cannot be had
        raise
    except Fault as fault:
        raise fault.error(_sentence(url, str(fault)), url=url) from fault
    except _FOREIGN as error:
        kind, words = classify(error)
        raise kind(_sentence(url, words), url=url) from error


def _sentence(url: str, words: str) -> str:
    return words if url in words else f"{url}: {words}"


def classify(error: BaseException) -> tuple[type[FetchError], str]:
    """The class of a foreign exception, and the words of the innermost exception that decided it."""
    found, words = FetchError, str(error)
    for link in _chain(error):
        if isinstance(link, Fault):
            return link.error, str(link)
        known = next((TABLE[base] for base in type(link).__mro__ if base in TABLE), None)
        if known is not None and known is not FetchError:
            found, words = known, _words(link)
    return found, words


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and those it wraps, outermost first. Libraries hide the inner one in args, reason or __cause__."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        inside = (getattr(link, "reason", None), *link.args, link.__cause__, link.__context__)
        link = next((one for one in inside if isinstance(one, BaseException) and id(one) not in seen), None)


def _words(error: BaseException) -> str:
    """Its message without class names and memory addresses."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__
