"""The peer's side of the sampler bench: transformers' generate() on the whole batch, with a stopping criterion of its own a row."""

import time
from collections.abc import Sequence
from typing import Any

import torch
from transformers import AutoModelForCausalLM, StoppingCriteria, StoppingCriteriaList, logging

from bench.side import Channel

__all__ = ["main"]


class RowLimits(StoppingCriteria):  # type: ignore[misc]
    """Says which rows have all the tokens they were to get; generate() returns when every row has."""

    def __init__(self, limits: Sequence[int], prompt_tokens: int) -> None:
        self.ends = torch.tensor(limits) + prompt_tokens

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return self.ends <= input_ids.shape[1]


@torch.inference_mode()
def main() -> None:
    """Generate each time a question comes. Prompts have equal lengths, so that nothing is padded."""
    channel = Channel()
    settings = channel.receive()
    assert settings
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(settings["threads"])
    model = AutoModelForCausalLM.from_pretrained(settings["folder"], dtype=torch.float32).eval()
    channel.send(side="transformers", threads=settings["threads"])
    while (question := channel.receive()) is not None:
        limits, prompts = question["limits"], torch.tensor(question["prompts"])
        sampling = {"do_sample": False}
        if question["temperature"]:
            sampling = {"do_sample": True, "temperature": question["temperature"], "top_k": 0, "top_p": 1.0}
        criteria = StoppingCriteriaList([RowLimits(limits, prompts.shape[1])] if len(set(limits)) > 1 else [])
        started = time.perf_counter()
        output = model.generate(
            prompts, attention_mask=torch.ones_like(prompts), max_new_tokens=max(limits), stopping_criteria=criteria, **sampling
        )
        rows = output[:, prompts.shape[1] :].tolist()
        seconds = time.perf_counter() - started
        channel.send(seconds=seconds, ids=[row[:limit] for row, limit in zip(rows, limits, strict=True)])


if __name__ == "__main__":
    main()
