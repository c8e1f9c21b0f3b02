"""The errors that the sandbox raises."""


class SandboxError(Exception):
    """Something about the sandbox that its user can act on."""


class CdkFailed(SandboxError):  # noqa: N818  # the name says what is wrong
    """A command of the CDK CLI failed, or took too long.

    Attributes:
        output: The end of what it said, also where that was shown already.
    """

    def __init__(self, message: str, *, output: str = "") -> None:
        super().__init__(message)
        self.output = output
