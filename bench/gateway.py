"""The gateway: what it adds to a call, and how many calls one process answers with every one of them on the disk; beside its peers.

A mock upstream answers at once, in a process of its own, so that what is measured is what stands before it. The clients (aiohttp) are
one more process. Everything shares the machine's cores. Burnish answers with recording on: after each case the entries of its log are
counted. `added_ms` is the difference of medians to the same calls made directly; `sync_ms` is the mean of what `fdatasync` took in that
case: it is the disk's, and part of `added_ms`; `--home /dev/shm` shows what is left without a disk. `cpu_ms` is processor time of the
gateway's process for each call, which other work on the machine changes less.
LiteLLM runs as its proxy with one worker and its defaults, without a database, so that it writes nothing down; TensorZero as the client
that is embedded in the app, with observability off, because it has no store of its own.
"""

import asyncio
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bench.report import Report, arguments, progress
from burnish.artifacts.segments import SegmentReader
from tests.gateway.installed import install, upstream_process

CONNECTIONS = (1, 16, 64)
PEERS = {"litellm": "litellm[proxy]<1.105", "tensorzero": "tensorzero==2026.6.0"}
MESSAGES = [
    {"role": "system", "content": "You answer questions about orders of a medical supplier, briefly. " * 6},
    {"role": "user", "content": "Where is my order W123? It should have been here on Monday. " * 3},
]


@dataclass(frozen=True)
class Sizes:
    """Calls of a case at one connection, and in all at more; the slow peer gets a part of them."""

    one: int
    more: int
    slow: int


FULL, QUICK = Sizes(500, 1920, 192), Sizes(20, 64, 20)


@dataclass
class Side:
    """Something to call."""

    name: str
    url: str
    model: str
    key: str
    process: psutil.Process | None = None
    log: Path | None = None

    @property
    def cpu_s(self) -> float:
        """Processor time of its process, and of those that it started."""
        if self.process is None:
            return 0.0
        processes = [self.process, *self.process.children(recursive=True)]
        return float(sum(sum(one.cpu_times()[:2]) for one in processes))


def main() -> int:
    """Measure; the exit status says how many recorded calls were not found in the log."""
    parser = arguments(str(__doc__).splitlines()[0])
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS), help="which peers to measure too")
    parser.add_argument("--venvs", type=Path, default=Path("bench/venvs"), help="folder of the peers' environments; made if missing")
    parser.add_argument("--home", type=Path, help="where the gateway's disk is: a folder in memory shows what is left without the disk")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    report = Report("gateway", options.quick, notes=str(__doc__).splitlines()[2:])
    missing = 0
    with tempfile.TemporaryDirectory(dir=options.home) as folder, upstream_process() as port:
        direct = Side("direct", f"http://127.0.0.1:{port}", "mock", "none")
        home = Path(folder) / "home"
        installed = install(home, f"sqlite:///{home / 'burnish.db'}", port)
        with installed.gateway() as (process, url):
            burnish = Side("burnish", url, installed.model, installed.key, psutil.Process(process.pid), home / "records" / "gateway")
            missing += compared(report, [direct, burnish], sizes)
        if "litellm" in options.peers:
            with litellm(options.venvs, Path(folder), port) as side:
                compared(report, [direct, side], Sizes(sizes.slow, sizes.slow, sizes.slow))
        if "tensorzero" in options.peers:
            tensorzero(report, options.venvs, Path(folder), port, sizes)
    report.emit(options.out)
    return missing


def compared(report: Report, sides: list[Side], sizes: Sizes) -> int:
    """Whole and streamed, at each number of connections; the first side is what is added to. Returns how many records are missing."""
    missing = 0
    for streamed in (False, True):
        for connections in CONNECTIONS:
            calls = sizes.one if connections == 1 else sizes.more
            base = 0.0
            for side in sides:
                before, synced, spent = recorded(side), sync_of(side), side.cpu_s
                taken, seconds = asyncio.run(load(side, calls, connections, streamed))
                cpu_ms, found = (side.cpu_s - spent) / len(taken) * 1e3, recorded(side) - before
                median = statistics.median(taken)
                base = base or median
                told: dict[str, Any] = {
                    "calls": len(taken),
                    "p50_ms": round(median, 3),
                    "p95_ms": round(sorted(taken)[int(len(taken) * 0.95)], 3),
                    "calls_a_second": round(len(taken) / seconds, 1),
                }
                if side is not sides[0]:
                    told |= {"added_ms": round(median - base, 3), "cpu_ms": round(cpu_ms, 3)}
                if side.log is not None:
                    missing += len(taken) - found
                    told |= {"recorded": found, "sync_ms": round(mean_sync(synced, sync_of(side)), 3)}
                report.add(f"{side.name}, {'streamed' if streamed else 'whole'}, {connections}", **told)
    return missing


async def load(side: Side, calls: int, connections: int, streamed: bool) -> tuple[list[float], float]:
    """Milliseconds of each call, and seconds of all."""
    body = json.dumps({"model": side.model, "messages": MESSAGES, "temperature": 0.7, "stream": streamed}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {side.key}"}
    taken: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def client(count: int) -> None:
            for _ in range(count):
                began = time.perf_counter()
                async with session.post(f"{side.url}/v1/chat/completions", data=body, headers=headers) as answer:
                    text = await answer.read()
                    assert answer.status == 200, text
                    assert not streamed or text.rstrip().endswith(b"data: [DONE]")
                taken.append((time.perf_counter() - began) * 1e3)

        began = time.perf_counter()
        await asyncio.gather(*(client(calls // connections) for _ in range(connections)))
        return taken, time.perf_counter() - began


def recorded(side: Side) -> int:
    """Entries in its log."""
    return len(SegmentReader(side.log).read(limit=10**9, max_bytes=10**12).payloads) if side.log is not None else 0


def sync_of(side: Side) -> dict[str, float]:
    """What the gateway counts of its syncs so far."""
    if side.log is None:
        return {}
    with urllib.request.urlopen(f"{side.url}/metrics") as page:  # noqa: S310 (our own process)
        lines = page.read().decode().splitlines()
    return {
        name: float(line.split()[1]) for name in ("sum", "count") for line in lines if line.startswith(f"burnish_log_sync_seconds_{name}")
    }


def mean_sync(before: dict[str, float], after: dict[str, float]) -> float:
    """Milliseconds of a sync between two countings."""
    return (after["sum"] - before["sum"]) / max(1.0, after["count"] - before["count"]) * 1e3


# -- peers -----------------------------------------------------------------------------------------------------------------------


def environment(venvs: Path, name: str) -> Path:
    """The Python of a peer's own environment, made if it is not there."""
    folder = venvs / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        progress(f"gateway: installs {PEERS[name]}")
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PEERS[name]], check=True)
        (folder / "ready").touch()
    return python


@contextmanager
def litellm(venvs: Path, folder: Path, upstream: int) -> Iterator[Side]:
    """LiteLLM's proxy before the same upstream."""
    python = environment(venvs, "litellm")
    config = folder / "litellm.yaml"
    route = {"model": "openai/mock", "api_base": f"http://127.0.0.1:{upstream}/v1", "api_key": "none"}
    config.write_text(json.dumps({"model_list": [{"model_name": "mock", "litellm_params": route}]}))  # JSON is YAML
    port = free_port()
    command = [str(python.parent / "litellm"), "--config", str(config), "--port", str(port), "--host", "127.0.0.1", "--num_workers", "1"]
    key = f"sk-{secrets.token_hex(32)}"  # it starts with none but a strong one
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    plain |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": key}
    process = subprocess.Popen(command, env=plain, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/health/liveliness"), process, 180)
        yield Side("litellm", f"http://127.0.0.1:{port}", "mock", key, psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()


TENSORZERO = """
import asyncio, json, statistics, sys, time
from tensorzero import AsyncTensorZeroGateway
async def main(config, calls, connections, messages):
    gateway = await AsyncTensorZeroGateway.build_embedded(config_file=config, async_setup=True)
    taken = []
    async def client(count):
        for _ in range(count):
            began = time.perf_counter()
            await gateway.inference(function_name="desk", input={"system": messages[0]["content"], "messages": messages[1:]})
            taken.append((time.perf_counter() - began) * 1e3)
    await client(20)
    taken.clear()
    began = time.perf_counter()
    await asyncio.gather(*(client(calls // connections) for _ in range(connections)))
    seconds = time.perf_counter() - began
    print(json.dumps({"calls": len(taken), "p50_ms": round(statistics.median(taken), 3),
        "p95_ms": round(sorted(taken)[int(len(taken) * 0.95)], 3), "calls_a_second": round(len(taken) / seconds, 1)}))
asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])))
"""


def tensorzero(report: Report, venvs: Path, folder: Path, upstream: int, sizes: Sizes) -> None:
    """TensorZero's client, which holds its gateway within itself: there is no hop to it."""
    python = environment(venvs, "tensorzero")
    config = folder / "tensorzero.toml"
    config.write_text(
        "[gateway]\nobservability.enabled = false\n"
        '[models.mock]\nrouting = ["mock"]\n'
        f'[models.mock.providers.mock]\ntype = "openai"\nmodel_name = "mock"\napi_base = "http://127.0.0.1:{upstream}/v1/"\n'
        'api_key_location = "none"\n'
        '[functions.desk]\ntype = "chat"\n[functions.desk.variants.one]\ntype = "chat_completion"\nmodel = "mock"\n'
    )
    for connections in CONNECTIONS:
        calls = sizes.one if connections == 1 else sizes.more
        command = [str(python), "-c", TENSORZERO, str(config), str(calls), str(connections), json.dumps(MESSAGES)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        told = [line for line in ran.stdout.splitlines() if line.startswith('{"calls"')]  # it logs to the same place
        if told:
            report.add(f"tensorzero embedded, whole, {connections}", **json.loads(told[-1]))
        else:
            report.add(f"tensorzero embedded, whole, {connections}", failed=(ran.stderr or ran.stdout).strip().splitlines()[-1:])


def free_port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """Whether there is an answer of 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (our own process)
            return bool(answer.status == 200)
    except OSError:
        return False


def until(is_so: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait until something is so, while a process lives."""
    end = time.monotonic() + seconds
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the peer did not start: status {process.poll()}")
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
