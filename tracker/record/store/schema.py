"""The tables, as append-only migrations: a released step is never edited, only followed by another."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from tracker.record.store.log import COVERED, Log

migrations = Migrations("tracker")


def _run(db: Database, script: str) -> None:
    """Run statements inside the transaction of their step. That of sqlite_utils asks at each sign whether one is whole:
    five times as long for a new record.
    """
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement) and part.strip():
            db.conn.execute(statement)
            statement = ""


@migrations()
def m0001_history(db: Database) -> None:
    """Pages, checks, captures, wording and changes."""
    _run(
        db,
        """
        CREATE TABLE pages (              -- one watched page and its state between two checks
            id TEXT PRIMARY KEY,
            organisation TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            config TEXT NOT NULL,         -- the rest of the watchlist entry, JSON
            watched INTEGER NOT NULL,     -- 0 once it left the watchlist: its history stays
            due TEXT,
            version TEXT,                 -- wording in force
            snapshot INTEGER,
            sha256 TEXT,
            etag TEXT,
            last_modified TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            last_check TEXT,
            last_good TEXT,
            last_changed TEXT,
            memory TEXT                   -- of settlement, JSON
        ) STRICT;
        CREATE INDEX pages_due ON pages (due) WHERE watched;
        CREATE INDEX pages_organisation ON pages (organisation);

        CREATE TABLE page_tags (
            page TEXT NOT NULL REFERENCES pages (id),
            tag TEXT NOT NULL,
            PRIMARY KEY (tag, page)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE bodies (             -- bytes as served, each once, compressed against the page's body before
            sha256 TEXT PRIMARY KEY,
            base TEXT REFERENCES bodies (sha256),
            depth INTEGER NOT NULL,       -- bodies between it and its keyframe
            size INTEGER NOT NULL,        -- bytes once decompressed
            data BLOB NOT NULL
        ) STRICT;

        CREATE TABLE snapshots (
            n INTEGER PRIMARY KEY,
            page TEXT NOT NULL REFERENCES pages (id),
            at TEXT NOT NULL,
            url TEXT NOT NULL,
            final_url TEXT NOT NULL,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,        -- JSON list of pairs
            redirects TEXT NOT NULL,      -- JSON list
            source TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES bodies (sha256)
        ) STRICT;
        CREATE INDEX snapshots_page ON snapshots (page, at);

        CREATE TABLE blocks (             -- content-addressed lines of wording, each once
            n INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT;

        CREATE TABLE versions (
            n INTEGER PRIMARY KEY,
            page TEXT NOT NULL REFERENCES pages (id),
            id TEXT NOT NULL,             -- hash over the blocks
            ruleset TEXT NOT NULL,
            first_at TEXT NOT NULL,
            snapshot INTEGER REFERENCES snapshots (n),
            title TEXT NOT NULL,
            language TEXT,
            updated TEXT,
            visible INTEGER NOT NULL,
            links TEXT NOT NULL,          -- JSON list of pairs
            UNIQUE (page, id)
        ) STRICT;

        CREATE TABLE version_blocks (
            version INTEGER NOT NULL REFERENCES versions (n),
            position INTEGER NOT NULL,
            block INTEGER NOT NULL REFERENCES blocks (n),
            PRIMARY KEY (version, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX version_blocks_block ON version_blocks (block, version);

        CREATE TABLE checks (
            n INTEGER PRIMARY KEY,
            page TEXT NOT NULL REFERENCES pages (id),
            at TEXT NOT NULL,
            outcome TEXT NOT NULL,
            reason TEXT,
            error TEXT,
            status INTEGER,
            version TEXT,
            snapshot INTEGER REFERENCES snapshots (n),
            elapsed REAL NOT NULL,
            source TEXT NOT NULL
        ) STRICT;
        CREATE INDEX checks_page ON checks (page, at);

        CREATE TABLE spans (              -- runs of good checks that showed the same wording
            page TEXT NOT NULL REFERENCES pages (id),
            first_at TEXT NOT NULL,
            last_at TEXT NOT NULL,
            version TEXT NOT NULL,
            checks INTEGER NOT NULL,
            PRIMARY KEY (page, first_at)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE changes (
            id TEXT PRIMARY KEY,
            page TEXT NOT NULL REFERENCES pages (id),
            status TEXT NOT NULL,
            direction TEXT NOT NULL,
            severity TEXT NOT NULL,
            confidence REAL NOT NULL,
            headline TEXT NOT NULL,
            reason TEXT NOT NULL,
            before_version TEXT NOT NULL,
            before_snapshot INTEGER NOT NULL REFERENCES snapshots (n),
            after_version TEXT NOT NULL,
            after_snapshot INTEGER NOT NULL REFERENCES snapshots (n),
            last_without TEXT NOT NULL,
            first_with TEXT NOT NULL,
            settled_at TEXT,
            flags TEXT NOT NULL,          -- JSON list
            relates_to TEXT,
            rewritten INTEGER NOT NULL,
            number INTEGER UNIQUE         -- order of publication
        ) STRICT;
        CREATE INDEX changes_page ON changes (page, number);
        CREATE INDEX changes_time ON changes (first_with);
        CREATE INDEX changes_severity ON changes (severity, number);

        CREATE TABLE edits (
            change TEXT NOT NULL REFERENCES changes (id),
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            old TEXT,
            new TEXT,
            pieces TEXT NOT NULL,         -- JSON list of [op, text]
            direction TEXT NOT NULL,
            cues TEXT NOT NULL,           -- JSON list
            confidence REAL NOT NULL,
            severity TEXT NOT NULL,
            reason TEXT NOT NULL,
            headline TEXT NOT NULL,
            block TEXT NOT NULL,
            old_at INTEGER,
            new_at INTEGER,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            PRIMARY KEY (change, position)
        ) STRICT, WITHOUT ROWID;
        """,
    )


@migrations()
def m0002_search(db: Database) -> None:
    """Full text over the distinct blocks: every version ever, each line indexed once."""
    db.table("blocks").enable_fts(["text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2")


@migrations()
def m0003_notes(db: Database) -> None:
    """Reporters' remarks on changes."""
    _run(
        db,
        """
        CREATE TABLE notes (
            n INTEGER PRIMARY KEY,
            change TEXT NOT NULL REFERENCES changes (id),
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            text TEXT NOT NULL,
            public INTEGER NOT NULL       -- 1: may be published beside the change
        ) STRICT;
        CREATE INDEX notes_change ON notes (change);
        """,
    )


@migrations()
def m0004_late(db: Database) -> None:
    """Changes that were published when they were long past, found in archived captures: history, and no news."""
    _run(
        db,
        """
        ALTER TABLE changes ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX changes_settled ON changes (settled_at) WHERE number IS NOT NULL;
        """,
    )


_WITHOUT_GAPS = (
    "CREATE TRIGGER log_without_gaps BEFORE INSERT ON log WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM log)"
    " BEGIN SELECT RAISE(ABORT, 'entries of the log follow each other without gaps'); END"
)


@migrations()
def m0005_log(db: Database) -> None:
    """The append-only log over all that is evidence, and guards on the rows that are never altered.

    A record from before has its rows taken up by `Log.take_up` once all migrations are through.
    """
    _run(
        db,
        """
        CREATE TABLE log (
            n INTEGER PRIMARY KEY,        -- from 1, without gaps
            kind TEXT NOT NULL,
            page TEXT,                    -- its id at that time
            subject ANY,                  -- key of the row that the entry covers
            payload TEXT,                 -- canonical JSON; NULL: the row is the payload
            hash TEXT NOT NULL            -- over number, kind, payload and the hash before
        ) STRICT;
        CREATE INDEX log_states ON log (subject, n) WHERE payload IS NOT NULL;
        CREATE INDEX log_snapshots ON log (subject) WHERE kind = 'snapshot';
        ALTER TABLE changes ADD COLUMN entry INTEGER REFERENCES log (n);  -- by which it was published

        CREATE TABLE checkpoints (
            size INTEGER PRIMARY KEY,     -- entries it speaks of
            note TEXT NOT NULL,           -- signed (C2SP tlog-checkpoint)
            peaks TEXT NOT NULL,          -- JSON list: roots of its full subtrees, where the next one begins
            stamp BLOB                    -- RFC 3161 token over the note
        ) STRICT;
        """,
    )
    # REPLACE walks past a trigger on DELETE in a client without recursive_triggers: so no number is given twice either.
    for table in ("log", "checkpoints", "snapshots", "checks", "notes", "bodies"):
        key = {"checkpoints": "size", "bodies": "sha256"}.get(table, "n")
        _run(
            db,
            f"""
            CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, 'rows of {table} are evidence and are never deleted'); END;
            CREATE TRIGGER {table}_once BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
            BEGIN SELECT RAISE(ABORT, 'rows of {table} are evidence and are never replaced'); END;
            """,  # noqa: S608
        )
    for table, columns in {
        "log": "n, kind, page, subject, payload, hash",
        "checkpoints": "size, note, peaks",
        # A page may be renamed; its history goes along.
        "snapshots": "n, at, url, final_url, status, headers, redirects, source, sha256",
        "checks": "n, at, outcome, reason, error, status, version, snapshot, elapsed, source",
        "notes": "n, change, at, who, text, public",
        "bodies": "sha256, base, depth, size, data",
    }.items():
        _run(
            db,
            f"""
            CREATE TRIGGER {table}_unaltered BEFORE UPDATE OF {columns} ON {table}
            BEGIN SELECT RAISE(ABORT, 'rows of {table} are evidence and are never altered'); END;
            """,
        )
    db.execute(_WITHOUT_GAPS)


@migrations()
def m0006_told(db: Database) -> None:
    """How far the maintainer has been told."""
    _run(
        db,
        """
        CREATE TABLE told (
            channel TEXT PRIMARY KEY,     -- what carries the messages
            number INTEGER NOT NULL       -- of the last event that went out
        ) STRICT, WITHOUT ROWID;
        """,
    )


@migrations()
def m0007_saves(db: Database) -> None:
    """Copies that a public archive is asked for, one a change."""
    _run(
        db,
        """
        CREATE TABLE saves (
            change TEXT PRIMARY KEY REFERENCES changes (id),
            url TEXT NOT NULL,
            at TEXT NOT NULL,
            due TEXT,                     -- NULL: nothing more is done
            tries INTEGER NOT NULL DEFAULT 0,
            job TEXT,                     -- number at the archive, while it works on it
            reason TEXT,                  -- of the last failure
            address TEXT                  -- of the copy
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX saves_due ON saves (due) WHERE due IS NOT NULL;
        """,
    )


@migrations()
def m0008_health(db: Database) -> None:
    """What the maintainer is told: a trouble once, and its end."""
    _run(
        db,
        """
        CREATE TABLE health (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            page TEXT NOT NULL REFERENCES pages (id),
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX health_page ON health (page, n);
        """,
    )


@migrations()
def m0008_retold(db: Database) -> None:
    """Published changes that are to be published again, because something was put beside them or taken back."""
    _run(
        db,
        """
        CREATE TABLE retold (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            change TEXT NOT NULL REFERENCES changes (id),
            anew INTEGER NOT NULL         -- 1: what the change itself says is another now
        ) STRICT;
        CREATE INDEX changes_relates ON changes (relates_to) WHERE relates_to IS NOT NULL;

        CREATE TRIGGER retold_notes AFTER INSERT ON notes WHEN new.public BEGIN
            INSERT INTO retold (change, anew) VALUES (new.change, 0);
        END;
        CREATE TRIGGER retold_undone AFTER UPDATE OF status ON changes
        WHEN new.status = 'reverted' AND old.status <> 'reverted' AND new.relates_to IS NOT NULL BEGIN
            INSERT INTO retold (change, anew) SELECT id, 0 FROM changes WHERE id = new.relates_to;
        END;
        CREATE TRIGGER retold_undone_at_once AFTER INSERT ON changes
        WHEN new.status = 'reverted' AND new.relates_to IS NOT NULL BEGIN
            INSERT INTO retold (change, anew) SELECT id, 0 FROM changes WHERE id = new.relates_to;
        END;
        CREATE TRIGGER retold_anew AFTER UPDATE ON changes
        WHEN old.number IS NOT NULL AND (
            old.status, old.direction, old.severity, old.headline, old.reason, old.flags, old.relates_to, old.rewritten
        ) IS NOT (
            new.status, new.direction, new.severity, new.headline, new.reason, new.flags, new.relates_to, new.rewritten
        ) BEGIN
            INSERT INTO retold (change, anew) VALUES (new.id, 1);
        END;
        """,
    )


@migrations()
def m0016_shards(db: Database) -> None:
    """Other records whose history this one holds too, and how far."""
    _run(
        db,
        """
        CREATE TABLE shards (
            id TEXT PRIMARY KEY,          -- hash of the first entry of its log
            entries INTEGER NOT NULL,     -- of its log, that are taken up
            hash TEXT NOT NULL,           -- of the last of these
            events INTEGER NOT NULL,      -- number of the last health event that is taken up
            retold INTEGER NOT NULL       -- number of the last change to be published again that is taken up
        ) STRICT, WITHOUT ROWID;
        """,
    )


@migrations()
def m0022_let_go(db: Database) -> None:
    """Bytes can be let go, right after the entry of the log that says so; their row remains, with empty data."""
    _run(
        db,
        """
        DROP TRIGGER bodies_unaltered;
        CREATE TRIGGER bodies_unaltered BEFORE UPDATE OF sha256, size ON bodies
        BEGIN SELECT RAISE(ABORT, 'rows of bodies are evidence and are never altered'); END;
        CREATE TRIGGER bodies_let_go BEFORE UPDATE OF base, depth, data ON bodies
        WHEN LENGTH(OLD.data) > 0 AND (SELECT kind FROM log ORDER BY n DESC LIMIT 1) IS NOT 'let go'
        BEGIN SELECT RAISE(ABORT, 'bytes are evidence: they go right after the entry of the log that says so'); END;
        """,
    )


@migrations()
def m0023_stamps(db: Database) -> None:
    """A time stamp is kept with its checkpoint for ever, too."""
    _run(
        db,
        """
        CREATE TRIGGER checkpoints_stamped BEFORE UPDATE OF stamp ON checkpoints WHEN OLD.stamp IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'time stamps are evidence and are never altered'); END;
        CREATE INDEX checkpoints_stamps ON checkpoints (size) WHERE stamp IS NOT NULL;
        """,
    )


@migrations()
def m0024_block_runs(db: Database) -> None:
    """Which texts of a page hold a block, as runs: a line stays for many texts, so they are a hundredth of the rows."""
    _run(
        db,
        """
        CREATE TABLE block_runs (         -- read off version_blocks: texts of a page, one after the other, with a block
            block INTEGER NOT NULL REFERENCES blocks (n),
            page TEXT NOT NULL REFERENCES pages (id),
            first INTEGER NOT NULL,       -- number of the first of these versions
            last INTEGER NOT NULL,        -- and of the last; the page's versions between them hold it, too
            PRIMARY KEY (block, page, first)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX block_runs_page ON block_runs (page, block);
        DROP INDEX version_blocks_block;  -- as large as version_blocks, and of no use any more
        """,
    )
    for (page,) in db.execute("SELECT id FROM pages").fetchall():  # all at once would be sorted on the disk
        db.execute(
            """
            INSERT INTO block_runs (block, page, first, last)
            WITH numbered AS (SELECT n, ROW_NUMBER() OVER (ORDER BY n) AS place FROM versions WHERE page = :page),
                held AS (SELECT DISTINCT block, n, place FROM numbered JOIN version_blocks ON version = n),
                runs AS (
                    SELECT block, n, place - ROW_NUMBER() OVER (PARTITION BY block ORDER BY place) AS run FROM held
                )
            SELECT block, :page, MIN(n), MAX(n) FROM runs GROUP BY block, run
            """,
            {"page": page},
        )


@migrations()
def m0025_versions_by_text(db: Database) -> None:
    """Publishing asks for a text by its hash alone: without an index it read every text of every page."""
    db.execute("CREATE INDEX versions_id ON versions (id)")


@migrations()
def m0026_parts(db: Database) -> None:
    """The maintainer is told of the watch itself as of its pages. A column that may be empty takes a new table."""
    _run(
        db,
        """
        ALTER TABLE health RENAME TO health_of_pages;
        CREATE TABLE health (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            page TEXT REFERENCES pages (id),
            part TEXT,                    -- of the watch, when it is not about a page
            at TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
            CHECK ((page IS NULL) <> (part IS NULL))
        ) STRICT;
        INSERT INTO health (n, page, at, kind, reason) SELECT n, page, at, kind, reason FROM health_of_pages ORDER BY n;
        DROP TABLE health_of_pages;
        CREATE INDEX health_page ON health (page, part, n);
        """,
    )


@migrations()
def m0027_declared(db: Database) -> None:
    """Publishing asks which pages were declared since the last time: without an index it would read the whole log."""
    db.execute("CREATE INDEX log_declared ON log (n) WHERE kind IN ('configuration', 'renamed')")


@migrations()
def m0028_unwell(db: Database) -> None:
    """Which pages the last look did not see, and which had none: few, however many are watched."""
    db.execute("CREATE INDEX pages_unwell ON pages (last_good, id) WHERE watched AND last_check IS NOT last_good")
    db.execute("CREATE INDEX pages_new ON pages (id) WHERE watched AND last_check IS NULL")


@migrations()
def m0029_open_runs(db: Database) -> None:
    """A run that goes on has no last version: with each new text of a page all lines that stay were written again."""
    db.execute(
        "UPDATE block_runs SET last = 1 << 62 FROM (SELECT page AS of, MAX(n) AS newest FROM versions GROUP BY page)"
        " WHERE page = of AND last = newest"
    )


@migrations()
def m0030_why(db: Database) -> None:
    """What settlement decided of a change last, and why: a sentence and facts, as JSON."""
    db.execute("ALTER TABLE changes ADD COLUMN why TEXT")


@migrations()
def m0031_moves(db: Database) -> None:
    """What the gravest edits of a change do, and how many of them, as JSON; empty where they were not counted yet."""
    db.execute("ALTER TABLE changes ADD COLUMN moves TEXT")


@migrations()
def m0032_withdrawn(db: Database) -> None:
    """Statements that were entered by mistake: they are kept, and count for nothing."""
    db.execute(
        "CREATE TABLE withdrawn (snapshot INTEGER PRIMARY KEY REFERENCES snapshots (n), at TEXT NOT NULL,"
        " reason TEXT NOT NULL) STRICT"
    )


@migrations()
def m0040_follow(db: Database) -> None:
    """What was found by following, and one home for who said what, where and when."""
    _run(
        db,
        """
        CREATE TABLE items (              -- the inbox: addresses that followed pages name, each once an organisation
            n INTEGER PRIMARY KEY,
            source TEXT NOT NULL REFERENCES pages (id),
            organisation TEXT NOT NULL,
            key TEXT NOT NULL,            -- its address without what does not tell two documents apart
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            summary TEXT NOT NULL,
            said TEXT,                    -- date or time that it bears
            found TEXT NOT NULL,
            without TEXT,                 -- last look at the source that did not name it
            state TEXT NOT NULL,
            reason TEXT,
            word TEXT, place TEXT, sentence TEXT,  -- of what is asked for, that matched
            text TEXT,                    -- hash of its text, by which the same under another address is known
            page TEXT REFERENCES pages (id),
            looked TEXT,
            UNIQUE (organisation, key)
        ) STRICT;
        CREATE INDEX items_waiting ON items (n) WHERE state = 'new';
        CREATE INDEX items_source ON items (source, n);
        CREATE INDEX items_text ON items (organisation, text) WHERE text IS NOT NULL;

        CREATE TABLE documents (          -- what carries statements beside watched pages
            n INTEGER PRIMARY KEY,
            page TEXT NOT NULL REFERENCES pages (id),
            snapshot INTEGER UNIQUE REFERENCES snapshots (n),  -- NULL: all that its page ever said
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            speaker TEXT, source TEXT,
            said TEXT,                    -- date or time that it bears
            found TEXT NOT NULL,
            question TEXT, asked TEXT
        ) STRICT;
        CREATE INDEX documents_page ON documents (page, said);

        ALTER TABLE changes ADD COLUMN kind TEXT;  -- NULL: an edit of a text that was known
        """,
    )


@migrations()
def m0041_answers(db: Database) -> None:
    """What was entered by hand before there were documents is one, too."""
    db.execute(
        "INSERT INTO documents (page, snapshot, kind, title, url, source, said, found)"
        " SELECT s.page, s.n, 'answer', p.title, p.url, SUBSTR(s.source, 8), s.at, s.at FROM snapshots s"
        " JOIN pages p ON p.id = s.page WHERE s.source LIKE 'manual:%' AND s.status = 200"
        " AND s.n NOT IN (SELECT snapshot FROM documents WHERE snapshot IS NOT NULL) ORDER BY s.n"
    )


@migrations()
def m0042_documents_are_evidence(db: Database) -> None:
    """Who said what, and what was withdrawn, has entries in the log, as have captures and changes."""
    log = Log(db)
    if not log.head()[0]:
        return  # a record of before there was a log: all of it is taken up at once
    for kind, key in (("document", "n"), ("withdrawal", "snapshot")):
        for (number,) in db.execute(f"SELECT {key} FROM {COVERED[kind].table} ORDER BY {key}").fetchall():  # noqa: S608
            log.cover(kind, number)


@migrations()
def m0050_outbox(db: Database) -> None:
    """What is sent to receivers, and what was."""
    db.executescript(
        """
        CREATE TABLE receivers (          -- up to where the history was looked through for them
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL,      -- publication number of the newest change
            retold INTEGER NOT NULL       -- of the newest row of that table
        ) STRICT;
        CREATE TABLE outbox (
            n INTEGER PRIMARY KEY,
            receiver TEXT NOT NULL,
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            changes TEXT NOT NULL,        -- JSON list of ids
            at TEXT NOT NULL,
            due TEXT,                     -- NULL: sent, given up, or part of another row
            tries INTEGER NOT NULL,
            reason TEXT,
            sent TEXT,
            UNIQUE (receiver, key)
        ) STRICT;
        CREATE INDEX outbox_due ON outbox (receiver, n) WHERE due IS NOT NULL;
        """
    )


@migrations()
def m0060_announced(db: Database) -> None:
    """What an organisation's own log says of a change."""
    db.execute("ALTER TABLE changes ADD COLUMN announced TEXT")  # JSON; NULL: no log is known


STEPS = frozenset(name for name in globals() if name[:1] == "m" and name[1:5].isdigit())
"""Names of all steps: a record with another one was written by a newer version."""
