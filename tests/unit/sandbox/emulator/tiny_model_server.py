"""A model server of the standard library: `tiny_model_server.py DIR --port N`.

DIR/model.json says who it is and how it behaves: `name`, and `start` = "fail" | "sick" | "slow".
"""

import argparse
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--port", type=int, required=True)
arguments = parser.parse_args()
model = json.loads((arguments.folder / "model.json").read_text())
if model.get("start") == "fail":
    sys.exit("the weights are broken")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(500 if model.get("start") == "sick" else 200, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body == b"bad input":
            self._answer(400, b"give me numbers")
        elif body == b"crash":
            self._answer(500, b"out of cheese")
        elif body == b"slow":
            time.sleep(0.2)
            self._answer(200, b"{}")
        elif body in (b"stream", b"break off"):
            self._stream(broken=body == b"break off")
        else:
            if body == b"tell":
                sys.stdout.write("tell\n")
                sys.stdout.flush()
            headers = {name.lower(): value for name, value in self.headers.items()}
            told = {"model": model["name"], "body": body.decode(), "headers": headers}
            self._answer(200, json.dumps(told).encode())

    def _stream(self, *, broken: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (b"one", b"two", b"three"):
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.flush()
            if broken:
                self.close_connection = True
                return
            time.sleep(0.2)
        self.wfile.write(b"0\r\n\r\n")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", "trace=1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler).serve_forever()
