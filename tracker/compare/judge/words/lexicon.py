"""The words that carry logic, as tables: one table a linguistic fact.

Keys are canonical words as `reading.read` makes them: lower case, American spelling, singular or infinitive. A phrase
that acts as one word is written with spaces and read as one word.
"""

from __future__ import annotations

from importlib.resources import files


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().splitlines())


def _rows(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


# --- negation --------------------------------------------------------------------------------------------------------

# Deny what follows them in the clause.
NEGATORS = _words("not no never neither nor none nothing nobody nowhere without") | {
    "no longer",
    "in no event",
    "under no circumstances",
}
# Verbs, nouns and adjectives whose object is denied: "prohibit X" says "not X".
DENYING = _words(
    "prohibit forbid ban disallow prevent refrain avoid refuse decline deny reject disclaim oppose waive lack cease"
    " abstain prohibition unable unlawful illegal disapprove deter unwilling fail"
)
# Participles that deny their subject: "X is prohibited".
DENIED = _words("prohibited forbidden banned disallowed barred unacceptable impermissible")
# Turn a denial round when they follow it: "do not ... before", "not ... until".
UNTIL = _words("before until till")

# --- conditions and exceptions ---------------------------------------------------------------------------------------

# Open an exception: what follows is taken out of the claim.
EXCEPTIVES = _words("except unless excluding barring excepting") | _lines(
    """
    except for
    except as
    except where
    except when
    except if
    except that
    other than
    with the exception of
    apart from
    aside from
    save for
    save as
    but not
    """
)
# Open a condition: what follows must hold for the claim to hold.
CONDITIONERS = _words("if when where whenever wherever once pending assuming") | _lines(
    """
    as long as
    so long as
    provided that
    provided you
    provided we
    subject to
    on condition that
    in case
    in case of
    in the event
    in the event of
    in the event that
    even if
    conditional on
    contingent on
    upon request
    on request
    depending on
    """
)
# Of these one may stand for another.
WHEN = _words("if when where whenever wherever") | {"in case", "in case of", "in the event", "in the event of"}
# Limit a claim to what a law, a contract or practice lets it be: hedges that look like adverbials.
LIMITS = _lines(
    """
    to the extent
    to the maximum extent
    to the fullest extent
    to the extent that
    where possible
    where applicable
    where feasible
    where appropriate
    where necessary
    where required
    where available
    where permitted
    where allowed
    where legally permitted
    where prohibited
    as applicable
    as appropriate
    as necessary
    as needed
    as required
    as permitted
    as permitted by
    as allowed by
    as far as possible
    if applicable
    if necessary
    if any
    if possible
    if available
    when possible
    when available
    when necessary
    unless otherwise
    unless required
    """
)

# What may have to be asked for: a claim "with your consent" holds where it was given.
CONSENT = _words("warrant subpoena order consent permission approval authorization agreement license")
# "in accordance with applicable law": the claim goes as far as a law lets it.
UNDER_LAW = _words("under") | {"in accordance with", "pursuant to", "subject to", "according to", "as permitted by"}
OF_LAWS = UNDER_LAW | _words(
    "law applicable local relevant data privacy protection regulation legislation and national federal state such"
)

# --- force -----------------------------------------------------------------------------------------------------------

# Take away from the force of a claim without changing its content.
HEDGES = _words(
    "generally usually typically normally mostly mainly primarily largely commonly often sometimes occasionally"
    " possibly probably perhaps potentially presumably likely apparently approximately roughly nearly almost"
    " reasonably reasonable relatively somewhat partly partially substantially seek aim intend try endeavor attempt"
    " strive hope plan expect appear seem tend knowingly intentionally frequently predominantly principally"
    " essentially"
) | _lines(
    """
    in general
    in principle
    in most cases
    in some cases
    in certain cases
    in certain circumstances
    in some circumstances
    in limited circumstances
    for the most part
    as a rule
    by default
    commercially reasonable
    do our best
    """
)
# Of these the verbs that hedge another verb: "try to delete".
TRYING = _words("seek aim intend try endeavor attempt strive hope plan expect appear seem tend")
# "use commercially reasonable efforts to": the claim is of trying.
EFFORTS = HEDGES | _words("use make take apply exert effort reasonable commercially best good faith every all diligent")
# Verbs that bind who says them: "we guarantee" is more than "we strive for".
COMMITTING = _words("guarantee ensure assure promise commit pledge undertake warrant")
# Narrow a claim to what follows.
FOCUS = _words("specifically directly exclusively solely merely purely individually")
# Bind a claim to the present: it says nothing of the past or of what is to come.
TEMPORAL = _words("currently presently now existing current today present") | _lines(
    """
    at present
    at this time
    at the moment
    for now
    to date
    as of today
    right now
    """
)
# Add force: the claim holds without gaps.
BOOSTERS = _words(
    "always strictly absolutely fully entirely completely expressly explicitly immediately promptly solemnly materially"
    " significantly permanently automatically irrevocably unconditionally"
) | _lines(
    """
    at all times
    in all cases
    under any circumstances
    in any way
    in any event
    in any circumstances
    without exception
    without undue delay
    """
)
# Modal verbs by force. The same force swaps freely; "may" is both permission and possibility.
MODAL_FORCE = {"might": 1, "may": 1, "can": 1, "could": 1, "would": 2, "should": 2, "will": 3, "shall": 3, "must": 3}
# Under "not" all of these forbid or rule out, but for the weak ones.
DENIED_FORCE = {"might": 1, "could": 1, "would": 2, "should": 2, "may": 3, "can": 3, "will": 3, "shall": 3, "must": 3}
PERMITTING = _words("may can could might allow permit entitle authorize right license eligible") | {
    "from time to time",
    "at any time",
}
# Share of cases that a frequency adverb or a determiner claims, in tenths; unmarked claims hold of all.
QUANTITY = {
    "never": 0, "no": 0, "none": 0, "few": 2, "rarely": 2, "some": 3, "certain": 3, "select": 3, "sometimes": 3,
    "occasionally": 3, "several": 4, "limited": 3, "many": 5, "often": 5, "frequently": 5, "most": 6, "generally": 6,
    "usually": 6, "typically": 6, "normally": 6, "mostly": 6, "all": 9, "every": 9, "each": 9, "any": 9,
    "both": 9,
}  # fmt: skip
# Determiners and adverbs of share: one in the place of another is a change of share, not of what is shared.
SHARES = frozenset("few some certain select several limited many most all every each".split())
ALL = _words("all every each any")
UNIVERSAL = _words(
    "all any every each whoever whatever whichever anyone everyone anything everything anybody everybody other"
)

# --- bounds ----------------------------------------------------------------------------------------------------------

# A larger number leaves fewer cases.
LOWER_BOUNDS = _words("over above exceed minimum older") | _lines(
    """
    at least
    more than
    no less than
    not less than
    no fewer than
    no earlier than
    older than
    greater than
    or older
    or more
    or over
    or above
    """
)
# A smaller number leaves fewer cases.
UPPER_BOUNDS = _words("within under below maximum younger") | _lines(
    """
    at most
    up to
    less than
    no more than
    not more than
    no later than
    not later than
    fewer than
    younger than
    or younger
    or less
    or under
    or fewer
    """
)
UNITS_OF_TIME = _words("second minute hour day week month quarter year business calendar working")
NUMERALS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
    if number > 1  # "one" is a pronoun as well
} | {"thirty": "30", "forty": "40", "forty-five": "45", "sixty": "60", "ninety": "90"}

# --- words without weight --------------------------------------------------------------------------------------------

# Differences in these alone do not change what is said.
NEUTRAL = _words(
    "a an the that which who whom whose this these those such said its it their his her of to in on at for from by"
    " with as into and also further furthermore moreover additionally thus therefore hence hereby herein hereof"
    " hereto thereof therein thereto so then too please be do have will shall or however accordingly either both"
    " respectively there here well else being own just simply about over through via itself themselves yourself etc"
    " similarly likewise remain what how whether you your we our us they them he she i my me while although though"
    " because since therefore again yet actually very him nevertheless nonetheless meanwhile instead finally lastly"
    " firstly secondly"
) | frozenset(_rows("joining.txt"))
# Adjectives that restrict nothing ("the following specific purposes") and participles that say where a text stands.
EMPTY = _words(
    "applicable relevant respective various different specific particular additional own following overall"
    " individual actual given other another date whole associated corresponding appropriate same separate set forth"
    " out contain describe list mention refer minimum within located"
) | {"set out"}
# Parts of a screen or a document: naming them tells how to find something.
SCREEN = _words(
    "page webpage link button toggle icon tab menu setting screen section header footer faq click tap checkbox box"
    " dropdown navigate landing window portal label labelled"
)
STREET = _words(
    "suite ste street avenue blvd boulevard road floor fl box po square lane drive st ave rd dr building rue via"
    " strasse calle platz"
)
# Who is dealt with: one in the place of another is another party, however it is capitalised.
PARTIES = _words(
    "affiliate partner vendor provider advertiser subsidiary publisher contractor processor supplier agency broker"
    " issuer sponsor retailer"
)
# Who "you" is.
CUSTOMERS = _words("user customer member visitor individual subscriber consumer client")
PEOPLE = _words("people person user applicant employee worker player student parent buyer seller host guest creator")
# What a pointer points to.
DOCUMENTS = _words("policy homepage page notice article guide guideline center faq section statement addendum")
# Texts that bind: "this Agreement" and "these Terms" are one document under another name.
TEXTS = _words("agreement term policy notice statement contract addendum guideline rule code charter document")
# Verbs of finding one's way on a screen.
POINTING = _words("click go head visit select see switch navigate choose tap press check")
ARTICLES = _words("a an the this that these those its their your our any")
PRONOUNS = {
    "we": 1, "our": 1, "us": 1, "ours": 1, "ourselves": 1, "my": 1, "i": 1, "me": 1,
    "you": 2, "your": 2, "yours": 2, "yourself": 2,
    "they": 3, "their": 3, "them": 3, "it": 3, "its": 3, "he": 3, "she": 3, "his": 3, "her": 3, "him": 3,
}  # fmt: skip
CONJUNCTIONS = _words("and or nor") | {"and/or", "as well as"}
PREPOSITIONS = _words(
    "of to in on at for from by with into about over under through via within between among during after before against"
    " across regarding concerning toward per throughout outside inside beyond without as upon until"
) | _lines(
    """
    in connection with
    in accordance with
    with respect to
    in relation to
    relating to
    related to
    on behalf of
    in order to
    because of
    due to
    according to
    pursuant to
    """
)
RELATIVES = _words("that which who whom whose where")
EXAMPLES = _lines(
    """
    for example
    for instance
    such as
    like
    including
    include
    including but not limited to
    including without limitation
    """
)
# Forms of the verb group: the first of them ends the subject of a clause.
AUXILIARIES = _words("be do have will shall may can must should would could might")
SUBJECTS = _words("we you they it he she i there this these")
# Speech and thought: "mislead users to think that" is "mislead users that".
THOUGHT = _words("think believe know understand note acknowledge aware")

# Where in a document something stands.
WHEREABOUTS = _words("section above below see entitle title explain")
# Opens a pointer to another place: what it says is where to look, not what holds.
POINTERS = _words("see click visit read review contact refer learn view call")
LINK_WORDS = _words("link page website webpage site telephone phone fax url here form more our")

# --- names and numbers of a document ---------------------------------------------------------------------------------

REFERENCES = _words(
    "section subsection article clause paragraph part chapter annex appendix exhibit schedule step figure item"
    " point title version"
)
MONTHS = _words(
    "january february march april june july august september october november december jan feb mar apr jun jul aug sep"
    " sept oct nov dec"
)
# Before a date they tell when the text was made.
DATED = _words("update modify revise effective version date publish last review posted amend")
# Legal forms of a company: they tell which entity, seldom what is said.
LEGAL_FORMS = _words(
    "inc llc ltd limited gmbh corp corporation company co plc sa ag bv sarl pty kk nv lp llp unlimited"
)
# Verbs of doing business with a named other: the name after them is a party, not a new name of the old one.
DEALING = _words("use employ engage")
LOCATING = _words("in base locate near")
# Verbs of passing something on, and of work that others do for us: the name after their preposition is a third party.
PASSING_ON = _words("work share disclose transfer send sell partner cooperate collaborate store")
DONE_BY = _words("host power process audit certify insure ship deliver manufacture set")
# Type words that follow a name without changing what it names.
TYPES = _words("portal platform team service website site group company app application product brand corporation")

# Words whose place decides what they do: they are never taken as merely moved.
LOGICAL = (
    NEGATORS | DENYING | EXCEPTIVES | CONDITIONERS | HEDGES | TEMPORAL | BOOSTERS | MODAL_FORCE.keys() | QUANTITY.keys()
)

# --- content words ---------------------------------------------------------------------------------------------------

# Common verbs of policies: the first of them ends the subject of its clause.
VERBS = _words(
    "collect use share sell disclose provide store keep retain delete process transfer offer make give take require"
    " ask allow permit prohibit receive obtain access protect encrypt send contact monitor review remove terminate"
    " suspend apply include contain govern describe explain reserve agree acknowledge understand represent warrant"
    " grant comply violate enforce notify inform respond support enable help want need believe know track combine"
    " analyze create upload post publish distribute license purchase pay charge refund cancel limit restrict control"
    " manage operate maintain improve develop train build follow honor respect ensure recommend encourage reject"
    " accept consent opt request submit visit click see read learn choose enter sign register log connect link host"
    " display rely depend mean identify verify authenticate investigate report refer engage participate act work"
    " commit promise belong appear occur result vary reflect consist exist remain become begin start continue end"
    " expire change update modify add assign receive return visit view play watch listen open close travel ship"
    " deliver handle treat serve address contact follow list label mark show tell say call name define outline cover"
    " extend affect concern involve cause lead help allow let seek aim try ask select set turn switch run test"
    " measure count record save cost earn win lose buy trade exchange invest"
)
# Qualities that make a promise or a duty larger.
ENRICHING = _words(
    "free full strict encrypted secure securely detailed clear clearly conspicuous independent written valid strong"
    " dedicated prompt advance complete accurate truthful explicit express informed conspicuously directly proper"
    " safe safely"
)
# Prepositions that limit where, when or under what a claim holds.
LIMITING = _words("under in for on within during outside inside across throughout among between") | {
    "with respect to",
    "in connection with",
    "in relation to",
    "related to",
    "relating to",
}
# Verbs of a requirement: one more way to meet it asks less.
REQUIRING = _words("require need demand")
# "as approved by us": what a claim is bound to.
ALLOWED = _words("approve permit allow authorize agree")
# Open a phrase that restricts what stands before it, whatever stop is between.
RESTRICTING = _words("only solely exclusively") | {
    "in accordance with",
    "in connection with",
    "pursuant to",
    "subject to",
}
# How often, in times a year.
FREQUENCY = {
    "annually": 1, "annual": 1, "yearly": 1, "semiannually": 2, "semiannual": 2, "quarterly": 4, "monthly": 12,
    "weekly": 52, "daily": 365, "hourly": 8760,
}  # fmt: skip
TIMES_A_YEAR = {"hour": 8760, "day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
TIMES = {"once": 1, "twice": 2}
# What a customer has a time for: the longer, the better for them.
CUSTOMERS_RIGHTS = _words("refund return withdraw withdrawal cancel exchange appeal object objection claim redeem")
# What a thing may do of itself: "may include" is a possibility, not a permission.
POSSIBLE = _words("include contain vary result affect require apply differ occur change appear comprise consist")
# Determiners that speak of all of their kind, and those that speak of one or some.
DEFINITE = _words("the your our their its his her this these those such all any every each my whose")
INDEFINITE = _words("a an some certain another one two several many few")
# Verbs of having: "has no contracts" and "does not maintain contracts" are one denial.
HAVING = _words("have hold maintain keep possess own")
# Tie a noun to its matter: "contracts that support X", "contracts related to X".
RELATING = _words("support involve concern relate regard cover about for concerning regarding pertain") | {
    "related to", "relating to", "in connection with", "in relation to", "with respect to",
}  # fmt: skip
# Nouns of what a permission may dispense with: "without notice" widens it.
DISPENSED = _words(
    "notice liability limitation restriction charge fee cause reason delay refund compensation warning obligation"
)
# Let a permission hold in all cases.
BROADENERS = _lines(
    """
    globally
    worldwide
    at any time
    for any reason
    for any reason whatsoever
    at our discretion
    in our discretion
    at our sole discretion
    in our sole discretion
    in its sole discretion
    at its sole discretion
    in its discretion
    with or without notice
    with or without cause
    for any purpose
    from time to time
    """
)
# Where a law is from: "applicable law" takes in the laws of every place.
JURISDICTION = _words(
    "european eu uk us us-country american california canadian german french swiss british irish australian brazilian"
    " non-european federal domestic english dutch indian japanese korean"
)
# Nouns that add nothing to the noun before them.
EMPTY_HEADS = _words("data information detail purpose activity process matter")
# Adjectives that pick some out of all: "notify you of [material] changes" leaves the other changes out.
PICKING = _words(
    "material significant substantial major eligible qualify select certain limited particular approve authorize verify"
    " register essential critical serious severe adult resident participate"
)
# Point at one thing that is known already: what follows them describes it and picks nothing.
DEMONSTRATIVE = _words("this that these those such said")
# General nouns that others fall under: "data" -> "chat logs" narrows.
UMBRELLAS = _words("data information content material thing anything everything anyone everyone anybody everybody")


# Nouns that say nothing of what is meant: "things like A" only sketches.
SKETCHING = UMBRELLAS | _words("item way case example matter method type kind category detail various certain")


def synonyms() -> list[frozenset[str]]:
    """Groups of words that may stand for one another."""
    return [frozenset(row.split()) for row in _rows("synonyms.txt")]


def kinds() -> dict[str, frozenset[str]]:
    """General words, each with words for kinds of what it means."""
    rows = (row.partition(": ") for row in _rows("kinds.txt"))
    return {word: frozenset(names.split(", ")) for word, _, names in rows}


def places() -> frozenset[tuple[str, ...]]:
    """Countries, states and cities, each as its words in lower case."""
    return frozenset(tuple(name.strip().casefold().split()) for row in _rows("places.txt") for name in row.split(","))


def equivalents() -> dict[str, str]:
    """Phrases that say what one word says, and that word."""
    rows = (row.partition(": ") for row in _rows("equivalents.txt"))
    return {phrase: word for word, _, phrases in rows for phrase in phrases.split(", ")}


def companies() -> dict[str, int]:
    """The number of the company that a name stands for: the names of one stand on one line."""
    return {name: number for number, row in enumerate(_rows("companies.txt")) for name in row.split()}
