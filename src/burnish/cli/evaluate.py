"""`burnish evaluate`: a model in an env on held-out scenarios, with intervals."""

import asyncio
from typing import Annotated

import typer

from burnish.cli.answers import Json, answering, injected, logs_to_stderr, print_json
from burnish.cli.references import find_env, find_model
from burnish.core.tokens import SamplingParams
from burnish.settings import Settings

__all__ = ["evaluate"]


@answering
def evaluate(
    context: typer.Context,
    model: Annotated[str, typer.Option(help="`tiny`, a Hugging Face folder, or a checkpoint of a run.")] = "tiny",
    env: Annotated[str, typer.Option(help="Where to play: supply_desk, or module:function of your own.")] = "supply_desk",
    split: Annotated[str | None, typer.Option(help="Split of the env's scenarios; by default dev, where the env has splits.")] = None,
    n: Annotated[int, typer.Option("--n", "-n", min=1, help="How many scenarios.")] = 128,
    repeats: Annotated[int, typer.Option(min=1, help="Episodes of each scenario.")] = 1,
    temperature: Annotated[float, typer.Option(min=0, help="0 is greedy.")] = 1.0,
    max_tokens: Annotated[int, typer.Option(min=1, help="The most tokens of one turn.")] = 256,
    seed: Annotated[int, typer.Option(help="Of the sampling.")] = 0,
    transcripts: Annotated[int, typer.Option(min=0, help="How many to show of each kind of failure.")] = 1,
    ranks: Annotated[
        int | None, typer.Option(min=1, help="Rank processes; by default BURNISH_RANKS, else one for each free core or device.")
    ] = None,
    json: Json = False,
) -> None:
    """Evaluate a model in an env: rates with 95 % intervals, and how it fails."""
    from burnish.workers.evaluation import evaluate_model

    logs_to_stderr()
    settings = Settings.from_environment()
    folder, spec = find_model(model), find_env(env, split=split, usual_split="dev", count=n)
    params = SamplingParams(max_tokens=max_tokens, temperature=temperature)
    result = asyncio.run(
        evaluate_model(
            folder,
            spec,
            params,
            repeats=repeats,
            seed=seed,
            transcripts=transcripts,
            ranks=ranks or settings.ranks,
            threads=settings.threads,
            engine=injected(context).engine,
        )
    )
    if json:
        print_json(result.to_dict())
        return
    typer.echo(str(result))
    for failure in result.failures:
        for transcript in failure.transcripts:
            typer.echo(f"\n--- {failure.kind}\n{transcript}")
