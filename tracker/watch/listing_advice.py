"""What is said of a page that lists articles. Pure."""

from __future__ import annotations

import json

from tracker.model import Page


def listing_advice(page: Page) -> str:
    """What is said of a page that lists articles, with the entry to use."""
    entry = f"follow: [{{organisation: {json.dumps(page.organisation, ensure_ascii=False)}, listing: {page.url}}}]"
    return (
        "it lists articles, and what they say stands behind its links: follow it, and each new one is found and told;"
        f" `tracker follow try {page.url}` shows them: {entry}"
    )
