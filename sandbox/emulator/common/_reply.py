"""What an API answers."""

import json
from typing import TypeAlias

from sandbox.emulator.common._errors import AwsError

Reply: TypeAlias = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP answer."""


def error_reply(error: AwsError, *, content_type: str = "application/json") -> Reply:
    """How an API tells an error."""
    headers, content = {"Content-Type": content_type}, {"message": error.message}
    content["Message"] = error.message
    if error.code:
        headers["x-amzn-ErrorType"] = error.code
        content["__type"] = error.code
    return error.status, headers, json.dumps(content | error.details).encode()
