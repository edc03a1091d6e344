"""Addresses of the published folder."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.model import Change
from tracker.publish.channels import Channel, organisation_channel, page_channel, severity_channel
from tracker.publish.html import render
from tracker.publish.settings import PublishSettings

if TYPE_CHECKING:
    pass

# Ids of feeds and entries are version 5 UUIDs below this one: stable for ever, and without any address in them, so
# that a site may move.
_NAMESPACE = uuid.UUID("5f1d6b0e-6c0a-4f0d-9a36-6a4e5d7a2c11")


class Site:
    """Where things are. Paths are relative to the published folder."""

    def __init__(self, settings: PublishSettings, folder: Path) -> None:
        self.settings = settings
        self.local = settings.base_url is None
        base = folder.resolve().as_uri() if settings.base_url is None else settings.base_url
        self.base = base.rstrip("/") + "/"

    def address(self, path: str) -> str:
        """Absolute: what feeds must hold."""
        return self.base + path

    def feed_id(self, channel: Channel) -> str:
        return uuid.uuid5(_NAMESPACE, f"{channel.kind}\n{channel.key}").urn

    def entry_id(self, channel: Channel, form: str, change: str) -> str:
        """Of an entry in one feed in one form, and its archives.

        Not shared between feeds: newsboat, for one, keeps an id once, and the second feed stays empty.
        """
        return uuid.uuid5(_NAMESPACE, f"{channel.kind}\n{channel.key}\n{form}\n{change}").urn

    def page(self, change: Change) -> Channel:
        return page_channel(change.page, change.organisation, change.page_title)

    def organisation(self, change: Change) -> Channel:
        return organisation_channel(change.organisation)

    def severity(self, change: Change) -> Channel:
        return severity_channel(change.severity)

    def render(self, template: str, **values: object) -> str:
        return render(template, site=self, settings=self.settings, **values)
