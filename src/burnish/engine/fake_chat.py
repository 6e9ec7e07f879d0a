"""FakeChat: a chat template and a tokenizer of single characters, for the fake engine."""

import json
from collections.abc import Sequence

from burnish.chat.parse import parse_hermes
from burnish.core.messages import Message, Tool
from burnish.core.ports import Parsed
from burnish.core.tokens import Datum, Tokens
from burnish.errors import DataError

__all__ = ["FakeChat"]

SPECIALS = ("<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", "<|end|>", "<tool_call>", "</tool_call>", "<|unknown|>")
ROLES = {"system": 0, "user": 1, "assistant": 2, "tool": 3}
END, CALL, CALL_END, UNKNOWN = 4, 5, 6, 7


class FakeChat:
    """A message is its role's token, its characters, its tool calls (Hermes style: JSON between two tokens) and an end token.

    Nothing before the last turn is ever rewritten, so an episode has one branch. What a message says is spelled out character by
    character: no text can forge a special token.

    Args:
        alphabet: the characters there are, one token each; a small one makes a model that learns fast. All others are read as one
            token, `<|unknown|>`. Empty: the 256 bytes of UTF-8, which spell everything.
    """

    def __init__(self, alphabet: str = "") -> None:
        self.alphabet = "".join(dict.fromkeys(alphabet))
        self._ids = {character: len(SPECIALS) + index for index, character in enumerate(self.alphabet)}

    @property
    def vocabulary(self) -> int:
        """How many token ids there are."""
        return len(SPECIALS) + (len(self.alphabet) or 256)

    @property
    def stop_ids(self) -> tuple[int, ...]:
        """The end token."""
        return (END,)

    def encode(self, text: str) -> list[int]:
        """Tokens of plain text; a character outside of the alphabet is read as `<|unknown|>`."""
        if not self.alphabet:
            return [len(SPECIALS) + byte for byte in text.encode()]
        return [self._ids.get(character, UNKNOWN) for character in text]

    def decode(self, ids: Tokens) -> str:
        """Text of the tokens, special ones included. Bytes that are no UTF-8 become U+FFFD."""
        return b"".join(self._bytes(token) for token in ids).decode(errors="replace")

    def _bytes(self, token: int) -> bytes:
        if token < len(SPECIALS):
            return SPECIALS[token].encode()
        symbol = token - len(SPECIALS)
        return self.alphabet[symbol].encode() if self.alphabet else bytes([symbol])

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of the whole conversation, up to where the assistant starts to speak."""
        return [*self._tools(tools), *(token for message in messages for token in self._message(message)), ROLES["assistant"]]

    def delta(self, messages: Sequence[Message], new: int, tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of the last `new` messages, and the assistant's turn opened; never None, as nothing is rewritten."""
        return [*(token for message in messages[len(messages) - new :] for token in self._message(message)), ROLES["assistant"]]

    def parse(self, ids: Tokens) -> Parsed:
        """The message that these sampled tokens are, up to the end token."""
        spoken = list(ids)
        return parse_hermes(self.decode(spoken[: spoken.index(END)] if END in spoken else spoken))

    def example(self, messages: Sequence[Message], tools: Sequence[Tool] = (), *, source: str = "") -> Datum:
        """A conversation as a datum: every assistant turn masked in, its end token included, its role token not.

        Raises:
            DataError: the assistant says a character that is not in the alphabet, which nobody could learn to say.
        """
        tokens = self._tools(tools)
        mask = [False] * len(tokens)
        for index, message in enumerate(messages):
            spelled = self._message(message)
            if message.role == "assistant" and UNKNOWN in spelled:
                fix = "add its characters to FakeChat(alphabet)"
                raise DataError(f"{message.content!r:.80} cannot be spelled", where=f"{source or 'example'}: messages[{index}]", fix=fix)
            tokens += spelled
            mask += [False] + [message.role == "assistant"] * (len(spelled) - 1)
        return Datum(tuple(tokens), tuple(mask), source=source)

    def _tools(self, tools: Sequence[Tool]) -> list[int]:
        if not tools:
            return []
        schemas = json.dumps([tool.to_openai()["function"] for tool in tools], ensure_ascii=False)
        return [ROLES["system"], *self.encode(schemas), END]

    def _message(self, message: Message) -> list[int]:
        tokens = [ROLES[message.role], *self.encode(message.content)]
        for call in message.tool_calls:
            body = json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False)
            tokens += [CALL, *self.encode(body), CALL_END]
        return [*tokens, END]
