"""The embedded tiny model: a Qwen3-architecture checkpoint made by `python -m burnish.tiny.make`, in plain Hugging Face format."""

from pathlib import Path

__all__ = ["folder"]


def folder() -> Path:
    """Where the checkpoint is: a folder as any other, so that swapping in a larger model is a change of one path."""
    return Path(__file__).parent / "model"
