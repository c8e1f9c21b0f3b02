"""The encoding of AWS's event streams, in which answers are streamed.

https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
"""

import json
import struct
import zlib
from collections.abc import Mapping

CONTENT_TYPE = "application/vnd.amazon.eventstream"

_STRING = 7
_PRELUDE_BYTES, _CHECKSUM_BYTES = 12, 4


def payload_part(content: bytes) -> bytes:
    """The event that carries a part of an answer."""
    headers = {
        ":event-type": "PayloadPart",
        ":content-type": "application/octet-stream",
        ":message-type": "event",
    }
    return _message(headers, content)


def model_stream_error(message: str) -> bytes:
    """The exception that ends a stream which broke off."""
    headers = {
        ":exception-type": "ModelStreamError",
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    content = {"Message": message, "ErrorCode": "StreamBroken"}
    return _message(headers, json.dumps(content).encode())


def _message(headers: Mapping[str, str], content: bytes) -> bytes:
    encoded = b"".join(_header(name, value) for name, value in headers.items())
    total = _PRELUDE_BYTES + len(encoded) + len(content) + _CHECKSUM_BYTES
    prelude = struct.pack("!II", total, len(encoded))
    message = prelude + _checksum(prelude) + encoded + content
    return message + _checksum(message)


def _header(name: str, value: str) -> bytes:
    text = value.encode()
    return bytes([len(name)]) + name.encode() + struct.pack("!BH", _STRING, len(text)) + text


def _checksum(content: bytes) -> bytes:
    return struct.pack("!I", zlib.crc32(content))
