"""Reads a file, or standard input, as text."""

import codecs
import sys
from pathlib import Path

from sagemaker_hosting.templates._near import missing
from sagemaker_hosting.templates._unusable import Finding, Unreadable

STDIN = Path("-")
LARGEST = 20 * 2**20
"""The most bytes that are read of a file: 20 times what CloudFormation takes."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path) -> str:
    """Read a file as text, by `read_bytes` and `decode`."""
    return decode(read_bytes(path))


def decode(data: bytes) -> str:
    """Decode a text in UTF-8, with a byte order mark or without, or in UTF-16 with one.

    Raises:
        Unreadable: It is in another encoding.
    """
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # Positions in UTF-8 do not count the byte order mark that the codec took off.
        mark = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" and _has_mark(data) else 0
        offset = mark + error.start
        line = data.count(b"\n", 0, offset) + 1 if encoding == "utf-8-sig" else None
        what = f"is no {encoding.removesuffix('-sig').upper()} at byte {offset}: {error.reason}"
        message = f"the text {what}; save it as UTF-8"
        raise Unreadable(Finding(line=line, message=message)) from error


def read_bytes(path: Path) -> bytes:
    """Read a file's bytes; `-` is standard input.

    Raises:
        Unreadable: It cannot be read, or is larger than `LARGEST`.
    """
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unreadable(Finding(message=missing(path))) from error
    except PermissionError as error:
        message = "reading it is not permitted; give yourself the right to read it"
        raise Unreadable(Finding(message=message)) from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = error.strerror if isinstance(error, OSError) else None
        message = f"it cannot be read: {reason or error}; name a file that can be"
        raise Unreadable(Finding(message=message)) from error
    if len(data) > LARGEST:
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
        message = (
            f"it holds more than {LARGEST // 2**20} MB; CloudFormation takes templates of 1 MB at "
            "most: name the template itself"
        )
        raise Unreadable(Finding(message=message))
    return data


def is_there(path: Path) -> bool:
    """Tell whether there is anything; of what may not be looked at, reading it will tell."""
    try:
        return path.exists()
    except PermissionError:
        return True
    except (OSError, ValueError):  # too long, or a null byte
        return False


def is_file(path: Path) -> bool:
    """Tell whether there is a file; one that may not be looked at is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _has_mark(data: bytes) -> bool:
    return data.startswith(codecs.BOM_UTF8)
