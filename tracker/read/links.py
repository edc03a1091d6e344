"""Targets of links as they are compared: absolute, without what names a visitor or a campaign."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

# Parameters that name a campaign, a click, a visitor or a session, never the document.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|__hs\w+|hsctatracking|hubs_\w+|itm_\w+|vero_\w+|oly_\w+|wt[._]\w+"
    r"|mkt_tok|mc_[ce]id|ml_subscriber\w*|trk\w*|_?ga|_gl|_gac|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id"
    r"|igshid|igsh|irclickid|srsltid|epik|rdt_cid|scid|sc_cid|sccid|s_kwcid|ef_id|cjevent|wickedid|_openstat|fb_\w+|ncid|cmpid|spm|scm"
    r"|php?sess(?:ion)?id|jsessionid|aspsessionid\w*|sess(?:ion)?[_-]?(?:id|token|key)?|sid|cfid|cftoken|zenid|osCsid"
    r"|visitor[_-]?id|client[_-]?id|anonymous[_-]?id|device[_-]?id|user[_-]?id|uuid|guid|cid|fpid|ajs_\w+|_sp|nonce|csrf\w*|_?token"
    r"|cache[_-]?bust\w*|cb|timestamp|_|rand(?:om)?|ref_src|ref_url|referrer|source_caller",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "sms"})
_WHOLE = re.compile(r"https?://[^/?#\s]")
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[a-zA-Z0-9_.~%/-]*)?")  # most: there is nothing to cut
_LONGEST = 2_000  # characters of an address: longer ones carry state, and no client follows them


@lru_cache(maxsize=16_384)  # a page's links are much the same at every look
def target(base: str, href: str) -> str | None:
    """The absolute address of a link, tracking parameters cut; None for links that lead nowhere (script, "#")."""
    href = "".join(href.split()) if not href.startswith(("mailto:", "tel:")) else href.strip()
    if not href or href.startswith(("#", "javascript:")) or len(href) > _LONGEST:
        return None
    try:
        address = _joined(base, href)
        if _PLAIN.fullmatch(address):
            return address
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES:
        return None
    path = _PATH_SESSION.sub("", parts.path)
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.split("=", 1)[0]))
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, query, parts.fragment))


def _joined(base: str, href: str) -> str:
    """As `urljoin`, which takes both addresses apart and is slow for it: most links need no joining."""
    if ";" in href:
        return urljoin(base, href)
    if _WHOLE.match(href):
        return href
    if href[0] == "/" and href[1:2] != "/" and "/." not in href and (origin := _origin(base)):
        return origin + href
    return urljoin(base, href)


@lru_cache(maxsize=1_024)
def _origin(base: str) -> str:
    """Scheme and host of a web page; nothing of anything else."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
