"""Imports: what may be taken in from a folder of the server: plain files under an allowed root, safetensors only, nothing that runs."""

import json
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from burnish.artifacts.adapters import adapter_facts, is_adapter
from burnish.artifacts.tensors import read_header
from burnish.errors import InputError

__all__ = ["Found", "allowed_path", "copy_plain", "find_model_files", "licence_of", "link_plain", "model_facts", "refuse_code"]

_WANTED = frozenset({".safetensors", ".json", ".jinja", ".txt", ".model", ".tiktoken"})
_SKIPPED = frozenset({".md", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".pdf", ".lock", ".metadata"})
_SKIPPED_NAMES = frozenset({"LICENSE", "LICENCE", "NOTICE", "USE_POLICY", "manifest.json", ".gitattributes", ".gitignore"})
_MOST_FILES = 10_000
_LONGEST_JSON = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a model's folder.

    Attributes:
        files: name within the folder → the plain file behind it.
        skipped: names that are no part of a model (pictures, licences …).
    """

    files: Mapping[str, Path]
    skipped: tuple[str, ...] = field(default=())


def allowed_path(path: str, roots: Iterable[Path]) -> Path:
    """The real place of a path, if it lies under one of the roots.

    Raises:
        InputError: it does not, or is not there; the answer does not tell which, so that nobody learns what else is on the server.
    """
    real_roots = [root.expanduser().resolve() for root in roots]
    if not real_roots:
        fix = "set BURNISH_IMPORT_ROOTS to the folders that may be imported from"
        raise InputError("this server imports from no folder", where="path", fix=fix)
    try:
        real = Path(path).expanduser().resolve(strict=True) if os.path.isabs(path) else None
    except (OSError, ValueError, RuntimeError):
        real = None
    if real is None or not any(real.is_relative_to(root) for root in real_roots):
        fix = f"give an absolute path under {', '.join(map(str, real_roots))}"
        raise InputError("is not there, or not under a folder that may be imported from", where="path", fix=fix)
    return real


def find_model_files(folder: Path, roots: Iterable[Path]) -> Found:
    """The files of a Hugging Face folder. Links may lead to files under the roots, as they do in a hub's cache.

    Raises:
        InputError: it holds pickled weights, code, or files of a kind that no model needs; names the file.
    """
    real_roots = [root.expanduser().resolve() for root in roots]
    if not folder.is_dir():
        raise InputError("is no folder", where="path", fix="give the folder with config.json and the weights")
    files, skipped = {}, []
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number >= _MOST_FILES:
            raise InputError(f"holds more than {_MOST_FILES:,} files", where="path", fix="give the folder of one model")
        name = path.relative_to(folder).as_posix()
        real = path.resolve()
        if real.is_dir():
            continue
        if path.name in _SKIPPED_NAMES or path.suffix.lower() in _SKIPPED or any(part.startswith(".") for part in name.split("/")):
            skipped.append(name)
            continue
        _check_kind(name, path)
        if not real.is_file() or not any(real.is_relative_to(root) for root in real_roots):
            raise InputError("leads out of the folders that may be imported from", where=name, fix="copy the file itself into the folder")
        files[name] = real
    if "config.json" not in files and not is_adapter(files):
        raise InputError("has no config.json", where="path", fix="give a Hugging Face folder")
    return Found(files, tuple(skipped))


def model_facts(files: Mapping[str, Path]) -> dict[str, Any]:
    """What a model's, or an adapter's, files say of it: `kind`, `parameters`, `architecture`; of weights the headers are looked at.

    Raises:
        InputError: there are no weights, a shard is missing or cut off, or the config asks for code.
    """
    refuse_code(files)
    adapter = is_adapter(files)
    known = adapter_facts(files) if adapter else _architecture(_read_json(files["config.json"], "config.json"))
    weights = [name for name in files if name.endswith(".safetensors")]
    if not weights:
        raise InputError(
            "has no weights in safetensors", where="path", fix="convert them with safetensors' own tools, on a machine of yours"
        )
    index = files.get("model.safetensors.index.json")
    if index is not None:
        shards = set(map(str, _read_json(index, index.name).get("weight_map", {}).values()))
        missing = sorted(shards - set(files))
        if missing:
            raise InputError("is missing", where=missing[0][:200], fix="copy all shards that the index names")
    tensors = [tensor for name in weights for tensor in read_header(files[name], name).values()]
    return {
        "kind": "adapter" if adapter else "base",
        "parameters": sum(tensor.numbers for tensor in tensors),
        "architecture": {**known, "dtypes": sorted({tensor.dtype for tensor in tensors})},
    }


def refuse_code(files: Mapping[str, Path]) -> None:
    """Nothing, if no config asks for code that comes with the model.

    Raises:
        InputError: one does; names it.
    """
    for name in ("config.json", "tokenizer_config.json", "generation_config.json", "processor_config.json"):
        if name in files and _asks_for_code(_read_json(files[name], name)):
            fix = "use a model that needs no code of its own"
            raise InputError("names code that comes with the model (`auto_map`)", where=name, fix=fix)


def link_plain(files: Mapping[str, Path], folder: Path) -> None:
    """Give files of one's own a second name in a folder of the same disk, so that they are not there twice."""
    for name, source in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)


def copy_plain(files: Mapping[str, Path], folder: Path) -> None:
    """Copy files into a folder, under their names; what was a link becomes a file.

    Raises:
        InputError: a file became something else since it was looked at.
    """
    for name, source in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=name, fix="check its permissions") from None
        with os.fdopen(descriptor, "rb") as read:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InputError("is no plain file", where=name, fix="copy the file itself into the folder")
            with target.open("xb") as written:
                shutil.copyfileobj(read, written, 1024 * 1024)


def licence_of(folder: Path) -> str:
    """The licence that a model's README says at its top; empty where it says none."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            top = file.read(20_000)
    except OSError:
        return ""
    front = re.match(r"---\n(.*?)\n---", top, flags=re.DOTALL)
    found = re.search(r"^licen[cs]e:\s*['\"]?([\w .+-]{1,100})", front[1], flags=re.MULTILINE) if front else None
    return found[1].strip() if found else ""


def _check_kind(name: str, path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in _WANTED:
        return
    if suffix in (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".h5", ".joblib", ".msgpack"):
        raise InputError("can hold code that runs when it is loaded", where=name, fix="keep the .safetensors alone in the folder")
    if suffix in (".py", ".pyc", ".so", ".sh", ".dll", ".dylib"):
        raise InputError("is code, and a model's own code is never run", where=name, fix="use a model that needs no code of its own")
    raise InputError("is of a kind that no model needs", where=name, fix=f"keep files of {', '.join(sorted(_WANTED))} in the folder")


def _read_json(path: Path, name: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LONGEST_JSON:
            raise InputError(f"is longer than {_LONGEST_JSON:,} bytes", where=name, fix="check the file")
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"is no JSON: {error}", where=name, fix="check the file") from None
    if not isinstance(value, dict):
        raise InputError(f"holds a {type(value).__name__}, not an object", where=name, fix="check the file")
    return value


def _asks_for_code(config: Mapping[str, Any]) -> bool:
    return "auto_map" in config or any(_asks_for_code(inner) for inner in config.values() if isinstance(inner, dict))


def _architecture(config: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for people; what a config does not say, or says in another shape, is left out."""
    names = {
        "model_type": "model_type",
        "hidden_size": "hidden_size",
        "num_hidden_layers": "layers",
        "num_attention_heads": "heads",
        "num_key_value_heads": "key_value_heads",
        "vocab_size": "vocabulary",
        "max_position_embeddings": "context",
        "torch_dtype": "dtype",
    }
    facts = {told: config[name] for name, told in names.items() if isinstance(config.get(name), int | str)}
    classes = config.get("architectures")
    return {**facts, "classes": [str(one)[:100] for one in classes[:5]]} if isinstance(classes, list) else facts
