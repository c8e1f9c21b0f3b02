"""The errors that this emulator answers with."""


class AwsError(Exception):
    """An error response of an AWS API.

    Attributes:
        code: What botocore names the exception after, for instance `ValidationException`; empty
            when AWS sends none and botocore falls back to the HTTP status.
        message: The sentence that the caller reads.
        status: The HTTP status.
        details: Further members of the response body, for instance `OriginalStatusCode`.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "ValidationException",
        status: int = 400,
        details: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.details = details if details is not None else {}


class ServingError(Exception):
    """A model cannot be served here, or its server did not become healthy."""
