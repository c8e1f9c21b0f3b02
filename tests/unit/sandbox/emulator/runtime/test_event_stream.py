"""Events as botocore reads them."""

import json

import pytest
from botocore.eventstream import EventStreamBuffer

from sandbox.emulator.runtime._event_stream import model_stream_error, payload_part


@pytest.mark.parametrize("content", [b"", b"tokens", bytes(range(256)) * 300])
def test_part_of_an_answer_arrives_as_it_was(content: bytes) -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(payload_part(content) + payload_part(b"next"))

    first, second = buffer

    assert first.to_response_dict()["headers"][":event-type"] == "PayloadPart"
    assert (first.payload, second.payload) == (content, b"next")


def test_broken_stream_ends_in_an_exception() -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(model_stream_error("it broke off"))

    [event] = buffer

    headers = event.to_response_dict()["headers"]
    assert headers[":message-type"] == "exception"
    assert headers[":exception-type"] == "ModelStreamError"
    assert json.loads(event.payload) == {"Message": "it broke off", "ErrorCode": "StreamBroken"}
