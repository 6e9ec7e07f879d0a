"""What HTTP costs: first token and tokens a second through the engine server against the same sampler in-process; 16 chats at once."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench.checkpoints import make_checkpoint
from bench.prompts import MIDDLE, TINY, Shape, make_prompts
from bench.report import Report, arguments, progress, spread
from burnish import tiny
from burnish.core.tokens import SamplingParams
from burnish.engine.model import TorchModel, open_model

__all__ = ["main"]

NOTES = (
    "in-process: the model's own verbs in the process of the bench; server: `python -m burnish.engine.server` with as many ranks, called "
    "over one aiohttp client in the process of the bench; the side that is not measured stands still",
    "tokens a second: all requests at once, prompts as ids, each reply as long as asked for (its end token never comes); the first "
    "repetition is a warm-up and not counted",
    "first token: one request at a time, every prompt new; from the call to the first token or chunk",
    "chats: so many clients, each of which waits for its whole answer before it says the next thing; from the request to the first chunk "
    "with a delta; the embedded model",
)

TOKEN = "a token of this bench"  # noqa: S105 - of a server that lives as long as the bench


class Calls:
    """A client of a server: raw HTTP, so that what is measured is the server."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url, self._session = url, session

    async def whole(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """An answer in one piece."""
        async with self._session.post(self._url + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def streamed(self, path: str, body: dict[str, Any]) -> tuple[float, list[dict[str, Any]]]:
        """Seconds to the first chunk, and all chunks."""
        began, first, chunks = time.perf_counter(), 0.0, []
        async with self._session.post(self._url + path, json=body | {"stream": True}) as answer:
            assert answer.status == 200, await answer.text()
            async for line in answer.content:
                first = first or time.perf_counter() - began
                if line.startswith(b"data: {"):
                    chunks.append(json.loads(line[6:]))
        return first, chunks


def main() -> None:
    """Measure every case and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--ranks", type=int, default=1, help="of both sides")
    options = parser.parse_args()
    report = Report("server", options.quick, NOTES)
    asyncio.run(_measure(report, options.quick, options.ranks))
    report.emit(options.out)


async def _measure(report: Report, quick: bool, ranks: int) -> None:
    repeats = 2 if quick else 7
    shapes: Sequence[tuple[Shape, int, int, int]] = (
        ((TINY, 4, 8, 16),) if quick else ((TINY, 16, 128, 256), (TINY, 64, 96, 256), (MIDDLE, 16, 32, 256))
    )
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as root:
        for shape, count, length, prompt in shapes:
            folder = Path(root) / shape.name
            if not folder.exists():
                make_checkpoint(folder, shape)
            name = f"{shape.name} {count}x{length}"
            async with open_model(folder, ranks=ranks, rows=64, trains=False) as model, _server(folder, ranks) as calls:
                figures = await _throughput(model, calls, shape, count, length, repeats if shape is TINY else 3)
                report.add(f"{name}: tokens a second", ranks=ranks, **figures)
                if count == shapes[0][1]:
                    times = await _first_token(model, calls, shape, prompt, 4 if quick else 60 if shape is TINY else 12)
                    report.add(f"{shape.name}, prompt {prompt}: first token, ms", ranks=ranks, **times)
    async with _server(Path(tiny.__file__).parent / "model", ranks) as calls:
        clients, turns = (2, 2) if quick else (16, 8)
        report.add(f"embedded model, {clients} chats at once", ranks=ranks, **await _chats(calls, clients, turns))


async def _throughput(model: TorchModel, calls: Calls, shape: Shape, count: int, length: int, repeats: int) -> dict[str, Any]:
    """The same work three ways, in turns."""
    seconds: dict[str, list[float]] = {"in_process": [], "whole": [], "streamed": []}
    for repetition in range(repeats + 1):
        prompts = make_prompts(count, 32, shape, seed=repetition)
        bodies = [{"prompt": prompt, "max_tokens": length} for prompt in prompts]
        for way in seconds if repetition % 2 == 0 else reversed(seconds):
            began = time.perf_counter()
            if way == "in_process":
                lengths = [len(completion.ids) for completion in await model.sample(prompts, SamplingParams(length))]
            elif way == "whole":
                answers = await asyncio.gather(*(calls.whole("/completions", body) for body in bodies))
                lengths = [answer["usage"]["completion_tokens"] for answer in answers]
            else:
                usage = {"stream_options": {"include_usage": True}}
                streams = await asyncio.gather(*(calls.streamed("/completions", body | usage) for body in bodies))
                lengths = [chunks[-1]["usage"]["completion_tokens"] for _, chunks in streams]
            seconds[way].append(time.perf_counter() - began)
            assert lengths == [length] * count
    tokens = count * length
    figures: dict[str, Any] = {way: spread([tokens / value for value in values[1:]], 0) for way, values in seconds.items()}
    for way in ("whole", "streamed"):
        ratios = [base / value for base, value in zip(seconds["in_process"][1:], seconds[way][1:], strict=True)]
        figures[f"{way}_share"] = spread(ratios, 3)
    return figures


async def _first_token(model: TorchModel, calls: Calls, shape: Shape, length: int, count: int) -> dict[str, Any]:
    ours: list[float] = []
    theirs: list[float] = []
    for place, prompt in enumerate(make_prompts(2 * count, length, shape, seed=99)):
        if place % 2:
            began, first = time.perf_counter(), 0.0
            async for _ in model.stream(prompt, SamplingParams(4)):
                first = first or time.perf_counter() - began
            ours.append(first * 1000)
        else:
            first, _ = await calls.streamed("/completions", {"prompt": prompt, "max_tokens": 4})
            theirs.append(first * 1000)
    added = statistics.median(theirs) - statistics.median(ours)
    return {
        "in_process": spread(ours, 2),
        "streamed": spread(theirs, 2),
        "added_ms": round(added, 2),
        "share": round(statistics.median(theirs) / statistics.median(ours), 3),
    }


async def _chats(calls: Calls, clients: int, turns: int) -> dict[str, Any]:
    says = ("Hello, where is my order?", "It is A-17.", "Can I send it back?", "Two boxes were broken.", "When will it be here?", "Thanks.")
    firsts: list[float] = []
    tokens = 0

    async def chat(number: int) -> int:
        messages = [{"role": "system", "content": f"You are agent {number} of a medical supplier."}]
        sampled = 0
        for turn in range(turns):
            messages.append({"role": "user", "content": says[(number + turn) % len(says)]})
            body = {"messages": messages, "max_tokens": 64, "seed": turn, "stream_options": {"include_usage": True}}
            first, chunks = await calls.streamed("/chat/completions", body)
            firsts.append(first * 1000)
            said = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
            messages.append({"role": "assistant", "content": said})
            sampled += chunks[-1]["usage"]["completion_tokens"]
        return sampled

    await chat(0)
    firsts.clear()
    began = time.perf_counter()
    tokens = sum(await asyncio.gather(*(chat(number) for number in range(clients))))
    seconds = time.perf_counter() - began
    ordered = sorted(firsts)
    return {
        "requests": len(firsts),
        "first_token_ms": spread(firsts, 1),
        "first_token_p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "tokens_per_second": round(tokens / seconds),
    }


@asynccontextmanager
async def _server(folder: Path, ranks: int) -> AsyncIterator[Calls]:
    """An engine server for as long as a block lasts."""
    read, write = os.pipe()
    command = [sys.executable, "-m", "burnish.engine.server", "--folder", str(folder), "--ranks", str(ranks), "--rows", "64"]
    environment = os.environ | {"BURNISH_ENGINE_TOKEN": TOKEN}
    process = await asyncio.create_subprocess_exec(
        *command, "--ready", str(write), pass_fds=[write], env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        told = json.loads(await asyncio.to_thread(pipe.readline))
    progress(f"  {told['name']} answers at {told['address']}")
    try:
        connector = aiohttp.TCPConnector(limit=0)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with aiohttp.ClientSession(connector=connector, headers=headers, timeout=aiohttp.ClientTimeout(600)) as session:
            yield Calls(told["address"], session)
    finally:
        process.terminate()
        await process.wait()


if __name__ == "__main__":
    main()
