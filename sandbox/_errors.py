"""The error that the sandbox raises."""


class SandboxError(Exception):
    """Something about the sandbox that its user can act on."""
