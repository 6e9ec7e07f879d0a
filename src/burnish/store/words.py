"""Full text: the words of interactions, indexed by FTS5 on SQLite and by GIN on PostgreSQL, searched in one small language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, FromClause, Select, and_, cast, column, func, insert, literal, select, table
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from burnish.errors import InputError
from burnish.store.database import Transaction
from burnish.store.tables import interaction_texts
from burnish.store.tables.interactions import WORDS

__all__ = ["Phrase", "Searched", "add_words", "numbers_with", "parsed_words", "remove_words", "searched"]

MOST_PHRASES = 20
PHRASE = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
SEPARATORS = re.compile(r"[\W_]+")

_index = table(WORDS, column("rowid"), column(WORDS), column("project_id"), column("asked"), column("answered"))
"""SQLite's virtual table: in no metadata, as PostgreSQL has none."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side, or must not.

    Attributes:
        words: with one blank between them.
        said: as it was written; PostgreSQL knows addresses and numbers when it sees them.
        prefix: the last word only begins so.
    """

    words: str
    said: str
    prefix: bool = False
    without: bool = False


class Searched(NamedTuple):
    """A table that is searched, its column of numbers, and the condition that finds the words."""

    source: FromClause
    number: ColumnElement[int]
    condition: ColumnElement[bool]


def parsed_words(text: str) -> tuple[Phrase, ...]:
    """What somebody looks for: all the words, `"side by side"`, `begin*`, `-without`. Case does not matter, accents do.

    Raises:
        InputError: it has no word to look for, or too many.
    """
    phrases: list[Phrase] = []
    for sign, quoted, plain in PHRASE.findall(text):
        words = SEPARATORS.sub(" ", quoted or plain).strip()
        if words:
            phrases.append(Phrase(words, quoted or plain, prefix=plain.endswith("*"), without=bool(sign)))
    if not any(not phrase.without for phrase in phrases):
        raise InputError(f"there is no word to look for in {text[:100]!r}", where="text", fix="give one without a minus")
    if len(phrases) > MOST_PHRASES:
        raise InputError(f"{len(phrases)} words", where="text", fix=f"at most {MOST_PHRASES}; put some in double quotes")
    return tuple(phrases)


def searched(transaction: Transaction, project_id: str, text: str) -> Searched:
    """Where a project's interactions that have these words are found."""
    phrases = parsed_words(text)
    if transaction.dialect.name == "sqlite":
        # The project is in the index too: other projects' words cost nothing.
        return Searched(_index, _index.c.rowid, _index.c[WORDS].op("MATCH", return_type=Boolean())(_for_sqlite(project_id, phrases)))
    found = _vector().op("@@", return_type=Boolean())(_for_postgres(phrases))
    return Searched(interaction_texts, interaction_texts.c.number, and_(interaction_texts.c.project_id == project_id, found))


def numbers_with(transaction: Transaction, project_id: str, text: str) -> Select[Any]:
    """A query for the numbers of a project's interactions that have these words."""
    found = searched(transaction, project_id, text)
    return select(found.number).select_from(found.source).where(found.condition)


def _for_sqlite(project_id: str, phrases: Sequence[Phrase]) -> str:
    def written(phrase: Phrase) -> str:
        return f'"{phrase.words}"' + (" *" if phrase.prefix else "")

    wanted = " AND ".join(written(phrase) for phrase in phrases if not phrase.without)
    project = SEPARATORS.sub(" ", project_id)
    query = f'(project_id : "{project}" AND {{asked answered}} : ({wanted}))'
    unwanted = " OR ".join(written(phrase) for phrase in phrases if phrase.without)
    return f"{query} NOT {{asked answered}} : ({unwanted})" if unwanted else query


def _for_postgres(phrases: Sequence[Phrase]) -> ColumnElement[Any]:
    def written(phrase: Phrase) -> ColumnElement[Any]:
        if not phrase.prefix:
            return func.phraseto_tsquery(_simple(), phrase.said, type_=TSQUERY)
        words = " <-> ".join(f"'{word}'" for word in phrase.words.split())
        return func.to_tsquery(_simple(), f"{words}:*", type_=TSQUERY)

    total: ColumnElement[Any] | None = None
    for phrase in phrases:
        one = func.tsquery_not(written(phrase)) if phrase.without else written(phrase)
        total = one if total is None else func.tsquery_and(total, one)
    assert total is not None  # noqa: S101 - parsed_words gives at least one
    return total


def _simple() -> ColumnElement[Any]:
    return cast(literal("simple", literal_execute=True), REGCONFIG)


def _vector() -> ColumnElement[Any]:
    """The expression of the index in the migration, to the letter."""
    both = interaction_texts.c.asked + literal(" 0x1e ", literal_execute=True) + interaction_texts.c.answered
    return func.to_tsvector(_simple(), both)


def add_words(transaction: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Index texts that were inserted in this transaction; PostgreSQL does so by itself."""
    if transaction.dialect.name == "sqlite" and rows:
        words = [
            {"rowid": row["number"], **{name: row[name] for name in ("project_id", "asked", "answered")}}
            for row in sorted(rows, key=lambda row: int(row["number"]))
        ]
        transaction.execute(insert(_index), words)


def remove_words(transaction: Transaction, project_id: str, numbers: Sequence[int]) -> None:
    """Forget texts that are about to be removed in this transaction: SQLite's index has no text of its own, and must be told it."""
    if transaction.dialect.name == "sqlite" and numbers:
        texts = interaction_texts
        gone = select(literal("delete"), texts.c.number, texts.c.project_id, texts.c.asked, texts.c.answered)
        gone = gone.where(texts.c.project_id == project_id, texts.c.number.in_(numbers))
        transaction.execute(insert(_index).from_select([WORDS, "rowid", "project_id", "asked", "answered"], gone))
