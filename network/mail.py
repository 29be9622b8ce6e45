"""Sends a message through a mail server (SMTP); nothing else leaves this machine by mail."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol

from network.settings import NetworkSettings

# Seconds a mail server may take to answer.
PATIENCE = 20


class MailError(Exception):
    """The message did not go out; the text says why, without a password or an address."""


class Mailer(Protocol):
    """Whatever can send a message."""

    @property
    def sender(self) -> str: ...

    def send(self, message: EmailMessage) -> None:
        """Raises MailError."""


@dataclass(frozen=True, kw_only=True)
class SmtpMailer:
    """A mail server, reached anew for every message."""

    host: str
    port: int
    security: str  # starttls, tls, none
    user: str
    password: str
    sender: str

    @classmethod
    def from_settings(cls, settings: NetworkSettings) -> "SmtpMailer | None":
        """The mail server of the settings; None where none is set."""
        if not settings.smtp_host:
            return None
        return cls(
            host=settings.smtp_host, port=settings.smtp_port, security=settings.smtp_security, user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(), sender=settings.mail_from,
        )  # fmt: skip

    def send(self, message: EmailMessage) -> None:
        """Raises MailError if the server cannot be reached, is not trusted, or refuses."""
        try:
            with self._connection() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message, from_addr=parseaddr(self.sender)[1])
        except (OSError, smtplib.SMTPException) as error:
            code = getattr(error, "smtp_code", "")
            raise MailError(f"mail server {self.host}:{self.port}: {type(error).__name__} {code}".rstrip()) from error

    def _connection(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except Exception:
                server.close()
                raise
        return server
