"""Models and Datasets: the weights and the examples of a project."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from burnish.core.datasets import DatasetPreview, DatasetUse, ExampleOrigin
from burnish.core.filters import Filter
from burnish.core.registry import (
    CheckpointSource,
    Dataset,
    HubSource,
    Lineage,
    ModelFile,
    ModelRequest,
    ModelVersion,
    RegisteredModel,
)
from burnish.core.runs import RunView
from burnish.errors import ConflictError, DataError, InputError, TimedOutError
from burnish.sdk.blocking.download import download
from burnish.sdk.blocking.listing import Listing
from burnish.sdk.blocking.resource import Resource
from burnish.sdk.blocking.run_rows import run_id
from burnish.sdk.calls import Call
from burnish.sdk.files import Target

__all__ = ["Datasets", "Models"]


class Models(Resource):
    """The models of the client's project, by name or id. `desk@3` is the third version of `desk`; `desk` alone is its current one.

    Raises (every verb that takes one):
        NotFoundError: the project has no such model or version.
    """

    def list(self, *, archived: bool = False, limit: int | None = None) -> Listing[RegisteredModel]:
        """All of them with their versions, newest first; `limit`: how many a page."""
        return self._list(RegisteredModel, self._in_project("models"), {"archived": archived}, limit=limit)

    def get(self, model: str) -> RegisteredModel:
        """One, with its versions."""
        return self._get(RegisteredModel, self._in_project("models", model))

    def version(self, model: str) -> ModelVersion:
        """One version.

        Raises:
            ConflictError: no version was named, and the model has none that is ready.
        """
        return self._get(ModelVersion, self._version(model))

    def take_in(
        self,
        name: str,
        *,
        path: str | None = None,
        hub: str | None = None,
        revision: str = "main",
        run: RunView | str | None = None,
        checkpoint: str | None = None,
        description: str = "",
        licence: str = "",
        base: str | None = None,
        current: bool = True,
        wait_s: float | None = 3600.0,
        on_progress: Callable[[str], None] | None = None,
    ) -> ModelVersion:
        """Take in a version of a model: from a folder on the server, from a hub, or from a run.

        Args:
            name: of the model; where there is one of this name, it gets another version.
            path: a Hugging Face folder on the server, under one of BURNISH_IMPORT_ROOTS; safetensors only.
            hub: id of a model on the server's hub, in place of a path: Qwen/Qwen3-0.6B. Only safetensors, tokenizer and configs are taken.
            revision: its branch, tag or commit; it is pinned to the commit that it means now.
            run: a run of the project, in place of a path.
            checkpoint: id of the run's checkpoint to take; by default its final one.
            description: of the model.
            licence: by default what the folder's README, or its card on the hub, says.
            base: the model that an adapter belongs to.
            current: whether the name means this version from now on.
            wait_s: seconds to wait until it is ready; None: not at all.
            on_progress: told how far it is, in words, when they change.

        Raises:
            InputError: it cannot be taken in; says why.
            TimedOutError: it is not ready in time; the server goes on with it.
        """
        source = CheckpointSource(run=run_id(run), checkpoint=checkpoint) if run is not None else None
        request = ModelRequest(
            name=name,
            path=path,
            hub=HubSource(id=hub, revision=revision) if hub is not None else None,
            checkpoint=source,
            description=description,
            licence=licence,
            base=base,
            current=current,
        )
        version = self._post(ModelVersion, self._in_project("models"), request.model_dump(mode="json", exclude_defaults=True))
        return version if wait_s is None else self._until_ready(version, wait_s, on_progress)

    def update(self, model: str, *, description: str | None = None, current: int | None = None) -> RegisteredModel:
        """Change its description, or the number of the version that its name means."""
        return self._patch(RegisteredModel, self._in_project("models", model), {"description": description, "current": current})

    def roll_back(self, model: str) -> RegisteredModel:
        """Let its name mean the version that it meant before."""
        return self._post(RegisteredModel, self._in_project("models", model, "rollback"))

    def archive(self, model: str) -> RegisteredModel:
        """Put it away; runs that started from it can still be repeated."""
        return self._post(RegisteredModel, self._in_project("models", model, "archive"))

    def restore(self, model: str) -> RegisteredModel:
        """Bring it back."""
        return self._post(RegisteredModel, self._in_project("models", model, "restore"))

    def lineage(self, model: str | None = None) -> Lineage:
        """Where a version came from, and what was made of it; without one, the same of the project's newest 200 versions."""
        path = self._in_project("lineage") if model is None else self._version(model, "lineage")
        return self._get(Lineage, path)

    def files(self, model: str) -> tuple[ModelFile, ...]:
        """The files of a version with their digests: together they are a plain Hugging Face folder."""
        return self._get(tuple[ModelFile, ...], self._version(model, "files"))

    def export(self, model: str, folder: Path | str) -> Path:
        """Write a version into a folder here, as a plain Hugging Face folder.

        Each file's digest is checked. An export that broke off goes on where it was; what is there and right is not fetched again.

        Returns:
            The folder.

        Raises:
            CheckpointError: a file does not have its digest, or cannot be written.
            ForbiddenError: the key may not export.
        """
        place = self._version(model, "files")
        for file in self.files(model):
            download(self._connection, f"{place}/", Target.within(Path(folder), file))
        return Path(folder)

    def _version(self, model: str, *parts: str) -> str:
        """The path of a version."""
        name, _, number = model.partition("@")
        if not number:
            current = (self.get(name)).current
            if current is None:
                raise ConflictError("has no version that is ready", where=name, fix=f"name one, as in {name}@1")
            number = str(current)
        return self._in_project("models", name, "versions", number, *parts)

    def _until_ready(self, version: ModelVersion, wait_s: float, on_progress: Callable[[str], None] | None) -> ModelVersion:
        began, place = time.monotonic(), f"{version.name}@{version.number}"
        while version.status == "importing":
            if time.monotonic() - began > wait_s:
                raise TimedOutError(f"is not ready after {wait_s:g} s", where=place, fix="the server goes on: look again later")
            time.sleep(0.5)
            before, version = version.message, self.version(place)
            if on_progress is not None and version.status == "importing" and version.message != before:
                on_progress(version.message)
        if version.status == "failed":
            raise InputError(f"could not be taken in: {version.message}", where=place, fix="correct what it says, and import it again")
        return version


class Datasets(Resource):
    """Examples to learn from, of the client's project, by name or id."""

    def list(self, *, name: str | None = None, archived: bool = False, limit: int | None = None) -> Listing[Dataset]:
        """All of them, or the versions of one name, newest first; `limit`: how many a page."""
        return self._list(Dataset, self._in_project("datasets"), {"name": name, "archived": archived}, limit=limit)

    def take_in(
        self, name: str, path: str, *, kind: str = "chat", splits: Mapping[str, float] | None = None, description: str = ""
    ) -> Dataset:
        """Take in a file of examples that lies on the server, under one of BURNISH_IMPORT_ROOTS.

        Args:
            name: where there is a dataset of this name, it gets another version.
            path: of a `.jsonl`, `.jsonl.gz`, `.parquet` or `.csv` file.
            kind: chat, preference, rated or prompts.
            splits: `{"train": 0.8, "dev": 0.1, "test": 0.1}`, for rows that do not say theirs; by default all are train.
            description: in words.

        Raises:
            DataError: a row is no example; names it.
        """
        body = {"name": name, "path": path, "kind": kind, "description": description}
        return self._post(Dataset, self._in_project("datasets"), {**body, "splits": None if splits is None else dict(splits)})

    def preview(
        self,
        *,
        kind: str = "chat",
        level: str = "episodes",
        filter: Filter | Mapping[str, Any] | None = None,
        metric: str | None = None,
        limit: int = 5_000,
    ) -> DatasetPreview:
        """What `build` would make a dataset of, now."""
        body = {"name": "preview", "kind": kind, "level": level, "filter": _plain(filter), "metric": metric, "limit": limit}
        return self._post(DatasetPreview, self._in_project("datasets", "preview"), body)

    def build(
        self,
        name: str,
        *,
        kind: str = "chat",
        level: str = "episodes",
        filter: Filter | Mapping[str, Any] | None = None,
        metric: str | None = None,
        splits: Mapping[str, float] | None = None,
        limit: int = 5_000,
        description: str = "",
    ) -> Dataset:
        """Make a dataset from the interactions or episodes that a filter finds.

        Args:
            name: where there is a dataset of this name, it gets another version.
            kind: chat, preference (pairs that people preferred, and answers that they corrected), rated or prompts.
            level: episodes, whole conversations, or interactions.
            filter: as in `client.interactions.list`; by default everything.
            metric: of rated: whose values; of preference: the only one to look at.
            splits: `{"train": 0.8, "dev": 0.1, "test": 0.1}`; an episode is always in the same split.
            limit: at most, the newest first.
            description: in words.

        Raises:
            DataError: nothing is found to learn from.
        """
        body: dict[str, Any] = {"name": name, "kind": kind, "level": level, "filter": _plain(filter), "metric": metric, "limit": limit}
        body |= {"description": description} | ({} if splits is None else {"splits": dict(splits)})
        return self._post(Dataset, self._in_project("datasets", "build"), body)

    def get(self, dataset: str) -> Dataset:
        """One of them: an id, `name@2`, or a name, which means its newest version."""
        return self._get(Dataset, self._in_project("datasets", dataset))

    def origins(self, dataset: str, *, after: int = 0, limit: int = 100) -> tuple[ExampleOrigin, ...]:
        """Which interaction, episode and feedback each example came from."""
        query = {"after": after, "limit": limit}
        return self._get(tuple[ExampleOrigin, ...], self._in_project("datasets", dataset, "origins"), query)

    def uses(self, dataset: str) -> tuple[DatasetUse, ...]:
        """The runs that learned from it, and the models that came of them."""
        return self._get(tuple[DatasetUse, ...], self._in_project("datasets", dataset, "uses"))

    def export(self, dataset: str, file: Path | str, *, format: str = "jsonl", split: str | None = None) -> Path:
        """Write its examples into a file here, as JSON lines, Parquet or CSV; of one split alone, if asked for.

        Raises:
            DataError: the file cannot be written.
        """
        target = Path(file)
        call = Call("GET", self._in_project("datasets", dataset, "file"), {"format": format, "split": split})
        try:
            with self._connection.open(call) as response:
                with target.open("wb") as opened:
                    for received in response.iter_bytes():
                        opened.write(received)
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=str(target), fix="name another file") from error
        return target

    def archive(self, dataset: str) -> Dataset:
        """Put it away; runs that learned from it can still be repeated."""
        return self._post(Dataset, self._in_project("datasets", dataset, "archive"))

    def restore(self, dataset: str) -> Dataset:
        """Bring it back."""
        return self._post(Dataset, self._in_project("datasets", dataset, "restore"))


def _plain(filter: Filter | Mapping[str, Any] | None) -> Any:
    if filter is None:
        return {"all": []}
    return filter.model_dump(mode="json") if isinstance(filter, BaseModel) else dict(filter)
