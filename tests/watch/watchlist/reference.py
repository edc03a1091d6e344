"""`docs/reference/watchlist.md`, made from the schema; `python -m tests.watch.watchlist.reference` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracker.watch.watchlist import schema

PATH = Path(__file__).parents[3] / "docs" / "reference" / "watchlist.md"
_HEAD = """# Every key of the watchlist

Made from the schema that `tracker watchlist schema` prints. `tracker watchlist check` names each slip with
its line and column. How to watch a page, by example: [watch a page](../how-to/watch-a-page.md).
"""
_TABLES = {"PageEntry": "pages", "SourceEntry": "sources", "FeedEntry": "feeds", "CommitmentEntry": "commitments"}
_TABLES |= {"SubjectEntry": "subjects", "DeliverEntry": "deliver"}
_FIRST = ("organisation", "title", "url")  # what a page entry is made of; the rest is seldom needed
_SHARED = {"Defaults": "`defaults:`", "Group": "`groups:`, each", "TagDefaults": "`tags:`, each"}


def reference() -> str:
    whole = schema()
    known = whole["$defs"]
    parts = [_HEAD, _table("The file", whole)]
    parts += [_table(f"An entry of `{key}:`", known[name]) for name, key in _TABLES.items()]
    page = known["PageEntry"]["properties"]
    shared = [f"- {where} {_listed(set(known[name]['properties']) & set(page))}" for name, where in _SHARED.items()]
    parts.append(
        "## Defaults\n\nWhat a page does not give comes from its group, then its tags, then `defaults:`. Headers, tags"
        " and what is removed add up.\nKeys that may stand there:\n\n" + "\n".join(shared) + "\n"
    )
    return "\n".join(parts)


def _table(title: str, kind: dict[str, Any]) -> str:
    required = kind.get("required", ())
    own = sorted(kind["properties"], key=lambda name: (name not in _FIRST, name not in required))
    rows = [
        f"| `{name}`{' (needed)' if name in required else ''} | {_cell(kind['properties'][name])} |" for name in own
    ]
    return "\n".join([f"## {title}\n", kind["description"] + "\n", "| key | what it says |", "|---|---|", *rows, ""])


def _cell(field: dict[str, Any]) -> str:
    values = field.get("enum") or next((of["enum"] for of in field.get("anyOf", ()) if "enum" in of), ())
    return (field.get("description", "") + (f" One of {_listed(values)}." if values else "")).replace("|", "\\|")


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in (names if isinstance(names, list) else sorted(names)))


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
    print(PATH)
