"""Grammars: what a completion may be, compiled by llguidance for one tokenizer, kept, and bounded. Torch-free."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from llguidance import LLMatcher, LLParserLimits, LLTokenizer

from burnish.errors import ConfigError, EngineError, RequestError

__all__ = ["Grammars", "Matcher"]

_KEPT = 128
"""Compiled grammars that are kept, the least recently used one being forgotten first."""

_FEW_STATES = 100_000
"""Of a grammar's lexer, at 1–2 kB each."""


class Matcher:
    """One completion on its way through a grammar."""

    def __init__(self, matcher: LLMatcher) -> None:
        self._matcher = matcher

    @property
    def error(self) -> str:
        """What went wrong on the way: the grammar is too complex for its limits here. Empty as long as nothing did."""
        return str(self._matcher.get_error())

    @property
    def warnings(self) -> list[str]:
        """What of the grammar is not held to: keywords of a schema that are not known."""
        return [str(warning) for warning in self._matcher.get_grammar_warnings()]

    def allowed(self) -> bytes:
        """The ids that may come next, a bit each, lowest first; an end id where the completion may end."""
        return bytes(self._matcher.compute_bitmask())

    def take(self, token: int) -> None:
        """This one came."""
        self._matcher.consume_token(token)


class Grammars:
    """Grammars for the tokenizer of a checkpoint folder; its tokens are read when the first grammar is used.

    Args:
        folder: with tokenizer.json.
        end_ids: ids that end a turn: they are allowed where a grammar is at its end.
    """

    def __init__(self, folder: Path, end_ids: Sequence[int]) -> None:
        self._path, self._end_ids = folder / "tokenizer.json", list(end_ids)
        self._tokenizer: LLTokenizer | None = None
        self._limits = LLParserLimits(max_lexer_states=_FEW_STATES, verbose_errors=False)
        self._kept: OrderedDict[str, LLMatcher] = OrderedDict()

    def matcher(self, grammar: str) -> Matcher:
        """A completion that is about to begin.

        Raises:
            RequestError: the grammar is wrong, cannot be met, or is too large.
            ConfigError: this tokenizer cannot be constrained.
        """
        known = self._kept.get(grammar)
        if known is None:
            known = self._compile(grammar)
            self._kept[grammar] = known
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(grammar)
        return Matcher(known.deep_copy())

    def _compile(self, grammar: str) -> LLMatcher:
        if self._tokenizer is None:
            self._tokenizer = self._read()
        matcher = LLMatcher(self._tokenizer, grammar, log_level=0, limits=self._limits)
        if not matcher.is_error():
            matcher.compute_bitmask()  # what takes too much for its limits already at the first token is refused here
        if matcher.is_error():
            raise RequestError(_plain(matcher.get_error()), where="grammar", fix="ask for a form that can be met, by a simpler schema")
        fresh: LLMatcher = matcher
        return fresh

    def _read(self) -> LLTokenizer:
        try:
            return LLTokenizer(self._path.read_text(encoding="utf-8"), eos_token=self._end_ids)
        except OSError as error:
            raise EngineError(f"cannot be read: {error.strerror}", where=str(self._path)) from error
        except ValueError as error:
            what = f"this tokenizer cannot be constrained: {_plain(str(error))}"
            raise ConfigError(what, where=str(self._path), fix="leave out response_format and a forced tool_choice") from error


def _plain(message: str) -> str:
    """The first line, without the state of the parser."""
    return message.strip().partition("\n")[0][:500]
