"""The command ``lifecycle-server``, a mock of the ECS endpoint: ``python -m instance_lifecycle.server``.

``mock_ecs()`` starts it for tests. The options are those of the command: ``--help`` lists them.
"""

from __future__ import annotations

import sys
from typing import NoReturn

from instance_lifecycle import _native


def main() -> NoReturn:
    """Runs the server with the arguments of the process, and ends the process."""
    sys.exit(_native.serve(sys.argv[1:]))


if __name__ == "__main__":
    main()
