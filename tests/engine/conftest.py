"""What all tests of the engine share: one thread, steady examples, and a small checkpoint folder."""

from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from .checkpoints import write_small_folder

settings.register_profile(
    "engine", deadline=None, derandomize=True, database=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without weights: opening it draws them from a seed."""
    folder = tmp_path_factory.mktemp("checkpoints") / "small"
    write_small_folder(folder)
    return folder
