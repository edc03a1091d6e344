"""Time stamps on checkpoints (RFC 3161): an authority signs that a text was there, at a time by its own clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

# The libraries load in 60 ms, and few commands need them: they are imported where they are used.


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority says of a text."""

    at: datetime  # it was there then, UTC
    authority: str  # as its certificate names it


@dataclass(frozen=True, slots=True)
class Question:
    """What an authority is asked: a TimeStampReq in DER, with a number that no answer of before has."""

    data: bytes
    nonce: int


class Roots:
    """Certificates of the authorities that are believed."""

    def __init__(self, pem: bytes) -> None:
        """ValueError when there is none in it."""
        from cryptography.x509 import load_pem_x509_certificates

        self._certificates = load_pem_x509_certificates(pem)

    def vouch(self, answer: bytes, text: str, nonce: int | None = None) -> None:
        """ValueError unless one of them stands behind a time stamp on this text, asked for with this number."""
        from rfc3161_client import VerificationError, VerifierBuilder

        verifier = VerifierBuilder(roots=self._certificates, nonce=nonce).build()
        try:
            verifier.verify_message(_parsed(answer), text.encode())
        except VerificationError as error:  # its words are those of OpenSSL
            why = "it answers another request" if "Nonce" in str(error) else "no trusted certificate vouches for it"
            raise ValueError(why) from error


def ask_for(text: str) -> Question:
    """A request for a time stamp on this text."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made = TimestampRequestBuilder(text.encode(), HashAlgorithm.SHA256).build()
    assert made.nonce is not None
    return Question(made.as_bytes(), made.nonce)


def read_stamp(answer: bytes, text: str) -> Stamp:
    """What an answer says of this text. Whether it is to be believed, `Roots.vouch` tells. ValueError for none."""
    response = _parsed(answer)
    if response.status:
        said = "; ".join(response.status_string)
        raise ValueError(f"the authority refused: {said or f'status {response.status}'}")
    told = response.tst_info
    if told.message_imprint.message != hashlib.sha256(text.encode()).digest():
        raise ValueError("it is over another text")
    return Stamp(told.gen_time.astimezone(UTC), _signer(response))


def _parsed(answer: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise ValueError("it is no time stamp") from error


def _signer(response: TimeStampResponse) -> str:
    """The name on the certificate that signed."""
    from cryptography.x509 import load_der_x509_certificate
    from cryptography.x509.oid import NameOID

    signers = {(signer.issuer, signer.serial_number) for signer in response.signed_data.signer_infos}
    for certificate in map(load_der_x509_certificate, response.signed_data.certificates):
        if (certificate.issuer, certificate.serial_number) in signers:
            names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value) if names else certificate.subject.rfc4514_string()
    raise ValueError("its authority left out its certificate")
