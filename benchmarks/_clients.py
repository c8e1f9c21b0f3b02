"""Clients that ask a server again and again: each waits for its answer, then asks anew.

One thread drives all of them over open connections, so that they take little of what the server
needs, and do not wait for one another.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from dataclasses import dataclass, field

_CHUNK = 65_536


@dataclass(kw_only=True, slots=True)
class _Client:
    connection: socket.socket
    asked: float = 0
    received: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What clients saw.

    Attributes:
        seconds: how long they asked.
        latencies: seconds of each answer, sorted.
    """

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Seconds within which that share of the answers came."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]

    def within(self, seconds: float) -> float:
        """Share of the answers that took less."""
        return sum(latency < seconds for latency in self.latencies) / len(self.latencies)


def ask(port: int, request: bytes, *, clients: int, seconds: float) -> Load:
    """Send the request from that many clients for that long.

    Args:
        port: on 127.0.0.1.
        request: HTTP/1.1, whole.
        clients: how many ask at the same time.
        seconds: how long.

    Raises:
        RuntimeError: an answer was no 200.
    """
    latencies: list[float] = []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as connections:
        for _ in range(clients):
            connection = connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            client = _Client(connection=connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection, selectors.EVENT_READ, client)
            _send(client, request)
        end = started + seconds
        while time.perf_counter() < end:
            for key, _ in selector.select(timeout=seconds):
                if _receive(key.data):
                    latencies.append(time.perf_counter() - key.data.asked)
                    _send(key.data, request)
        passed = time.perf_counter() - started
    return Load(seconds=passed, latencies=sorted(latencies))


def _send(client: _Client, request: bytes) -> None:
    client.received.clear()
    client.asked = time.perf_counter()
    client.connection.sendall(request)


def _receive(client: _Client) -> bool:
    """Whether the answer is whole."""
    part = client.connection.recv(_CHUNK)
    client.received += part
    head, found, body = bytes(client.received).partition(b"\r\n\r\n")
    if not part or (found and not head.startswith(b"HTTP/1.1 200")):
        raise RuntimeError(f"no forecast but {bytes(client.received)!r}")
    if not found:
        return False
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return len(body) >= lengths[0]
