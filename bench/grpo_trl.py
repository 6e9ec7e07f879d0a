"""TRL's side of the GRPO bench: GRPOTrainer with its loop held still between two steps."""

import time
from typing import Any

import torch
from datasets import Dataset
from transformers import TrainerCallback, logging
from trl import GRPOConfig, GRPOTrainer

from bench.grpo_task import GrpoCase, share_of_wanted
from bench.prompts import text
from bench.side import Channel

__all__ = ["main"]


class HeldStill(TrainerCallback):  # type: ignore[misc]
    """Waits for a question before each step and answers it after the optimizer's update.

    `on_step_begin` comes before TRL generates and `on_step_end` after the update: reading the next rows of the dataset and logging
    are left out of TRL's time.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel, self.started = channel, 0.0
        self.rewards: list[float] = []
        self.tokens = 0

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self.channel.receive() is None:
            raise SystemExit(0)
        self.rewards, self.tokens = [], 0
        self.started = time.perf_counter()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.channel.send(
            seconds=time.perf_counter() - self.started,
            reward=sum(self.rewards) / len(self.rewards),
            tokens=self.tokens,
            mean_length=self.tokens / len(self.rewards),
        )

    def reward(self, completion_ids: list[list[int]], **kwargs: Any) -> list[float]:
        """The bench's reward, as TRL calls it."""
        rewards = [share_of_wanted(ids) for ids in completion_ids]
        self.rewards += rewards
        self.tokens += sum(map(len, completion_ids))
        return rewards


def main() -> None:
    """Train until there are no more questions."""
    channel = Channel()
    settings = channel.receive()
    assert settings
    logging.set_verbosity_error()
    torch.set_num_threads(settings["threads"])
    case, held = GrpoCase(**settings["case"]), HeldStill(channel)
    rows = [{"prompt": text(prompt)} for step in range(case.steps) for prompt in case.prompts_of(step)]
    trainer = GRPOTrainer(
        model=case.folder,
        reward_funcs=held.reward,
        args=_config(case, settings["micro_batch"]),
        train_dataset=Dataset.from_list(rows),
        callbacks=[held],
    )
    channel.send(side="trl", threads=settings["threads"], micro_batch=settings["micro_batch"])
    trainer.train()
    while channel.receive() is not None:
        raise RuntimeError(f"asked for more than the {case.steps} steps announced")


def _config(case: GrpoCase, micro_batch: int) -> GRPOConfig:
    rows = case.prompts * case.group
    return GRPOConfig(
        output_dir=f"{case.folder}-trl",
        model_init_kwargs={"dtype": "float32"},
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        per_device_train_batch_size=micro_batch,
        gradient_accumulation_steps=rows // micro_batch,
        steps_per_generation=rows // micro_batch,  # one generation and one update a step
        num_generations=case.group,
        max_completion_length=case.max_tokens,
        temperature=1.0,
        beta=0.0,  # no reference model
        loss_type="dapo",  # token mean over the whole batch, as ours
        epsilon=0.2,
        epsilon_high=0.28,
        scale_rewards="none",
        learning_rate=case.learning_rate,
        lr_scheduler_type="constant",
        adam_beta1=0.9,
        adam_beta2=0.95,
        weight_decay=0.0,
        max_grad_norm=1.0,
        max_steps=case.steps,
        shuffle_dataset=False,
        seed=case.seed,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )


if __name__ == "__main__":
    main()
