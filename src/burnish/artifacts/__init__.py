"""What a run leaves behind: checkpoint folders with a manifest and a digest of every file."""

__all__: list[str] = []
