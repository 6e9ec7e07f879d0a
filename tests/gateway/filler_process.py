"""A filler in a process of its own, to be killed."""

import threading
from pathlib import Path

from burnish.gateway.filling import Filler, FillerOptions
from burnish.store.database import Database


def fill(url: str, folder: str) -> None:
    """Fill until killed."""
    Filler(Database.open(url), Path(folder), FillerOptions(batch=15, pause_seconds=0.01)).run(threading.Event())
