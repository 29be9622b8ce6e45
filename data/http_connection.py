"""Connections to public addresses only, which can be cut when the time is up."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import requests
import urllib3
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from data.http_files import FetchError

NAT64 = ipaddress.ip_network("64:ff9b::/96")  # addresses that carry an IPv4 address in their last four bytes


def public_address(host: str, *, look_up: Callable[..., list[tuple[Any, ...]]] = socket.getaddrinfo) -> tuple[str, int]:
    """The address and port to connect to for a host, once every address it has is a public one.

    Raises FetchError for a host that resolves to nothing, or to any private, local or reserved address: a listed
    name must not lead into the network that this runs in.
    """
    try:
        found = [str(entry[4][0]) for entry in look_up(host, 443, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        # No second attempt: without a network every source would cost minutes, and the next refresh asks again.
        raise FetchError(f"{host}: the name does not resolve ({type(error).__name__}); is there a network?") from None
    if not found:
        raise FetchError(f"{host}: the name does not resolve to any address")
    for address in found:
        if not _is_public(address):
            raise FetchError(f"{host}: resolves to {address}, which is no public address; nothing was asked of it")
    return found[0], 443


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


class Sockets:
    """The connections that are open, and those still to come while the time is up: all of them can be cut."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self._guard = threading.Lock()
        self.is_cut = False

    def add(self, one: socket.socket) -> None:
        with self._guard:
            self._open = [former for former in self._open if former.fileno() != -1] + [one]
            if self.is_cut:
                self._shut()

    def allow(self) -> None:
        self.is_cut = False

    def cut(self) -> None:
        with self._guard:
            self.is_cut = True
            self._shut()

    def _shut(self) -> None:
        for one in self._open:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class Adapter(requests.adapters.HTTPAdapter):
    """Connects to the address that a host resolves to, and to no other."""

    def __init__(self, resolve: Callable[[str], tuple[str, int]], sockets: Sockets):
        """`resolve`: host → address and port to connect to."""
        self._pool = _pool_class(resolve, sockets)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": self._pool}


def _pool_class(resolve: Callable[[str], tuple[str, int]], sockets: Sockets) -> type[urllib3.HTTPSConnectionPool]:
    """A pool whose connections resolve, check and connect in one step, so that no second answer can slip in between.

    The certificate is still checked against the host's name. `sockets`: those that are open, to be cut in time.
    """

    class Connection(urllib3.connection.HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            try:
                return create_connection(resolve(self.host), self.timeout, socket_options=self.socket_options)
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f"no connection within {self.timeout} s") from error
            except OSError as error:
                raise NewConnectionError(self, str(error)) from error

        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class Pool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool
