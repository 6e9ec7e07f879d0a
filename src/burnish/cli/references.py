"""What a word on the command line refers to: a model's folder, an env."""

from pathlib import Path

from burnish import tiny
from burnish.errors import CheckpointError
from burnish.workers.envs import ENVS, find_env

__all__ = ["ENVS", "find_env", "find_model"]


def find_model(reference: str) -> Path:
    """The folder of a model: `tiny` is the embedded one; else a Hugging Face folder, or a checkpoint of a run.

    Raises:
        CheckpointError: there is no model.
    """
    if reference == "tiny":
        return tiny.folder()
    folder = Path(reference).expanduser()
    if any((place / "config.json").is_file() for place in (folder, folder / "model")):
        return folder
    fix = "give a folder with config.json, weights, tokenizer and chat template, or `tiny` for the embedded model"
    what = "there is no model in this folder (no config.json)" if folder.is_dir() else "there is no such folder"
    raise CheckpointError(what, where=f"--model {reference}", fix=fix)
