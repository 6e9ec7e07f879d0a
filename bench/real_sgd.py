"""On real input: supervised fine-tuning on Schema-Guided Dialogue, tool calls included, with the embedded model's architecture.

By default everything starts from nothing: a tokenizer trained on the training rows, and fresh weights of the embedded shape. With
`--start embedded` the embedded model and its tokenizer are fine-tuned instead. Both use the unchanged sft recipe.
"""

import asyncio
import tempfile
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from bench.report import Report, arguments, progress
from burnish import tiny
from burnish.chat.examples import Example, Examples, make_examples, read_examples
from burnish.chat.template import ChatTemplate
from burnish.core.losses import Adam, CrossEntropy
from burnish.core.options import RunOptions
from burnish.core.ports import Model
from burnish.core.tokens import Datum
from burnish.engine.model import open_model
from burnish.evals.next_turn import Baseline, NextTurn, baseline_of, evaluate_next_turn
from burnish.recipes.catalog import find_recipe
from burnish.tiny.make import Plan, write_fresh_folder
from burnish.workers.events import RunEvent
from burnish.workers.training import Training, train_recipe

__all__ = ["main"]

NOTES = (
    "held out: the dev rows. bits_per_byte: of assistant turns, end tokens counted in the bits and not in the bytes",
    "call_match: the greedy reply makes the very calls, with the very arguments, of the conversation, after what really came before",
    "unigram and majority: token frequencies, and the most frequent call, of the training rows",
    "truncation: share of rows cut at a turn boundary, or dropped, to fit max_tokens",
)


def main() -> None:
    """Train, measure before and after, and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with train.jsonl.gz and dev.jsonl.gz")
    parser.add_argument("--start", choices=("fresh", "embedded"), default="fresh")
    parser.add_argument("--seconds", type=float, default=270.0, help="budget of training")
    parser.add_argument("--steps", type=int, help="the learning rate falls over so many steps; by default what fits into the budget")
    parser.add_argument("--examples-per-step", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--vocabulary", type=int, default=Plan().vocabulary, help="of the fresh tokenizer")
    parser.add_argument("--max-tokens", type=int, default=1536, help="conversations are cut to this, in training and for the bits")
    parser.add_argument("--calls", type=int, default=200, help="held-out turns with tool calls to answer greedily")
    parser.add_argument("--dev", type=int, default=200, help="held-out conversations")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ranks", type=int, default=None)
    options = parser.parse_args()
    if options.quick:
        options.steps, options.examples_per_step, options.calls, options.dev, options.max_tokens = 2, 2, 2, 2, 600
    report = Report("real_sgd", options.quick, NOTES)
    asyncio.run(_measure(report, options))
    report.emit(options.out)


async def _measure(report: Report, options: Namespace) -> None:
    train = read_examples(options.data / "train.jsonl.gz", limit=20 if options.quick else None)
    held_out = read_examples(options.data / "dev.jsonl.gz", limit=options.dev)
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as scratch:
        folder = Path(scratch)
        start = tiny.folder() if options.start == "embedded" else _fresh(folder / "fresh", train, options.vocabulary)
        renderer = ChatTemplate.from_folder(start)
        baseline = baseline_of(renderer, train, max_tokens=options.max_tokens)
        made = make_examples(train, renderer, max_tokens=options.max_tokens)
        progress(f"  {len(made.datums)} rows, {sum(len(datum.tokens) for datum in made.datums)} tokens, {made.truncation_rate:.1%} cut")
        before = await _next_turn(start, held_out, baseline, options)
        began = time.perf_counter()
        steps = options.steps or await _steps_that_fit(start, made, options)
        trained = await _train(start, folder / "run", made, steps, options)
        seconds = time.perf_counter() - began
        after = await _next_turn(trained / "model", held_out, baseline, options)
    report.add(
        f"sgd, {options.start}",
        training_rows=made.rows,
        training_tokens_per_epoch=sum(len(datum.tokens) for datum in made.datums),
        truncation_train=round(made.truncation_rate, 4),
        truncation_held_out=round(after.truncation_rate, 4),
        before=before.to_dict(),
        after=after.to_dict(),
        steps=steps,
        train_seconds=round(seconds, 1),
    )


def _fresh(folder: Path, train: Sequence[Example], vocabulary: int) -> Path:
    """Fresh weights, and a tokenizer trained on conversations as the template writes them, so that it knows tool calls too."""
    template = (Path(tiny.__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
    plan = Plan(vocabulary=vocabulary)
    sample = train[:: max(1, len(train) // 300)]
    write_fresh_folder(plan, folder, [message.content for example in sample[:20] for message in example.messages], template)
    chat = ChatTemplate.from_folder(folder)
    write_fresh_folder(plan, folder, [chat.text(example.messages, example.tools, reply=False) for example in sample], template)
    return folder


async def _steps_that_fit(start: Path, made: Examples, options: Namespace) -> int:
    """How many steps the budget is good for, so that the learning rate comes down in time: by the second of two steps."""
    async with open_model(start, ranks=options.ranks) as model:
        for number in range(2):
            began = time.perf_counter()
            await model.forward_backward(made.datums[number :: len(made.datums) // options.examples_per_step], CrossEntropy())
            await model.optim_step(Adam(0.0))
    return max(10, int(0.9 * options.seconds / (time.perf_counter() - began)))


async def _train(start: Path, folder: Path, made: Examples, steps: int, options: Namespace) -> Path:
    def examples(model: Model) -> Sequence[Datum]:
        return made.datums

    training = Training(
        recipe=find_recipe("sft"),
        model=start,
        config={"steps": steps, "examples_per_step": options.examples_per_step, "learning_rate": options.learning_rate},
        examples=examples,
        seed=options.seed,
        ranks=options.ranks,
        options=RunOptions(checkpoint_every=10_000, max_seconds=options.seconds),
    )
    return Path((await train_recipe(training, folder, listener=_told_live)).checkpoint.path)


async def _next_turn(folder: Path, held_out: Sequence[Example], baseline: Baseline, options: Namespace) -> NextTurn:
    async with open_model(folder, ranks=options.ranks, seed=options.seed) as model:
        return await evaluate_next_turn(model, held_out, baseline, max_tokens=options.max_tokens, reply_tokens=96, max_calls=options.calls)


def _told_live(event: RunEvent) -> None:
    if event.kind == "step" and (event.step % 20 == 0 or event.step == event.steps):
        progress(f"  sft step {event.step} of {event.steps}: loss {event.metrics['loss']:.3f}")


if __name__ == "__main__":
    main()
