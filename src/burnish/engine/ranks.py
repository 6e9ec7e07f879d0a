"""The ranks of one model as its own process sees them: start, speak, notice that one died, stop."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgpack

from burnish.core.tokens import Completion
from burnish.engine import messages
from burnish.engine.rank_settings import RankSettings
from burnish.engine.streamed import Streamed
from burnish.engine.streams import TokenStream
from burnish.errors import BurnishError, RankError, RequestError

__all__ = ["RankProcess", "Ranks"]

_START_SECONDS = 300.0
_STOP_SECONDS = 10.0


class RankProcess:
    """One rank: a subprocess, the socket to it, and the answers that are still to come."""

    def __init__(self, settings: RankSettings) -> None:
        self.number = settings.rank
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        environment = os.environ | {
            "OMP_NUM_THREADS": str(settings.threads),
            "OMP_WAIT_POLICY": "PASSIVE",
            "TOKENIZERS_PARALLELISM": "false",
        }
        command = [sys.executable, "-m", "burnish.engine.rank", json.dumps(asdict(replace(settings, socket=theirs.fileno())))]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stderr=self._errors, env=environment
        )
        theirs.close()
        self._socket = ours
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._completions: dict[int, asyncio.Future[Completion]] = {}
        self._streams: dict[int, TokenStream] = {}
        self._next = 1
        self._dead: RankError | None = None

    @property
    def load(self) -> int:
        """Completions that it still owes."""
        return len(self._completions) + len(self._streams)

    @property
    def death(self) -> RankError | None:
        """How it ended, if it did."""
        return self._dead

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    async def connect(self) -> dict[str, Any]:
        """Start to listen; returns the facts that the rank reports once its weights are loaded."""
        reader, self._writer = await asyncio.open_connection(sock=self._socket, limit=1 << 24)
        ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[0] = ready
        self._listener = asyncio.create_task(self._listen(reader))
        async with asyncio.timeout(_START_SECONDS):
            facts: dict[str, Any] = await ready
        return facts

    def call(self, verb: str, **arguments: Any) -> asyncio.Future[Any]:
        """Send a verb; the future gives its value, or raises what the rank raised."""
        answer = asyncio.get_running_loop().create_future()
        if self._dead is not None:
            answer.set_exception(self._dead)
            return answer
        number, self._next = self._next, self._next + 1
        self._answers[number] = answer
        self._writer.write(msgpack.packb({"id": number, "verb": verb} | arguments))
        return answer

    def sample(self, prompts: Sequence[bytes], seeds: Sequence[int], params: Mapping[str, Any]) -> list[asyncio.Future[Completion]]:
        """Ask for one completion a prompt."""
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[Completion]] = [loop.create_future() for _ in prompts]
        requests = []
        for prompt, seed, future in zip(prompts, seeds, futures, strict=True):
            if self._dead is not None:
                future.set_exception(self._dead)
                continue
            number, self._next = self._next, self._next + 1
            self._completions[number] = future
            requests.append([number, prompt, seed])
        if requests:
            self._writer.write(msgpack.packb({"verb": "sample", "params": params, "requests": requests}))
        return futures

    def stream(self, prompt: bytes, seed: int, params: Mapping[str, Any], shaping: Mapping[str, Any], *, each: bool) -> TokenStream:
        """Ask for one completion whose tokens are told as they come, or all at the end. `cancel` takes the stream."""
        stream = TokenStream()
        if self._dead is not None:
            stream.fail(self._dead)
            return stream
        number, self._next = self._next, self._next + 1
        self._streams[number] = stream
        message = {"verb": "stream", "params": params, "shaping": shaping, "each": each, "requests": [[number, prompt, seed]]}
        self._writer.write(msgpack.packb(message))
        return stream

    def cancel(self, stream: TokenStream) -> None:
        """Nobody reads this stream any more; does nothing where it has ended."""
        for number in [number for number, one in self._streams.items() if one is stream]:
            del self._streams[number]
            self._writer.write(msgpack.packb({"verb": "cancel", "requests": [number]}))

    async def close(self) -> None:
        """Close the socket, which ends the process; kill it if it does not listen."""
        if hasattr(self, "_writer"):
            self._writer.close()
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        else:
            self._socket.close()
        try:
            await asyncio.to_thread(self._process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._errors.close()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        unpacker = msgpack.Unpacker(max_buffer_size=2**31 - 1)
        try:
            while received := await reader.read(1 << 20):
                unpacker.feed(received)
                for message in unpacker:
                    self._deliver(message)
        except OSError:
            pass  # a reset socket says the same as a closed one
        self._bury()

    def _deliver(self, message: Mapping[str, Any]) -> None:
        if "finished" in message:
            for number, raw in message["finished"]:
                future = self._completions.pop(number)
                if not future.done():
                    future.set_result(messages.decode_completion(raw))
            return
        if "streamed" in message:
            for raw in message["streamed"]:
                self._tell(messages.decode_streamed(raw))
            return
        error = messages.decode_error(message["error"]) if "error" in message else None
        if "failed" in message:
            for number in message["failed"]:
                if (stream := self._streams.pop(number, None)) is not None and error is not None:
                    stream.fail(error)
            waiting: list[asyncio.Future[Any]] = [
                self._completions.pop(number) for number in message["failed"] if number in self._completions
            ]
        else:
            waiting = [self._answers.pop(message["id"])]
        for future in waiting:
            if future.done():
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(message["value"])

    def _tell(self, news: Streamed) -> None:
        stream = self._streams.get(news.id)
        if stream is None:
            return  # it was cancelled while these were on their way
        if news.error:
            stream.fail(RequestError(news.error, where="grammar", fix="ask for a form that is simpler"))
        else:
            stream.push(news)
        if stream.ended:
            del self._streams[news.id]

    def _bury(self) -> None:
        """The socket is closed: whatever was still awaited fails, with the last words of the process."""
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            code = None
        self._errors.seek(0)
        last_words = self._errors.read().decode(errors="replace").strip()[-2000:]
        what = f"rank {self.number} (pid {self.pid}) ended with code {code}" + (f"\n{last_words}" if last_words else "")
        self._dead = RankError(what, where="engine", fix="resume from the last checkpoint; if it was killed for memory, use fewer ranks")
        for future in [*self._answers.values(), *self._completions.values()]:
            if not future.done():
                future.set_exception(self._dead)
        for stream in self._streams.values():
            stream.fail(self._dead)
        self._answers.clear()
        self._completions.clear()
        self._streams.clear()


class Ranks:
    """All ranks of a model. A verb for all goes to each of them in the same order, so that their collectives meet."""

    def __init__(self, settings: RankSettings, devices: Sequence[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="burnish-"))
        store = str(self._folder / "store")
        ranks = range(settings.ranks)
        self.processes = [RankProcess(replace(settings, rank=rank, store=store, device=devices[rank % len(devices)])) for rank in ranks]

    async def connect(self) -> dict[str, Any]:
        """Wait until every rank has loaded; the facts of rank 0.

        Raises:
            BurnishError: whatever the first of them failed with.
        """
        facts = await self._all([process.connect() for process in self.processes])
        first: dict[str, Any] = facts[0]
        return first

    async def call(self, verb: str, **arguments: Any) -> list[Any]:
        """The same verb to every rank; their values in order."""
        return await self._all([process.call(verb, **arguments) for process in self.processes])

    async def call_each(self, verb: str, arguments: Sequence[Mapping[str, Any]]) -> list[Any]:
        """A verb with arguments of its own to each rank."""
        return await self._all([process.call(verb, **own) for process, own in zip(self.processes, arguments, strict=True)])

    async def close(self) -> None:
        """Stop every rank."""
        await asyncio.gather(*(process.close() for process in self.processes))
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _all(self, answers: Sequence[Any]) -> list[Any]:
        """Await all; raise what a rank says went wrong, else that one died, else what its death did to the others."""
        results = await asyncio.gather(*answers, return_exceptions=True)
        errors = [result for result in results if isinstance(result, BaseException)]
        deaths = [process.death for process in self.processes]
        errors.sort(key=lambda error: (not isinstance(error, BurnishError), isinstance(error, RankError), error not in deaths))
        if errors:
            raise errors[0]
        return results
