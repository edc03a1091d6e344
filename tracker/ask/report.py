"""A change or a page as a document to hand on: for an editor, a lawyer, an archive.

A report is made once, as a list of parts; Markdown and HTML are two ways to write the parts down. It holds no clock:
the same record gives the same bytes.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from tracker.ask.blame import Blamed
from tracker.ask.cite import cite
from tracker.ask.history import History
from tracker.model import Block, BlockKind, Capture, Change, Edit, EditKind, Op, Page, Piece, Statement, iso
from tracker.model.shown import clean, web_address
from tracker.model.text import shown_json
from tracker.prove.proof import proof, verifier
from tracker.watch.archive.warc import write_warc

FORMATS = ("html", "md", "json", "warc", "zip")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A statement before and after, in one."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A text of a page, one line a block; of each whether it is a heading."""

    lines: tuple[tuple[str, bool], ...]
    since: str = ""  # since when it has stood there


Part = Heading | Paragraph | Words | Facts | Quote


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    parts: tuple[Part, ...]
    data: dict[str, Any]  # the same as values, for `json`
    captures: tuple[tuple[int, Capture], ...]  # with their numbers in the record
    proofs: Mapping[str, bytes]  # files by name, of the changes that the log is signed for


def change_report(history: History, change: Change, data: dict[str, Any]) -> Report:
    """Everything on one change: statements, times, hashes, both texts, both captures."""
    versions = [history.store.versions.get(change.page, m.version) for m in (change.before, change.after)]
    before, after = (version for version in versions if version)
    parts: list[Part] = [
        Heading(f"{change.organisation}: {change.headline}", 1),
        Paragraph(f"{change.page_title}. {_said(change)}"),
        *(_edits(change.edits) if len(change.edits) > 1 else map(_words, change.edits)),  # one has the change's reason
    ]
    notes = history.notes(change)
    if notes:
        parts += [Heading("Notes"), *(Paragraph(f"{note.text} ({note.who}, {_moment(note.at)})") for note in notes)]
    parts += [Heading("When, and from what"), Facts(_facts(change)), Paragraph(cite(change))]
    parts += [Heading("The whole text before"), Quote(_lines(before))]
    parts += [Heading("The whole text after"), Quote(_lines(after))]
    return Report(
        f"{change.organisation}: {change.headline}",
        (*parts, *_verify()),
        data | {"before_text": _plain(before), "after_text": _plain(after)},
        _captures(history, (change.before.snapshot, change.after.snapshot)),
        _proofs(history, [change]),
    )


def page_report(history: History, page: Page, changes: Sequence[dict[str, Any]], found: Sequence[Change]) -> Report:
    """Everything on one page: its text with the age of each sentence, its changes, how it was looked at."""
    seen = history.seen(page)
    cover = history.coverage(page)
    lines = history.blame(page)
    parts: list[Part] = [
        Heading(f"{page.organisation}: {page.title}", 1),
        Paragraph(cover.sentence),
        Heading("What changed, newest first" if found else "Nothing changed"),
    ]
    for change in found:
        parts += [Heading(f"{_day(change.first_with)}: {change.headline}", 3), Paragraph(_said(change))]
        parts += [*_edits(change.edits), Facts(_facts(change))]
    parts.append(Heading("What it says, and since when"))
    for since, run in groupby(lines, _since):
        parts.append(Quote(tuple((line.text, line.kind is BlockKind.HEADING) for line in run), since))
    numbers = [n for change in found for n in (change.before.snapshot, change.after.snapshot)]
    return Report(
        f"{page.organisation}: {page.title}",
        (*parts, *_verify()),
        {
            "page": page.id,
            "organisation": page.organisation,
            "title": page.title,
            "url": page.url,
            "coverage": cover.sentence,
            "text": [{"since": iso(line.since), "text": line.text} for line in lines],
            "changes": list(changes),
        },
        _captures(history, [*numbers, seen.moment.snapshot]),
        _proofs(history, found),
    )


def _said(change: Change) -> str:
    return f"{change.toward.capitalize()} ({change.severity}): {change.reason}."


def _since(line: Blamed) -> str:
    return f"since {_day(line.since)}" + ("" if line.last_without else ", when watching began, or before")


def _edits(edits: Iterable[Edit]) -> list[Part]:
    parts: list[Part] = []
    for edit in edits:
        parts += [_words(edit), Paragraph(f"{edit.kind.capitalize()}, {edit.direction}: {edit.reason}.")]
    return parts


def _words(edit: Edit) -> Words:
    only = Op.INSERT if edit.kind is EditKind.ADDED else Op.DELETE
    return Words(edit.pieces or (Piece(only, edit.new or edit.old or ""),))


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _moment(at: datetime) -> str:
    return f"{_day(at)}, {at:%H:%M:%S} UTC"


def _facts(change: Change) -> tuple[tuple[str, str], ...]:
    return (
        ("Last look without", _moment(change.last_without)),
        ("First look with", _moment(change.first_with)),
        ("Captured before", f"{_moment(change.before.captured_at)}, SHA-256 {change.before.sha256}"),
        ("Captured after", f"{_moment(change.after.captured_at)}, SHA-256 {change.after.sha256}"),
        ("Address", change.after.url),
        ("Change", f"{change.id} ({change.status})"),
    )


def _verify() -> tuple[Part, ...]:
    return (
        Heading("How to check this"),
        Paragraph(
            "A capture is the body of the answer as the server gave it, content encodings undone. Its SHA-256 stands"
            " above; the zip form of this report holds the captures, and `sha256sum -c SHA256SUMS` checks them there."
            " The statements can be found in the captures with any browser or text editor. Times are those of the"
            " machine that looked, in UTC."
        ),
    )


def _lines(statement: Statement) -> tuple[tuple[str, bool], ...]:
    return tuple((_marked(block), block.kind is BlockKind.HEADING) for block in statement.wording)


def _plain(statement: Statement) -> list[str]:
    return [f"{'# ' if block.kind is BlockKind.HEADING else ''}{_marked(block)}" for block in statement.wording]


def _marked(block: Block) -> str:
    return f"• {block.text}" if block.kind is BlockKind.LIST_ITEM else block.text


def _captures(history: History, numbers: Iterable[int]) -> tuple[tuple[int, Capture], ...]:
    found = ((number, history.store.snapshots.get(number)) for number in dict.fromkeys(numbers))
    return tuple((number, capture) for number, capture in found if capture)


def _proofs(history: History, changes: Iterable[Change]) -> Mapping[str, bytes]:
    return {name: body for change in changes for name, body in proof(history.store, change).items()}


# -- writing it down


def write(report: Report, form: str) -> bytes:
    """The report in one of `FORMATS`."""
    match form:
        case "json":
            return (shown_json(json.dumps(report.data, ensure_ascii=False, indent=1, default=_value)) + "\n").encode()
        case "md":
            return _markdown(report).encode()
        case "html":
            return _html(report).encode()
        case "warc":
            return write_warc(capture for _, capture in report.captures)
    return _zip(report)


def _value(value: Any) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)


def _markdown(report: Report) -> str:
    return "\n\n".join(_part_markdown(part) for part in report.parts) + "\n"


def _part_markdown(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * level} {_md(text)}"
        case Paragraph(text):
            return _md(text)
        case Words(pieces):
            marks = {Op.EQUAL: "", Op.DELETE: "~~", Op.INSERT: "**"}
            # Marks do not hold next to white space: it is put outside of them.
            return "> " + "".join(
                re.sub(r"^(\s*)(.*?)(\s*)$", lambda m, mark=marks[p.op]: f"{m[1]}{mark}{_md(m[2])}{mark}{m[3]}", p.text)  # type: ignore[misc]
                if p.text.strip()
                else p.text
                for p in pieces
            ).replace("\n", " ")
        case Facts(rows):
            return "\n".join(f"- {name}: {_md(value)}" for name, value in rows)
        case Quote(lines, since):
            told = "\n>\n".join(f"> **{_md(line)}**" if heading else f"> {_md(line)}" for line, heading in lines)
            return f"*{_md(since)}*\n\n{told}" if since else told


# A report may be read on a terminal or be fed to a machine: what nobody sees is shown.
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2060-\u2064\U000e0000-\U000e007f]")


def _visible(text: str) -> str:
    return _HIDDEN.sub("\ufffd", clean(text))


def _md(text: str) -> str:
    """Text that Markdown shows as it is; also safe where HTML in Markdown is obeyed."""
    return re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", _visible(text))


_STYLE = """
body { font: 17px/1.5 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1a1a1a; }
h1 { line-height: 1.2; } ins { background: #d7f2dc; text-decoration: underline; } del { background: #fbdcdc; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid #bbb; }
dt { font-weight: bold; } dd { margin: 0 0 .4em 0; overflow-wrap: anywhere; font-family: monospace; font-size: .85em; }
a { color: inherit; } .since { margin: 1.5em 0 0; font-size: .85em; color: #666; }
h1, h2, h3, dt, .since { break-after: avoid; } dl, blockquote p { break-inside: avoid; }
@media print { body { max-width: none; margin: 0; font-size: 11pt; } }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #e6e6e6; }
 .since { color: #aaa; } ins { background: #1d4a28; } del { background: #5a2323; } }
"""


def _html(report: Report) -> str:
    body = "\n".join(map(_part_html, report.parts))
    # Nothing in it is loaded or run, whatever a page's text says.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(report.title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _part_html(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level}>{_text(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{_text(text)}</p>"
        case Words(pieces):
            tags = {Op.EQUAL: "{}", Op.DELETE: "<del>{}</del>", Op.INSERT: "<ins>{}</ins>"}
            return f"<blockquote>{''.join(tags[p.op].format(_text(p.text)) for p in pieces)}</blockquote>"
        case Facts(rows):
            return f"<dl>{''.join(f'<dt>{_text(name)}</dt><dd>{_fact(value)}</dd>' for name, value in rows)}</dl>"
        case Quote(lines, since):
            paragraphs = (f"<strong>{_text(line)}</strong>" if heading else _text(line) for line, heading in lines)
            told = f"<blockquote>{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</blockquote>"
            return f'<p class="since">{_text(since)}</p>{told}' if since else told


def _fact(value: str) -> str:
    if value.startswith(("http://", "https://")) and (address := web_address(value)):
        return f'<a href="{_text(address)}" rel="noreferrer">{_text(value)}</a>'
    return _text(value)


def _text(text: str) -> str:
    return html.escape(_visible(text))


_VERIFY = """\
How to check this bundle
------------------------
report.html, report.md, report.json   the same report in three forms
captures/N.body                       what the server answered, byte for byte (content encodings undone)
captures/N.json                       address, time, status and headers of that answer
captures.warc.gz                      the same as an archive keeps it (WARC 1.1), for pywb and the like
SHA256SUMS                            the hash of every file

    sha256sum -c SHA256SUMS           on Linux
    shasum -a 256 -c SHA256SUMS       on macOS

{proofs}The hashes of the captures also stand in the report, and in the entry that was published for each change.
"""
_PROOFS = """\
proof-*.json                          the change and both captures in the tracker's signed log
checkpoint-*                          the signature on that log, and the time stamp (RFC 3161) on it when it has one
verify_proof.py                       checks that, without the tracker

    python3 verify_proof.py           what it proves, and what it does not

"""
_UNSIGNED = "No proof goes with this: the log had not been signed for it yet. A publication signs it.\n\n"


def _zip(report: Report) -> bytes:
    files = {f"report.{form}": write(report, form) for form in ("html", "md", "json")}
    dates: dict[str, datetime] = {}
    for number, capture in report.captures:
        files[f"captures/{number}.body"] = capture.body
        files[f"captures/{number}.json"] = _about(capture)
        dates |= {f"captures/{number}.{end}": capture.at for end in ("body", "json")}
    files["captures.warc.gz"] = write(report, "warc")
    files |= report.proofs
    if report.proofs:
        files["verify_proof.py"] = verifier()
    files["HOW-TO-CHECK.txt"] = _VERIFY.format(proofs=_PROOFS if report.proofs else _UNSIGNED).encode()
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    latest = max(dates.values(), default=datetime(1980, 1, 1, tzinfo=UTC))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            at = max(dates.get(name, latest).astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            bundle.writestr(info, files[name])
    return stream.getvalue()


def _about(capture: Capture) -> bytes:
    about = {
        "url": capture.url,
        "final_url": capture.final_url,
        "redirects": capture.redirects,
        "at": iso(capture.at),
        "status": capture.status,
        "headers": capture.headers,
        "source": capture.source,
        "sha256": capture.sha256,
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")
