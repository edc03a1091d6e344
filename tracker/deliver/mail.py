"""Mail over SMTP: text and HTML with the same words, one message a mailbox, ids that thread."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote, unquote, urlsplit

from tracker.deliver.ways import Message, SendFailed
from tracker.model.delivery import Receiver

PATIENCE = 20.0  # s, to take the connection, and again for each answer
LAST_PATIENCE = 120.0  # s, for the answer to the letter itself: servers look through it before (RFC 5321, 4.5.3.2)
GOODBYE = 2.0  # s
SUBMISSION, IMPLICIT_TLS = 587, 465  # ports (RFC 8314)
_LEAVE = "List-Unsubscribe"
_LOCAL = ("localhost", "127.0.0.1", "::1")


class _Policy(EmailPolicy):
    """As mail goes over the wire. The library encodes an address that is longer than a line, and nobody reads that."""

    def fold(self, name: str, value: str) -> str:
        if name != _LEAVE:
            return str(super().fold(name, value))
        return f"{name}: {value.replace(', ', f',{self.linesep} ')}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == _LEAVE else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    tls: bool  # from the first byte; else once greeted, when the server can
    user: str | None
    password: str | None
    sender: str  # mailbox

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> MailServer:
        """From `TRACKER_SMTP` (smtp://user:password@host:port, smtps://...) and `TRACKER_MAIL_FROM`. SendFailed."""
        address = environ.get("TRACKER_SMTP", "")
        if not address:
            raise SendFailed("TRACKER_SMTP is not set: smtp://user:password@mail.example", is_permanent=True)
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SendFailed("TRACKER_SMTP is no address such as smtp://user:password@mail.example", is_permanent=True)
        tls = parts.scheme == "smtps"
        user = unquote(parts.username) if parts.username else None
        sender = environ.get("TRACKER_MAIL_FROM") or (user if user and "@" in user else "")
        if "@" not in sender or not sender.isascii() or not sender.isprintable() or " " in sender:
            raise SendFailed(
                "TRACKER_MAIL_FROM is not set to a mailbox such as tracker@mail.example", is_permanent=True
            )
        return cls(
            parts.hostname,
            port or (IMPLICIT_TLS if tls else SUBMISSION),
            tls,
            user,
            unquote(parts.password) if parts.password else None,
            sender,
        )


def send_mail(receiver: Receiver, message: Message, server: MailServer, title: str, now: datetime) -> None:
    """Hand one message in. SendFailed when the server did not take it."""
    mail = mail_of(receiver, message, server.sender, title, now)
    try:
        with closing(_connected(server)) as connection:
            assert connection.sock is not None
            connection.sock.settimeout(LAST_PATIENCE)  # who hangs up too early sends twice
            connection.send_message(mail, server.sender, [receiver.to])
            with suppress(OSError, smtplib.SMTPException):  # it was taken, however the server says goodbye
                connection.sock.settimeout(GOODBYE)
                connection.quit()
    except smtplib.SMTPResponseException as error:
        raise _refused("the mail server answered", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused("the mail server refused the mailbox:", *next(iter(error.recipients.values()))) from error
    except (OSError, smtplib.SMTPException) as error:
        told = _said(str(error)) or type(error).__name__
        raise SendFailed(f"the mail server {server.host} cannot be used: {told}") from error


def _refused(what: str, code: int, answer: bytes | str) -> SendFailed:
    return SendFailed(f"{what} {code} {_said(answer)}", is_permanent=code >= 500)


def mail_of(receiver: Receiver, message: Message, sender: str, title: str, now: datetime) -> EmailMessage:
    """The message as it is sent (RFC 5322). Its headers take no line breaks, whatever a page said."""
    domain = sender.rsplit("@", 1)[1]
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = message.letter.subject
    mail["From"] = Address(_phrase(title), addr_spec=sender)
    mail["To"] = receiver.to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    if message.replies_to:
        mail["In-Reply-To"] = mail["References"] = f"<{message.replies_to}@{domain}>"
    name = receiver.search.id
    mail["List-Id"] = f"<{name}.{domain}>"
    leave = f"<mailto:{sender}?subject={quote(f'unsubscribe {name}')}>"
    if receiver.unsubscribe:
        leave = f"<{receiver.unsubscribe}>, {leave}"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail[_LEAVE] = leave
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office notes, please (RFC 3834)
    mail.set_content(message.letter.text, cte="quoted-printable")
    mail.add_alternative(message.letter.html, subtype="html", cte="quoted-printable")
    return mail


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if not server.tls:
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
            elif server.user and server.host not in _LOCAL:
                raise SendFailed(
                    "the mail server offers no encryption, and a password is not sent without", is_permanent=True
                )
        if server.user:
            connection.login(server.user, server.password or "")
    except BaseException:
        connection.close()
        raise
    return connection


def _said(answer: bytes | str) -> str:
    """What a server said, on one line, without what may be an address."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    words = ("..." if "@" in word else word for word in text.split())
    return "".join(c if c.isprintable() else " " for c in " ".join(words))[:200]


def _phrase(title: str) -> str:
    return "".join(c if c.isprintable() else " " for c in title)[:100]
