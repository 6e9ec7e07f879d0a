"""Ids → text as they come: no character is split, no stop string is begun that the answer must not hold."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from burnish.chat.replies import beginning_of

__all__ = ["Detokenizer", "StopCutter", "TokenTexts"]

_BROKEN = "\ufffd"
_PATIENCE = 8
"""Tokens that may wait for the rest of a character: it has at most four bytes, so that longer ones are no text at all."""


class Detokenizer:
    """Text of one completion. What it gives, put together, does not depend on how the ids were cut."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids: list[int] = []
        self._before = ""  # text of the ids that were told last: some tokenizers write a token by its neighbours
        self._told = 0

    def feed(self, token: int) -> str:
        """The text that is certain now that this token came."""
        self._ids.append(token)
        text: str = self._tokenizer.decode(self._ids, skip_special_tokens=False)
        if text.endswith(_BROKEN) and len(self._ids) - self._told <= _PATIENCE:
            return ""
        return self._tell(text)

    def end(self) -> str:
        """What was held back."""
        return self._tell(self._tokenizer.decode(self._ids, skip_special_tokens=False)) if len(self._ids) > self._told else ""

    def _tell(self, text: str) -> str:
        fresh = text[len(self._before) :]
        self._ids = self._ids[self._told :]
        self._told = len(self._ids)
        self._before = self._tokenizer.decode(self._ids, skip_special_tokens=False)
        return fresh


class StopCutter:
    """Ends a text at the first of some strings, and holds back what may be the beginning of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.cut = False

    def feed(self, text: str) -> str:
        """What may be told."""
        if not self._stops or self.cut:
            return "" if self.cut else text
        self._held += text
        found = [place for stop in self._stops if (place := self._held.find(stop)) >= 0]
        if found:
            self.cut = True
            told, self._held = self._held[: min(found)], ""
            return told
        keep = max(beginning_of(self._held, stop) for stop in self._stops)
        told, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return told

    def end(self) -> str:
        """What was held back, and was no stop string after all."""
        held, self._held = self._held, ""
        return held


class TokenTexts:
    """Text and bytes of single tokens, as logprobs are told."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[int, tuple[str, list[int]]] = {}
        self._added = {number: token.content for number, token in tokenizer.get_added_tokens_decoder().items()}
        self._by_bytes = "ByteLevel" in type(tokenizer.decoder).__name__

    def __call__(self, token: int) -> tuple[str, list[int]]:
        """The token's text, with the replacement character where it is no whole one, and its bytes."""
        known = self._known.get(token)
        if known is None:
            raw = self._bytes(token)
            known = self._known[token] = (raw.decode(errors="replace"), list(raw))
        return known

    def _bytes(self, token: int) -> bytes:
        if token in self._added:
            return self._added[token].encode()
        written = self._tokenizer.id_to_token(token) or ""
        if self._by_bytes and all(character in _BYTES for character in written):
            return bytes(_BYTES[character] for character in written)
        text: str = self._tokenizer.decode([token], skip_special_tokens=False)
        return text.encode()


def _byte_characters() -> dict[str, int]:
    """How byte-level tokenizers write bytes: printable ones as themselves, the others from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(others)}


_BYTES = _byte_characters()
