"""Lifeline: a child process that ends when its parent is gone, however the parent went."""

import os
import signal
import threading

__all__ = ["hold_on_to"]


def hold_on_to(descriptor: int) -> None:
    """Send this process a SIGTERM when the other end of a pipe is closed, which the kernel does when the parent dies.

    Args:
        descriptor: of the pipe's end to read from; nothing is ever written into it.
    """

    def wait() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
