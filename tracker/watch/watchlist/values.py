"""What single values of the watchlist may be: functions from text that raise ValueError saying what was meant."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from tracker.model import HARMLESS_HEADERS
from tracker.model.delivery import VARIABLE
from tracker.read import Range, check_selector
from tracker.watch.schedule import cron_interval
from tracker.watch.watchlist.nodes import show

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_SLUG = 100
MAX_MAILBOX = 254  # characters (RFC 5321)
MAX_LEAVE = 600  # characters: it stands in one line of a mail, which holds 998, with a mailbox in it
MAX_NAME = 200
MAX_PROMISE = 2000
MAX_SUBJECT_WORDS = 50
MAX_TOGETHER = 6  # words of which a sentence must have all
MAX_URL = 2000
MAX_SELECTOR = 500
MAX_SOURCES = 20  # addresses of one document: they are asked for one after the other
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
LEAST_KEPT = 30  # days
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=366)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
WORDS = {"hourly": "1h", "daily": "1d", "weekly": "1w", "fortnightly": "2w", "monthly": "30d"}
AMOUNT = re.compile(r"(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)(?![a-z])\s*")


@dataclass(frozen=True, slots=True)
class Every:
    """How often a page is looked at."""

    interval: timedelta
    slowest: timedelta | None = None
    cron: str | None = None


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most two known names that `name` may have been meant for, nearest first."""
    return tuple(get_close_matches(name.lower(), list(known), n=2, cutoff=0.6)) if len(name) <= MAX_SLUG else ()


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a message: what was meant, or what there is to choose from when that is a short list."""
    names = list(known)
    if found := near(name, names):
        return "; did you mean " + " or ".join(show(n) for n in found) + "?"
    return "; known are " + ", ".join(names) if 0 < len(names) <= 12 else ""


def slugify(text: str) -> str:
    """Letters a to z, digits and single hyphens; empty when none of the text can be kept."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")


def slug(text: str) -> str:
    if SLUG.match(text) and len(text) <= MAX_SLUG:
        return text
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and all(SLUG.match(part) for part in parts):
        raise ValueError(f"several stand in brackets, as a list: `[{', '.join(parts)}]`")
    hint = f"; did you mean `{slugify(text)}`?" if slugify(text) else ""
    raise ValueError(f"{show(text)} must be a-z, 0-9 and single hyphens, at most {MAX_SLUG} of them{hint}")


def name(text: str) -> str:
    folded = " ".join(text.split())
    if not folded:
        raise ValueError("is empty")
    if len(folded) > MAX_NAME:
        raise ValueError(f"has {len(folded)} characters, at most {MAX_NAME} fit a feed reader's list")
    return folded


def promise(text: str) -> str:
    folded = " ".join(text.split())
    if not re.search(r"\w", folded):
        raise ValueError("has no word; copy the promise from the page, as it stands there")
    if len(folded) > MAX_PROMISE:
        raise ValueError(f"has {len(folded):,} characters, at most {MAX_PROMISE:,}; the decisive sentence is enough")
    return folded


def by_day(text: str) -> str:
    """The last day of "2030", "2030-06" or "2030-06-30", ISO 8601."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in match.groups())
        month = month if match[2] else 12
        return date(year, month, day if match[3] else monthrange(year, month)[1]).isoformat()
    except ValueError:
        raise ValueError(
            f"{show(text)} is no day; write a year, a month or a day: 2030, 2030-06 or 2030-06-30"
        ) from None


def subject_word(text: str) -> str:
    """A word of a subject, or several that stand near each other."""
    folded = name(text)
    if not re.search(r"[^\W_]", folded):
        raise ValueError(f"{show(text)} has no word to look for")
    return folded


def language(text: str) -> str:
    if not LANGUAGE.match(text):
        raise ValueError(f"{show(text)} is not a language code such as `en`, `de` or `pt-BR`")
    return text


def url(text: str) -> str:
    if len(text) > MAX_URL:
        raise ValueError(f"the address has {len(text):,} characters, at most {MAX_URL:,} are used")
    if bad := re.search(r"[\s\\<>\"{}|^`]", text):
        raise ValueError(f"the address holds {show(bad[0])}; write it as the browser's address bar copies it")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{show(text)} is not an address: {error}") from None
    if parts.scheme not in ("http", "https", "file"):
        hint = f"; did you mean `https://{text}`?" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text) else ""
        raise ValueError(f"{show(text)} does not begin with https:// or http://{hint}")
    if parts.scheme == "file":
        return text
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a user name or password, which would be stored and published; take it out")
    if not host or port == 0:
        raise ValueError(f"{show(text)} names no host")
    return text


def is_local(address: str) -> bool:
    """Whether an address stays on this machine: tests and demonstrations may look at it every second."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "file" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def every(text: str) -> Every:
    """`6h`, `1h 30m`, `2 days`, `weekly`; with a bound for quiet pages `6h to 2d`; or a cron expression (UTC)."""
    words = text.strip().lower().removeprefix("every ")
    if len(text.split()) == 5 and re.match(r"[\d*]", words):
        gap = cron_interval(text)
        if not SHORTEST <= gap <= LONGEST:
            raise ValueError(f"{show(text)} comes round every {gap}; between {_spell(SHORTEST)} and {_spell(LONGEST)}")
        return Every(gap, cron=text)
    usual, to, slowest = (part.strip() for part in words.partition(" to "))
    first = _interval(usual, text)
    if not to:
        return Every(first)
    last = _interval(slowest, text)
    if last < first:
        raise ValueError(f"{show(text)} runs backwards; did you mean `{slowest} to {usual}`?")
    return Every(first, slowest=last)


def _interval(words: str, whole: str) -> timedelta:
    rest, seconds = WORDS.get(words, words), 0
    while found := AMOUNT.match(rest):
        seconds += int(found[1]) * UNITS[found[2][0]]
        rest = rest[found.end() :]
    if rest or not seconds:
        hint = f"; did you mean `{words}h`?" if words.isdigit() else meant(words, WORDS) if words.isalpha() else ""
        raise ValueError(f"{show(whole)} is not a time such as `6h`, `30m`, `1d`, `weekly` or `0 6 * * 1-5`{hint}")
    interval = timedelta(seconds=min(seconds, 10**9))
    if interval > LONGEST:
        raise ValueError(f"{show(whole)} is too seldom; at most {_spell(LONGEST)}")
    return interval


def age(text: str) -> timedelta:
    """How long something is kept: `90d`. ValueError when that is less than a month."""
    if not re.fullmatch(r"\d{1,5} ?d(ays?)?", text.strip().lower()):
        raise ValueError(f"{show(text)} is not a number of days such as `90d`")
    days = int(re.sub(r"\D", "", text))
    if days < LEAST_KEPT:
        raise ValueError(f"{show(text)} is too short: a slip of the watchlist must show itself first; at least `30d`")
    return timedelta(days=days)


def days(text: str) -> timedelta:
    """How long a statement is looked at: `180d`."""
    if not re.fullmatch(r"\d{1,4} ?d(ays?)?", text.strip().lower()):
        raise ValueError(f"{show(text)} is not a number of days such as `180d`")
    return timedelta(days=int(re.sub(r"\D", "", text)))


def edition_pattern(text: str) -> str:
    """An address with {year} in it."""
    url(text.replace("{year}", "2026"))
    if "{year}" not in text:
        raise ValueError(f"{show(text)} names one edition; write `{{year}}` where its year stands, or list all of them")
    return text


def links(text: str) -> str:
    """A selector of links, or a pattern of their addresses."""
    if text.startswith(("http://", "https://", "/", "*")):
        if len(text) > MAX_SELECTOR or "*" not in text:
            raise ValueError(f"{show(text)} is no pattern of addresses; one holds a `*`, such as `/news/*`")
        return text
    return str(selector(text))


def _spell(interval: timedelta) -> str:
    return f"{interval.days}d" if interval.days else f"{interval.seconds // 60}m"


def check_politeness(interval: Every, address: str) -> None:
    """ValueError when a page that is not on this machine would be asked for more than once a minute."""
    if interval.interval < SHORTEST and not is_local(address):
        seconds = int(interval.interval.total_seconds())
        raise ValueError(f"`{seconds}s` is too often for other people's servers; at least {_spell(SHORTEST)}")


def selector(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise ValueError("is empty")
    if len(stripped) > MAX_SELECTOR:
        raise ValueError(f"the selector has {len(stripped):,} characters, at most {MAX_SELECTOR} are used")
    if fault := check_selector(stripped):
        raise ValueError(f"{show(stripped)} {fault}")
    return stripped


PLACES = ("from", "after", "to", "through")


def selector_range(value: Mapping[str, object]) -> str:
    """A range written as a mapping, `{from: "#a", to: "#b"}`, in words: `from #a to #b`."""
    for key, place in value.items():
        if key not in PLACES:
            raise ValueError(f"the key {show(key)} is not known in a range{meant(key, PLACES)}")
        if not isinstance(place, str) or not place.strip():
            raise ValueError(f"`{key}` in a range must be one selector")
    for one, other in (PLACES[:2], PLACES[2:]):
        if one in value and other in value:
            raise ValueError(f"a range has `{one}` or `{other}`, not both")
    if not value:
        raise ValueError("a range needs `from`, `to` or both")
    start, end = (str(next((value[key] for key in keys if key in value), "")) for keys in (PLACES[:2], PLACES[2:]))
    return str(Range(start.strip(), end.strip(), "after" in value, "through" in value))


HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}\Z")
PREFIX = "TRACKER_"
OURS = {
    "accept-encoding": "set by what the fetcher can decode",
    "connection": "set by the connection",
    "content-length": "set by the connection",
    "host": "taken from the address",
    "if-modified-since": "set from the last capture",
    "if-none-match": "set from the last capture",
    "range": "never sent: a part of a page is no capture",
    "transfer-encoding": "set by the connection",
    "user-agent": "always the tracker's own honest name",
}
SECRET = re.compile(r"cookie|auth|token|key|secret|session", re.IGNORECASE)


def header(field: str, value: str) -> None:
    """ValueError when a header cannot be sent or would put a secret into the watchlist.

    Only variables called TRACKER_... are read: a watchlist edited by a stranger must not be able to send the rest of
    the environment to an address of its choice.
    """
    if not HEADER.match(field):
        raise ValueError(f"{show(field)} is not the name of a header")
    if why := OURS.get(field.lower()):
        raise ValueError(f"{show(field)} is not for the watchlist: it is {why}")
    if "\n" in value or "\t" in value or not value.isascii() or len(value) > MAX_URL:
        raise ValueError(f"the value of {show(field)} must be one line of plain ASCII, at most {MAX_URL:,} characters")
    names = VARIABLE.findall(value)
    if "${" in VARIABLE.sub("", value):
        raise ValueError(f"the value of {show(field)} holds a `${{` without its `}}`")
    if SECRET.search(field) and not names:
        hint = f"${{{PREFIX}{field.upper().replace('-', '_')}}}"
        raise ValueError(f"{show(field)} may be secret and must come from the environment; write `{hint}` and set that")
    if names and field.lower() in HARMLESS_HEADERS:
        raise ValueError(f"{show(field)} also goes to hosts that a page redirects to, so no secret can stand in it")
    for variable in names:
        if not re.fullmatch(r"TRACKER_[A-Z0-9_]+", variable):
            wanted = PREFIX + re.sub(r"[^A-Z0-9]+", "_", variable.upper()).strip("_")
            raise ValueError(f"only variables named {PREFIX}… can be sent; call {show(variable)} `{wanted}`")


def variable(text: str) -> str:
    """`${TRACKER_NAME}`, and nothing else. ValueError for anything that may be a secret itself."""
    found = VARIABLE.fullmatch(text)
    if not found or not re.fullmatch(PREFIX + "[A-Z0-9_]+", found[1]):
        raise ValueError("must come from the environment, as it holds a secret: write `${TRACKER_NAME}` and set that")
    return text


def target(text: str) -> str:
    """An address to post to, or the variable that holds one."""
    if "$" in text:
        return variable(text)
    if not text.lower().startswith(("http://", "https://")):
        raise ValueError(f"{show(text)} does not begin with https:// or http://")
    return url(text)


def leave(text: str) -> str:
    """The https address at which one mailbox leaves a list; `{mailbox}` in it stands for that."""
    if not text.startswith("https://") or not text.isascii():
        raise ValueError(f"{show(text)} is no https address such as `https://newsroom.example/leave?who={{mailbox}}`")
    if len(text) > MAX_LEAVE:
        raise ValueError(f"the address has {len(text):,} characters, at most {MAX_LEAVE:,} are used")
    url(text.replace("{mailbox}", ""))
    return text


def mailbox(text: str) -> str:
    """`name@host`. ValueError for anything else."""
    if len(text) > MAX_MAILBOX or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", text):
        raise ValueError(f"{show(text)} is no mailbox such as `desk@newsroom.example`")
    return text


def yes(value: Any) -> bool:
    if value not in ("yes", "no", "true", "false"):
        raise ValueError("must be `yes` or `no`")
    return value in ("yes", "true")
