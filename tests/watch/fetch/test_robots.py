"""robots.txt is asked for once and obeyed; spacing keeps hosts apart."""

from __future__ import annotations

import threading

import pytest

from tests.server import Reply, Server
from tracker.errors import ConnectError, HttpError, RobotsDenied
from tracker.model import FetchRequest
from tracker.watch.fetch.http import Fetcher
from tracker.watch.fetch.politeness import Spacing
from tracker.watch.fetch.robots import KEPT, MAX_CRAWL_DELAY, MAX_SITES, Robots, parse

OURS = "statement-tracker"


def test_what_robots_txt_forbids_is_not_asked_for(fetcher: Fetcher, server: Server) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /private\n", type="text/plain")
    server.put("/policy", "ok")
    assert fetcher.fetch(FetchRequest(server.url("/policy"))).body == b"ok"
    with pytest.raises(RobotsDenied, match="asks statement-tracker not to fetch") as caught:
        fetcher.fetch(FetchRequest(server.url("/private/policy")))
    assert caught.value.url == server.url("/private/policy")
    assert (server.count("/private/policy"), server.count("/robots.txt")) == (0, 1)


def test_it_holds_for_redirects_too(fetcher: Fetcher, server: Server) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
    with pytest.raises(RobotsDenied):
        fetcher.fetch(FetchRequest(server.redirect("/a", "/private")))
    assert server.count("/private") == 0


def test_it_can_be_switched_off(fetcher_with, server: Server) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    fetcher_with(respect_robots=False).fetch(FetchRequest(server.put("/", "ok")))
    assert server.count("/robots.txt") == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_no_robots_txt_allows_everything(fetcher: Fetcher, server: Server, status: int) -> None:
    server.put("/robots.txt", Reply(status))
    for _ in range(2):
        assert fetcher.fetch(FetchRequest(server.put("/", "ok"))).status == 200
    assert server.count("/robots.txt") == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_left_alone(fetcher: Fetcher, server: Server, status: int) -> None:
    server.put("/robots.txt", Reply(status, headers={"Retry-After": "90"}), Reply(404))
    server.put("/", "ok")
    with pytest.raises(RobotsDenied, match=str(status)) as caught:
        fetcher.fetch(FetchRequest(server.url("/")))
    assert (caught.value.status, caught.value.retry_after, server.count("/")) == (status, 90.0, 0)
    assert fetcher.fetch(FetchRequest(server.url("/"))).body == b"ok"  # no answer is not kept


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00\x01", b"\xef\xbb\xbfUser-agent: *\nAllow: /", b"<html>Not found</html>", b"x" * 600_000]
)
def test_robots_txt_may_be_anything(fetcher: Fetcher, server: Server, body: bytes) -> None:
    server.put("/robots.txt", body)
    assert fetcher.fetch(FetchRequest(server.put("/", "ok"))).status == 200


def test_redirects_of_robots_txt_are_followed_up_to_five(fetcher: Fetcher, server: Server) -> None:
    for step in range(5):
        server.redirect("/robots.txt" if step == 0 else f"/robots{step}", f"/robots{step + 1}")
    server.put("/robots5", "User-agent: *\nDisallow: /\n")
    with pytest.raises(RobotsDenied):
        fetcher.fetch(FetchRequest(server.put("/", "ok")))
    server.redirect("/robots.txt", "/robots.txt")


def test_endless_redirects_of_robots_txt_allow_everything(fetcher: Fetcher, server: Server) -> None:
    server.redirect("/robots.txt", "/robots.txt")
    assert fetcher.fetch(FetchRequest(server.put("/", "ok"))).body == b"ok"


def test_the_last_rules_hold_while_there_are_no_new_ones() -> None:
    now = [0.0]
    robots = Robots(clock=lambda: now[0])
    robots.check("http://x/a", lambda url: b"User-agent: *\nDisallow: /b")

    def broken(url: str) -> bytes:
        raise ConnectError("refused", url=url)

    def in_trouble(url: str) -> bytes:
        raise HttpError("503", url=url, status=503)

    now[0] = KEPT + 1
    for get in (broken, in_trouble):
        robots.check("http://x/a", get)
        with pytest.raises(RobotsDenied):
            robots.check("http://x/b", get)
    robots.check("http://x/b", lambda url: b"")  # asked again after a day, and it has changed
    with pytest.raises(ConnectError):
        robots.check("http://other/a", broken)


def test_sites_are_told_apart_and_their_number_is_bounded() -> None:
    asked: list[str] = []

    def get(url: str) -> bytes:
        asked.append(url)
        return b""

    robots = Robots()
    for url in ("http://x/a", "https://x/a", "http://x:81/a", "http://X/b"):
        robots.check(url, get)
    assert asked == ["http://x/robots.txt", "https://x/robots.txt", "http://x:81/robots.txt"]
    for number in range(MAX_SITES + 5):
        robots.check(f"http://{number}.example/", get)
    assert len(robots._sites) == MAX_SITES


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: googlebot\nDisallow: /", True),
        ("User-agent: googlebot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: statement-tracker\nDisallow: /", False),
        ("USER-AGENT : Statement-Tracker # us\r\nDisallow: /\r\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: statement-tracker\nAllow: /", True),
        ("User-agent: a\nDisallow: /\n\nUser-agent: b\nDisallow: /", True),
        ("User-agent: another\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        ("User-agent: *\nDisallow: /*.pdf$", True),
        ("User-agent: *\nDisallow: /pol*cy", False),
        ("User-agent: *\nDisallow: /policy\nAllow: /policy/2026", True),
        ("Disallow: /", True),
        ("", True),
    ],
)
def test_rules_are_read_for_us(text: str, allowed: bool) -> None:
    assert parse(text.encode()).can_fetch("http://x/policy/2026", OURS) is allowed


def test_agents_by_the_thousand_cost_nothing() -> None:
    """Protego copies each rule to each agent of its group: 340 million rules here, if they were left alone."""
    agents = "".join(f"User-agent: a{n}\n" for n in range(17_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(15_000))
    assert parse((agents + rules + "User-agent: *\nDisallow: /x").encode()).can_fetch("http://x/1", OURS)


def test_patterns_with_many_stars_end() -> None:
    rules = parse(b"User-agent: *\nDisallow: /" + b"*a" * 500 + b"b$")
    assert rules.can_fetch("http://x/" + "a" * 3000, OURS)


@pytest.mark.parametrize(
    ("line", "delay"), [("5", 5.0), ("0.5", 0.5), ("86400", MAX_CRAWL_DELAY), ("-1", 0.0), ("soon", 0.0), ("inf", 0.0)]
)
def test_crawl_delay_is_honoured_within_reason(line: str, delay: float) -> None:
    robots = Robots()
    assert robots.crawl_delay("http://x/") == 0.0
    robots.check("http://x/", lambda url: f"User-agent: *\nCrawl-delay: {line}".encode())
    assert robots.crawl_delay("http://x/policy") == delay


# --- spacing ---


def test_turns_of_one_host_come_one_after_the_other() -> None:
    now, slept = [100.0], []
    spacing = Spacing(clock=lambda: now[0], sleep=slept.append)
    assert [spacing.wait("a", 2.0) for _ in range(3)] == [0.0, 2.0, 4.0]  # three at once: they queue
    assert spacing.wait("b", 2.0) == 0.0
    assert slept == [2.0, 4.0]
    now[0] = 105.0
    assert spacing.wait("a", 2.0) == pytest.approx(1.0)
    now[0] = 200.0
    assert spacing.wait("a", 2.0) == 0.0
    assert spacing.wait("a", 0.0) == 0.0


def test_the_hosts_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.watch.fetch.politeness.MAX_HOSTS", 10)
    spacing = Spacing(clock=lambda: 0.0, sleep=lambda seconds: None)
    for number in range(50):
        spacing.wait(str(number), 1.0)
    assert len(spacing._turns) == 10
    assert spacing.wait("49", 1.0) == 1.0


def test_threads_share_the_turns_of_a_host(fetcher_with, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher, slept = fetcher_with(spacing=1000.0), []
    monkeypatch.setattr(fetcher, "_spacing", Spacing(sleep=slept.append))
    url = server.put("/", "ok")
    threads = [threading.Thread(target=fetcher.fetch, args=(FetchRequest(url),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [round(seconds, -3) for seconds in sorted(slept)] == [1000.0, 2000.0, 3000.0]


def test_a_redirect_to_another_host_waits_for_its_turn(fetcher_with, server: Server, monkeypatch) -> None:
    fetcher, slept = fetcher_with(spacing=1000.0, timeout=5.0), []
    monkeypatch.setattr(fetcher, "_spacing", Spacing(sleep=slept.append))
    other = server.put("/b", "ok").replace("localhost", "127.0.0.1")
    fetcher.fetch(FetchRequest(other))
    assert fetcher.fetch(FetchRequest(server.redirect("/a", other))).final_url == other
    assert [round(seconds, -3) for seconds in slept] == [1000.0]  # and robots.txt and redirects at home wait for none
