"""The forms of a report: Markdown, HTML, JSON, the captures as WARC, and all of them with the proofs as a zip."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from tracker.ask.report import Facts, Heading, Paragraph, Part, Quote, Report, Words
from tracker.model import Capture, Op, iso
from tracker.model.shown import cleaned, visible
from tracker.model.text import shown_json
from tracker.prove.proof import verifier
from tracker.publish.html import render
from tracker.watch.archive.warc import write_warc

FORMATS = ("html", "md", "json", "warc", "zip")


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
    return "\n\n".join(map(_part_markdown, cleaned(report.parts, visible))) + "\n"


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


def _md(text: str) -> str:
    """Text that Markdown shows as it is; also safe where HTML in Markdown is obeyed."""
    return re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", text)


def _html(report: Report) -> str:
    return render("report.html", title=visible(report.title), parts=cleaned(report.parts, visible))


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
