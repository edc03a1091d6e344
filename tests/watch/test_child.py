"""PDF documents made to exhaust who reads them fail with a reason, and cost the process that asked nothing."""

from __future__ import annotations

import os
import resource
import zlib
from collections.abc import Iterable

import pytest

from tests.read.pdfs import pdf
from tracker.errors import TooComplex, WrongType
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
