"""What carries statements, in one place: watched pages, statements that were found, editions, answers."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from tracker.model import Document, DocumentKind, utc
from tracker.record.store.log import Log
from tracker.record.store.rows import stamp

# A watched page has no row: it is a document by being watched, from its first text on.
_ROWS = """
    SELECT d.n, d.page, p.organisation, d.kind, d.title, d.url, d.found, d.said, d.speaker, d.source, d.snapshot,
        d.question, d.asked
    FROM documents d JOIN pages p ON p.id = d.page
"""
_STATES = " WHERE d.snapshot IS NULL OR d.snapshot NOT IN (SELECT snapshot FROM withdrawn)"
_WATCHED = """
    SELECT NULL, p.id, p.organisation, 'page', p.title, p.url, (SELECT MIN(first_at) FROM versions WHERE page = p.id),
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM pages p WHERE p.version IS NOT NULL AND NOT EXISTS (SELECT 1 FROM documents WHERE page = p.id)
"""
_ALL = f"{_ROWS} {_STATES} UNION ALL {_WATCHED}"


_WITHDRAWN = "WHERE d.snapshot IS NULL OR d.snapshot NOT IN (SELECT snapshot FROM withdrawn)"
_EVER = _ALL.replace(_WITHDRAWN, "")


class Documents:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def add(self, document: Document) -> int:
        """Keep a document; returns its number. Part of the caller's transaction."""
        found = self._db.execute(
            "INSERT INTO documents (page, snapshot, kind, title, url, speaker, source, said, found, question, asked)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                document.page,
                document.snapshot,
                document.kind,
                document.title,
                document.url,
                document.speaker,
                document.source,
                document.said,
                stamp(document.found),
                document.question,
                document.asked,
            ],
        )
        assert found.lastrowid is not None
        self._log.cover("document", found.lastrowid)
        return found.lastrowid

    def answer(self, number: int, document: Document) -> None:
        """Put the answer beside the question that was asked. Part of the caller's transaction."""
        self._db.execute(
            "UPDATE documents SET snapshot = ?, speaker = ?, source = ?, said = ? WHERE n = ?",
            [document.snapshot, document.speaker, document.source, document.said, number],
        )
        self._log.cover("document", number)

    def take(self, document: Document) -> None:
        """Keep a document of another record, or what became of it since. Part of the caller's transaction."""
        known = self._db.execute(
            "SELECT n FROM documents WHERE page = ? AND kind = ? AND url = ? AND found = ? AND asked IS ?",
            [document.page, document.kind, document.url, stamp(document.found), document.asked],
        ).fetchone()
        if known is None:
            self.add(document)
        else:
            self.answer(known[0], document)

    def get(self, number: int) -> Document | None:
        """The document of that number, also when its statement was withdrawn."""
        row = self._db.execute(f"SELECT * FROM ({_ROWS}) WHERE n = ?", [number]).fetchone()  # noqa: S608
        return None if row is None else _document(row)

    def of(self, page: str) -> list[Document]:
        """The documents of a page, the earliest said first."""
        return self._find("page = ?", page)

    def find(
        self, organisation: str | None = None, kind: DocumentKind | None = None, *, withdrawn: bool = False
    ) -> list[Document]:
        """All there are, or those of an organisation or a kind, the earliest said first.

        What was entered by mistake is left out, unless `withdrawn`.
        """
        condition = "(?1 IS NULL OR organisation = ?1 COLLATE NOCASE) AND (?2 IS NULL OR kind = ?2)"
        return self._find(condition, organisation, kind, table=_EVER if withdrawn else _ALL)

    def open_questions(self) -> list[Document]:
        """What was asked, and was not answered yet."""
        return self._find("question IS NOT NULL AND snapshot IS NULL AND kind = ?", DocumentKind.ANSWER)

    def _find(self, condition: str, *values: str | None, table: str = _ALL) -> list[Document]:
        query = f"SELECT * FROM ({table}) WHERE {condition} ORDER BY COALESCE(said, asked, found), page, n"  # noqa: S608
        return [_document(row) for row in self._db.execute(query, values)]


def _document(row: Any) -> Document:
    n, page, organisation, kind, title, url, found, said, speaker, source, snapshot, question, asked = row
    return Document(
        page,
        organisation,
        DocumentKind(kind),
        title,
        url,
        utc(found),
        said,
        speaker,
        source,
        snapshot,
        question,
        asked,
        n,
    )
