"""Whether this version of MiniStack is one that the sandbox was written for."""

from sandbox.emulator.hooks._names import HOOKS


def faults() -> list[str]:
    """What this version of MiniStack lacks; empty when every hook holds."""
    return [fault for hook in HOOKS if (fault := hook.fault()) is not None]


def check() -> None:
    """Refuse a version of MiniStack that the sandbox was not written for.

    Raises:
        RuntimeError: With every fault.
    """
    found = faults()
    if found:
        lines = "".join(f"\n  - {fault}" for fault in found)
        raise RuntimeError(
            f"this version of MiniStack does not fit the sandbox:{lines}\n"
            "pin the version in requirements-ministack.txt, or adapt "
            "sandbox/emulator/hooks/_names.py"
        )
