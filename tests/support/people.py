"""A network of people for the pages: one member of each role, and whoever signs in as one of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from network import members, start
from network.desk import Visit, operator
from network.limits import Limit, Limits
from network.roles import Grant, Role
from network.store import Store

ISSUER = "https://provider.example"
COOKIE_SECRET = "a secret of the tests, long enough for a cookie"
# Counted, but not reached.
WIDE = Limits(by_name={name: Limit(times=1_000_000, seconds=60) for name in Limits().by_name})
CAST: dict[str, tuple[Grant, ...]] = {
    "reader": (Grant(role=Role.READER),),
    "focal": (Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="BEL"),),
    "other": (Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="GHA"),),
    "burundi": (Grant(role=Role.CONFIGURATION_MEMBER, scope_kind="configuration", scope="pbc-bdi"),),
    "reviewer": (Grant(role=Role.REVIEWER),),
    "administrator": (Grant(role=Role.ADMINISTRATOR),),
    "nobody": (),
}


def settle(address: str) -> dict[str, str]:
    """Put the cast into a new database; the ids of its members by their short names."""
    with start.start(address, now=datetime.now(UTC)) as store:
        visit = operator(store, now=datetime.now(UTC))
        return {
            who: members.invite(visit, name=who.title(), email=f"{who}@example.org", language="en", grants=grants)
            for who, grants in CAST.items()
        }


@contextmanager
def opened(address: str) -> Iterator[Store]:
    """The database, with limits that nothing here reaches."""
    with start.start(address, now=datetime.now(UTC), limits=WIDE) as store:
        yield store


def visit_of(store: Store, member_id: str) -> Visit:
    """What a member asks the network with, now."""
    return Visit(store=store, member_id=member_id, now=datetime.now(UTC))


def claims(who: str, *, issued: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """What a provider says of one of the cast; a claim changed to None is left out."""
    at = issued or datetime.now(UTC)
    usual = {
        "iss": ISSUER, "sub": who, "email": f"{who}@example.org", "email_verified": True, "name": who.title(),
        "iat": int(at.timestamp()), "exp": int((at + timedelta(hours=1)).timestamp()), "nonce": f"nonce of {who}",
    }  # fmt: skip
    return {name: value for name, value in (usual | changes).items() if value is not None}


def cookie(said: dict[str, Any], *, address: str) -> dict[str, str]:
    """The cookie that Streamlit sets once a provider has said this, as a browser keeps it."""
    value = json.dumps(said | {"origin": address, "is_logged_in": True, "provider": "default"})
    signed = create_signed_value(COOKIE_SECRET, "_streamlit_user", value).decode()
    return {"name": "_streamlit_user", "value": signed, "url": address}


def settings(address: str, *, provider: str = "http://127.0.0.1:9") -> dict[str, str]:
    """A server's settings for signing in; nothing answers at the provider's address unless one is given."""
    return {
        "R2P_PUBLIC_ADDRESS": address,
        "R2P_OIDC_METADATA": f"{provider}/.well-known/openid-configuration",
        "R2P_OIDC_CLIENT_ID": "pillar-two",
        "R2P_OIDC_CLIENT_SECRET": "the client's secret",
        "R2P_COOKIE_SECRET": COOKIE_SECRET,
    }


def database(folder: Path) -> str:
    """The address of a database file in a folder."""
    return f"sqlite+pysqlite:///{folder / 'network.sqlite'}"
