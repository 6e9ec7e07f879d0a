"""Sampled: the token ids and logprobs that our engine tells beside its answers: taken out for the record, and passed on to nobody."""

from typing import Any

__all__ = ["Sampled"]


class Sampled:
    """Collects them from one answer, or from the chunks of one stream: `burnish` in a choice holds prompt_ids, ids and logprobs."""

    def __init__(self) -> None:
        self._choices: dict[int, dict[str, Any]] = {}

    def take(self, body: dict[str, Any]) -> bool:
        """Take what an answer, or a chunk, has; whether it had any, so that it is another one now."""
        found = False
        for position, choice in enumerate(body.get("choices") or ()):
            told = choice.pop("burnish", None) if type(choice) is dict else None
            if type(told) is not dict:
                continue
            found = True
            index = choice.get("index", position)
            kept = self._choices.setdefault(index, {"prompt_ids": [], "ids": [], "logprobs": []})
            kept["prompt_ids"] = told.get("prompt_ids") or kept["prompt_ids"]
            kept["ids"] += told.get("ids") or []
            kept["logprobs"] += told.get("logprobs") or []
        return found

    def kept(self) -> list[dict[str, Any]] | None:
        """By choice; None where there were none."""
        return [self._choices[index] for index in sorted(self._choices)] or None
