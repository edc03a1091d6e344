"""PDF documents made to exhaust who reads them fail with a reason, and cost the process that asked nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterable

import pytest

from tests.read.pdfs import pdf
from tracker.errors import ExtractError, TooComplex, WrongType
from tracker.watch import child
from tracker.watch.child import PdfChild

LINES = [["Responsible use", "We sell no data to anybody who asks for it, and never did."]]


def document(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects, of which the first is the catalogue."""
    body, places = b"%PDF-1.7\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return body + head + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def page_showing(content: bytes, more: bytes = b"", resources: bytes = b"<< >>") -> list[bytes]:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %s >>" % resources
    pages = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    return [*pages, stream(content, more)]


def forms_calling_forms() -> bytes:
    """Nine forms deep, each calling the next one eight times."""
    objects = page_showing(b"/F5 Do", resources=b"<< /XObject << /F5 5 0 R >> >>")
    for number in range(5, 14):
        own = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /F%d %d 0 R >> >>"
        objects.append(stream(b" ".join([b"/F%d Do" % (number + 1)] * 8), own % (number + 1, number + 1)))
    text = b"BT /F1 9 Tf 10 10 Td (we sell no data) Tj ET"
    objects.append(stream(text * 20, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]"))
    return document(objects)


def flate_twice() -> bytes:
    packed = zlib.compress(zlib.compress(b" " * 900_000_000, 9), 9)
    return document(page_showing(packed, b"/Filter [/FlateDecode /FlateDecode]"))


@pytest.fixture
def reader() -> Iterable[PdfChild]:
    reader = PdfChild()
    yield reader
    reader.close()


def test_a_document_is_read_in_a_child_that_stays(reader: PdfChild) -> None:
    from tracker.read.pdf import read_pdf

    body = pdf(LINES, "Terms")
    assert reader.read(body) == read_pdf(body)
    first = reader._child
    assert reader.read(body)[1] == "Terms"
    assert reader._child is first
    assert first is not None
    assert first.pid != os.getpid()
    with pytest.raises(WrongType, match="the PDF cannot be opened"):
        reader.read(b"%PDF-1.7 and nothing else")


@pytest.mark.parametrize("answer", [b"no JSON", b"[]", b"{}", b'{"error": "Exit", "reason": ""}', b'{"blocks": [[1]]}'])
def test_what_a_broken_child_says_is_a_failure_of_that_document(
    answer: bytes, reader: PdfChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(child, "_received", lambda *_: answer)
        with pytest.raises(TooComplex, match="could not be read"):
            reader.read(pdf(LINES, "Terms"))
    assert reader.read(pdf(LINES, "Terms"))[1] == "Terms"


def test_no_child_to_be_had_is_a_failure_of_that_document(reader: PdfChild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child.sys, "executable", "/nowhere/python")
    with pytest.raises(ExtractError, match="no process could be started"):
        reader.read(pdf(LINES, "Terms"))


def test_a_lower_limit_of_the_machine_stays() -> None:
    """As under `ulimit -d` and `ulimit -t`: a limit that may not be raised is no reason to fail."""
    program = (
        "import resource as r; r.setrlimit(r.RLIMIT_DATA, (3 * 10**8,) * 2); from tracker.watch import child;"
        "child._limit(r.RLIMIT_DATA, child.MEMORY); print(*r.getrlimit(r.RLIMIT_DATA))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "300000000 300000000\n", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [forms_calling_forms, flate_twice], ids=lambda bomb: bomb.__name__)
def test_a_bomb_fails_with_a_reason_and_the_next_document_is_read(
    bomb: object, reader: PdfChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "CPU", 2)  # in the sentence; the child has its own
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    body = bomb()  # type: ignore[operator]
    with pytest.raises(TooComplex, match="could not be read within"):
        reader.read(body)
    assert reader.read(pdf(LINES, "Terms"))[1] == "Terms"
    if bomb is forms_calling_forms:
        assert len(body) < 5_000
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
