"""Where things are and how the tracker behaves, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tracker.run.executors import WorkPlace
from tracker.watch.fetch import FetchSettings


@dataclass(frozen=True, slots=True)
class Settings:
    db: Path = Path("tracker.db")
    watchlist: Path = Path("watchlist.yaml")
    feeds: Path = Path("feeds")  # folder that feeds and pages are published into
    base_url: str | None = None  # address under which that folder is served
    hub: str | None = None  # WebSub hub that is told when a feed is new; needs a base_url
    timestamp: str | None = None  # authority that stamps checkpoints with the time (RFC 3161); needs a timestamp_ca
    timestamp_ca: Path | None = None  # certificates (PEM) that vouch for it
    title: str = "Statement tracker"
    executor: WorkPlace = field(default_factory=lambda: WorkPlace("threads", 8))  # where pages are looked at
    key: Path | None = None  # file with the key that signs the log; None: beside the record
    fetch: FetchSettings = field(default_factory=FetchSettings)
    notify: tuple[str, ...] = field(default=(), repr=False)  # addresses of the maintainer, with secrets in them

    @property
    def key_file(self) -> Path:
        return self.key or self.db.with_name(self.db.name + ".key")
