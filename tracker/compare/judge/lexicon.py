"""The words that carry logic, as tables: one table a linguistic fact.

Keys are canonical words as `reading.read` makes them: lower case, American spelling, singular or infinitive; phrases
that act as one word are written with spaces and read as one word.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().splitlines())


# --- negation ---------------------------------------------------------------------------------------------------------

# Deny what follows them in the clause.
NEGATORS = _words("not no never neither nor none nothing nobody nowhere without cannot") | {"no longer", "in no event"}

# Verbs and adjectives whose object is denied: "prohibit X" says "not X".
DENYING = _words(
    "prohibit forbid ban disallow prevent refrain avoid refuse decline deny reject exclude disclaim oppose waive lack"
    " cease stop abstain prohibition ban unable unlawful illegal disapprove deter restrict unwilling fail"
)
# Participles that deny their subject: "X is prohibited".
DENIED = _words("prohibited forbidden banned disallowed barred unacceptable impermissible")

# --- conditions and exceptions ----------------------------------------------------------------------------------------

# Open an exception: what follows is taken out of the claim.
EXCEPTIVES = _words("except unless excluding save barring notwithstanding excepting") | _lines(
    """
    except for
    other than
    with the exception of
    apart from
    aside from
    outside of
    save for
    but not
    """
)
# Open a condition: what follows must hold for the claim to hold.
CONDITIONERS = _words("if when where whenever wherever while once until till provided upon pending assuming") | _lines(
    """
    as long as
    so long as
    provided that
    subject to
    on condition that
    in case
    in case of
    in the event
    in the event of
    in the event that
    only if
    only when
    even if
    conditional on
    contingent on
    """
)
# Limit a claim to what a law, a contract or practice lets it be: hedges that look like adverbials.
LIMITS = _lines(
    """
    to the extent
    to the maximum extent
    to the fullest extent
    where possible
    where applicable
    where feasible
    where appropriate
    where necessary
    where required
    as applicable
    as appropriate
    as necessary
    if applicable
    if necessary
    if any
    if possible
    when possible
    as far as possible
    as required
    as permitted
    unless otherwise
    """
)

# --- strength ---------------------------------------------------------------------------------------------------------

# Take away from the force of a claim without changing its content.
HEDGES = _words(
    "generally usually typically normally mostly mainly primarily largely commonly often sometimes occasionally"
    " possibly probably perhaps potentially presumably likely apparently approximately about around roughly nearly"
    " almost"
    " reasonably reasonable relatively somewhat partly partially substantially seek aim intend try endeavor attempt"
    " strive hope plan believe expect appear seem tend knowingly intentionally"
) | _lines(
    """
    in general
    in principle
    in most cases
    in some cases
    in certain cases
    in certain circumstances
    in some circumstances
    from time to time
    for the most part
    as a rule
    by default
    at our discretion
    in our discretion
    at our sole discretion
    in our sole discretion
    commercially reasonable
    best effort
    """
)
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
    "always strictly absolutely fully entirely completely expressly explicitly immediately promptly"
) | _lines(
    """
    at all times
    in all cases
    under any circumstances
    under no circumstances
    in any way
    without exception
    without limitation
    """
)
# Modal verbs by force. The same force swaps freely; "may" is both permission and possibility.
MODAL_FORCE = {
    "might": 1,
    "may": 1,
    "can": 1,
    "could": 1,
    "would": 2,
    "should": 2,
    "will": 3,
    "shall": 3,
    "must": 3,
    "have to": 3,
    "need to": 3,
    "be required to": 3,
}
PERMITTING = _words("may can could might allow permit entitle authorize license eligible right enable let able")
OBLIGING = _words("must shall should require agree undertake warrant obligation commit ensure")

# Share of cases a frequency adverb or determiner claims.
QUANTITY = {
    "never": 0,
    "no": 0,
    "none": 0,
    "few": 2,
    "rarely": 2,
    "some": 3,
    "certain": 3,
    "select": 3,
    "sometimes": 3,
    "several": 4,
    "many": 5,
    "often": 5,
    "most": 6,
    "generally": 6,
    "usually": 6,
    "typically": 6,
    "normally": 6,
    "always": 9,
    "all": 9,
    "every": 9,
    "each": 9,
    "any": 9,
}
UNIVERSAL = _words(
    "all any every each whoever whatever whichever anyone everyone anything everything anybody everybody"
)
PARTIAL = _words("some certain select most many several few limited various")

# --- bounds -----------------------------------------------------------------------------------------------------------

LOWER_BOUNDS = _words("over above exceed minimum exceeding older") | {
    "at least",
    "more than",
    "no less than",
    "not less than",
}
UPPER_BOUNDS = _words("within under below maximum younger") | {
    "at most",
    "up to",
    "less than",
    "no more than",
    "not more than",
    "no later than",
    "fewer than",
    "for up to",
}

# --- words without weight ---------------------------------------------------------------------------------------------

# Differences in these alone do not change what is said.
NEUTRAL = _words(
    "a an the that which who whom whose this these those such said its it their his her of to in on at for from by"
    " with as into and also further furthermore moreover additionally thus therefore hence hereby herein hereof hereto"
    " thereof therein thereto so then too please be do have will shall or however accordingly either both respectively there here"
    " well else being own just simply about over through via within itself themselves yourself etc similarly"
    " likewise what how whether you your we our us they them he she i my me"
) | _lines(
    """
    as well
    as well as
    and/or
    in addition
    in addition to
    for example
    for instance
    in order to
    in particular
    in other words
    that is
    such as
    like
    including
    include
    including but not limited to
    including without limitation
    """
)
ARTICLES = _words("a an the this that these those")
PRONOUNS = {
    "we": 1, "our": 1, "us": 1, "ours": 1,
    "you": 2, "your": 2, "yours": 2,
    "they": 3, "their": 3, "them": 3, "it": 3, "its": 3, "he": 3, "she": 3, "his": 3, "her": 3, "him": 3,
}  # fmt: skip
CONJUNCTIONS = _words("and or nor") | {"and/or", "as well as"}
PREPOSITIONS = _words(
    "of to in on at for from by with into about over under through via within between among during after before against"
    " across regarding concerning towards toward per throughout outside inside beyond without as upon"
) | _lines(
    """
    in connection with
    in accordance with
    with respect to
    in relation to
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
AUXILIARIES = _words("be do have will shall may can must should would could might cannot")
SUBJECTS = _words("we you they it he she i there this") | {"these"}

# Opens a pointer to another place: what it says is where to look, not what holds.
POINTERS = _words("see click visit read review contact refer learn view")
LINK_WORDS = _words("link page website webpage site address email telephone phone fax url here form")

# Numbering of a document's own parts.
REFERENCES = _words(
    "section article clause paragraph part chapter annex appendix exhibit schedule step page figure item"
)
MONTHS = _words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sep sept oct nov dec"
)
# Legal forms of a company: they tell which entity, seldom what is said.
LEGAL_FORMS = _words(
    "inc llc ltd limited gmbh corp corporation company co plc sa ag bv sarl pty kk nv lp llp unlimited"
)

# Words one of which may stand for the other in the language of policies.
SYNONYMS = [
    "use utilize employ",
    "customize tailor personalize",
    "question query inquiry enquiry",
    "update revise amend modify change",
    "begin start commence",
    "end terminate",
    "buy purchase",
    "get obtain acquire receive",
    "help assist support",
    "show display present",
    "tell inform notify advise",
    "need require",
    "give provide supply furnish",
    "keep retain maintain store",
    "delete remove erase",
    "website site webpage",
    "enable allow let permit",
    "ensure assure guarantee",
    "happen occur arise",
    "regarding concerning about",
    "before prior",
    "because since",
    "which that who",
    "on upon",
    "while whilst",
    "among amongst",
    "toward towards",
    "third-party outside external",
    "each every any",
    "information data detail",
    "app application",
    "ad advertisement advert advertising",
    "picture image photo photograph",
    "user customer member",
    "term condition",
    "policy notice statement",
    "select choose",
    "such this these",
    "according pursuant accordance",
    "contain include comprise",
    "service offering",
    "anyway anyways",
]
