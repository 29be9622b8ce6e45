"""An address that leads to no page: sent on to the first page, which says so, before Streamlit says it in English."""

from collections.abc import Collection
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.address import LONGEST, NO_PAGE

ANSWERED = frozenset(  # first parts of addresses that Streamlit or this server answers itself
    ("_stcore", "app", "auth", "component", "feeds", "health", "media", "oauth2callback", "static")
)


class NoSuchPage:
    """Sends a browser that asks for a page which is none to the first page, with what it asked for."""

    def __init__(self, app: ASGIApp, *, pages: Collection[str]):
        self.app, self.pages = app, frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope) if scope["type"] == "http" else None
        if request is None or not self._is_none(request):
            await self.app(scope, receive, send)
            return
        kept = {NO_PAGE: request.scope["path"].strip("/")[: LONGEST + 1]}
        if "lang" in request.query_params:
            kept["lang"] = request.query_params["lang"]
        await RedirectResponse(f"/?{urlencode(kept)}", status_code=303)(scope, receive, send)

    def _is_none(self, request: Request) -> bool:
        path = request.scope["path"].strip("/")
        asks_for_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        is_file = "." in path.rsplit("/", 1)[-1]
        return bool(
            asks_for_page and path and not is_file and path not in self.pages and path.split("/")[0] not in ANSWERED
        )
