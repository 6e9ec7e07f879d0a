"""Split a batch among ranks. Torch-free: done where the ranks are spoken to."""

from collections.abc import Sequence

from burnish.core.tokens import Datum

__all__ = ["balance"]


def balance(batch: Sequence[Datum], parts: int) -> list[list[int]]:
    """Split indices among ranks: families stay whole where that still balances; by tokens, longest first. Deterministic."""
    families: dict[object, list[int]] = {}
    for index, datum in enumerate(batch):
        first = next((place for place, trained in enumerate(datum.mask) if trained), len(datum.tokens))
        families.setdefault(tuple(datum.tokens[:first]), []).append(index)
    total = sum(len(datum.tokens) for datum in batch)
    pieces: list[list[int]] = []
    for family in families.values():
        tokens = sum(len(batch[index].tokens) for index in family)
        if tokens * parts > total and len(family) > 1:  # one family alone would overload a rank
            pieces += [family[part::parts] for part in range(parts)]
        else:
            pieces.append(family)
    weights = [sum(len(batch[index].tokens) for index in piece) for piece in pieces]
    shares: list[list[int]] = [[] for _ in range(parts)]
    loads = [0] * parts
    for piece in sorted(range(len(pieces)), key=lambda piece: (-weights[piece], piece)):
        lightest = loads.index(min(loads))
        shares[lightest] += pieces[piece]
        loads[lightest] += weights[piece]
    return [sorted(share) for share in shares]
