"""A real SMTP server on loopback that keeps what it takes, and answers as a test says.

::

    with Mailbox() as mailbox:
        mailbox.smtp                # smtp://127.0.0.1:PORT, as TRACKER_SMTP
        mailbox.says = "451 later"  # to every letter from here on; None: it is taken
        mailbox.letters[-1]["Subject"]
"""

from __future__ import annotations

import socket
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    def __init__(self, tls: SSLContext | None = None, password: str = "") -> None:
        """With a password, mail is taken from `desk` alone, and that only over TLS (STARTTLS)."""
        self.password = password
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []  # the same, as they came
        self.says: str | None = None
        self.refuses: set[str] = set()  # mailboxes
        self.takes_and_dies = False  # the letter is kept, and the line is cut before the answer
        self.wait = 0.0  # s before the answer to a letter
        secure = {"tls_context": tls, "require_starttls": True} if tls else {}
        if password:
            secure |= {"authenticator": self._knows, "auth_required": True}
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), **secure)

    def _knows(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        known = (data.login, data.password) == (b"desk", self.password.encode())
        return AuthResult(success=known, handled=False)  # the answer is the server's

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return f"550 5.1.1 <{address}> is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        time.sleep(self.wait)
        if self.says:
            return self.says
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        self.raw.append(content)
        if self.takes_and_dies:
            server.transport.close()
        return "250 OK"

    @property
    def smtp(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]

    def __enter__(self) -> Mailbox:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def part(letter: EmailMessage, kind: str) -> str:
    """The words of one of its two forms: plain or html."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())
