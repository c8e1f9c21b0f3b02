"""Clients wait for whole answers, and for nothing but forecasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks._clients import Load, ask
from benchmarks.serving import http_request

_LONG = b"x" * 200_000


@contextmanager
def _server(status: int) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers with a long body, and the bodies that it was sent."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(_LONG)))
            self.end_headers()
            self.wfile.write(_LONG)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], bodies
        server.shutdown()


def test_every_answer_is_counted_once() -> None:
    with _server(200) as (port, bodies):
        load = ask(port, http_request(b"[1, 2]"), clients=3, seconds=0.2)

    assert load.seconds >= 0.2
    assert 0 < len(load.latencies) <= len(bodies) <= len(load.latencies) + 3
    assert set(bodies) == {b"[1, 2]"}


def test_answer_that_is_no_forecast_ends_the_benchmark() -> None:
    with _server(500) as (port, _), pytest.raises(RuntimeError, match="no forecast"):
        ask(port, http_request(b"[1, 2]"), clients=1, seconds=0.2)


def test_shares_of_the_answers() -> None:
    load = Load(seconds=2, latencies=[0.01] * 98 + [0.09, 0.2])

    assert (load.per_second, load.quantile(0.5), load.quantile(0.99)) == (50, 0.01, 0.2)
    assert load.within(0.1) == 0.99
