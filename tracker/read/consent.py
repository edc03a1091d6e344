"""Boxes that ask for consent to cookies, told from the part of a statement that speaks of consent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from selectolax.lexbor import LexborNode

from tracker.read.named import Names
from tracker.read.parts import HEADINGS, STATEMENTS, has_token, lies_in
from tracker.read.tree import short_text

_MOST_BUTTONS = 200
_BANNER = 2_500  # characters of a consent box: above that it may be the cookie policy itself
_BOXES = frozenset("div section aside dialog form footer".split())
# Whole tokens of class and id.
_CONSENT_TOKEN = re.compile(
    r"onetrust-[\w-]+|ot-sdk-[\w-]+|cybotcookiebot\w*|usercentrics-[\w-]+|didomi-[\w-]+|truste[-_][\w-]+|qc-cmp2?-[\w-]+"
    r"|iubenda-cs-[\w-]+|cky-[\w-]+|cmplz-cookiebanner[\w-]*|cookie-law-info[\w-]*|osano-cm-[\w-]+|cc-(?:window|banner)"
    r"|moove_gdpr[\w-]*|hs-eu-cookie[\w-]*|termly-[\w-]+|cookieconsent|cookiebanner|fs-cc-[\w-]+"
    r"|tarteaucitron\w*|axeptio\w*|appconsent[\w-]*|sfbx[\w-]*|klaro[\w-]*|borlabs-?cookie\w*|orejime[\w-]*|cc--\w+"
    r"|ppms_cm_[\w-]+"
    r"|consentmanager[\w-]*|sp_message[\w-]*|cmpbox\w*|cookie-?notice[\w-]*|hu-cookies[\w-]*|eu-cookie[\w-]*"
    r"|(?:[a-z]+[_-]+){0,2}(?:cookies?|consent|gdpr|ccpa)[_-]*(?:law|consent|policy)?[_-]*"
    r"(?:bar|banner|popup|pop-up|popin|modal|dialog|overlay|message|toast|wall|manager|prompt|alert|layer|settings"
    r"|preferences|consent|notification)"
    r"(?:[_-]+(?:container|wrapper|root|inner|content|component|main))?",
    re.IGNORECASE,
)


_VENDORS = ("onetrust", "cybot", "tarteaucitron", "axeptio", "didomi-", "usercentrics-", "sp_message_container")  # ids


def named_boxes(names: Names, mains: Set[int]) -> Iterator[LexborNode]:
    """Boxes that say by class or id that they ask for consent, but for sections of the statement about consent."""
    for node in names.consent:
        if node.tag not in _BOXES or node.parent is None or not has_token(node, _CONSENT_TOKEN):
            continue
        if _is_of_vendor(node) or (short_text(node, _BANNER) is not None and not _is_section(node, mains)):
            yield node


def boxes_of_vendors(names: Names, mains: Set[int]) -> Iterator[LexborNode]:
    """Those of which there is no doubt, however little else is on the page: an error page has such a box too."""
    return (node for node in named_boxes(names, mains) if _is_of_vendor(node) or _asks(node))


def _is_of_vendor(node: LexborNode) -> bool:
    return (node.attributes.get("id") or "").lower().startswith(_VENDORS)


def _is_section(node: LexborNode, mains: Set[int]) -> bool:
    """Whether it is a part of the statement: it stands in it under a heading, and nothing in it is to be accepted."""
    return lies_in(node, mains) and node.css_first(HEADINGS) is not None and not _asks(node)


def _asks(node: LexborNode) -> bool:
    if node.css_first("h1") is not None:
        return False
    return any(_ACCEPT.fullmatch(short_text(button) or "") for button in node.css("button, [role=button], a")[:40])


_BESIDE = (  # what stands beside the verb
    r"all|cookies?|optional|and|&|close|to|continue|necessary|essential|only|non-essential|selection|the|use|of|these|i|yes"
    r"|alle|nur|notwendige|auswahl|erforderliche|zustimmen|und|weiter|schließen|ja"
    r"|tout|tous|toutes|les|l[’']|des|et|fermer|je|oui|ok|non|merci|pour|moi|sans|mes|choix|sélection|uniquement"
    r"|todos?|todas?|las|los|y|cerrar|tutti|tutto|i|e|chiudi|tudo|os|e|fechar|alles|alleen|noodzakelijke|en|sluiten"
)
_VERB = (
    r"accept|agree|allow|reject|decline|deny|refuse|got it|understood"
    r"|akzeptieren|ablehnen|zustimmen|annehmen|einverstanden|verstanden"
    r"|j[’']accepte|accepte|accepter|refuse|refuser|j[’']ai compris|continuer sans accepter"
    r"|interdire|autoriser|ok pour moi"
    r"|aceptar|acepto|rechazar|accetta|accetto|rifiuta|aceitar|aceito|rejeitar|accepteren|weigeren|akkoord"
)
_ACCEPT = re.compile(rf"\W*(?:(?:{_BESIDE})\W+)*(?:{_VERB})(?:\W+(?:{_BESIDE}|{_VERB}))*\W*", re.IGNORECASE)
_SPEAKS_OF_COOKIES = re.compile(r"cookie|consent|traceurs|einwillig", re.IGNORECASE)


def boxes_that_ask(buttons: Sequence[LexborNode], mains: Set[int]) -> Iterator[LexborNode]:
    """Boxes without a telling name: a button that accepts, in a box that speaks of cookies, outside the statement."""
    for button in buttons[:_MOST_BUTTONS]:
        if button.parent is None or not _ACCEPT.fullmatch(short_text(button) or "") or lies_in(button, mains):
            continue
        box, text, node = button, "", button.parent  # type: LexborNode, str, LexborNode | None
        while node is not None and node.tag not in STATEMENTS:
            more = short_text(node, _BANNER)
            if more is None or node.css_first("h1") is not None:
                break
            box, text, node = node, more, node.parent
        if _SPEAKS_OF_COOKIES.search(text):
            yield box
