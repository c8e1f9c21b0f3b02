"""What model code sees of a request: the part of TorchServe's context that handlers use."""

from collections.abc import Iterator, Mapping
from typing import Any


class Headers(Mapping[str, str]):
    """Request headers; names compare without regard to case, as HTTP wants it.

    Clients and proxies spell them differently, and handlers ask for
    ``X-Amzn-SageMaker-Custom-Attributes``.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name.lower(): value for name, value in values.items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class RequestProcessor:
    """One request and what is being answered to it."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.request_headers = Headers(headers)
        self.response_headers: dict[str, str | None] = {}
        self.status = 200
        self.phrase = ""

    def get_request_properties(self) -> Headers:
        """Return all headers of the request."""
        return self.request_headers

    def get_request_property(self, key: str) -> str | None:
        """Return one header of the request."""
        return self.request_headers.get(key)


class Context:
    """Lasts as long as the worker; ``begin`` gives it the next request.

    The methods take an index because TorchServe can batch requests. The toolkit never asks for
    that: the index is always 0.
    """

    def __init__(self, *, model_name: str, model_dir: str) -> None:
        self.model_name = model_name
        self.manifest: dict[str, Any] = {}
        self.system_properties = {"model_dir": model_dir, "gpu_id": None, "batch_size": 1}
        self.request_processor: list[RequestProcessor] = []

    def begin(self, headers: Mapping[str, str]) -> RequestProcessor:
        """Start to handle a request."""
        self.request_processor = [RequestProcessor(headers)]
        return self.request_processor[0]

    def get_request_header(self, idx: int, key: str) -> str | None:
        """Return one header of the request."""
        return self.request_processor[idx].get_request_property(key)

    def get_all_request_header(self, idx: int) -> Headers:
        """Return all headers of the request."""
        return self.request_processor[idx].get_request_properties()

    def set_response_status(self, code: int = 200, phrase: str = "", idx: int = 0) -> None:
        """Set the status of the answer."""
        self.request_processor[idx].status = code
        self.request_processor[idx].phrase = phrase

    def get_response_status(self, idx: int) -> tuple[int, str]:
        """Return status and reason of the answer."""
        return self.request_processor[idx].status, self.request_processor[idx].phrase

    def set_response_header(self, idx: int, key: str, value: str | None) -> None:
        """Set a header of the answer."""
        self.request_processor[idx].response_headers[key.lower()] = value

    def get_response_headers(self, idx: int) -> dict[str, str | None]:
        """Return the headers of the answer."""
        return self.request_processor[idx].response_headers

    def set_response_content_type(self, idx: int, value: str | None) -> None:
        """Set the content type of the answer; None sends none."""
        self.set_response_header(idx, "content-type", value)

    def get_response_content_type(self, idx: int) -> str | None:
        """Return the content type of the answer."""
        return self.get_response_headers(idx).get("content-type")
