"""What watching costs beside bare loops and beside peers: `python -m benchmarks.watch [PAGES...] [--peers FOLDER]`.

The pages are served on loopback from twenty addresses by a process of its own: real captures when `../shared` is there,
else policies made up here. Every way is a process of its own, measured from outside: seconds of the clock, milliseconds
of processor a page, peak memory. Ours looks (robots.txt and address guard included), stores, compares, judges and
publishes; `confirmed` is the second look that publishes what `all changed` saw. A bare loop only fetches, and hashes or
parses. FOLDER is a virtual environment with webchanges and urlwatch; without it they are left out.

Rounds: `first`; `304`; `other bytes` (the text is the same); `1 %` and `all changed` (a word more in a sentence).
Whether memory stays flat: `python -m benchmarks.watch 1000 10000 --alone --rounds first 304 "all changed"`.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import NamedTuple

WARC = Path(__file__).parent.parent.parent / "shared/data/replay/history.warc.gz"
HOSTS = 20
ROUNDS = ("first", "304", "other bytes", "1 %", "all changed", "confirmed")
WE = re.compile(rb"(?<=[a-z,;] )(we|you|may|must|is|are)(?= [a-z])")


class Used(NamedTuple):
    wall: float  # s
    cpu: float  # s
    peak: float  # MB


# -- the pages


def bodies() -> list[bytes]:
    """Different pages, small to large."""
    if not WARC.exists():
        return [made_up(number) for number in range(200)]
    from tracker.watch.archive.warc import index_warc, read_warc

    entries = list(index_warc(WARC))
    random.Random(1).shuffle(entries)
    found = (capture.body for entry in entries if (capture := read_warc(entry)) and len(capture.body) > 20_000)
    return [next(found) for _ in range(200)]


def made_up(number: int) -> bytes:
    chance = random.Random(number)
    words = "we you may must data partners service share collect keep retain law access never only when consent".split()
    lines = (" ".join(chance.choices(words, k=chance.randint(8, 40))) for _ in range(chance.randint(40, 400)))
    text = "".join(f'<div class="s"><p>For matter {n} {line}.</p></div>' for n, line in enumerate(lines))
    return f"<!doctype html><html><title>Policy {number}</title><body><main><h1>Policy {number}</h1>{text}".encode()


def serve(pipe: Connection, count: int) -> None:
    """Serve `count` pages until told to stop; each message is (validators, salt, share of pages changed)."""
    texts = bodies()
    state = {"validators": True, "salt": 0, "share": 0.0}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            name = self.path.strip("/")
            if not name.isdigit():
                return self.answer(404, b"", "")
            number = int(name)
            changed = number % 100 < state["share"] * 100
            tag = f'"{number}-{state["salt"]}-{changed}"'
            if state["validators"] and self.headers.get("If-None-Match") == tag:
                return self.answer(304, b"", tag)
            body = texts[number % len(texts)]
            if changed:
                places = [match.end() for match in WE.finditer(body)]
                at = places[number % len(places)] if places else len(body)
                body = body[:at] + b" currently" + body[at:]
            body += b"<!-- %d of %d -->" % (state["salt"], number)
            return self.answer(200, body, tag if state["validators"] else "")

        def answer(self, status: int, body: bytes, tag: str) -> None:
            self.send_response_only(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

    server = Server(("", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    pipe.send([f"http://127.0.0.{1 + number % HOSTS}:{port}/{number}" for number in range(count)])
    while message := pipe.recv():
        state.update(message)
        pipe.send("done")


# -- ways


def ours(folder: Path, urls: list[str], executor: str) -> None:
    from tracker.app import open_tracker
    from tracker.run.executors import WorkPlace
    from tracker.settings import Settings
    from tracker.watch.fetch import FetchSettings

    fetch = FetchSettings(allow_private=True, spacing=0.0)
    settings = Settings(
        folder / "t.db", folder / "watchlist.yaml", folder / "feeds", fetch=fetch, executor=WorkPlace.parse(executor)
    )
    with open_tracker(settings, write=True) as tracker:
        tracker.sync()
        for _ in tracker.check([page.id for page in tracker.watchlist.pages]):
            pass
        tracker.publish()


def bare(folder: Path, urls: list[str], parse: str) -> None:
    import requests
    from selectolax.lexbor import LexborHTMLParser

    tags = folder / "tags"
    known = tags.read_text().splitlines() if tags.exists() else [""] * len(urls)
    with requests.Session() as session:
        session.trust_env = False
        for number, url in enumerate(urls):
            answer = session.get(url, headers={"If-None-Match": known[number]} if known[number] else {})
            if answer.status_code == 200:
                hashlib.sha256(answer.content).digest()
                if parse == "lexbor":
                    LexborHTMLParser(answer.content).text()
                known[number] = answer.headers.get("ETag", "")
    tags.write_text("\n".join(known))


def commands(
    urls: list[str], peers: Path | None, executors: list[str], alone: bool
) -> Iterator[tuple[str, Path, list[str]]]:
    """Every way: its name, its folder, and the command of one round."""
    me = [sys.executable, "-m", "benchmarks.watch", "--way"]
    for name, rest in [*((f"ours, {e}", ["ours", e]) for e in executors), *([] if alone else BARE.items())]:
        folder = Path(tempfile.mkdtemp())
        (folder / "urls").write_text("\n".join(urls))
        lines = (f"- {{organisation: O, title: Page {n}, id: p{n}, url: '{url}'}}\n" for n, url in enumerate(urls))
        (folder / "watchlist.yaml").write_text("pages:\n" + "".join(lines))
        yield name, folder, [*me, str(folder), *rest]
    if peers is None:
        return
    for name, options in (("webchanges", ["--config", "c.yaml"]), ("urlwatch", ["--config", "c.yaml"])):
        folder = Path(tempfile.mkdtemp())
        # By default urlwatch strips tags with a regular expression; webchanges runs the library html2text.
        text = "html2text" if name == "webchanges" else "html2text: pyhtml2text"
        jobs = "---\n".join(f"url: {url}\nname: p{n}\nfilter:\n  - {text}\n" for n, url in enumerate(urls))
        (folder / "jobs.yaml").write_text(jobs)
        (folder / "c.yaml").write_text("report:\n  stdout:\n    enabled: true\n    color: false\n")
        files = ["--urls" if name == "urlwatch" else "--jobs", "jobs.yaml"]
        cache = ["--cache" if name == "urlwatch" else "--database", "cache.db"]
        yield name, folder, [str((peers / "bin" / name).absolute()), *files, *options, *cache]


BARE = {"bare requests": ["requests"], "bare requests and lexbor": ["lexbor"]}


def run(command: list[str], folder: Path) -> Used:
    """Run to the end; what it and its own children used."""
    inside = command[1:3] == ["-m", "benchmarks.watch"]
    with (folder / "out").open("w") as out:
        begin = os.times()
        child = subprocess.Popen(command, cwd=None if inside else folder, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        print((folder / "out").read_text()[-2000:])
    return Used(os.times().elapsed - begin.elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(count: int, asked: argparse.Namespace) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there, count), daemon=True)
    server.start()
    urls = here.recv()
    ways = list(commands(urls, asked.peers, asked.executors, asked.alone))
    used: dict[tuple[str, str], Used] = {}
    for salt, name in enumerate(asked.rounds):
        if name not in ("304", "confirmed"):
            salt_now, share = salt, {"1 %": 0.01, "all changed": 1.0}.get(name, 0.0)
        here.send({"validators": True, "salt": salt_now, "share": share})
        here.recv()
        for way, folder, command in ways:
            used[way, name] = took = run(command, folder)
            print(f"{count} pages, {name}, {way}: {took.wall:.1f} s, {took.peak:.0f} MB", file=sys.stderr, flush=True)
    here.send(None)
    server.join()
    show(count, [way for way, _, _ in ways], asked.rounds, used)
    for _, folder, _ in ways:
        shutil.rmtree(folder)


def show(count: int, ways: list[str], rounds: list[str], used: dict[tuple[str, str], Used]) -> None:
    for title, figure in (
        ("ms of processor a page", lambda u: f"{u.cpu / count * 1000:.2f}"),
        ("pages a second", lambda u: f"{count / u.wall:.0f}"),
        ("peak MB", lambda u: f"{u.peak:.0f}"),
    ):
        print(f"\n{count} pages: {title}\n{'':<28}" + "".join(f"{name:>13}" for name in rounds))
        for way in ways:
            print(f"{way:<28}" + "".join(f"{figure(used[way, name]):>13}" for name in rounds), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=int, default=[200, 1000])
    parser.add_argument("--peers", type=Path, help="virtual environment with webchanges and urlwatch")
    parser.add_argument("--executors", nargs="+", default=["threads:8"])
    parser.add_argument("--alone", action="store_true", help="without the bare loops")
    parser.add_argument(
        "--rounds", nargs="+", choices=ROUNDS, default=list(ROUNDS), help="in this order; `first` first"
    )
    asked = parser.parse_args()
    compileall.compile_dir(Path(__file__).parent.parent / "tracker", quiet=1)  # as pip does for the peers
    for count in asked.pages:
        measure(count, asked)


if __name__ == "__main__":
    if "--way" in sys.argv:
        place, what, *more = sys.argv[sys.argv.index("--way") + 1 :]
        addresses = Path(place, "urls").read_text().splitlines()
        ours(Path(place), addresses, *more) if what == "ours" else bare(Path(place), addresses, what)
    else:
        main()
