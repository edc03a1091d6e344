"""Is this capture the page at all? Judged by its shape beside the page's own past; words of error pages only explain.

A suspicion is hard when the text cannot be the page's (a stub with nothing of the page's own words), and soft when it
may be (much is gone, but what is left is the page's): the hard ones are held longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from tracker.compare.language import language_of
from tracker.model import BlockKind, Capture, FetchKind, Page, Statement
from tracker.read.document import names_its_end, parts_of
from tracker.settle.damage import damaged
from tracker.settle.suspicion import Suspicion

COLLAPSE = 0.3  # of 42,632 recorded versions, 836 shrank below a fifth of the text, and 732 of those were undone next
_SAME = 0.9  # share of a text: a page that says another language and keeps so much only says so by mistake
_OWN = 0.15  # share of a text's word triples that stand in the page's past: below it, it is hardly the page's
_NOTHING = 0.03
_STUB = 2_000  # characters: error, challenge, consent and login pages are shorter
_FIRST_STUB = 600
_BLANK = 200
_NAME = 60  # characters of a title that are shown
_ADDRESS = 100

# What stubs call themselves, for the reason that is shown. Alone none of these holds a page back.
_KINDS = (
    ("a page that redirects", r"redirect(?:ed|ing)|weitergeleitet|redirection|redirigi|rediriger|redireccion"),
    (
        "a challenge for robots",
        r"captcha|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you(?:'re| are)|checking your browser"
        r"|just a moment|unusual traffic|access denied|security check|ddos|cloudflare|ray id|bot detection"
        r"|pardon our interruption",
    ),
    (
        "a login wall",
        r"\b(?:sign|log) ?in\b|\blogin\b|forgot (?:your )?password|anmelden|passwort|se connecter|mot de passe"
        r"|iniciar sesi[óo]n|contraseña|accedi|inloggen",
    ),
    (
        "a consent wall",
        r"(?:accept|agree|manage|reject|allow)\b.{0,40}\b(?:cookies?|consent)|cookies?.{0,60}\b(?:accept|agree|consent)"
        r"|before you continue|cookies? (?:akzeptieren|zulassen)|accepter.{0,30}cookies|aceptar.{0,30}cookies",
    ),
    (
        "a page that needs script",
        r"(?:enable|requires?|need|turn on|activate).{0,20}javascript|javascript (?:is )?(?:disabled|required)"
        r"|^loading\b|loading\s?(?:\.\.\.|…)|please wait",
    ),
    (
        "an error page",
        r"(?<![\d,.§-])\b(?:40[0-9]|41[0-9]|429|50[0-9]|52[0-9])\b(?![\d,.]\d)|not found|error"
        r"|went wrong|unavailable|try (?:again|later)"
        r"|can(?:'t|not|’t) (?:find|be found|be reached)|doesn(?:'t|’t) exist|no longer (?:available|exists)|forbidden"
        r"|bad gateway|timed? ?out|under maintenance|be back soon|nicht gefunden|fehler|introuvable|erreur"
        r"|no encontrad|non trovata|errore|não encontrad|niet gevonden|too many requests",
    ),
)
_HINTS = tuple((name, re.compile(words, re.IGNORECASE | re.MULTILINE)) for name, words in _KINDS)
_SENTENCE = re.compile(
    r"(?:\S+\s+){3}\S+[.!?:;。]$|(?:\S+\s+){7}\S|[\u3040-\u9fff\uac00-\ud7af][^。！？]{6,}[。！？]$"
)  # a shell shows labels, a short page says something
_UNSPACED = "\u0e01-\u0e5b\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts without spaces: each sign counts
_WORDS = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FULL_SENTENCE = re.compile(r"(?:\S+\s+){7}\S+[.!?]$|[\u3040-\u9fff\uac00-\ud7af]{12,}[。！？]$")
_OTHERS = 3  # sentences


def doubt(page: Page, known: Statement | None, seen: Statement, capture: Capture) -> Suspicion | None:
    """Why a capture may not be the page, or one of its addresses not the part it was."""
    by_hand = page.fetch is FetchKind.MANUAL
    found = suspect(known, seen, capture.url, capture.final_url, ended=lambda: by_hand or names_its_end(capture))
    if not page.sources or found is not None or (known is not None and seen.blocks == known.blocks):
        return found
    parts = list(parts_of(page, capture, known))
    for source, part, statement in parts:
        others = {block for _, other, text in parts if other is not part for block in text.blocks}
        # What was known of this part is what stands in none of the others.
        before = replace(known, blocks=tuple(b for b in known.blocks if b not in others)) if known else None
        before = before if before and before.blocks else None
        own = suspect(before, statement, part.url, part.final_url, ended=partial(names_its_end, part))
        if own is not None:
            return replace(own, reason=f"{source.url}: {own.reason}")
    return None


def suspect(
    known: Statement | None,
    seen: Statement,
    asked: str = "",
    final: str = "",
    *,
    ended: Callable[[], bool] = lambda: True,
) -> Suspicion | None:
    """Why `seen` may not be the page that `known` was; None when nothing speaks against it.

    `asked` and `final` are the addresses before and after redirects; `ended` says whether the document names its end.
    Without `known` it is the first look at the page.
    """
    if known is None:
        return _suspect_first(seen)
    if seen.blocks == known.blocks:
        return None
    found = _suspect(known, seen, asked, final)
    if found is None or not found.hard:
        found = damaged(known, seen, ended=ended) or found
    where = _leads_to(asked, final)
    return found if found is None or not where else replace(found, reason=f"{found.reason}; it now leads to {where}")


def _suspect(known: Statement, seen: Statement, asked: str, final: str) -> Suspicion | None:
    before, now = len(known.text), len(seen.text)
    declared = _declares_another(known, seen)
    enough = _SAME if declared else 0.5
    if now >= COLLAPSE * before and _is_mostly_known(known, seen, enough):  # nearly always, and cheaper than the rest
        return None
    was, is_ = language_of(known.text), language_of(seen.text)
    if was and is_ and was != is_:
        # Where the page says so itself, it is the rendering for other readers, and no word of the text was taken back.
        hard = declared or _own(known, seen) < _NOTHING
        return Suspicion(f"the text is in another language ({is_}, it was {was})", hard=hard, elsewhere=declared)
    own = _own(known, seen)
    if now < COLLAPSE * before:
        if own < _OWN and now < _STUB and not _keeps_lines(known, seen):
            reason = f"{_kind(seen)}: {now:,} characters, nothing of the {before:,} there were"
            return Suspicion(reason, hard=True, elsewhere=_led_away(asked, final) is not None)
        return Suspicion(f"only {now:,} of {before:,} characters are left")
    if own < _NOTHING:
        return _suspect_other(known, seen, asked, final)
    if declared and not (was and is_):
        return Suspicion(f"the page says that it is in another language ({seen.language}, it was {known.language})")
    led = other_address(asked, final)
    if own < _OWN or (led and own < COLLAPSE):
        return Suspicion(f"only {own:.0%} of what came was there before", partial=led)
    return None


def _suspect_other(known: Statement, seen: Statement, asked: str, final: str) -> Suspicion:
    """A text of which nothing was there before: another page at this address, or the statement written anew."""
    named = _is_named_otherwise(known, seen)
    if where := _led_away(asked, final):
        return Suspicion(f"nothing of the text is left, and it is {where}", hard=True, elsewhere=True)
    if len(seen.text) < _STUB and (kind := _hint(seen)):
        reason = f"nothing of the text is left, and what came looks like {kind}"
        return Suspicion(reason, hard=True, elsewhere=named)
    if named or other_address(asked, final):
        name = " ".join((_heading(seen) or seen.title).split())
        shown = f'"{name[:_NAME]}"' if name else "a page without a title"
        return Suspicion(f"nothing of the text is left, and what came is called {shown}", hard=True)
    return Suspicion("nothing of the text is left under the same title: it may be written anew")


def _is_named_otherwise(known: Statement, seen: Statement) -> bool:
    """Whether what came goes by another name: by its first heading, else by its title."""
    was, is_ = _heading(known), _heading(seen)
    if was or is_:
        return was.casefold() != is_.casefold()
    return known.title.casefold() != seen.title.casefold()


def _heading(statement: Statement) -> str:
    return next((block.text for block in statement.wording if block.kind is BlockKind.HEADING), "")


def _leads_to(asked: str, final: str) -> str | None:
    """Where a redirect led to, in short; None when it led nowhere else."""
    if not other_address(asked, final):
        return None
    wanted, came = urlsplit(asked), urlsplit(final)
    where = came.path or "/"
    return (where if came.netloc == wanted.netloc else f"{came.netloc}{where}")[:_ADDRESS]


def _is_mostly_known(known: Statement, seen: Statement, share: float) -> bool:
    """Whether lines that the page had before make up such a share of what came."""
    before = {block.text for block in known.wording}
    return sum(len(block.text) for block in seen.wording if block.text in before) >= share * len(seen.text)


def _declares_another(known: Statement, seen: Statement) -> bool:
    """Whether the page says of itself that it is in another language than it was."""
    was, is_ = ((each.language or "").split("-")[0].lower() for each in (known, seen))
    return bool(was and is_) and was != is_


def _suspect_first(seen: Statement) -> Suspicion | None:
    """An error page must not become the text that all later ones are compared with."""
    size = _size(seen.text)
    kind = _hint(seen) if size < _STUB and not _speaks_of_else(seen) else None
    if kind and (size < _FIRST_STUB or _hint(seen, seen.title)):
        return Suspicion(f"the first look found {kind}: {size:,} characters")
    if size < _BLANK and not any(_SENTENCE.search(block.text) for block in seen.wording):
        return Suspicion(f"the first look found hardly any text: {size:,} characters")
    return None


def _size(text: str) -> int:
    """Characters; one of Chinese, Japanese or Korean says as much as two others."""
    return len(text) + len(_WIDE.findall(text))


def _speaks_of_else(seen: Statement) -> bool:
    """Whether it says several things that no stub does: a policy may speak of cookies, errors or logging in."""
    others = [
        block.text
        for block in seen.wording
        if _FULL_SENTENCE.search(block.text) and not any(words.search(block.text) for _, words in _HINTS)
    ]
    return len(others) >= _OTHERS


def _own(known: Statement, seen: Statement) -> float:
    """Share of the word triples of `seen` that stand in `known`; 1 when it is too short to have any."""
    triples = _triples(seen)
    return len(triples & _triples(known)) / len(triples) if triples else 1.0 * bool(_keeps_lines(known, seen))


def _triples(statement: Statement) -> set[tuple[str, str, str]]:
    words = _WORDS.findall(statement.text.casefold())
    return set(zip(words, words[1:], words[2:], strict=False))


def _keeps_lines(known: Statement, seen: Statement) -> bool:
    """Whether at least two lines of the page, or a third of what came, are its own, whatever their case."""
    lines = {block.text.casefold() for block in seen.wording}
    kept = lines & {block.text.casefold() for block in known.wording}
    return len(kept) >= 2 and len(kept) >= len(lines) / 5


def _hint(seen: Statement, text: str | None = None) -> str | None:
    said = f"{seen.title}\n{seen.text[:_STUB]}" if text is None else text
    return next((name for name, words in _HINTS if words.search(said)), None)


def _kind(seen: Statement) -> str:
    return _hint(seen) or "a stub"


def other_address(asked: str, final: str) -> bool:
    """Whether a redirect led to another page: another scheme, "www." or last slash makes none of its own."""
    if not final:
        return False
    try:
        wanted, came = urlsplit(asked), urlsplit(final)
    except ValueError:
        return False
    one, other = ((each.netloc.lower().removeprefix("www."), each.path.rstrip("/")) for each in (wanted, came))
    return one != other


def _led_away(asked: str, final: str) -> str | None:
    """The page that a redirect led to, when it is the front page or a door."""
    try:
        wanted, came = urlsplit(asked).path.rstrip("/"), urlsplit(final).path.rstrip("/")
    except ValueError:
        return None
    if not final or wanted == came:
        return None
    if not came or re.fullmatch(r"/[a-z]{2}(?:-[a-z]{2})?", came, re.IGNORECASE):
        return "the front page"
    return "a login page" if re.search(r"log-?in|sign-?in|auth|consent|sso", came, re.IGNORECASE) else None
