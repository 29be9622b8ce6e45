"""/feeds/TOKEN: a member's news for a news reader, opened by a personal address."""

import contextlib
import hashlib
from datetime import UTC, datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from briefing.language import best_offered, translator
from data.release import ReleaseError
from network import feeds
from network.errors import NetworkError, StoreError, TooOften
from network.settings import network_settings
from ui import readers
from ui.store import door

HEADERS = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
WAIT = "300"  # seconds after which a news reader may ask again


async def answer(request: Request) -> Response:
    """The feed, or a sentence on why there is none: 404 unknown or revoked, 429 too often, 503 no database."""
    try:
        content = await to_thread.run_sync(_feed, request)
    except NetworkError as error:
        code = 429 if isinstance(error, TooOften) else 503 if isinstance(error, StoreError) else 404
        language = best_offered(request.headers.get("accept-language"))
        wait = {"Retry-After": WAIT} if code != 404 else {}
        return PlainTextResponse(error.sentence(translator(language)), code, HEADERS | wait)
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=HEADERS | {"ETag": mark})
    return Response(content, media_type="application/atom+xml; charset=utf-8", headers=HEADERS | {"ETag": mark})


def _feed(request: Request) -> bytes:
    figures = None
    with contextlib.suppress(ReleaseError):
        figures = readers.watched()
    return door.ask(
        lambda store: feeds.atom(
            store, request.path_params["token"], now=datetime.now(UTC), address=network_settings().public_address,
            origin=request.client.host if request.client else "this machine", translators=translator, figures=figures,
        )
    )  # fmt: skip
