"""All that a record tells as a data set to cite: CSV and JSON Lines, a codebook, a licence note, checksums.

The same record gives the same bytes. No headers, secrets or private notes are in it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from tracker.ask import History
from tracker.ask.as_json import change_json, note_json
from tracker.cli.output import csv_cell, json_text
from tracker.errors import UsageError
from tracker.model import BlockKind, Change, ChangeFilter

BATCH = 200  # changes read at once
CHANGES = (
    "change number kind organisation page title url tags status direction severity confidence headline reason announced"
    " last_without first_with settled_at late relates_to before_version before_sha256 after_version after_sha256 edits"
).split()
EDITS = "change number kind direction severity confidence reason cues before after".split()
STATEMENTS = "organisation page title url version first_seen last_seen looks snapshot sha256 text".split()
LICENCE = """The words of the statements are those of the organisations that made them, quoted here as evidence.
Whoever made this data set says of the rest, which is the selection, the times, the comparisons and the judgements:

{licence}
"""
UNSAID = "Nothing was said about a licence. Ask before you publish it again."


def write(history: History, folder: Path, licence: str | None) -> dict[str, int]:
    """Write the files into a folder that is empty or new; returns the rows of each. UsageError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} holds something already; name a new folder")
        rows = {
            "changes.jsonl": _lines(folder / "changes.jsonl", map(_whole, _changes(history), _repeat(history))),
            "changes.csv": _table(folder / "changes.csv", CHANGES, map(_flat, _changes(history))),
            "edits.csv": _table(folder / "edits.csv", EDITS, (row for one in _changes(history) for row in _edits(one))),
            "statements.jsonl": _lines(folder / "statements.jsonl", _statements(history)),
            "statements.csv": _table(folder / "statements.csv", STATEMENTS, _statements(history)),
        }
        _put(folder / "codebook.md", resources.files(__package__).joinpath("codebook.md").read_text("utf-8"))
        _put(folder / "LICENCE.txt", LICENCE.format(licence=licence or UNSAID))
        _put(folder / "datapackage.json", _package(history, folder, rows))
        named = sorted(path for path in folder.iterdir())
        _put(folder / "SHA256SUMS", "".join(f"{_sha256(path)}  {path.name}\n" for path in named))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from error
    return rows


def _changes(history: History) -> Iterator[Change]:
    """What subscribers were told, in order of publication."""
    after = 0
    while batch := history.changes(ChangeFilter(told=True, after_number=after, newest_first=False, limit=BATCH)):
        yield from batch
        after = batch[-1].number or after


def _repeat(history: History) -> Iterator[History]:
    while True:
        yield history


def _whole(change: Change, history: History) -> dict[str, Any]:
    notes = [note_json(note) for note in history.notes(change) if note.public]
    return {**change_json(change), "late": change.late, "notes": notes}


def _flat(change: Change) -> dict[str, Any]:
    whole = change_json(change)
    return whole | {
        "tags": " ".join(change.tags),
        "late": change.late,
        "announced": change.announcement.state if change.announcement else None,
        "before_version": change.before.version,
        "before_sha256": change.before.sha256,
        "after_version": change.after.version,
        "after_sha256": change.after.sha256,
        "edits": len(change.edits),
    }


def _edits(change: Change) -> Iterator[dict[str, Any]]:
    for number, edit in enumerate(change.edits, 1):
        yield {
            "change": change.id,
            "number": number,
            "kind": edit.kind,
            "direction": edit.direction,
            "severity": edit.severity,
            "confidence": edit.confidence,
            "reason": edit.reason,
            "cues": " ".join(edit.cues),
            "before": edit.old,
            "after": edit.new,
        }


def _statements(history: History) -> Iterator[dict[str, Any]]:
    """Each text of each page, for each time that it stood there."""
    store = history.store
    for page in history.pages():
        captures = {version.id: version.snapshot for version in store.versions.of(page.id)}
        for span in store.checks.spans(page.id):
            statement, snapshot = store.versions.get(page.id, span.version), captures.get(span.version)
            if statement is None:
                continue
            yield {
                "organisation": page.organisation,
                "page": page.id,
                "title": page.title,
                "url": page.url,
                "version": span.version,
                "first_seen": span.first_at,
                "last_seen": span.last_at,
                "looks": span.checks,
                "snapshot": snapshot,
                "sha256": store.snapshots.moment(span.version, snapshot).sha256 if snapshot else None,
                "text": "\n".join(b.text for b in statement.blocks if b.kind is not BlockKind.NAVIGATION),
            }


def _lines(path: Path, rows: Iterator[Mapping[str, Any]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json_text(row) + "\n")
            number += 1
    return number


def _table(path: Path, columns: Sequence[str], rows: Iterator[Mapping[str, Any]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([csv_cell(row[column], lines=True) for column in columns])
            number += 1
    return number


def _package(history: History, folder: Path, rows: Mapping[str, int]) -> str:
    """What the files are, for programs (Frictionless Data Package), and the entry of the log that stands for it."""
    entries, head = history.store.log.head()
    files = [
        {
            "name": path.stem if path.suffix == ".csv" else path.name.replace(".", "-"),
            "path": path.name,
            "bytes": path.stat().st_size,
            "hash": f"sha256:{_sha256(path)}",
            **({"rows": rows[path.name]} if path.name in rows else {}),
        }
        for path in sorted(folder.iterdir())
    ]
    value = {"name": "statements", "log": {"entries": entries, "hash": head}, "resources": files}
    return json.dumps(value, indent=2) + "\n"


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
