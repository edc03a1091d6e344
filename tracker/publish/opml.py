"""All feeds as one OPML 2.0 file, which feed readers import."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from tracker.publish.channels import GROUP_WORDS, Channel
from tracker.publish.site import Site


def opml(channels: Sequence[Channel], site: Site) -> bytes:
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = site.settings.title
    body = ElementTree.SubElement(root, "body")
    for kind, words in GROUP_WORDS.items():
        members = [channel for channel in channels if channel.kind is kind]
        if not members:
            continue
        group = ElementTree.SubElement(body, "outline", text=words, title=words)
        for channel in members:
            ElementTree.SubElement(
                group,
                "outline",
                type="rss",
                text=channel.title,
                title=channel.title,
                description=channel.about,
                xmlUrl=site.address(channel.feed("atom.xml")),
                htmlUrl=site.address(channel.html),
            )
    ElementTree.indent(root)
    text = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
