"""`python -m casebook` and the command `casebook`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from casebook.cli import run  # noqa: PLC0415  an interrupt while importing must not show a traceback

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
