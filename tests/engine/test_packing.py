"""Shared prompts are computed once, and nothing but the time it takes changes."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.engine.balance import balance
from burnish.engine.packing import micro_batches, pack

from .checkpoints import SMALL, families, lively_decoder, trainer_of, with_columns, words

LANGUAGE_MODEL, CRITIC = lively_decoder(), lively_decoder(head="scalar")
LOSSES: list[Loss] = [
    CrossEntropy(),
    PolicyGradient(kl=KLPenalty(0.1, "k3")),
    PolicyGradient(importance_cap=0.5, old="sampler"),
    ValueMSE(),
    ValueMSE(clip=0.1),
]


def gradient(batch: Sequence[Datum], loss: Loss, parts: Sequence[Sequence[int]] | None = None, **options: object) -> torch.Tensor:
    """The summed gradient of a batch, in one call or in several."""
    trainer = trainer_of(CRITIC if isinstance(loss, ValueMSE) else LANGUAGE_MODEL, **options)
    for part in parts if parts is not None else [range(len(batch))]:
        trainer.forward_backward([batch[index] for index in part], loss)
    return trainer.parameters.gradient


def assert_same(found: torch.Tensor, expected: torch.Tensor) -> None:
    assert (found - expected).norm() <= 1e-5 * expected.norm(), ((found - expected).norm() / expected.norm()).item()


def datum(prompt: Sequence[int], completion: Sequence[int], mask: Sequence[int] | None = None) -> Datum:
    trained = [True] * len(completion) if mask is None else [flag == 1 for flag in mask]
    return with_columns(Datum([*prompt, *completion], [False] * len(prompt) + trained, source=str((prompt, completion))), 1)


RANDOM = random.Random(3)
LONG, LONGER = words(RANDOM, 20), words(RANDOM, 31)
EDGES = {
    "a single datum": [datum(LONG, [3, 4])],
    "a prompt of one token": [datum([5], [3, 4]), datum([5], [4, 4, 9])],
    "completions of one token: nothing is left after the shared prompt": [datum(LONG, [3]), datum(LONG, [4]), datum(LONG, [5])],
    "one row is empty after its prefix, its sister is not": [datum(LONG, [3]), datum(LONG, [4, 5, 6, 7])],
    "nothing in common": [datum(LONG, [3, 4]), datum(LONGER, [5, 6])],
    "families of one below a common beginning": [datum(LONG + [word] * 9, [3, 4]) for word in (7, 8, 9)],
    "too short to share": [datum([5, 6, 7], [3, 4]), datum([5, 6, 7], [4, 4])],
    "a prompt that is the beginning of another": [datum(LONG, [3, 4]), datum(LONG + LONGER, [5, 6]), datum(LONG + LONGER, [7])],
    "a prompt that ends where the common beginning ends": [datum(LONG, [3]), datum(LONG, [9, 9]), datum(LONG + [1] * 12, [5, 6])],
    "the same datum twice": [datum(LONG, [3, 4]), datum(LONG, [3, 4])],
    "several turns": [datum(LONG, [3, 4, 5, 6, 7, 8], [1, 0, 0, 1, 1, 0]), datum(LONG, [9, 8, 7, 6], [1, 0, 0, 1])],
    "a masked gap right after the prompt": [datum(LONG, [3, 4, 5], [0, 0, 1]), datum(LONG, [3, 4, 5, 6], [0, 0, 1, 1])],
    "one without trained tokens": [datum(LONG, [3, 4], [0, 0]), datum(LONG, [5, 6]), datum(LONG, [7])],
    "a whole completion shared with a sister's prompt": [datum(LONG, LONGER), datum(LONG + LONGER, [2])],
    "two families and a loner": [
        *(datum(LONG + [11] * 10, [word, 3]) for word in range(1, 4)),
        *(datum(LONG + [12] * 14, [word] * (3 * word)) for word in range(1, 4)),
        datum([*LONG, 13], [1]),
    ],
}


@pytest.mark.parametrize("batch", EDGES.values(), ids=EDGES.keys())
def test_sharing_changes_neither_logprobs_nor_gradient(batch: list[Datum]) -> None:
    assert_same(gradient(batch, CrossEntropy()), gradient(batch, CrossEntropy(), share=False))
    shared, plain = trainer_of(LANGUAGE_MODEL).forward(batch), trainer_of(LANGUAGE_MODEL, share=False).forward(batch)
    assert [len(row) for row in shared] == [one.trained for one in batch]
    for a, b in zip(shared, plain, strict=True):
        assert a == pytest.approx(b, abs=1e-5)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_sharing_does_not_change_the_gradient_of_any_loss(loss: Loss) -> None:
    batch = families(7)
    assert_same(gradient(batch, loss), gradient(batch, loss, share=False))


@st.composite
def batches(draw: st.DrawFn) -> list[Datum]:
    """Sequences over few letters from prompts that begin alike, so that all kinds of overlap occur."""
    source = random.Random(draw(st.integers(0, 2**32)))
    trunk = words(source, 40, 4)
    batch = []
    for number in range(draw(st.integers(1, 7))):
        prompt = trunk[: draw(st.sampled_from([1, 7, 8, 9, 16, 25]))] + words(source, draw(st.sampled_from([0, 0, 1, 8, 12])), 3)
        mask = draw(st.lists(st.booleans(), min_size=1, max_size=12))
        tokens = prompt + words(source, len(mask), 3)
        batch.append(with_columns(Datum(tokens, [False] * len(prompt) + mask, source=str(number)), 5))
    return batch


@given(batches())
def test_sharing_does_not_change_the_gradient_whatever_overlaps(batch: list[Datum]) -> None:
    if any(one.trained for one in batch):
        assert_same(gradient(batch, CrossEntropy()), gradient(batch, CrossEntropy(), share=False))
    else:
        assert not gradient(batch, CrossEntropy()).any()


@given(batches(), st.integers(1, 200), st.integers(1, 4), st.booleans())
def test_every_datum_is_computed_exactly_once(batch: list[Datum], tokens: int, parts: int, share: bool) -> None:
    computed = [member for members in micro_batches(batch, tokens, share=share) for member in members]
    assert sorted(computed) == [index for index, one in enumerate(batch) if one.trained]
    dealt = balance(batch, parts)
    assert len(dealt) == parts
    assert sorted(index for share_of_rank in dealt for index in share_of_rank) == list(range(len(batch)))


@given(batches())
def test_a_shared_stream_is_never_longer_and_still_gives_every_target(batch: list[Datum]) -> None:
    members = [index for index, one in enumerate(batch) if one.trained]
    if not members:
        return
    packed = pack(batch, members, 2)
    assert sorted(packed.members) == members
    assert len(packed.tokens) <= packed.plain_tokens
    wanted = [token for member in packed.members for token, on in zip(batch[member].tokens, batch[member].mask, strict=True) if on]
    assert packed.targets.tolist() == wanted
    before = [batch[member].tokens[place - 1] for member in packed.members for place, on in enumerate(batch[member].mask) if on]
    assert packed.tokens[packed.before].tolist() == before


def test_a_group_costs_its_prompt_once() -> None:
    batch = [datum(LONG, [word, word]) for word in range(1, 9)]
    packed = pack(batch, range(8), 2)
    assert len(packed.tokens) == len(LONG) + 8
    assert packed.plain_tokens == 8 * (len(LONG) + 1)


def test_a_micro_batch_holds_about_as_many_tokens_as_asked() -> None:
    batch = [datum(words(random.Random(number), 30), [3] * 5) for number in range(20)]
    sizes = [len(pack(batch, members, 2).tokens) for members in micro_batches(batch, 100)]
    assert len(sizes) == 10
    assert max(sizes) <= 100


def test_a_sequence_longer_than_a_micro_batch_gets_one_of_its_own() -> None:
    batch = [datum(LONG, [3] * 30), datum(LONGER, [4])]
    assert micro_batches(batch, 10) == [[1], [0]]


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_any_split_into_micro_batches_calls_and_ranks_gives_the_same_gradient(loss: Loss) -> None:
    batch = families(11)
    whole = gradient(batch, loss)
    assert_same(gradient(batch, loss, micro_tokens=1), whole)
    assert_same(gradient(batch, loss, micro_tokens=70), whole)
    assert_same(gradient(batch, loss, parts=[[index] for index in reversed(range(len(batch)))]), whole)
    assert_same(gradient(batch, loss, parts=balance(batch, 2)), whole)
    assert_same(gradient(batch, loss, parts=balance(batch, 5)), whole)


def test_ranks_get_about_the_same_number_of_tokens_and_whole_families() -> None:
    batch = families(2, groups=6, members=4)
    shares = balance(batch, 2)
    tokens = [sum(len(batch[index].tokens) for index in share) for share in shares]
    assert max(tokens) < 1.3 * min(tokens)
    groups = [{batch[index].source.split(" member")[0] for index in share} for share in shares]
    assert not groups[0] & groups[1]


def test_one_family_alone_is_split_among_ranks() -> None:
    batch = [datum(LONG, [word, word]) for word in range(1, 9)]
    assert [len(share) for share in balance(batch, 2)] == [4, 4]


def test_tuples_and_lists_of_tokens_mix() -> None:
    batch = families(5)
    mixed = [replace(one, tokens=tuple(one.tokens), mask=tuple(one.mask)) if index % 2 else one for index, one in enumerate(batch)]
    assert torch.equal(gradient(mixed, CrossEntropy()), gradient(batch, CrossEntropy()))


def test_positions_go_on_where_the_shared_prompt_ends() -> None:
    batch = [datum(LONG, [3, 4, 5]), datum(LONG, [6, 7, 8])]
    packed = pack(batch, [0, 1], 2)
    assert packed.positions.tolist() == [*range(20), 20, 21, 20, 21]
    assert SMALL.query_rows == 2
