"""What belongs together among addresses: one home for the site of an address."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()  # 10,000 lines that come with the package: read when first asked for, and never fetched


@lru_cache(maxsize=4_096)  # the links of a page lead to few hosts
def site(address: str) -> str:
    """Return what a registrant owns of a host: example.co.uk of www.example.co.uk, by the Public Suffix List.

    The scheme may be left out. A host without a suffix, such as localhost or an IP address, is a site by itself. Empty
    when there is no host.
    """
    try:
        whole = "://" in address or address.startswith("//")
        host = (urlsplit(address if whole else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""
    if host.rpartition(".")[2].isdigit() or ":" in host:
        return host
    return _suffixes().privatesuffix(host) or host


def origin(address: str) -> str:
    """Return scheme, host and port of an address, which robots.txt and headers of a page hold for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"
