"""What a site says around every text, in the words that sites use for it: counters, stamps, offers, notices, calls.

Nothing of it is news of the text. Each form is one that no statement is written in; those that a statement might
borrow count only at the edge of the page.
"""

from __future__ import annotations

import re

_N = r"\d[\d.,\s\u00a0\u202f]*"
_LONGEST = 400  # characters of a line
_SENTENCE = 8  # words with a full stop
_FEW_WORDS = 12  # in a notice: a paragraph that begins like one says more
_COPYRIGHT = re.compile(r"©|\(c\)\s?(?:19|20)\d\d|\bcopyright\b.*\b(?:19|20)\d\d\b", re.IGNORECASE)
_RIGHTS = re.compile(r"all rights reserved|tous droits réservés|alle rechte vorbehalten|todos los derechos", re.I)
_RANGE = re.compile(  # "11 - 20 of about 150"
    r"\b(\d{1,9})\s?(?:-|–|—|to|bis|à|a)\s?(\d{1,9})\s(?:of|out of|von|sur|de|di|van)\s(?:about\s)?(\d{1,9})\b",
    re.IGNORECASE,
)
_COUNTED = (
    r"results?|items?|entries|comments?|repl(?:y|ies)|views?|reads?|likes?|followers?|votes?|shares?|stars?|downloads?"
    r"|reviews?|ratings?|ergebnisse|kommentare|aufrufe|bewertungen|résultats?|commentaires?|vues?|lectures?|avis"
    r"|réponses?|partages?|resultados?|comentarios?|vistas|opiniones|risultati|commenti|visualizzazioni|recensioni"
    r"|resultaten|reacties|weergaven"
)
_COUNTER = re.compile(
    rf"^\W*(?:page|seite|página|pagina)\s\d+\W*$|\b(?:page|seite|página|pagina)\s\d+\s(?:of|von|sur|de|di|van)\s\d+\b"
    rf"|^\W*\d[\d.,]*\s?[kKM]?\+?\s(?:{_COUNTED})\b|^\W*{_N}\s?(?:{_COUNTED})\W*$"
    rf"|^\W*\d[.,]?\d?\s?/\s?(?:5|10)\b.{{0,40}}$"
    rf"|^\W*{_N}\s?(?:\w+\s){{0,2}}(?:online|en ligne|en línea|connecté(?:e|s|es)?)(?:\snow)?\W*$"
    r"|\b\d+\s?min(?:ute)?s?[.\s-]*(?:read|lesezeit|de lecture|de lectura|di lettura)\b"
    r"|^\W*(?:show|afficher|anzeigen|mostrar)\s?\d+\s?(?:results?|entries|résultats?|einträge|entradas|per page)?\W*$",
    re.IGNORECASE,
)
# "302 out of 606 found this helpful", and the question before it.
_HELPFUL = re.compile(
    r"\b(?:\d+|people|users|readers|members|others)\b.{0,20}\bfound\s(?:this|it)\s(?:\w+\s)?helpful\b"
    r"|\b(?:\d+|personnes|utilisateurs|lecteurs|membres)\b.{0,20}\bont trouvé"
    r"\s(?:cela|cet?te?\s\w+|ça)\s(?:très\s)?utile"
    r"|\bfanden\s(?:dies|das|diesen?\s\w+)\shilfreich|\bencontraron\s(?:esto|este\s\w+)\sútil"
    r"|^(?:was|did|is|were)\s(?:this|you)\b.{0,50}\b(?:helpful|useful|answer your question|looking for)\W*$"
    r"|^cet?te?\s\w+\s(?:vous\s)?a-t-(?:il|elle)\s(?:vous\s)?été\sutile\W*$|^avez-vous trouvé .{0,40}\butile\W*$"
    r"|^war (?:dies|das|dieser?\s\w+)\b.{0,20}hilfreich\W*$|^¿?(?:fue|te ha sido|le ha sido)\b.{0,30}útil\W*$",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^\W*(?:need (?:more |some )?help|still (?:need help|have (?:any )?questions)|have (?:a|any|more) questions?"
    r"|(?:any|more) questions|can(?:'t|’t|not) find what you(?:'re|’re| are) looking for|get in touch"
    r"|contact (?:us|sales)"
    r"|(?:chat|talk|speak) (?:with|to) (?:us|sales|an? \w+)(?: now)?(?: or .{1,30})?"
    r"|(?:contact|ask) (?:our )?(?:customer )?(?:support|service|community|team)"
    r"|besoin d[’'](?:aide|informations?)|(?:une|des|d[’']autres) questions?|vous avez (?:une|des) questions?"
    r"|contactez[- ]?(?:nous|notre [\w ]{3,30})|discut(?:ez|ons)(?: avec nous)?|(?:posez|une question).{0,30}"
    r"|brauchen sie hilfe|noch fragen|haben sie (?:noch )?fragen|kontakt(?:ieren sie uns)?"
    r"|¿?necesitas? ayuda|¿?tienes (?:alguna|más) preguntas?|contáctanos"
    r"|(?:print|imprimer|drucken|share|partager|teilen)(?: (?:this page|cette page|cet article|seite))?"
    r"|(?:bonjour|bonsoir|hello|hi|hallo|welcome|bienvenue|hola)(?:[ ,]+\w+){0,2}"
    r"|(?:votre|mon|your|my) (?:panier|cart|basket|compte|account)(?: est vide| is empty)?(?: ?\(?\d+\)?)?)\W*$",
    re.IGNORECASE,
)
# Borrowed by statements too, so that they count at the edge of the page alone.
_NOTICE = re.compile(
    r"\b(?:your|this|the) (?:web )?browser (?:version )?(?:is|does|has) (?:not|no longer|out of date|outdated"
    r"|unsupported|too old|obsolete|javascript)\b|\bbrowser is (?:out of date|outdated|not supported)"
    r"|\byour browser doesn[’']t support|\bvotre navigateur (?:n[’']est|ne|est (?:trop ancien|obsolète)|semble)\b"
    r"|\bihr browser (?:ist veraltet|wird nicht)"
    r"|\b(?:tu|su) navegador (?:no|está|es)\b|\bjavascript (?:is|est|ist|está) (?:disabled|désactivé|deaktiviert"
    r"|desactivad)|^(?:please )?(?:enable|activer|activez|aktivieren sie|activa|active) javascript\b"
    r"|^(?:en poursuivant (?:votre )?navigation|by continuing to (?:browse|use) (?:this|our) (?:web)?site"
    r"|by using (?:this|our) (?:web)?site,? you (?:accept|agree|consent) to (?:our|the) use of cookies)\b"
    r"|^(?:ce site|this (?:web)?site|diese (?:web)?seite|este sitio)\b.{0,20}"
    r"\b(?:utilise|uses?|verwendet|benutzt|utiliza|usa)\b.{0,25}\bcookies\b"
    r"|^(?:download|get|téléchargez|télécharger|lade|descarga)\s(?:\w+\s){0,2}(?:app|application|appli|aplicación)\W*$",
    re.IGNORECASE,
)
# What a site says of its own working, for as long as it does not work.
_OUTAGE = re.compile(
    r"^(?:please note(?: that)?:? )?(?:we|our (?:web)?site|this (?:web)?site|our services?|some (?:users|services?))"
    r"(?: are| is|[’']re)? (?:currently |temporarily |now )*experiencing (?:some |known |intermittent )*"
    r"(?:technical |service )?(?:problems|issues|difficulties|outages?|disruptions?|delays)\b(?! in (?:our|the) )"
    r"|^(?:some|our|certain|this|the|these|all)\s(?:of our |online |of the )?"
    r"(?:services?|features?|systems?|(?:web)?site|pages?) (?:are|is|may be|will be) (?:currently |temporarily )*"
    r"(?:unavailable|down|not available|offline)"
    r"(?: (?:at the moment|right now|currently|today|for (?:scheduled |planned )?maintenance|due to .{0,40}))?\W*$"
    r"|^(?:scheduled|planned) maintenance\b.{0,60}$"
    r"|^(?:please bear with us|we apologi[sz]e for (?:any|the) inconvenience|thank you for your patience)\b.{0,60}$"
    r"|^(?:aktuell|derzeit|zurzeit) (?:kommt es zu|gibt es|haben wir) .{0,30}(?:störung|problem)"
    r"|^nous rencontrons (?:actuellement )?(?:des|un) (?:problème|difficulté|incident)s?\b"
    r"|^(?:actualmente )?estamos experimentando (?:problemas|dificultades)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"^(?:nous utilisons des|we use|wir verwenden|wir nutzen|utilizamos)\s(?:\w+\s){0,2}cookies\b", re.I
)
_PRICE_WORD = (
    r"(?:sales?|off|discount|coupon|promo\w*|soldes?|remise|réduction|ventes? privées?|rabatt|gutschein|rebajas"
    r"|descuento|sconto|saldi|korting|code|livraison|shipping|versand|envío)"
)
_SUM = r"(?:\d\s?%|\d\s?[€$£]|[€$£]\s?\d)"
_OFFER = re.compile(
    rf"{_SUM}.{{0,60}}\b{_PRICE_WORD}\b|\b{_PRICE_WORD}\b.{{0,60}}{_SUM}"
    r"|\b(?:free|gratis) (?:shipping|delivery)\b|\blivraison (?:offerte|gratuite)\b|\bversandkostenfrei"
    r"|\benvío gratis\b"
    r"|\b(?:plus que|only|nur noch|solo quedan)\s\d+\s(?:jours?|heures?|days?|hours?|tage|stunden|días)\b"
    r"|\b(?:ends|offer ends|se termine|endet) (?:in|dans|soon|today|tonight)\b"
    r"|^\W*(?:get the (?:offer|deal)|shop now|j[’']en profite|jetzt sichern|en profiter|profitez-en)\W*$",
    re.IGNORECASE,
)
_OFFER_WORDS = 20
_LANGUAGES = frozenset(
    "english français francais deutsch español espanol italiano português portugues nederlands polski svenska dansk"
    " norsk suomi čeština cestina magyar română romana türkçe turkce русский українська ελληνικά български hrvatski"
    " srpski slovenčina slovenščina eesti latviešu lietuvių íslenska gaeilge català euskara galego"
    " afrikaans shqip azərbaycan basa bahasa indonesia melayu filipino tagalog tiếng việt kiswahili zulu العربية"
    " עברית فارسی اردو हिन्दी हिंदी বাংলা தமிழ் తెలుగు मराठी ગુજરાતી ಕನ್ನಡ മലയാളം ਪੰਜਾਬੀ ไทย 中文 简体中文 繁體中文 简体"
    " 繁體 日本語 한국어 bosanski македонски malti cymraeg bokmål nynorsk french german spanish italian portuguese"
    " dutch polish swedish danish norwegian finnish czech hungarian romanian turkish russian ukrainian greek bulgarian"
    " croatian serbian slovak slovenian estonian latvian lithuanian icelandic irish catalan arabic hebrew hindi bengali"
    " thai chinese japanese korean vietnamese indonesian malay anglais allemand espagnol italien portugais néerlandais"
    " polonais russe chinois japonais arabe englisch französisch spanisch italienisch".split()
)
# What stands beside such names: a region, a way of writing.
_BESIDE_LANGUAGES = frozenset(
    "uk us gb ca au br pt mx latam latinoamérica américa latina brasil brazil international simplified traditional"
    " united states kingdom canada france españa schweiz suisse belgique belgië österreich deutschland el la de".split()
)
_CHOOSE = re.compile(
    r"^\W*(?:(?:choose|select|change)(?: your| a)? language|language|langue|sprache|idioma|lingua|taal"
    r"|(?:choisissez|choisir)(?: votre| la)? langue|sprache (?:wählen|auswählen))\s?[:：]?\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^\W*(?:(?:last|date de|date de la|dernière|zuletzt|última|ultima|laatst|latest)\s)?(?:page\s)?(?:updated?|edited"
    r"|modified|changed|reviewed|revised|published|posted|modification|mise? à jour|modifiée?|publiée?|publication"
    r"|révisée?|rédigée?|aktualisiert|aktualisierung|geändert|veröffentlicht|actualizad[oa]|actualización|publicad[oa]"
    r"|atualizad[oa]|atualização|aggiornat[oa]|aggiornamento|bijgewerkt|gewijzigd)\b",
    re.IGNORECASE,
)
_MONTHS = (
    "jan|feb|fév|mar|mär|apr|avr|abr|may|mai|mag|jun|juin|giu|jul|juil|lug|aug|aoû|ago|sep|set|oct|okt|ott|nov|dec|dez"
    "|déc|dic"
)
_TIME_WORD = re.compile(
    rf"^(?:(?:{_MONTHS})\w*\.?|\d[\d./:-]*(?:st|nd|rd|th|er|h\d*|º)?|[ap]\.?m\.?|at|on|um|uhr|le|à|a|las|de|del|du|den|der|am"
    r"|the|of|il|el|y|hier|yesterday|today|gestern|heute|ayer|hoy|aujourd[’']hui|ago|vor|hace|há|fa|geleden|about|over"
    r"|around|almost|more|than|plus|d[’']un|d[’']une|environ|etwa|über|an?|une?|einem|einer|einen|few|seconds?|minutes?"
    r"|hours?|days?|weeks?|months?|years?|secondes?|heures?|jours?|semaines?|mois|ans?|tag\w*|woche\w*|monat\w*|jahr\w*"
    r"|stunden?|d[ií]as?|semanas?|mes(?:es)?|años?|by|par|utc|gmt|cet|cest|est|pst|…ago"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)$",
    re.IGNORECASE,
)


def site_talk(text: str) -> str | None:
    """What a line is, when it is one that sites have around every text; None when it may be of the text."""
    if is_counter(text):
        return "a counter or the line of the copyright"
    if len(text) <= _LONGEST and (_HELPFUL.search(text) or (len(text.split()) <= _FEW_WORDS and _CALL.match(text))):
        return "what a site asks or offers its readers on every page"
    return "what a site says of its own working" if len(text) <= _LONGEST and _OUTAGE.search(text) else None


def is_beside(text: str, *, at_top: bool) -> bool:
    """Whether a line at the edge of a page, or even `at_top` of its first heading, is an offer or a notice."""
    if len(text) > _LONGEST:
        return False
    if _NOTICE.search(text) or _OUTAGE.search(text) or (at_top and _COOKIES.search(text)):
        return True
    return len(text.split()) <= _OFFER_WORDS and _OFFER.search(text) is not None


def is_counter(text: str) -> bool:
    """Whether a line counts what its readers did, numbers a page, or says whose the rights are."""
    words = text.split()
    is_sentence = (len(words) >= _SENTENCE and text[-1] in ".!?。") or len(words) >= 3 * _SENTENCE
    if not is_sentence and (_COUNTER.search(text) or _COPYRIGHT.search(text)):
        return True
    if _RIGHTS.search(text) and len(words) <= _FEW_WORDS:
        return True
    counted = _RANGE.search(text)  # "Law 78-17 of 6 January" counts nothing
    return counted is not None and int(counted[1]) <= int(counted[2]) <= int(counted[3])


def names_languages(text: str) -> bool:
    """Whether a line holds nothing but names of languages, with their regions."""
    words = re.findall(r"[^\W\d_]+", _CHOOSE.sub("", text).casefold())
    named = [word for word in words if word in _LANGUAGES]
    return bool(named) and len(named) + sum(word in _BESIDE_LANGUAGES for word in words) == len(words)


def is_stamp(text: str) -> bool:
    """Whether a line says when the page was last changed, and nothing else: no date in force."""
    begun = _STAMP.match(text)
    return begun is not None and _is_time(text[begun.end() :])


def is_bare_date(text: str) -> bool:
    """Whether a line is a date, and nothing else."""
    return any(map(str.isdigit, text)) and _is_time(text)


def _is_time(text: str) -> bool:
    words = [word.strip(",.;:()|·•–—-") for word in text.split()]
    return 0 < len(words) <= 12 and all(not word or _TIME_WORD.match(word) for word in words)
