"""A web server on this machine that stands for any host over TLS, and answers as a test tells it to."""

import contextlib
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATIENCE = 20  # seconds that a connection which sends nothing is held at most


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the server was asked."""

    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server sends. `manner`: plain, truncated, chunked, endless, drip (byte by byte) or silent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "plain"

    def but(self, **changes: Any) -> "Answer":
        return replace(self, **changes)

    def with_headers(self, **headers: str) -> "Answer":
        return self.but(headers=self.headers | {name.replace("_", "-"): text for name, text in headers.items()})


NOTHING = Answer(body=b"no such file", status=404, headers={"Content-Type": "text/plain"})
Answering = Callable[[Request], Answer]


class Server:
    """Answers every host; remembers what it was asked."""

    def __init__(self, context: ssl.SSLContext):
        self.answer: Answering = lambda request: NOTHING
        self.requests: list[Request] = []
        self.is_over = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def resolve(self, host: str) -> tuple[str, int]:
        """Every host is this server."""
        return "127.0.0.1", self.port

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that refuses a certificate is what some tests want."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            headers = {name.lower(): text for name, text in self.headers.items()}
            request = Request(host=headers.get("host", "").split(":")[0], path=parts.path, query=query, headers=headers)
            server.requests.append(request)
            with contextlib.suppress(OSError):  # whoever asked may have had enough
                self.send(server.answer(request), request)

        def send(self, answer: Answer, request: Request) -> None:
            if answer.manner == "silent":
                server.is_over.wait(PATIENCE)
                self.close_connection = True
                return
            body, headers, status = _rest(answer, request)
            self.send_response(status)
            sizes = {"endless": {}, "chunked": {"Transfer-Encoding": "chunked"}}
            for name, text in (headers | sizes.get(answer.manner, {"Content-Length": str(len(body))})).items():
                self.send_header(name, text)
            self.end_headers()
            self.close_connection = answer.manner != "plain"
            getattr(self, f"send_{answer.manner}")(body)

        def send_plain(self, body: bytes) -> None:
            self.wfile.write(body)

        def send_truncated(self, body: bytes) -> None:
            self.wfile.write(body[: len(body) // 2])

        def send_chunked(self, body: bytes) -> None:
            for start in range(0, len(body), 100):
                piece = body[start : start + 100]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

        def send_endless(self, body: bytes) -> None:
            while not server.is_over.is_set():
                self.wfile.write(body or b" " * 1000)

        def send_drip(self, body: bytes) -> None:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _rest(answer: Answer, request: Request) -> tuple[bytes, dict[str, str], int]:
    """The part of the body that was asked for, if the server is one that sends parts of this very version."""
    asked = request.headers.get("range", "")
    is_same = request.headers.get("if-range") in (answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
    if not asked or not is_same or answer.headers.get("Accept-Ranges") != "bytes" or answer.status != 200:
        return answer.body, answer.headers, answer.status
    start, size = int(asked.removeprefix("bytes=").split("-")[0]), len(answer.body)
    if start >= size:
        return b"", answer.headers, 416
    headers = answer.headers | {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
    return answer.body[start:], headers, 206


@contextlib.contextmanager
def serving(folder: Path, hosts: list[str], *, is_expired: bool = False) -> Iterator[tuple[Server, Path]]:
    """A server whose certificate is valid for these hosts, or was; with the authority to trust for it."""
    authority, certificate = _certificates(folder, hosts, is_expired=is_expired)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(context) as server:
        yield server, authority


def _certificates(folder: Path, hosts: list[str], *, is_expired: bool) -> tuple[Path, Path]:
    """Files with the certificate of an authority of our own, and with one for these hosts and its key."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
    constraints = x509.BasicConstraints(ca=True, path_length=None)
    root = _builder(name, name, root_key, now - timedelta(days=900), now + timedelta(days=900))
    root = root.add_extension(constraints, critical=True).sign(root_key, hashes.SHA256())
    start, end = (now - timedelta(days=800), now - timedelta(days=1)) if is_expired else (now, now + timedelta(days=9))
    names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A server for tests")])
    leaf = _builder(subject, name, key, start - timedelta(hours=1), end)
    leaf = leaf.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(root_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "authority.pem").write_bytes(root.public_bytes(pem))
    (folder / "server.pem").write_bytes(private + leaf.public_bytes(pem))
    return folder / "authority.pem", folder / "server.pem"


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
