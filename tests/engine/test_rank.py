"""A rank answers every verb, whatever goes wrong, and probes that its sampler computes what its trainer does."""

import copy
from pathlib import Path
from typing import Any

import pytest

from burnish.core.losses import Adam, CrossEntropy
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine import messages
from burnish.engine.rank import Rank
from burnish.errors import CheckpointError, EngineError, NonFiniteError, RankError, SyncError

from .checkpoints import rank_of

DATUM = Datum([5, 6, 7, 8], [False, True, True, True], source="sentence")


def call(rank: Rank, verb: str, **arguments: Any) -> Any:
    """What a model would get: the value, or the error raised."""
    answer = rank.answer({"id": 1, "verb": verb} | arguments)
    if "error" in answer:
        raise messages.decode_error(answer["error"])
    return answer["value"]


def learn(rank: Rank) -> None:
    call(rank, "forward_backward", batch=[messages.encode_datum(DATUM)], loss=messages.encode_value(CrossEntropy()))
    call(rank, "optim_step", optim=messages.encode_value(Adam(learning_rate=0.05)))


class WeightsLost(Rank):
    """Its sampler never gets the new weights."""

    def __init__(self, *settings: Any) -> None:
        super().__init__(*settings)
        assert self._sampling_weights is not None
        self._sampling_weights.take = lambda other: None  # type: ignore[method-assign]


def test_a_sync_gives_the_sampler_the_trained_weights(small_folder: Path) -> None:
    rank = rank_of(small_folder)
    learn(rank)
    assert call(rank, "sync", version=1)["probe"] < 1e-5
    assert rank.sampler is not None
    assert rank.sampler.version == 1


def test_weights_that_did_not_arrive_are_found_by_the_probe(small_folder: Path) -> None:
    rank = rank_of(small_folder, WeightsLost)
    learn(rank)
    with pytest.raises(SyncError, match="logprobs of sampler and trainer differ by"):
        call(rank, "sync", version=1)


def test_a_single_corrupt_weight_of_the_sampler_is_found_by_the_probe(small_folder: Path) -> None:
    class OneCorrupt(Rank):
        def _probe(self) -> float:
            corrupt = copy.deepcopy(self.trainer.backbone)
            corrupt.module.get_parameter("final_norm").data[3] += 1.0
            assert self._sampling_weights is not None
            self._sampling_weights.take(corrupt)
            return super()._probe()

    with pytest.raises(SyncError):
        call(rank_of(small_folder, OneCorrupt), "sync", version=1)


def test_weights_do_not_change_under_a_request(small_folder: Path) -> None:
    rank = rank_of(small_folder)
    params = messages.encode_params(SamplingParams(max_tokens=4))
    rank.submit({"requests": [[1, messages.pack_ids([5, 6]), 3]], "params": params})
    with pytest.raises(EngineError, match="still being sampled"):
        call(rank, "sync", version=1)


def test_errors_keep_their_type(small_folder: Path, tmp_path: Path) -> None:
    rank = rank_of(small_folder)
    bad = Datum([5, 6], [False, True], weights=[float("nan")], source="row 7")
    with pytest.raises(NonFiniteError, match="row 7"):
        call(rank, "forward_backward", batch=[messages.encode_datum(bad)], loss=messages.encode_value(CrossEntropy()))
    with pytest.raises(CheckpointError):
        call(rank, "load", path=str(tmp_path / "nothing"))
    outside = Datum([5, 10**6], [False, True])
    with pytest.raises(RankError, match="out of"):
        call(rank, "forward", batch=[messages.encode_datum(outside)])


def test_a_model_with_a_scalar_head_values_but_does_not_sample(small_folder: Path) -> None:
    rank = rank_of(small_folder, head="scalar")
    assert call(rank, "forward", batch=[messages.encode_datum(DATUM)]) == [[0.0, 0.0, 0.0]]
    assert call(rank, "sync", version=1) == {"probe": 0.0}
    with pytest.raises(EngineError, match="cannot sample"):
        rank.submit({"requests": [[1, messages.pack_ids([5]), 3]], "params": messages.encode_params(SamplingParams())})


def test_a_rank_tells_its_facts(small_folder: Path) -> None:
    facts = call(rank_of(small_folder), "facts")
    assert facts["parameters"] > 10_000
    assert facts["sampled_tokens"] == 0
