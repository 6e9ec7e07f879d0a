"""Batches: every item once an epoch, in an order that a step's number decides."""

import pytest

from burnish.errors import ConfigError, DataError
from burnish.recipes.batches import Batches
from burnish.recipes.seeds import derived_seed


def taken(batches: Batches[int], steps: int) -> list[int]:
    return [item for step in range(steps) for item in batches[step]]


@pytest.mark.parametrize(("count", "size"), [(1, 1), (1, 5), (7, 3), (12, 4), (5, 8), (100, 1)])
def test_every_epoch_has_every_item_once_and_no_batch_is_short(count: int, size: int) -> None:
    items = taken(Batches(range(count), size, seed=3), steps=2 * count)
    assert len(items) == 2 * count * size
    for epoch in range(2 * size):
        assert sorted(items[epoch * count : (epoch + 1) * count]) == list(range(count))


def test_a_batch_is_the_same_whichever_was_asked_for_before_it() -> None:
    forwards, backwards = Batches(range(10), 3, seed=1), Batches(range(10), 3, seed=1)
    expected = [forwards[step] for step in range(20)]
    assert [backwards[step] for step in reversed(range(20))][::-1] == expected


def test_the_order_is_another_in_each_epoch_and_for_each_seed() -> None:
    batches = Batches(range(50), 50, seed=1)
    assert batches[0] != batches[1]
    assert batches[0] != Batches(range(50), 50, seed=2)[0]


def test_it_is_as_long_as_an_epoch_and_goes_on_beyond_it() -> None:
    batches = Batches("abcde", 2, seed=0)
    assert len(batches) == len(list(batches)) == 3
    assert batches[1:3] == [batches[1], batches[2]]
    assert len(batches[1000]) == 2
    with pytest.raises(IndexError):
        batches[-1]


def test_no_items_or_no_size_is_refused() -> None:
    with pytest.raises(DataError, match="at least one"):
        Batches([], 2, seed=0)
    with pytest.raises(ConfigError, match="size is 0"):
        Batches([1], 0, seed=0)


def test_a_derived_seed_depends_on_the_run_and_on_every_part_of_the_purpose() -> None:
    seeds = {derived_seed(seed, purpose, step) for seed in (0, 1, -1) for purpose in ("play", "order") for step in range(100)}
    assert len(seeds) == 600
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert derived_seed(0, "play", 1) == 3068317182203693928  # the same in every process and version, or no run resumes
