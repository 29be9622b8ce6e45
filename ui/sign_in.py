"""Signing in at the level of requests: where it leads back to, what is said when it fails, how its cookies are kept."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from network import limits
from network.errors import StoreError, TooOften
from network.settings import NetworkSettings
from ui import shell
from ui.store import door

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"  # Streamlit's own
COOKIE = "_streamlit_user"  # Streamlit's; signed, it holds the provider's claims
BACK = "r2p_back"  # where a sign-in began, for as long as it lasts
LASTS = 600  # seconds
LONGEST = 1_000  # characters of an address that is led back to
FEED = re.compile(r"/feeds/[^\s?\"]+")


def secrets(settings: NetworkSettings) -> dict | None:
    """What Streamlit's sign-in needs, from the settings; None where no provider is set."""
    if not settings.has_provider:
        return None
    return {
        "auth": {
            "redirect_uri": f"{settings.public_address}{CALLBACK}",
            "cookie_secret": settings.cookie_secret.get_secret_value(),
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc_metadata,
        }
    }


def way_back(address: str | None, *, host: str | None, outcome: str = "") -> str:
    """The page of this site that an address names, with its parameters; the first page for any other address.

    `outcome` is added for the page to say how the sign-in ended.
    """
    parts = urlsplit(address or "")
    name = parts.path.strip("/")
    is_ours = parts.netloc in ("", host) and name in {*shell.NAVIGATION, *shell.MEMBERS} and len(parts.query) <= LONGEST
    asked = [one for one in parse_qsl(parts.query) if one[0] != "sign_in"] if is_ours else []
    parameters = urlencode([*asked, *([("sign_in", outcome)] if outcome else [])])
    return f"/{name if is_ours else ''}{'?' if parameters else ''}{parameters}"


class SignIn:
    """Leads whoever signs in back to the page they came from, with the reason where it failed.

    Streamlit leads everybody to the front page and says nothing of a failure. `is_secure`: the site is reached over https,
    so that its cookies are never sent without.
    """

    def __init__(self, app: ASGIApp, *, is_secure: bool):
        self.app, self.is_secure = app, is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        if scope["path"] == LOGIN and await to_thread.run_sync(_is_too_often, request):
            answer = RedirectResponse(_from(request, "too_often"), status_code=303)
            await answer(scope, receive, send)
            return
        change = {LOGIN: _begun, CALLBACK: _ended}.get(scope["path"])
        await self.app(scope, receive, _Sender(send, request, change, self.is_secure))


class _Sender:
    """Sends an answer, changed where it belongs to a sign-in."""

    def __init__(self, send: Send, request: HTTPConnection, change: Callable | None, is_secure: bool):
        self.send, self.request, self.change, self.is_secure = send, request, change, is_secure
        self.is_replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.change is not None:
                self.change(self.request, message)
                self.is_replaced = message["status"] in (302, 303)
            if self.is_secure:
                _secure(message)
        elif self.is_replaced:
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await self.send(message)


def _from(request: HTTPConnection, outcome: str) -> str:
    return way_back(request.headers.get("referer"), host=request.headers.get("host"), outcome=outcome)


def _begun(request: HTTPConnection, message: Message) -> None:
    """On the way to the provider: remember the page, which the browser names as the one it comes from."""
    headers = MutableHeaders(scope=message)
    if message["status"] >= 400:
        _lead(message, _from(request, "unavailable"))
    elif headers.get("location", "/") == "/":  # the button was too old
        headers["location"] = _from(request, "")
    else:
        kept = quote(_from(request, ""), safe="")
        headers.append("set-cookie", f"{BACK}={kept}; Max-Age={LASTS}; Path={CALLBACK}; HttpOnly; SameSite=Lax")


def _ended(request: HTTPConnection, message: Message) -> None:
    """Back from the provider: to the page the sign-in began at; a sign-out comes this way as well, without a state."""
    asked = request.query_params
    is_in = any(
        one.startswith(f"{COOKIE}=") and not one.startswith((f'{COOKIE}=""', f"{COOKIE}=;"))
        for one in Headers(scope=message).getlist("set-cookie")
    )
    outcome = (
        "" if is_in or not ("state" in asked or "error" in asked) else "declined" if "error" in asked else "failed"
    )
    _lead(message, way_back(unquote(request.cookies.get(BACK, "")), host=None, outcome=outcome))
    MutableHeaders(scope=message).append("set-cookie", f"{BACK}=; Max-Age=0; Path={CALLBACK}; HttpOnly; SameSite=Lax")


def _lead(message: Message, path: str) -> None:
    message["status"] = 303
    headers = MutableHeaders(scope=message)
    headers["location"], headers["content-length"] = path, "0"


def _secure(message: Message) -> None:
    message["headers"] = [
        (name, value + b"; Secure" if name.lower() == b"set-cookie" and b"; secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]


def _is_too_often(request: HTTPConnection) -> bool:
    """Count one more sign-in begun from a network address; whether that is one too many."""
    origin = request.client.host if request.client else "this machine"
    try:
        store = door.store()
        store.write(
            lambda connection: limits.count(
                connection, store.limits, name="sign_in_start", who=origin, now=datetime.now(UTC)
            )
        )
    except TooOften:
        return True
    except StoreError:
        return False  # the provider does not need our database; whoever comes back will be told of it
    return False


class NoTokens(logging.Filter):
    """Keeps the secret part of feed addresses, and a provider's codes, out of a server's log of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_secrets(one) if isinstance(one, str) else one for one in record.args)
        return True


def _without_secrets(text: str) -> str:
    if CALLBACK in text:
        return text.split("?")[0]
    return FEED.sub("/feeds/…", text)
