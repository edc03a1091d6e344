"""`tracker deliver` and `tracker digest` as a maintainer types them, and the how-to as somebody pastes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.deliver.mailbox import Mailbox, free_port, part
from tests.server import Server
from tests.world import World
from tracker.cli import cli
from tracker.model.delivery import Way
from tracker.model.health import HealthKind, Part
from tracker.watch.watchlist import loads

ROOT = Path(__file__).parents[2]
PAGE = "<html lang=en><title>T</title><main><h1>Terms</h1><p>We have {} contracts.</p><p>These terms hold.</p></main>"
DELIVER = "deliver:\n  - {name: Desk, mail: [desk@news.example, anna@news.example]}\n"


class Newsroom(World):
    """A page, and a desk that is sent its changes."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder)
        self.server = server
        server.put("/terms", PAGE.format("no"))
        self.watch(f"  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n{DELIVER}")

    def round(self, number: str | None = None) -> None:
        """A look, a publication and what is sent."""
        if number:
            self.server.put("/terms", PAGE.format(number))
        with self.open() as tracker:
            list(tracker.check(["acme"]))
            tracker.publish()
            tracker.deliver()
        self.time += timedelta(hours=6)

    def run(self, *arguments: str, code: int = 0) -> str:
        where = ["--db", str(self.settings.db)]
        if arguments[0] == "deliver":
            where += ["--watchlist", str(self.watchlist), "--feeds", str(self.settings.feeds)]
        done = CliRunner().invoke(cli, [*arguments, *where])
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        monkeypatch.setenv("TRACKER_SMTP", mailbox.smtp)
        monkeypatch.setenv("TRACKER_MAIL_FROM", "tracker@news.example")
        yield mailbox


def test_a_change_reaches_each_mailbox_and_a_receiver_that_fails_is_told_once(
    tmp_path: Path, server: Server, mailbox: Mailbox
) -> None:
    room = Newsroom(tmp_path, server)
    room.round()
    mailbox.says = "451 later"
    for number in ("few", None, None):
        room.round(number)
    told = "The last look"
    with room.open() as tracker:
        events = [event for event in tracker.care.events(0) if event.part is Part.DELIVERY]
        told = events[0].summary
        assert "451 later" in room.run("deliver", "--list")  # beside the one that writes
    assert [event.kind for event in events] == [HealthKind.FAILED]
    assert told == "Desk cannot be sent what is new, which is tried again"
    assert "delivery: Desk cannot be sent" in room.run("status")
    mailbox.says = None
    assert "2 messages" not in room.run("deliver", "desk")
    assert sorted(str(letter["To"]) for letter in mailbox.letters) == ["anna@news.example", "desk@news.example"]
    room.round()
    with room.open() as tracker:
        events = [event for event in tracker.care.events(0) if event.part is Part.DELIVERY]
    assert [event.kind for event in events] == [HealthKind.FAILED, HealthKind.RECOVERED]
    assert "Nothing was due." in room.run("deliver")
    assert "desk@news.example" not in (tmp_path / "feeds" / "health.html").read_text()
    assert "sent “Test: Acme" in room.run("deliver", "--test", "desk@news.example")
    assert "no receiver is called 'nobody'; did you mean Desk?" in str(
        CliRunner()
        .invoke(cli, ["deliver", "nobody", "--watchlist", str(room.watchlist), "--db", str(room.settings.db)])
        .exception
    )
    room.watch("  - {id: acme, organisation: Acme, title: Terms, url: 'https://acme.example/'}\n")
    missing = CliRunner().invoke(cli, ["deliver", "--watchlist", str(room.watchlist), "--db", str(room.settings.db)])
    assert "`deliver:` in the watchlist says who" in str(missing.exception)


def test_a_digest_by_hand_in_every_form(tmp_path: Path, server: Server) -> None:
    room = Newsroom(tmp_path, server)
    for number in (None, "few", None):
        room.round(number)
    since = f"--since={room.time - timedelta(days=2):%Y-%m-%d}"
    until = f"--until={room.time + timedelta(days=2):%Y-%m-%d}"
    forms = ("text", "html", "md", "mail")
    text, html, marked, mail = (room.run("digest", since, until, "--format", form) for form in forms)
    assert text.startswith("1 change, ")
    assert "Was: We have no contracts." in text
    assert "<ins" in html
    assert "> Now: We have **few** contracts." in marked
    assert mail.startswith("Subject: Statement tracker: 1 change")
    assert "No changes, " in room.run("digest", "--week")
    assert "no time between them" in room.run("digest", "--since", "2020-02-01", "--until", "2020-01-01", code=2)
    assert "--until needs --since" in room.run("digest", "--until", "2020-01-01", code=2)
    assert "leave out --since" in room.run("digest", "--week", since, code=2)
    assert "No changes, " in room.run("digest", "--since", "2020-01-01", "--until", "2020-02-01")


def test_the_watchlist_says_who_is_sent_what() -> None:
    page = "pages:\n  - {id: a, organisation: Acme, title: T, url: 'https://acme.example/'}\n"
    entry = (
        "deliver:\n  - {name: Desk, mail: [a@b.example, c@d.example], direction: weaker}\n"
        "  - {name: Hook, webhook: 'https://h.example/x', secret: '${TRACKER_S}', when: daily, archived: yes}\n"
        "  - {name: Chat, chat: '${TRACKER_CHAT}', organisation: [Acme]}\n"
    )
    found = loads(page + entry).deliver
    assert [(one.id, one.way, one.pace.value, one.archived) for one in found] == [
        ("desk a@b.example", Way.MAIL, "each", False),
        ("desk c@d.example", Way.MAIL, "each", False),
        ("hook", Way.WEBHOOK, "daily", True),
        ("chat", Way.CHAT, "each", False),
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{name: Desk}", "this has one of `mail:`, `webhook:` and `chat:`"),
        ("{name: Desk, mail: a@b.example, chat: '${TRACKER_X}'}", "this has one of `mail:`"),
        ("{name: Desk, mail: desk}", "is no mailbox such as `desk@newsroom.example`"),
        ('{name: Desk, mail: "a@b.example\\r\\nBcc: x@y.example"}', "control character"),
        ("{name: Desk, chat: 'slack://a/b/c'}", "must come from the environment"),
        ("{name: Desk, chat: '${HOME}'}", "must come from the environment"),
        ("{name: Desk, webhook: 'file:///etc/passwd'}", "does not begin with https:// or http://"),
        ("{name: Desk, mail: a@b.example, when: hourly}", "`hourly` is not known"),
        ("{name: Desk, mail: a@b.example, secret: '${TRACKER_X}'}", "only a `webhook:` is signed"),
        ("{name: Desk, mail: a@b.example, unsubscribe: 'http://b.example/'}", "is no https address such as"),
        ("{name: Desk, mail: a@b.example, unsubscribe: 'https://b.example/>, <x'}", "the address holds"),
        ("{name: Desk, webhook: 'https://b.example/', unsubscribe: 'https://b.example/'}", "only `mail:` is left by"),
        (
            "{name: Desk, mail: [a@b.example, c@b.example], unsubscribe: 'https://b.example/'}",
            "must tell the mailboxes apart: write `{mailbox}` in it",
        ),
        (
            "{name: Desk, mail: a@b.example, organisation: [Acne]}",
            "has the organisation `Acne`; known are Acme",
        ),
        ("{name: Desk, mail: a@b.example, archived: perhaps}", "must be `yes` or `no`"),
    ],
)
def test_slips_under_deliver_are_told(entry: str, told: str) -> None:
    page = "pages:\n  - {id: a, organisation: Acme, title: T, url: 'https://acme.example/'}\n"
    with pytest.raises(Exception, match=re.escape(told)):
        loads(f"{page}deliver:\n  - {entry}\n")


def test_each_mailbox_has_its_address_to_leave_by() -> None:
    page = "pages:\n  - {id: a, organisation: Acme, title: T, url: 'https://acme.example/'}\n"
    entry = "{name: Desk, mail: [a+b@b.example, c@b.example], unsubscribe: 'https://b.example/leave?who={mailbox}'}"
    assert [each.unsubscribe for each in loads(f"{page}deliver:\n  - {entry}\n").deliver] == [
        "https://b.example/leave?who=a%2Bb%40b.example",
        "https://b.example/leave?who=c%40b.example",
    ]


@pytest.mark.slow
def test_the_how_to_leads_to_a_first_mail(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "send-changes.md").read_text()
    (script,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    with Mailbox() as mailbox:  # the one that is pasted comes from a registry, and has a port that may be taken here
        theirs = ("mailserver", "MAIL=$!", "kill $MAIL", "cat inbox")
        pasted = "\n".join(line for line in script.splitlines() if not any(word in line for word in theirs))
        pasted = pasted.replace("smtp://127.0.0.1:8025", mailbox.smtp).replace("8123", str(free_port()))
        bin_ = Path(sys.executable).parent
        done = subprocess.run(
            ["bash", "-e", "-c", f"trap 'kill $(jobs -p)' EXIT\n{pasted}"],
            cwd=tmp_path,
            env={"PATH": f"{bin_}:{os.environ['PATH']}", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert mailbox.letters, done.stdout + done.stderr
        (letter,) = mailbox.letters
    assert letter["Subject"] == (
        'Acme · Principles: We have "no contracts" → "no AI services contracts" with border agencies (weaker)'
    )
    assert "Now: We have no AI services contracts with border agencies." in part(letter, "plain")
