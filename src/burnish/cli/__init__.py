"""The command line: `burnish demo`, `train`, `evaluate`, `recipes`, `version`."""

from burnish.cli.app import app, main

__all__ = ["app", "main"]
