"""Addresses of the published folder."""

from __future__ import annotations

import uuid

from tracker.model import Change
from tracker.publish.channels import Channel, organisation_channel, page_channel, severity_channel
from tracker.publish.html import render
from tracker.publish.settings import PublishSettings

# Ids of feeds and entries are version 5 UUIDs below this one: stable for ever, and without any address in them, so
# that a site may move.
_NAMESPACE = uuid.UUID("5f1d6b0e-6c0a-4f0d-9a36-6a4e5d7a2c11")


class Site:
    """Where things are. Paths are relative to the published folder.

    Without a public address links are relative to the file that they stand in: they hold wherever the folder lies, and
    tell nobody where that is.
    """

    def __init__(self, settings: PublishSettings) -> None:
        self.settings = settings
        self.base = None if settings.base_url is None else settings.base_url.rstrip("/") + "/"

    @property
    def local(self) -> bool:
        """Whether there is no public address."""
        return self.base is None

    def address(self, path: str, at: str = "") -> str:
        """Of a file, for a link in the file `at`."""
        return self.up(at) + path if self.base is None else self.base + path

    def up(self, at: str) -> str:
        """Where relative links of a file begin; empty when links are absolute."""
        return "../" * at.count("/") if self.base is None else ""

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
