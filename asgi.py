"""The server: Streamlit's application with the release loaded before the first visitor, and safe answers to every request."""

import contextlib
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.release import ReleaseError
from network import settings
from network.errors import StoreError
from ui import blocks_briefing, feed, readers, shell, sign_in
from ui.no_page import NoSuchPage
from ui.store import door

log = logging.getLogger("pillar_two")

# 'unsafe-inline' for styles and 'unsafe-eval' for scripts: Streamlit's own page sets styles on elements, and plotly.js
# compiles its number formats. Nothing may come from, or go to, another host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SafeAnswers:
    """Adds the headers above to every answer that has none of its own."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


async def health(_request: Request) -> JSONResponse:
    """Whether there is a release to serve, and which; 503 when there is none."""
    try:
        release = readers.current_release()
    except ReleaseError:
        return JSONResponse({"status": "no release"}, status_code=503)
    return JSONResponse({"status": "ok", "release": release.version, "refused": len(release.refused)})


def what_is_served() -> str:
    """A sentence on the release that will be shown, or on why there is none."""
    try:
        manifest = readers.current_release().manifest
    except ReleaseError as error:
        return f"There is no release to show, and the pages will say so: {error}"
    counts = manifest["counts"]
    return (
        f"Release {manifest['version']}: {counts['indicators']} indicators of {counts['countries']} States, "
        f"{manifest['first_month']} to {manifest['last_month']}."
    )


def network_state() -> str:
    """A sentence on the network database, brought to its newest tables, or on why its pages stay closed."""
    try:
        door.store()
    except StoreError as error:
        return f"The network's pages stay closed, all others are open: {error}"
    return "Network database: ready."


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load the release and the pages' modules, let the renderers start soon, then keep the garbage collector off all that."""
    logging.disable(logging.WARNING)  # Streamlit warns that there is no visitor yet; there is none to be
    st.navigation(shell.pages(), position="hidden")  # else Streamlit would serve pages/ past app.py; see shell.py
    with contextlib.suppress(ReleaseError):
        readers.warm()
        blocks_briefing.pool()
    logging.disable(logging.NOTSET)
    print(what_is_served(), flush=True)
    print(network_state(), flush=True)
    gc.collect()
    gc.freeze()
    yield {}


def explain(error: Exception) -> bool:
    """What fails outside a page, such as a callback: the trace goes to the log, the reader sees a sentence."""
    log.error("a callback failed", exc_info=error)
    shell.say_that_it_failed()
    return True


if settings.trouble():
    sys.exit(settings.trouble())
chosen = settings.network_settings()
logging.getLogger("uvicorn.access").addFilter(sign_in.NoTokens())
app = st.App(
    Path(__file__).parent / "app.py",
    secrets=sign_in.secrets(chosen),
    routes=[Route("/health", health), Route("/feeds/{token}", feed.answer)],
    middleware=[
        Middleware(SafeAnswers),
        Middleware(NoSuchPage, pages={*shell.NAVIGATION, *shell.MEMBERS}),
        Middleware(sign_in.SignIn, is_secure=chosen.public_address.startswith("https://")),
    ],
    lifespan=lifespan,
    on_script_error=explain,
)
