"""Seeds for everything random in a recipe, derived from the run's one seed."""

import hashlib

__all__ = ["derived_seed"]


def derived_seed(seed: int, *purpose: str | int) -> int:
    """A 63-bit seed that is a function of the run's seed and of what it is for, e.g. `derived_seed(run.seed, "play", step)`.

    Two purposes have unrelated seeds, where `seed + step` of one run would be `seed + step` of another.
    """
    digest = hashlib.blake2b(repr((seed, *purpose)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
