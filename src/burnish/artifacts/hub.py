"""Hub: models by their hub id, pinned to a commit, fetched file by file with their hashes; nothing that could run is even asked for.

The API of huggingface.co, which mirrors speak too. It is spoken here, and not by the hub's own library, as every connection must keep to
the rules of `burnish.wire`; that library's fast path (Xet) opens connections of its own.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from burnish.artifacts.adapters import ADAPTER_CONFIG, ADAPTER_WEIGHTS
from burnish.errors import InputError, OutboundError
from burnish.wire.client import Answer, Outbound

__all__ = ["HUB_ID", "Hub", "HubFile", "HubModel"]

HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
"""An id of a model on a hub: who published it, and its name."""

_HOSTS_OF_THE_HUB = ("huggingface.co", "hf.co")
_FILE = re.compile(r"(additional_chat_templates/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SUFFIXES = frozenset({".json", ".jinja", ".txt", ".model", ".tiktoken"})
_NOT_OF_THE_MODEL = frozenset({"trainer_state.json", "all_results.json", "train_results.json", "eval_results.json", "requirements.txt"})
_CODE = re.compile(r"(modeling|modelling|configuration|tokenization|processing|image_processing|generation)_\w*\.py")
_PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".h5", ".msgpack"})
_LONGEST_LIST = 32 * 1024 * 1024
_LONGEST_TEXT = 256 * 1024 * 1024
_LOOK_SECONDS = 30.0
_TRIES = 5
PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model on a hub.

    Attributes:
        name: its path there.
        bytes: its length.
        sha256: of its content, where it is kept apart as a large file.
        blob: SHA-1 of git's object, which small files are known by.
    """

    name: str
    bytes: int
    sha256: str
    blob: str

    def check(self, path: Path) -> bool:
        """Whether the content of a file is this one's."""
        if path.stat().st_size != self.bytes:
            return False
        sha256 = bool(self.sha256)
        known = hashlib.sha256() if sha256 else hashlib.sha1(f"blob {self.bytes}\0".encode(), usedforsecurity=False)
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                known.update(part)
        return known.hexdigest() == (self.sha256 if sha256 else self.blob)


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model on a hub, as it was at one commit.

    Attributes:
        id, revision: that were asked for.
        commit: that the revision meant.
        files: that make the model, small ones first.
        skipped: names of what is left there.
        licence: what its card says; empty if it says none.
    """

    id: str
    revision: str
    commit: str
    files: tuple[HubFile, ...]
    skipped: tuple[str, ...]
    licence: str

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(file.bytes for file in self.files)


class Hub:
    """A hub, in somebody's right.

    Args:
        outbound: through which every request goes.
        endpoint: its address.
        token: by which it knows who asks; empty for anybody.
        hosts: that it may send on to, beside itself: names, and with a dot before them everything below. huggingface.co's own are known.
    """

    def __init__(self, outbound: Outbound, endpoint: str, token: str = "", hosts: Iterable[str] = ()) -> None:
        self._outbound, self.endpoint = outbound, endpoint.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        home = urlsplit(self.endpoint).hostname or ""
        own = [f".{name}" for name in _HOSTS_OF_THE_HUB] if home in _HOSTS_OF_THE_HUB else []
        self._hosts = (home, *own, *(host.lower() for host in hosts))

    async def look(self, model_id: str, revision: str = "main") -> HubModel:
        """What a revision of a model is now. Nothing is fetched but the list of its files.

        Raises:
            InputError: it is not there, is not for who asks, has no safetensors, or brings code; says which file.
            OutboundRefusedError: the hub may not be reached from here.
            OutboundError: it does not answer, or not as a hub does.
        """
        if not HUB_ID.fullmatch(model_id):
            raise InputError(f"{model_id[:200]!r} is no id of a model on a hub", where="hub.id", fix="write it as Qwen/Qwen3-0.6B")
        url = f"{self.endpoint}/api/models/{model_id}/revision/{quote(revision, safe='')}?blobs=true"
        answer = await self._outbound.request(
            "GET", url, headers=self._headers, timeout_s=_LOOK_SECONDS, max_bytes=_LONGEST_LIST, may_go_to=self._may_go_to
        )
        _check_answer(answer, model_id, revision)
        return _model(answer.json(), model_id, revision, self.endpoint)

    async def fetch(self, model: HubModel, files: Sequence[HubFile], folder: Path, told: Callable[[int], None]) -> None:
        """Bring files of a model into a folder. What is there is not fetched again; what was broken off goes on.

        Args:
            model: that they are of.
            files: some of its files.
            folder: to put them into; nobody else may write there.
            told: how many bytes of them are there, now and then.

        Raises:
            InputError: a file is not for who asks.
            OutboundError: a file does not come, or is not what the list said.
        """
        there = 0
        for file in files:
            before = there
            await self._bring(model, file, folder, lambda size, before=before: told(before + size))  # type: ignore[misc]
            there += file.bytes
            told(there)

    async def _bring(self, model: HubModel, file: HubFile, folder: Path, told: Callable[[int], None]) -> None:
        target, partial = folder / file.name, folder / f"{file.name}.partial"
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        url = f"{self.endpoint}/{model.id}/resolve/{model.commit}/{quote(file.name)}"
        wrong = tries = 0
        while True:
            size = partial.stat().st_size if partial.exists() else 0
            try:
                if size < file.bytes:
                    await self._go_on(url, file, partial, size, model, told)
                elif not partial.exists():
                    partial.touch()
                if not await asyncio.to_thread(file.check, partial):
                    partial.unlink()
                    wrong += 1
                    raise OutboundError(
                        f"{file.name} is not what the hub's list says: its hash or length differs", where=url, fix="try later"
                    )
                os.replace(partial, target)
                return
            except OutboundError:
                grown = (partial.stat().st_size if partial.exists() else 0) > size
                tries = 0 if grown else tries + 1
                if tries >= _TRIES or wrong > 1:
                    raise
                await asyncio.sleep(PAUSE_SECONDS * 2**tries)

    async def _go_on(self, url: str, file: HubFile, partial: Path, size: int, model: HubModel, told: Callable[[int], None]) -> None:
        with partial.open("ab") as written:
            answer = await self._outbound.download(
                url, written, headers=self._headers, start=size, max_bytes=file.bytes, may_go_to=self._may_go_to, told=told
            )
        _check_answer(answer, model.id, model.revision)

    def _may_go_to(self, host: str) -> bool:
        return any(host == one.lstrip(".") or (one.startswith(".") and host.endswith(one)) for one in self._hosts)


def _check_answer(answer: Answer, model_id: str, revision: str) -> None:
    if answer.status in (200, 206):
        return
    code = answer.headers.get("x-error-code", "")
    if code == "RevisionNotFound":
        raise InputError(
            f"{model_id} has no revision {revision[:100]!r}", where="hub.revision", fix="name a branch, a tag or a commit of it"
        )
    if code == "GatedRepo" or answer.status == 403:
        fix = "accept its terms on the hub, and give a token: the project's secret HF_TOKEN, or BURNISH_HUB_TOKEN"
        raise InputError(f"{model_id} is gated: its terms must be accepted first", where="hub.id", fix=fix)
    if answer.status in (401, 404):
        fix = "check the id; for a private model give a token: the project's secret HF_TOKEN, or BURNISH_HUB_TOKEN"
        raise InputError(f"there is no model {model_id} on the hub, or not for who asks", where="hub.id", fix=fix)
    raise OutboundError(
        f"the hub answered {answer.status}", where=answer.url.partition("?")[0], fix="try later, or check BURNISH_HUB_ENDPOINT"
    )


def _model(told: Any, model_id: str, revision: str, endpoint: str) -> HubModel:
    try:
        commit, siblings, card = str(told["sha"]), list(told["siblings"]), told.get("cardData") or {}
        licence = card.get("license", "") if isinstance(card, dict) else ""
        every = {str(one["rfilename"]): one for one in siblings}
        if not _COMMIT.fullmatch(commit):
            raise ValueError(commit)
        names = _chosen(model_id, every)
        files = [_file(name, every[name]) for name in names]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"answered in another way than a hub does ({type(error).__name__})"
        raise OutboundError(what, where=endpoint, fix="check BURNISH_HUB_ENDPOINT") from None
    small_first = sorted(files, key=lambda file: (file.name.endswith(".safetensors"), file.name))
    skipped = tuple(sorted(set(every) - set(names)))
    return HubModel(model_id, revision, commit, tuple(small_first), skipped, licence[:200] if isinstance(licence, str) else "")


def _file(name: str, told: dict[str, Any]) -> HubFile:
    large = told.get("lfs") or {}
    sha256, blob = str(large.get("sha256", "")), str(told["blobId"])
    size = int(told["size"])
    if size < 0 or not (re.fullmatch(r"[0-9a-f]{64}", sha256) if large else re.fullmatch(r"[0-9a-f]{40}", blob)):
        raise ValueError(name)
    if not large and size > _LONGEST_TEXT:
        raise ValueError(name)
    return HubFile(name, size, sha256, blob)


def _chosen(model_id: str, names: Iterable[str]) -> list[str]:
    """What of a repository is the model, or the adapter: its weights in safetensors, tokenizer, configs and chat templates.

    Raises:
        InputError: it brings code, or has no such weights.
    """
    every = sorted(names)
    code = next((name for name in every if _CODE.fullmatch(name)), None)
    if code is not None:
        fix = "use a model that needs no code of its own"
        raise InputError(f"{model_id} comes with code ({code}), and a model's own code is never run", where="hub.id", fix=fix)
    plain = [name for name in every if _FILE.fullmatch(name) and Path(name).suffix in _SUFFIXES and name not in _NOT_OF_THE_MODEL]
    weights = _weights([name for name in every if _FILE.fullmatch(name) and name.endswith(".safetensors") and "/" not in name])
    if not weights:
        pickle = next((name for name in every if Path(name).suffix in _PICKLES), None)
        holds = f": {pickle} can hold code that runs when it is loaded" if pickle else ""
        fix = "use a model, or a revision, with safetensors (many have one on the branch refs/pr/…)"
        raise InputError(f"{model_id} has no weights in safetensors{holds}", where="hub.id", fix=fix)
    if weights == [ADAPTER_WEIGHTS] and ADAPTER_CONFIG in plain:
        return [*plain, *weights]
    if "config.json" not in plain:
        raise InputError(f"{model_id} has no config.json", where="hub.id", fix="name a model in the format of transformers")
    return [*(name for name in plain if name != ADAPTER_CONFIG), *weights]


def _weights(names: Sequence[str]) -> list[str]:
    """One set of weights where a repository has several: the one that transformers would load."""
    shards = [name for name in names if re.fullmatch(r"model-\d+-of-\d+\.safetensors", name)]
    for one in (["model.safetensors"], shards, [ADAPTER_WEIGHTS]):
        if one and set(one) <= set(names):
            return list(one)
    return []
