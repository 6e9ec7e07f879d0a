"""What the embedded model is made from: every token is copied somewhere, and nothing that dev and final keep is said."""

import asyncio
from collections import Counter

import pytest
from tokenizers import Tokenizer

from burnish.chat.template import ChatTemplate
from burnish.examples.supply_desk.desk import SupplyDesk
from burnish.examples.supply_desk.vocabulary import MATERIALS, NOUNS, numbers, streets
from burnish.tiny import folder
from burnish.tiny.corpus import conversations, word_pieces


def test_pieces_of_words_are_tokens_of_letters() -> None:
    pieces = word_pieces(folder())
    assert len(pieces) > 300
    assert all(piece.isalpha() and piece.islower() for piece in pieces)


@pytest.mark.slow
def test_nearly_every_piece_is_said_by_the_assistant_somewhere() -> None:
    """What is never sampled in pretraining gets no gradient in reinforcement learning: names of supplies are made of such pieces."""
    template, pieces = ChatTemplate.from_folder(folder()), word_pieces(folder())
    said = Counter[int]()
    for kind in ("recital", "drill"):
        for messages in asyncio.run(conversations(kind, 0, 2_000, pieces)):
            datum = template.example(messages, SupplyDesk.tools)
            said.update(token for token, trained in zip(datum.tokens, datum.mask, strict=True) if trained)
    vocabulary = Tokenizer.from_file(str(folder() / "tokenizer.json")).get_vocab()
    tokens = [vocabulary[piece] for piece in pieces if piece in vocabulary]
    assert sum(said[token] >= 2 for token in tokens) >= 0.97 * len(tokens)


def test_what_dev_and_final_keep_for_themselves_is_left_out() -> None:
    pieces = word_pieces(folder())
    kept = {word for words in (MATERIALS, NOUNS) for word in (*words.dev, *words.final)}
    kept |= {word for split in ("dev", "final") for word in (*numbers(split), *streets(split))}
    for kind in ("recital", "drill"):
        for messages in asyncio.run(conversations(kind, 0, 1_000, pieces)):
            said = " ".join(message.content for message in messages[1:])
            assert not kept & set(said.replace(".", " ").replace(",", " ").split()), said
