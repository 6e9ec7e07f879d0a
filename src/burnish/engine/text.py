"""Ids → text for stop strings; the tokenizer is read only when the first one is used."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

__all__ = ["TextDecoder"]


class TextDecoder:
    """Decodes with the tokenizer of a checkpoint folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tokenizer.json"
        self._tokenizer: Tokenizer | None = None

    def __call__(self, ids: Sequence[int]) -> str:
        """Text of the ids, special tokens included."""
        if self._tokenizer is None:
            self._tokenizer = Tokenizer.from_file(str(self._path))
        text: str = self._tokenizer.decode(list(ids), skip_special_tokens=False)
        return text
