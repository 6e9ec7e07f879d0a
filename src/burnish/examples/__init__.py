"""Example domains: whole envs of Burnish that are small enough to read in a sitting."""

__all__: list[str] = []
