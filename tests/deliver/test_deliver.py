"""Changes sent by mail and webhook: exactly once, through crashes, restored backups and receivers that are down."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import trustme

from tests.deliver.mailbox import Mailbox, part
from tests.publish.history import PAGES, day
from tests.publish.source import Sample
from tests.server import Reply, Server
from tracker.deliver.delivery import Delivery
from tracker.deliver.journal import Journal
from tracker.deliver.queue import MOST
from tracker.deliver.ways import SendFailed
from tracker.model import Direction, Severity
from tracker.model.delivery import Pace, Receiver, Way
from tracker.model.filters import SavedSearch
from tracker.publish.settings import PublishSettings
from tracker.record.store import Store
from tracker.watch.fetch import FetchSettings

PAGE = PAGES[0].id
SITE = PublishSettings(title="Words on record", base_url="https://words.example/", contact="the desk")
TEXTS = [f"We keep records for {days} days." for days in range(1, 60)]


def receiver(way: Way = Way.MAIL, to: str = "desk@news.example", pace: Pace = Pace.EACH, **search: object) -> Receiver:
    asked = SavedSearch(id="desk", name="The desk", **search)  # type: ignore[arg-type]
    secret = "${TRACKER_SECRET}" if way is Way.WEBHOOK else None
    return Receiver("desk", "The desk", way, to, pace, asked, secret=secret)


class Desk:
    """A record, and what is sent of it. `turn` is a round of `tracker run`."""

    def __init__(self, mailbox: Mailbox, journal: Path, *receivers: Receiver) -> None:
        self.source, self.mailbox, self.receivers = Sample(PAGES), mailbox, receivers or (receiver(),)
        self.journal, self.now = journal, day(1)
        self.source.say(PAGE, TEXTS[0], day(1))
        self.said = 0
        self.begin()
        self.turn()  # from here on it hears

    def begin(self, store: Store | None = None) -> None:
        """As after a start of the program, perhaps with another record."""
        environ = {
            "TRACKER_SMTP": self.mailbox.smtp,
            "TRACKER_MAIL_FROM": "tracker@words.example",
            "TRACKER_SECRET": "whsec_" + base64.b64encode(b"a shared secret").decode(),
        }
        fetch = FetchSettings(allow_private=True)
        self.delivery = Delivery(store or self.source.store, Journal(self.journal), SITE, fetch, environ)

    def say(self, number: int = 1, **override: object) -> None:
        for _ in range(number):
            self.said += 1
            self.now += timedelta(hours=12)
            text = str(override.pop("text", TEXTS[self.said]))
            self.source.say(PAGE, text, self.now, number=self.said, **override)

    def turn(self, **later: float) -> list[str | None]:
        """What went wrong with each message that was tried."""
        self.now += timedelta(**later)
        return [handed.failed for handed in self.delivery.turn(self.receivers, self.now)]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def desk(mailbox: Mailbox, tmp_path: Path) -> Desk:
    return Desk(mailbox, tmp_path / "t.db.sent")


def words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


def test_a_mailbox_leaves_with_one_click_however_long_the_address(mailbox: Mailbox, tmp_path: Path) -> None:
    address = f"https://news.example/leave?who=desk%40news.example&token={'t' * 90}"
    desk = Desk(mailbox, tmp_path / "t.db.sent", replace(receiver(), unsubscribe=address))
    desk.say()
    assert desk.turn() == [None]
    (letter,) = mailbox.letters
    mailto = "<mailto:tracker@words.example?subject=unsubscribe%20desk>"
    assert f"\r\nList-Unsubscribe: <{address}>,\r\n {mailto}\r\n".encode() in mailbox.raw[0]
    assert letter["List-Unsubscribe"] == f"<{address}>, {mailto}"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_change_is_a_letter_with_the_same_words_as_text_and_html(desk: Desk, mailbox: Mailbox) -> None:
    desk.say(text="We keep records for <b>two</b> days & nights.\nWe sell none.")
    assert desk.turn() == [None]
    assert desk.turn() == []
    (letter,) = mailbox.letters
    assert str(letter["Subject"]).startswith("Halden Cloud · Responsible AI: ")
    assert letter["To"] == "desk@news.example"
    assert letter["From"] == "Words on record <tracker@words.example>"
    assert re.fullmatch(r"<[0-9a-f]{32}@words\.example>", letter["Message-ID"])
    assert letter["List-Unsubscribe"] == "<mailto:tracker@words.example?subject=unsubscribe%20desk>"
    assert letter["List-Unsubscribe-Post"] is None
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = part(letter, "plain"), part(letter, "html")
    assert "Was: We keep records for 1 days." in text
    assert "We keep records for <b>two</b> days & nights." in text
    assert "https://words.example/change/" in text
    shown = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)))
    rules = {"=", "-"}  # lines under titles
    joined = "".join(word for word in words(text) if set(word) - rules)
    assert joined == "".join(words(shown))  # the marks of HTML cut words in two
    assert "style=" in html
    for remote in ("<img", "<link", "@import", "url(", "<script", "<style"):
        assert remote not in html


def test_a_receiver_hears_of_what_comes_and_of_what_it_asked_for(mailbox: Mailbox, tmp_path: Path) -> None:
    asked = receiver(directions=(Direction.WEAKER,))
    desk = Desk(mailbox, tmp_path / "sent", asked)
    desk.say(direction=Direction.STRONGER, edits=())
    desk.say(direction=Direction.WEAKER, edits=(), headline="it got weaker")
    desk.say(direction=Direction.WEAKER, edits=(), severity=Severity.MINOR)
    desk.say(direction=Direction.WEAKER, edits=(), late=True)  # backfilled: history, and no news
    desk.turn()
    assert mailbox.subjects == ["Halden Cloud · Responsible AI: it got weaker (weaker)"]
    late = Receiver("new", "New", Way.MAIL, "new@news.example", Pace.EACH, SavedSearch("new", "New"))
    desk.receivers = (late,)
    desk.turn()  # it is new: what was before is not sent to it
    assert len(mailbox.letters) == 1


def test_what_cannot_be_sent_waits_for_two_days_and_is_sent_once(desk: Desk, mailbox: Mailbox) -> None:
    mailbox.says = "451 4.3.0 try again later"
    desk.say(3)
    failed = [desk.turn(minutes=minutes) for minutes in (0, 1, 1, 2, *[5] * 11, *[120] * 23)]  # two days
    tried = [reason for round_ in failed for reason in round_]
    assert 24 <= len(tried) <= 33  # every hour at the most once it lasts, and one of the three at a time
    assert set(tried) == {"the mail server answered 451 4.3.0 try again later"}
    trouble = desk.delivery.trouble(desk.receivers)
    assert trouble is not None
    assert trouble.splitlines()[0] == "The desk cannot be sent what is new, which is tried again"
    mailbox.says = None
    assert desk.turn(hours=1) == [None, None, None]
    assert desk.delivery.trouble(desk.receivers) is None
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 3
    assert desk.turn(hours=1) == []


def test_one_mailbox_that_is_refused_keeps_no_other_waiting(mailbox: Mailbox, tmp_path: Path) -> None:
    gone = Receiver("gone", "Gone", Way.MAIL, "gone@news.example", Pace.EACH, SavedSearch("gone", "Gone"))
    desk = Desk(mailbox, tmp_path / "sent", gone, receiver())
    mailbox.refuses = {"gone@news.example"}
    desk.say()
    assert desk.turn() == ["the mail server refused the mailbox: 550 5.1.1 ... is unknown here", None]
    tries = sum(len(desk.turn(hours=3)) for _ in range(16))
    assert 6 <= tries <= 12  # what will not go away by itself is asked every six hours, once it lasts
    assert [letter["To"] for letter in mailbox.letters] == ["desk@news.example"]


def test_a_server_that_is_not_there_or_hangs_up_is_a_reason_and_no_crash(desk: Desk, mailbox: Mailbox) -> None:
    desk.say()
    desk.delivery._environ = {"TRACKER_SMTP": "smtp://127.0.0.1:9", "TRACKER_MAIL_FROM": "a@b.example"}  # type: ignore[attr-defined]
    (reason,) = desk.turn()
    assert reason is not None
    assert "127.0.0.1 cannot be used" in reason
    desk.delivery._environ = {}  # type: ignore[attr-defined]
    (reason,) = desk.turn(hours=1)
    assert reason == "TRACKER_SMTP is not set: smtp://user:password@mail.example"
    assert mailbox.letters == []


def test_a_slow_server_is_waited_for(desk: Desk, mailbox: Mailbox) -> None:
    mailbox.wait = 0.3
    desk.say()
    assert desk.turn() == [None]
    assert len(mailbox.letters) == 1


def test_a_crash_between_the_answer_and_the_record_sends_nothing_twice(desk: Desk, mailbox: Mailbox) -> None:
    desk.say(2)
    image = desk.source.store.image()  # nothing of what follows is committed
    assert desk.turn() == [None, None]
    desk.begin(Store.in_memory(image))
    assert desk.turn() == []
    assert len(mailbox.letters) == 2


def test_a_crash_before_the_journal_sends_the_same_id_again(desk: Desk, mailbox: Mailbox) -> None:
    """The server took it, and we never knew: the second copy has the id of the first, by which mailboxes know it."""
    desk.say()
    mailbox.takes_and_dies = True
    (reason,) = desk.turn()
    assert reason is not None
    mailbox.takes_and_dies = False
    assert desk.turn(hours=1) == [None]
    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_restored_backup_sends_nothing_twice(desk: Desk, mailbox: Mailbox) -> None:
    desk.say()
    desk.turn()
    backup = desk.source.until(1).store
    desk.say()  # seen after the backup, and sent
    desk.turn()
    # The older record knows the receiver and one of the two changes; the second is found anew, between other looks.
    restored = desk.source.until(1)
    desk.source = restored
    desk.begin(restored.store)
    with restored.store.transaction():
        restored.store.outbox.hear("desk", restored.store.outbox.newest())
    assert backup is not restored.store
    restored.say(PAGE, TEXTS[2], desk.now + timedelta(days=1), number=2)
    assert desk.turn(days=1) == []
    restored.say(PAGE, TEXTS[3], desk.now + timedelta(days=1), number=3)
    assert desk.turn(days=1) == [None]
    assert len(mailbox.letters) == 3
    assert "3 days" in mailbox.subjects[1] or "3" in mailbox.subjects[1]


def test_a_correction_follows_to_whoever_got_the_change_in_its_thread(desk: Desk, mailbox: Mailbox) -> None:
    desk.say()
    desk.turn()
    told = desk.source.published[-1]
    desk.say(relates_to=told.id, status="reverted", text=TEXTS[0])
    desk.source.remark(told.id, "The company says it was a slip.", desk.now + timedelta(hours=1))
    _retell(desk, told.id)
    assert desk.turn(hours=2) == [None, None]
    first, *later = mailbox.letters
    assert [letter["In-Reply-To"] for letter in later] == [first["Message-ID"]] * 2
    assert all(str(letter["Subject"]).startswith("Correction: ") for letter in later)
    assert "This corrects or adds to what you were sent on " in part(later[0], "plain")
    assert "The company says it was a slip." in part(later[1], "plain")
    assert desk.turn(hours=2) == []


def test_who_was_not_sent_a_change_is_sent_no_correction_of_it(mailbox: Mailbox, tmp_path: Path) -> None:
    desk = Desk(mailbox, tmp_path / "sent", receiver(organisations=("Another",)))
    desk.say()
    desk.turn()
    told = desk.source.published[-1]
    desk.say(relates_to=told.id, status="reverted", text=TEXTS[0])
    assert desk.turn() == []
    assert mailbox.letters == []


def _retell(desk: Desk, change: str) -> None:
    """As `tracker note --public` does: publications tell it again, too."""
    with desk.source.store.transaction():
        desk.source.store._db.execute("INSERT INTO retold (change, anew) VALUES (?, 0)", [change])


def test_a_flood_is_one_digest(desk: Desk, mailbox: Mailbox) -> None:
    desk.say(MOST + 5)
    assert desk.turn() == [None]
    (letter,) = mailbox.letters
    assert letter["Subject"].startswith(f"Words on record: {MOST + 5} changes, ")
    assert desk.turn() == []


def test_what_piled_up_while_a_receiver_was_gone_is_one_digest(desk: Desk, mailbox: Mailbox) -> None:
    mailbox.says = "421 down"
    for _ in range(MOST + 3):
        desk.say()
        desk.turn()
    mailbox.says = None
    assert desk.turn(hours=2) == [None, None, None]  # the digest, and the two that came since it was made
    assert mailbox.subjects[0].startswith(f"Words on record: {MOST + 1} changes, ")
    assert desk.turn(hours=2) == []


def test_a_digest_goes_out_once_its_day_or_week_is_over(mailbox: Mailbox, tmp_path: Path) -> None:
    weekly = Receiver("w", "Weekly", Way.MAIL, "w@news.example", Pace.WEEKLY, SavedSearch("w", "Weekly"))
    daily = Receiver("d", "Daily", Way.MAIL, "d@news.example", Pace.DAILY, SavedSearch("d", "Daily"))
    desk = Desk(mailbox, tmp_path / "sent", daily, weekly)
    desk.now = datetime(2026, 6, 3, 0, tzinfo=UTC)  # a Wednesday
    desk.say()
    assert desk.turn() == []
    desk.say(direction=Direction.DIFFERENT)  # at midnight
    assert desk.turn() == [None]
    assert mailbox.subjects == ["Words on record: 1 change, 3 June 2026"]
    while not [letter for letter in mailbox.letters if letter["To"] == "w@news.example"]:
        desk.turn(hours=6)
    assert desk.now == datetime(2026, 6, 8, tzinfo=UTC)
    assert mailbox.subjects[1:] == [
        "Words on record: 1 change, 4 June 2026",
        "Words on record: 2 changes, week 23 of 2026, from 1 to 7 June 2026",
    ]
    assert sum(len(desk.turn(days=1)) for _ in range(10)) == 0


def test_a_letter_stays_shorter_than_what_mail_programs_cut_off(desk: Desk, mailbox: Mailbox) -> None:
    long = "\n".join(f"We {'do and do not ' * 900}keep {number}." for number in range(30))
    desk.say(text=long)
    desk.say(MOST + 20)
    desk.turn()
    desk.turn()
    for letter in mailbox.letters:
        assert len(part(letter, "html").encode()) < 100_000
        assert max(len(line) for line in letter.as_bytes().split(b"\n")) < 998  # RFC 5322


def test_webhooks_have_before_and_after_and_are_signed_and_tried_again(
    server: Server, mailbox: Mailbox, tmp_path: Path
) -> None:
    server.put("/hook", Reply(503, headers={"Retry-After": "7200"}), Reply(204))
    desk = Desk(mailbox, tmp_path / "sent", receiver(Way.WEBHOOK, server.url("/hook")))
    desk.say()
    assert desk.turn() == ["the webhook answered 503"]
    assert desk.turn(hours=1) == []  # it asked for two
    assert desk.turn(hours=1) == [None]
    first, second = server.seen("/hook")
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    told = json.loads(second.body)
    assert (told["type"], told["id"], told["replies_to"]) == ("change", second.headers["webhook-id"], None)
    (change,) = told["changes"]
    (edit,) = change["edits"]
    assert (edit["before"], edit["after"]) == (TEXTS[0], TEXTS[1])
    assert change["links"]["change"].startswith("https://words.example/change/")
    signed = f"{told['id']}.{second.headers['webhook-timestamp']}.".encode() + second.body
    expected = base64.b64encode(hmac.new(b"a shared secret", signed, hashlib.sha256).digest()).decode()
    assert second.headers["webhook-signature"] == f"v1,{expected}"


def test_a_test_message_is_marked_and_counts_for_nothing(desk: Desk, mailbox: Mailbox) -> None:
    desk.delivery.test(desk.receivers[0], desk.now)
    assert mailbox.subjects == ["Test: Words on record: No changes, no change so far that you ask for"]
    desk.say()
    desk.delivery.test(desk.receivers[0], desk.now)
    assert mailbox.subjects[1].startswith("Test: Halden Cloud · ")
    assert desk.turn() == [None]
    mailbox.says = "550 no"
    with pytest.raises(SendFailed, match="550 no"):
        desk.delivery.test(desk.receivers[0], desk.now)


def test_a_journal_that_a_crash_cut_off_is_read(desk: Desk, mailbox: Mailbox, tmp_path: Path) -> None:
    desk.say()
    desk.turn()
    with desk.journal.open("ab") as file:
        file.write(b'\n{"receiver": "desk", "key": "chan')
    kept = Journal(desk.journal)
    kept.add("desk", "change:x", [])
    assert Journal(desk.journal).has("desk", "change:x")
    assert (desk.journal.stat().st_mode & 0o777) == 0o600
    shutil.copy(desk.journal, tmp_path / "copy")
    assert Journal(tmp_path / "copy").has("desk", f"change:{desk.source.published[-1].id}")


def test_chat_goes_through_apprise_in_its_short_form(server: Server, mailbox: Mailbox, tmp_path: Path) -> None:
    server.put("/notify", Reply(500), Reply(200))
    desk = Desk(mailbox, tmp_path / "sent", receiver(Way.CHAT, "${TRACKER_CHAT}"))
    address = server.url("/notify").replace("http://", "json://")
    desk.delivery._environ = {"TRACKER_CHAT": address}  # type: ignore[attr-defined]
    desk.say()
    assert desk.turn() == ["no message could be sent to address 1 of TRACKER_CHAT (json)"]
    assert desk.turn(hours=1) == [None]
    told = json.loads(server.seen("/notify")[-1].body)
    assert told["title"].startswith("Halden Cloud · Responsible AI: ")
    assert told["message"].splitlines()[-1].startswith("https://words.example/change/")
    assert len(told["title"]) + len(told["message"]) < 500
    desk.delivery._environ = {"TRACKER_CHAT": f"{address} {address}"}  # type: ignore[attr-defined]
    desk.say()
    assert desk.turn() == ["TRACKER_CHAT holds 2 addresses; a receiver has one"]
    desk.delivery._environ = {}  # type: ignore[attr-defined]
    assert desk.turn(hours=8) == ["the environment variable TRACKER_CHAT is not set"]


def test_a_password_is_sent_over_tls_to_a_server_that_can_prove_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with Mailbox(context, "hush/hush") as mailbox:
        desk = Desk(mailbox, tmp_path / "sent")
        server = mailbox.smtp.replace("smtp://127.0.0.1", "localhost")
        environ = {"TRACKER_SMTP": f"smtp://desk:hush%2Fhush@{server}", "TRACKER_MAIL_FROM": "tracker@words.example"}
        desk.delivery._environ = environ  # type: ignore[attr-defined]
        desk.say()
        (reason,) = desk.turn()  # nobody vouches for its certificate
        assert reason is not None
        assert "certificate verify failed" in reason
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert desk.turn(hours=1) == [None]
        environ["TRACKER_SMTP"] = f"smtp://desk:wrong@{server}"
        desk.say()
        (reason,) = desk.turn()
        assert reason is not None
        assert reason.startswith("the mail server answered 535")
        assert "wrong" not in reason
        assert len(mailbox.letters) == 1
