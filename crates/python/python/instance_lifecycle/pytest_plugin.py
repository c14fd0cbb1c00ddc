"""The fixture ``mock_ecs`` of pytest, which is found by itself once the package is installed."""

from __future__ import annotations

from typing import Iterator

import pytest

from instance_lifecycle import _mock


@pytest.fixture
def mock_ecs() -> Iterator["_mock.MockEcs"]:
    """A mock of the ECS endpoint on a free port, whose tasks are complete at once."""
    with _mock.mock_ecs() as ecs:
        yield ecs
