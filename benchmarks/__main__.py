"""All benchmarks: `python -m benchmarks [--repeats 9] [NAME ...]`.

They write docs/benchmarks.md; without a name all of them run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib

from benchmarks import _installed  # noqa: F401  # tells what is missing

BENCHMARKS = ("synthesis", "scale", "commands", "serving")


def main() -> None:
    """Run the benchmarks that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--repeats", type=int, default=9, help="turns (default: 9)")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}")
    if options.repeats < 1:
        parser.error(f"--repeats must be at least 1, got {options.repeats}")
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    for name in options.names or BENCHMARKS:
        head = f"`python -m benchmarks --repeats {options.repeats} {name}`, {today}."
        importlib.import_module(f"benchmarks.{name}").main(repeats=options.repeats, head=head)


if __name__ == "__main__":
    main()
