"""Pages of a company that does not exist, put together from parts in the manner of real ones."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.model import BlockKind, Capture, Statement
from tracker.read import extract

URL = "https://www.northwind-robotics.example/legal/responsible-use"

MENU = """<header class="site"><a href="/">Northwind Robotics</a><nav><ul>
<li><a href="/products">Products</a></li><li><a href="/pricing">Pricing</a></li><li><a href="/about">About</a></li>
</ul></nav></header>"""
FOOTER = """<footer><p>© 2026 Northwind Robotics, Inc.</p><ul><li><a href="/jobs">Careers</a></li>
<li><a href="/press">Press</a></li></ul></footer>"""
WORDING = (
    "Northwind Robotics does not sell its machines to armed forces, and has no contracts of this kind.",
    "We do not train models on the recordings of our customers, unless they ask us to in writing.",
    "Customers may inspect every component of a machine before it is delivered to their premises.",
    "We publish each request by a public authority within thirty days of the day on which we receive it.",
    "Should one of these promises change, we tell our customers ninety days before it does.",
)


def paragraphs(*texts: str) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


STATEMENT = f"<h1>Responsible use</h1>{paragraphs(*WORDING)}"


def page(main: str = STATEMENT, *, before: str = MENU, after: str = FOOTER, head: str = "", lang: str = "en") -> str:
    """A whole page; `main` stands in its main element."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>Responsible use | Northwind</title>'
        f"{head}</head><body>{before}<main>{main}</main>{after}</body></html>"
    )


def capture(body: str | bytes, content_type: str | None = "text/html; charset=utf-8", url: str = URL) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture(url, url, 200, headers, data, datetime(2026, 6, 3, 8, 0, tzinfo=UTC))


def read(body: str | bytes, content_type: str | None = "text/html; charset=utf-8", **selectors: object) -> Statement:
    return extract(capture(body, content_type), **selectors)  # type: ignore[arg-type]


def wording(body: str | bytes, **selectors: object) -> list[str]:
    """The compared lines of a page."""
    return [block.text for block in read(body, **selectors).wording]


def kinds(body: str | bytes) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read(body).blocks]
