"""The command ``lifecycle``: ``python -m instance_lifecycle``."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

from instance_lifecycle import _native


def main() -> NoReturn:
    """Runs the command with the arguments of the process, and ends the process."""
    # An interrupt ends the command at once, as it does outside Python.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
