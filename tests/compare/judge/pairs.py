"""Minimal pairs, grouped by the linguistic fact each one shows. All sentences are our own.

The direction is that from the first text to the second; the other way round weaker and stronger change places.
"""

from __future__ import annotations

from tracker.model import Direction

SAME, WEAKER, STRONGER = Direction.SAME, Direction.WEAKER, Direction.STRONGER
DIFFERENT, REVERSED = Direction.DIFFERENT, Direction.REVERSED

PAIRS: dict[str, list[tuple[str, str, Direction]]] = {
    "a denial joined to a denial says more": [
        ("We sell no photos.", "We sell no photos, and never will.", STRONGER),
        ("We do not lend letters and we never will.", "We do not lend letters.", WEAKER),
        ("We do not and will not read letters.", "We do not read letters.", WEAKER),
        ("We have never sold a map.", "We have never sold a map and never will.", STRONGER),
    ],
    "an age or an exception is no pointer": [
        (
            "If a child under 16 wrote to us, please contact us.",
            "If a child under 13 wrote to us, please contact us.",
            WEAKER,
        ),
        (
            "If you sold a house, we will list your contact details.",
            "If you sold a house, we may list your contact details.",
            WEAKER,
        ),
        (
            "If you lost a key, see example.org.",
            "If you lost a key, see example.org unless we decide otherwise.",
            WEAKER,
        ),
    ],
    "a link beside a claim leaves the claim": [
        (
            "We delete your photos.",
            "We delete your photos, except where a law forbids it (see https://example.org/law).",
            WEAKER,
        ),
        ("We sell no photos.", "We sell no photos of children (available at https://example.org/sales).", WEAKER),
    ],
    "efforts are less than the deed": [
        ("We will delete your photos.", "We will use commercially reasonable efforts to delete your photos.", WEAKER),
        ("We will warn you.", "We will make every effort to warn you.", WEAKER),
        (
            "We delete it, and if you ask us, we will confirm it.",
            "We delete it, and if you ask us, we will generally confirm it.",
            WEAKER,
        ),
    ],
    "a number in letters and in digits is one number": [
        ("We keep it for at least thirty (30) days.", "We keep it for at least 30 days.", SAME),
        ("We keep it for at least thirty (30) days.", "We keep it for at least sixty (60) days.", STRONGER),
    ],
    "a proviso takes cases out": [
        (
            "Ads for tea are permitted.",
            "Ads for tea are permitted; provided, however, ads that promise health are not permitted.",
            WEAKER,
        ),
    ],
    "some is not none": [
        ("We have no responsibility for posts.", "We have some responsibility for posts.", REVERSED),
        ("No cameras are installed.", "Some cameras are installed.", REVERSED),
    ],
    "light words may say the opposite": [
        ("You may opt out of surveys.", "You may opt in to surveys.", DIFFERENT),
        ("We send letters to you.", "We send letters from you.", DIFFERENT),
    ],
    "a duty to write is more than advice": [
        ("You must contact the office within a week.", "You should contact the office within a week.", WEAKER),
    ],
    "a legal form is a name where it is written as one": [
        ("We speak for no other person or company.", "We speak for no other person or government.", DIFFERENT),
        ("Plans hold an unlimited amount of data.", "Plans hold a limited amount of data.", DIFFERENT),
    ],
    "a name in brackets says nothing more": [
        ("We keep what you send to us.", "We keep what you send to us (referred to as Data).", SAME),
        ("We keep what you send to us.", "We keep what you send to us (which we refer to as Data).", SAME),
    ],
    "a narrower term inside a denial denies less": [
        ("We have no contracts with that agency.", "We have no AI services contracts with that agency.", WEAKER),
        ("We do not sell personal data.", "We do not sell sensitive personal data.", WEAKER),
        ("We never share your messages.", "We never share your private messages.", WEAKER),
        ("Our cameras do not record visitors.", "Our cameras do not record visitors in the lobby.", WEAKER),
        ("You may not resell the device.", "You may not commercially resell the device.", WEAKER),
        ("We do not work with agencies.", "We do not work with agencies that arrest migrants.", WEAKER),
        ("Neither company holds any stock.", "Neither company holds any voting stock.", WEAKER),
        ("We store recordings without names.", "We store recordings without full names.", WEAKER),
        (
            "We do not permit the use of our technology for mass surveillance of citizens.",
            "We do not permit the use of our technology for mass surveillance.",
            STRONGER,
        ),
        (
            "The company has no existing contracts that support immigration enforcement.",
            "The company does not currently maintain AI services contracts specifically related to enforcement"
            " activities.",
            WEAKER,
        ),
        ("We won't use your photos for ads.", "We won't use your photos for targeted ads.", WEAKER),
    ],
    "a narrower term inside a prohibition prohibits less": [
        ("We prohibit hateful posts.", "We prohibit hateful posts about employees.", WEAKER),
        ("Weapons are prohibited in our stores.", "Loaded weapons are prohibited in our stores.", WEAKER),
        ("We refuse to build weapons.", "We refuse to build autonomous weapons.", WEAKER),
        ("Partners must refrain from tracking users.", "Partners must refrain from tracking underage users.", WEAKER),
        ("We ban accounts that spread spam.", "We ban accounts that repeatedly spread spam.", WEAKER),
        ("Scraping is forbidden.", "Automated scraping is forbidden.", WEAKER),
        ("It is illegal to copy the software.", "It is illegal to copy the licensed software.", WEAKER),
    ],
    "a longer list covers more": [
        ("We collect names and addresses.", "We collect names, addresses and phone numbers.", STRONGER),
        ("We may block or remove content.", "We may block, hide or remove content.", STRONGER),
        ("You must not sell or lease the account.", "You must not sell, share or lease the account.", STRONGER),
        ("We do not sell data.", "We do not sell or rent data.", STRONGER),
        ("You may cancel by letter, fax or email.", "You may cancel by letter or email.", WEAKER),
        ("We are not liable for loss.", "We are not liable for loss or damage.", STRONGER),
        ("We delete photos, videos and logs.", "We delete photos and logs.", WEAKER),
        ("Our staff and contractors sign this code.", "Our staff sign this code.", WEAKER),
        ("You can export contacts and notes.", "You can export contacts, calendars and notes.", STRONGER),
        ("Do not post threats.", "Do not post threats or insults.", STRONGER),
        ("If you live in Spain, you can object.", "If you live in Spain or Portugal, you can object.", STRONGER),
        ("The policy covers apps and websites.", "The policy covers apps, devices, and websites.", STRONGER),
    ],
    "a longer list of exceptions takes more out of the claim": [
        ("We never share data except with banks.", "We never share data except with banks or courts.", WEAKER),
        ("All items ship free except furniture.", "All items ship free except furniture and pianos.", WEAKER),
        (
            "You may not copy the text unless the law or the owner permits it.",
            "You may not copy the text unless the owner permits it.",
            STRONGER,
        ),
        ("Every page is public other than drafts.", "Every page is public other than drafts or notes.", WEAKER),
    ],
    "an exception takes cases out of the claim": [
        ("We keep no logs.", "We keep no logs, except where the law requires it.", WEAKER),
        ("Your data stays in Europe.", "Your data stays in Europe unless you travel.", WEAKER),
        ("All products are covered except Model G.", "All products are covered.", STRONGER),
        ("You may not reuse images.", "You may not reuse images without our written permission.", WEAKER),
        ("We answer all letters.", "With the exception of spam, we answer all letters.", WEAKER),
        ("No one reads your files.", "No one other than support staff reads your files.", WEAKER),
        ("We delete backups unless a court objects.", "We delete backups.", STRONGER),
    ],
    "a narrower exception takes less out of the claim": [
        (
            "We share nothing unless you give consent.",
            "We share nothing unless you give written consent.",
            STRONGER,
        ),
        ("We keep no logs except error logs.", "We keep no logs except encrypted error logs.", STRONGER),
        (
            "You may not post photos without permission.",
            "You may not post photos without explicit permission.",
            STRONGER,
        ),
    ],
    "a condition lets the claim hold in fewer cases": [
        ("We will refund you.", "We will refund you if you return the item.", WEAKER),
        ("We delete your account data.", "When you ask us, we delete your account data.", WEAKER),
        ("You may use the logo.", "You may use the logo provided that you credit us.", WEAKER),
        ("Access is granted subject to approval.", "Access is granted.", STRONGER),
        ("We will repair the device.", "We will repair the device as long as it is under warranty.", WEAKER),
        ("We notify users of requests.", "We notify users of requests upon request.", WEAKER),
        ("You can appeal.", "In the event of a suspension, you can appeal.", WEAKER),
    ],
    "a narrower condition is met in fewer cases": [
        ("If you break a rule, we may act.", "If you repeatedly break a rule, we may act.", WEAKER),
        ("When you use our apps, we collect logs.", "When you use our paid apps, we collect logs.", WEAKER),
        ("If you live in France, you can object.", "If you live in northern France, you can object.", WEAKER),
        (
            "When you visit us, we set a cookie.",
            "When you are in Norway and visit us, we set a cookie.",
            WEAKER,
        ),
    ],
    "hedges take force from the claim": [
        ("We protect your data.", "We generally protect your data.", WEAKER),
        ("We respond within a day.", "We typically respond within a day.", WEAKER),
        ("We do not train on your chats.", "By default, we do not train on your chats.", WEAKER),
        ("We do not collect data from children.", "We do not knowingly collect data from children.", WEAKER),
        ("We keep your files safe.", "We try to keep your files safe.", WEAKER),
        ("We will warn you.", "To the extent permitted by law, we will warn you.", WEAKER),
        ("We use efforts to fix faults.", "We use reasonable efforts to fix faults.", WEAKER),
        ("We answer questions.", "We answer questions where possible.", WEAKER),
        ("Where applicable, we will tell you first.", "We will tell you first.", STRONGER),
        ("We aim to delete logs each night.", "We delete logs each night.", STRONGER),
        ("Tickets are primarily handled by staff.", "Tickets are handled by staff.", STRONGER),
    ],
    "a firm adverb and a hedge change the force": [
        ("We never sell data.", "We generally do not sell data.", WEAKER),
        ("We always encrypt backups.", "We usually encrypt backups.", WEAKER),
        ("We encrypt backups.", "We always encrypt backups.", STRONGER),
        ("We strictly limit access.", "We limit access.", WEAKER),
        ("Photos should be relatively sharp.", "Photos should be significantly sharp.", STRONGER),
    ],
    "modal verbs carry force": [
        ("We will delete your data.", "We may delete your data.", WEAKER),
        ("We might tell you.", "We will tell you.", STRONGER),
        ("Sellers must label ads.", "Sellers should label ads.", WEAKER),
        ("We collect location data.", "We may collect location data.", WEAKER),
        ("The camera is turned on.", "The camera may be turned on.", WEAKER),
        ("We can suspend accounts.", "We will suspend accounts.", STRONGER),
        ("Users should verify results.", "Users must verify results.", STRONGER),
        ("We shall inform the customer.", "We could inform the customer.", WEAKER),
    ],
    "modal verbs of one force are style": [
        ("The seller shall pay the fee.", "The seller must pay the fee.", SAME),
        ("You can change your plan.", "You may change your plan.", SAME),
        ("We will respond to letters.", "We respond to letters.", SAME),
        ("You may not copy the text.", "You must not copy the text.", SAME),
        ("You cannot share the key.", "You may not share the key.", SAME),
        ("You are permitted to print pages.", "You may print pages.", SAME),
        ("Users are required to register.", "Users must register.", SAME),
        ("We reserve the right to close accounts.", "We may close accounts.", SAME),
    ],
    "a temporal limit binds the claim to the present": [
        ("We have no contracts with the army.", "We have no existing contracts with the army.", WEAKER),
        ("We do not offer refunds.", "We do not currently offer refunds.", WEAKER),
        ("We have no plans to sell.", "We have no plans to sell at this time.", WEAKER),
        ("At present, no partner receives names.", "No partner receives names.", STRONGER),
        ("We do not use facial recognition.", "We do not presently use facial recognition.", WEAKER),
    ],
    "quantifiers": [
        ("All files are encrypted.", "Most files are encrypted.", WEAKER),
        ("Most requests are answered.", "Some requests are answered.", WEAKER),
        ("We share data with partners.", "We share data with some partners.", WEAKER),
        ("Certain features are free.", "All features are free.", STRONGER),
        ("We delete many logs.", "We delete all logs.", STRONGER),
        ("Every employee is trained.", "Each employee is trained.", SAME),
        ("All of the rules apply.", "The rules apply.", SAME),
        ("You must obey any law that applies.", "You must obey each law that applies.", SAME),
    ],
    "a bound covers more or fewer cases": [
        ("Users under 18 cannot join.", "Users under 16 cannot join.", WEAKER),
        ("You must be 13 or older.", "You must be 16 or older.", STRONGER),
        ("We reply within 72 hours.", "We reply within 24 hours.", STRONGER),
        ("We keep logs for at least 30 days.", "We keep logs for at least 90 days.", STRONGER),
        ("We do not admit people under the age of 16.", "We do not admit people under the age of 13.", WEAKER),
        ("You may return items within 30 days.", "You may return items within 14 days.", WEAKER),
        ("If you are over 18, you can join.", "If you are over 21, you can join.", WEAKER),
        ("You can store up to 10 files.", "You can store up to 20 files.", STRONGER),
        ("We report no later than 10 days after a leak.", "We report no later than 5 days after a leak.", STRONGER),
        ("We have removed over 40% of the posts.", "We have removed over 60% of the posts.", STRONGER),
    ],
    "a number without a bound is another number": [
        ("The fee is 5 dollars.", "The fee is 6 dollars.", DIFFERENT),
        ("Logs are kept for 30 days.", "Logs are kept for 60 days.", DIFFERENT),
        ("We run 12 data centers.", "We run 15 data centers.", DIFFERENT),
        ("Our licence number is 48211.", "Our licence number is 93300.", DIFFERENT),
    ],
    "only rules out the rest": [
        ("We share data with banks.", "We only share data with banks.", STRONGER),
        ("Request access in context.", "Only request access in context.", STRONGER),
        ("You may use the text for study.", "You may only use the text for study.", WEAKER),
        ("We share data only with banks.", "We share data only with banks and insurers.", WEAKER),
        ("Children may enter only with a parent.", "Children may enter with a parent.", STRONGER),
    ],
    "a permission for less permits less": [
        ("You may copy articles.", "You may copy short articles.", WEAKER),
        ("We may share data with partners.", "We may share data with partners in Europe.", WEAKER),
        ("Members can invite guests.", "Members can invite adult guests.", WEAKER),
        ("You have the right to inspect records.", "You have the right to inspect billing records.", WEAKER),
        ("Teams may store any files.", "Teams may store any text files.", WEAKER),
    ],
    "what dispenses with a limit widens a permission": [
        ("We may change prices.", "We may change prices at any time.", STRONGER),
        ("We may close accounts.", "We may close accounts without notice.", STRONGER),
        ("We may end the service for any reason.", "We may end the service.", WEAKER),
        ("We may remove posts.", "We may remove posts in our sole discretion.", STRONGER),
    ],
    "a claim about fewer reaches less": [
        ("Users can request a copy.", "Users in California can request a copy.", WEAKER),
        ("All employees are screened.", "All new employees are screened.", WEAKER),
        ("Apps must show a label.", "Gambling apps must show a label.", WEAKER),
        ("Any customer who complains is heard.", "Any paying customer who complains is heard.", WEAKER),
        ("Medical ads and political ads must be labelled.", "Ads must be labelled.", STRONGER),
        ("Data that we receive is encrypted.", "Data that we receive from banks is encrypted.", WEAKER),
    ],
    "a general noun takes in its kinds": [
        ("We do not use your data for ads.", "We do not use your chat messages for ads.", WEAKER),
        ("You may not upload anything.", "You may not upload passwords.", WEAKER),
    ],
    "a quality makes a promise larger": [
        ("We provide storage.", "We provide free storage.", STRONGER),
        ("You get a full refund.", "You get a refund.", WEAKER),
        ("Backups are stored.", "Backups are securely stored.", STRONGER),
        ("Sellers must give clear notice.", "Sellers must give notice.", WEAKER),
    ],
    "a statement of its own says more": [
        ("We log visits.", "We log visits. We also record the time of day.", STRONGER),
        ("You own your work. We claim no rights in it.", "You own your work.", WEAKER),
        ("We are not liable for posts, and we do not read them.", "We are not liable for posts.", WEAKER),
    ],
    "an aside adds a claim": [
        ("The data controller is Acme.", "The data controller is Acme, established in Norway.", STRONGER),
        ("We act against abuse, up to a lifetime ban.", "We act against abuse.", WEAKER),
    ],
    "a bare not turns the sentence round": [
        ("We sell your data.", "We do not sell your data.", REVERSED),
        ("Your posts are not public.", "Your posts are public.", REVERSED),
    ],
    "another party, place or thing is a different claim": [
        ("We use Northmail to send receipts.", "We use Quickpost to send receipts.", DIFFERENT),
        ("The company is based in Oslo, Norway.", "The company is based in Bergen, Norway.", DIFFERENT),
        ("We collect fingerprints.", "We collect voices.", DIFFERENT),
        ("You must pay before delivery.", "We must pay before delivery.", DIFFERENT),
    ],
    "signs against each other leave it open": [
        ("We will delete photos.", "We may delete photos and videos.", DIFFERENT),
        ("We never sell data to brokers.", "By default, we never sell or rent data to brokers.", DIFFERENT),
    ],
    "punctuation, case, quotes and spacing are style": [
        ("We value trust, and safety.", "We value trust and safety.", SAME),
        ("Our “Terms” apply.", 'Our "Terms" apply.', SAME),
        ("Don't post spam.", "Don’t post spam.", SAME),
        ("Read the Privacy Notice.", "Read the privacy notice.", SAME),
        ("Names – and dates – are kept.", "Names, and dates, are kept.", SAME),
        ("We keep it safe", "We keep it safe.", SAME),
        ("Third party tools", "Third-party tools", SAME),
    ],
    "spelling variants and slips are style": [
        ("We honour your choice.", "We honor your choice.", SAME),
        ("Personalised advertising is off.", "Personalized advertising is off.", SAME),
        ("The organisation licences the programme.", "The organization licenses the program.", SAME),
        ("Cancelled orders are refunded.", "Canceled orders are refunded.", SAME),
        ("Send us an e-mail.", "Send us an email.", SAME),
        ("You must fulfil the order.", "You must fulfill the order.", SAME),
        ("The catalogue is in the centre.", "The catalog is in the center.", SAME),
        ("Luxemburg law applies.", "Luxembourg law applies.", SAME),
        ("This feature in not available.", "This feature is not available.", SAME),
    ],
    "contractions are style": [
        ("We don't sell data.", "We do not sell data.", SAME),
        ("You can't log in.", "You cannot log in.", SAME),
        ("We've changed the rules.", "We have changed the rules.", SAME),
        ("It's our policy.", "It is our policy.", SAME),
        ("They won't see it.", "They will not see it.", SAME),
    ],
    "words without weight are style": [
        ("You can also opt out.", "You can opt out.", SAME),
        ("For example, you may not post spam.", "You may not post spam.", SAME),
        ("We believe that privacy matters.", "We believe privacy matters.", SAME),
        ("Claims which the seller knows", "Claims that the seller knows", SAME),
        ("We keep ownership of content.", "We keep ownership in content.", SAME),
        ("The following rules apply.", "The following specific rules apply.", SAME),
        ("Please note that fees apply.", "Fees apply.", SAME),
    ],
    "synonyms and inflection are style": [
        ("Send us your queries.", "Send us your questions.", SAME),
        ("We utilize cookies.", "We use cookies.", SAME),
        ("We show customized results.", "We show tailored results.", SAME),
        ("On expiry of the contract, we delete it.", "On expiration of the contract, we delete it.", SAME),
        ("You can turn off cookies.", "You can disable cookies.", SAME),
        ("Terms governing the use", "Terms that govern the use", SAME),
        ("You must complete each course offerings.", "You must complete each course offering.", SAME),
        ("We modify the rules prior to each season.", "We modify the rules before each season.", SAME),
        ("We protect personally identifiable information.", "We protect personal information.", SAME),
    ],
    "word order alone is style": [
        ("We collect names and dates.", "We collect dates and names.", SAME),
        ("You can switch the alert on.", "You can switch on the alert.", SAME),
        ("In the settings you can change the language.", "You can change the language in the settings.", SAME),
    ],
    "names that change are renames": [
        ("Content on Chirper belongs to you.", "Content on Zed belongs to you.", SAME),
        ("You grant Chirper a license.", "You grant us a license.", SAME),
        ("Subscriber Content is yours.", "User Content is yours.", SAME),
        ("Goods are sold by Acme Inc.", "Goods are sold by Acme LLC.", SAME),
        ("Chirper's mission is trust.", "Our mission is trust.", SAME),
        ("See the Acme Data Terms.", "See the Acme Cloud Data Terms.", SAME),
        ("We share it with our business partner.", "We share it with our Partner.", SAME),
        ("Only this policy applies.", "Only this Privacy Policy applies.", SAME),
    ],
    "terms in brackets only name": [
        ("You accept these terms.", 'You accept these terms (the "Terms").', SAME),
        ("We use Zed.", "We use Zed (formerly Chirper).", SAME),
    ],
    "links, addresses and ways to them are no claims": [
        ("Write to help@acme.example.", "Write to support@acme.example.", SAME),
        ("See https://acme.example/a for details.", "See https://acme.example/b for details.", SAME),
        ("File a claim at claims.example.", "File a claim at claims.example, or call 1-800-555-0100.", SAME),
        ("Click the button to opt out.", "Click the link and the button to opt out.", SAME),
    ],
    "numbering and dates of the text are style": [
        ("As set out in Section 4, you must pay.", "As set out in Section 7, you must pay.", SAME),
        ("Last updated on 3 May 2024.", "Last updated on 9 June 2025.", SAME),
        ("4.2 Users own their posts.", "5.1 Users own their posts.", SAME),
        ("(a) Users own their posts.", "(c) Users own their posts.", SAME),
        ("This is version 4.9 of the policy.", "This is version 4.10 of the policy.", SAME),
    ],
    "labels and cuts are no wording": [
        ("Your choices – You can opt out of ads.", "You can opt out of ads.", SAME),
        ("Changes to these rules. We may change these rules.", "We may change these rules.", SAME),
        ("Details are available at our site and in the", "Details are available at", SAME),
    ],
    "words a letter or a suffix apart may be opposites": [
        ("Report harmful posts.", "Report harmless posts.", DIFFERENT),
        ("Every employee signs.", "Every employer signs.", DIFFERENT),
        ("This is typical use.", "This is atypical use.", DIFFERENT),
        ("The party signs.", "The part signs.", DIFFERENT),
    ],
    "acronyms are words": [
        ("We have no contracts with them.", "We have no AI contracts with them.", WEAKER),
        ("You must obey local laws.", "You must obey local and US laws.", STRONGER),
    ],
    "one more way to meet a requirement asks less": [
        ("We require a warrant to open files.", "We require a warrant or subpoena to open files.", WEAKER),
        ("We share names only if a court orders it.", "We share names only if a court or agency orders it.", WEAKER),
    ],
    "deadlines and frequencies": [
        ("We will use clean power by 2030.", "We will use clean power by 2040.", WEAKER),
        ("We publish a weekly report.", "We publish an annual report.", WEAKER),
    ],
    "examples tell nothing new": [
        ("We collect device data, such as the model.", "We collect device data.", SAME),
        ("Report abuse, for example threats.", "Report abuse.", SAME),
    ],
    "what is pointed at is known, and more words only describe it": [
        ("You accept this contract.", "You accept this contract on behalf of your whole household.", STRONGER),
        ("You may undo these changes.", "You may undo these small changes.", SAME),
        ("Members read such messages.", "Members read such brief messages.", SAME),
    ],
    "the text points at itself": [
        ("We tell you about material changes.", "We tell you about material changes to this privacy policy.", SAME),
        ("We keep logs as described.", "We keep logs as described in these terms.", SAME),
        ("You are bound by this agreement.", "You are bound by these terms.", SAME),
    ],
    "a law that sets the bounds takes force from the claim": [
        ("We show ads to members.", "We show ads to members, in accordance with applicable law.", WEAKER),
        ("You can ask for a copy.", "Under applicable law, you can ask for a copy.", WEAKER),
        ("We delete accounts.", "Subject to local laws and regulations, we delete accounts.", WEAKER),
    ],
    "laws of one place are fewer than applicable laws": [
        ("We delete it unless European laws forbid that.", "We delete it unless applicable laws forbid that.", WEAKER),
        ("Members may act under German law.", "Members may act under applicable law.", STRONGER),
    ],
    "kinds in the place of the general word": [
        ("We may charge a fee for transactions.", "We may charge a fee for trades or sales.", WEAKER),
        ("We do not film children.", "We do not film toddlers.", WEAKER),
        ("Do not attack animals.", "Do not attack dogs or horses.", WEAKER),
        ("We show vehicles.", "We show trucks.", DIFFERENT),
    ],
    "a list of names in the place of the general word": [
        ("You may not alter ads.", "You may not alter Zeta Ads or Acme Ads.", WEAKER),
    ],
    "consent that is asked for is a condition": [
        ("We use your photos for ads.", "We use your photos for ads with your consent.", WEAKER),
        ("For example, we send offers.", "For example, with your permission, we send offers.", WEAKER),
    ],
    "one more case in which a claim holds": [
        ("You may object if you live abroad.", "You may object if you live abroad or if you travel.", STRONGER),
        ("We collect card data.", "We collect wallet data or other card data.", STRONGER),
        ("You can export your card data.", "You can export your wallet information or other card data.", STRONGER),
    ],
    "an adjective that picks some out": [
        ("We tell you of changes by email.", "We tell you of material changes by email.", WEAKER),
        ("We offer refunds to members.", "We offer refunds to eligible members.", WEAKER),
        ("We publish reports.", "We publish aggregated reports.", DIFFERENT),
    ],
    "a condition on one side, and other words in the claim": [
        ("If you live in Spain, the law permits that you object.", "You can object.", DIFFERENT),
        ("Because rules vary, the notice may change.", "The statement may change.", WEAKER),
    ],
    "a party in the place of a pronoun": [
        ("You can use the console to play.", "Children can use the console to play.", DIFFERENT),
        ("We log when you use it.", "We log when your child uses it.", DIFFERENT),
        ("When they sign in, we log it.", "When users sign in, we log it.", SAME),
        ("They may read what you share.", "Those outside services may read what you share.", SAME),
    ],
    "where to look, and where to write to": [
        ("Visit our help center.", "Visit the settings in our help center.", SAME),
        ("Head here to change this.", "Head to the profile page to change this.", SAME),
        ("For more information, see our notice.", "For more information about cookies, see our notice.", SAME),
        ("Write to Acme, 12 Main St., Springfield.", "Write to Acme, 9 Broad Avenue, Floor 3, Springfield.", SAME),
        ("See the terms at help.acme.zone/a/b/ (in force).", "See the terms at www2.acme.zone/c/ (in force).", SAME),
        ('See the "Who we share with" section.', 'See the "Our partners" section.', SAME),
        ("Posted 2025-07-04.", "Posted 2025-09-12.", SAME),
        ("As of February 2026 we had ten sites.", "As of August 2026 we had ten sites.", SAME),
    ],
    "a name that is said already": [
        ("When you use Acme on a console, we log it.", "When you use Acme on an Acme console, we log it.", SAME),
        ("We post on Tweeter or other networks.", "We post on X (Tweeter) or other networks.", SAME),
        ("(a)ASR Apps must pass review.", "Apps must pass review.", SAME),
    ],
    "other words of the same force, in phrases": [
        ("We ask whether you want offers.", "We ask whether or not you want offers.", SAME),
        ("We allow you to delete logs.", "You can delete logs.", SAME),
        ("We go any place where we find work.", "We go any place we find work.", SAME),
        ("Each of these purposes is explained.", "These uses are explained.", SAME),
    ],
    "a firm change outweighs a faint one": [
        ("It may include your name and age.", "It may include items such as your name, photo, city and age.", STRONGER),
    ],
    "a sentence that ends in the middle of a word is cut": [
        ("We may keep it for audit and safety reasons.", "We may keep it for au", SAME),
        ("We may keep it for audit reasons.", "We may keep it for", SAME),
    ],
    "contact by another way": [
        ("Contact us.", "Contact us through the support portal.", SAME),
        ("To object, contact Acme Support.", "To object, contact us through the Acme Support portal.", SAME),
        ("You can get a copy here.", "You can get a copy by choosing the link in the page header.", SAME),
        ("You can learn more in our notice.", "For more information, you can learn more in our notice.", SAME),
        ("We are at 5 Long Street, London, EC1M 6AL.", "We are at 7 Short Street, London, W1D 5DU.", SAME),
    ],
    "another kind of party": [
        ("We share data with our affiliates.", "We share data with our business partners.", DIFFERENT),
        ("Share Your Data With Our Affiliates.", "Share Your Data With Our Advertisers.", DIFFERENT),
        ("A school uses Zed Directory to manage accounts.", "A school uses Acme ID to manage accounts.", SAME),
        ("We use Zed Cloud to send mail.", "We use Acme Post to send mail.", DIFFERENT),
        ("YOU MAY NOT COPY GRAPHZED'S CODE.", "YOU MAY NOT COPY HYGREMA'S CODE.", SAME),
    ],
    "trying takes force from a verb, seeking something does not": [
        ("We delete such posts.", "We try to delete such posts.", WEAKER),
        ("We seek to answer you.", "We answer you.", STRONGER),
    ],
    "one demand more under a limit may ask less or more": [
        ("We pay only in euros.", "We pay only in euros and to your old account.", DIFFERENT),
    ],
    "one more case, put in before another": [
        ("We log it when you call.", "We log it when you write to us or when you call.", STRONGER),
        ("If you move, you can object.", "If you marry or if you move, you can object.", STRONGER),
    ],
    "a general term put before its cases": [
        ("We share logs with banks.", "We share logs with third parties including banks.", STRONGER),
        ("We rely on standard clauses.", "We rely on things like standard clauses.", WEAKER),
        ("We put photos into Zed files.", "We put photos into selected Acme apps, such as Zed files.", DIFFERENT),
        ("We collect your location.", "We collect location data, such as your location.", DIFFERENT),
    ],
    "who offers a thing that only we offer": [
        ("You may cancel the plan.", "You may cancel the plan offered by us.", SAME),
        ("You can pay for plans.", "You can pay for plans provided by Acme.", SAME),
    ],
    "what introduces a statement": [
        ("You have no claim against us.", "You agree that you have no claim against us.", SAME),
        ("We keep logs for as long as you choose to keep them.", "We keep logs for as long as you keep them.", SAME),
    ],
    "the company as agreements call it": [
        ("Chirper News may log it.", "Company may log it.", SAME),
        ("This Acceptable Use Policy says what is fair.", "This document says what is fair.", SAME),
    ],
    "a firm change beside a modifier that may be read either way": [
        ("We run A1 and B2 for public use.", "We run A1, B2 and C3 for public use.", STRONGER),
    ],
    "a title claims nothing": [
        ("Data Subject and Consumer Requests", "Your Rights Data Subject and Consumer Requests", SAME),
    ],
    "synonyms are met in every form of theirs": [
        ("We work with ad networks.", "We work with advertising networks.", SAME),
        ("We install the tool.", "We set up the tool.", DIFFERENT),
        ("Dialogue with us is free.", "Chats with us are free.", SAME),
        ("We offer a targeted service.", "We offer a customized service.", SAME),
    ],
    "kinds in a plain claim": [
        ("Fees are told at the end of the transaction.", "Fees are told at the end of the trade or sale.", WEAKER),
        ("You must keep ads in order.", "You must keep Zed ads or Acme ads in order.", DIFFERENT),
    ],
}  # fmt: skip

ALL = [(fact, *pair) for fact, pairs in PAIRS.items() for pair in pairs]
