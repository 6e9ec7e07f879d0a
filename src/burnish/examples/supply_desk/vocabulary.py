"""The words of the three worlds: names, streets, cities and supplies that train, dev and final do not share."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal
from zlib import crc32

__all__ = [
    "CITIES",
    "MATERIALS",
    "MONTHS",
    "NOUNS",
    "PERSON_NAMES",
    "SPLITS",
    "STREET_KINDS",
    "Split",
    "Words",
    "bucket",
    "numbers",
    "streets",
    "supplies",
]

Split = Literal["train", "dev", "final"]
SPLITS: tuple[Split, ...] = ("train", "dev", "final")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind, a pool for each split; the pools are disjoint."""

    train: tuple[str, ...]
    dev: tuple[str, ...]
    final: tuple[str, ...]

    def of(self, split: Split) -> tuple[str, ...]:
        """The pool of one split."""
        return {"train": self.train, "dev": self.dev, "final": self.final}[split]


def _pool(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _words(train: str, dev: str, final: str) -> Words:
    return Words(_pool(train), _pool(dev), _pool(final))


PERSON_NAMES = _words(
    "Ann Bob Carla Dan Eve Frank Grace Hal Ida Jack Kim Leo Mia Ned Olga Paul Rosa Sam Tina Vic Wanda Zoe Amir"
    " Bea Cyrus Dora Emil Faye Gus Hana",
    "Iris Joel Kara Liam Selma Tariq Ursula Yann",
    "Vera Zane Ivo Lena",
)
CITIES = _words(
    "Dayton Salem Austin Tampa Boise Fargo Provo Omaha Tulsa Akron Macon Reno",
    "Laredo Mobile Toledo Elgin Modesto",
    "Boulder Savannah Newark",
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
STREET_KINDS = ("Street", "Road", "Avenue", "Lane", "Drive")

MATERIALS = _words(
    "foam silicone latex cotton nylon plastic steel rubber soft large small long short sterile travel padded mesh night sport thin",
    "vinyl wide light quilted bright sturdy",
    "satin jumbo mini",
)
NOUNS = _words(
    "masks catheters dressings gloves pads bandages straps filters tubes pouches lancets socks cushions braces"
    " sensors strips bags swabs wipes belts",
    "liners collars splints rollers",
    "bibs mitts",
)

_MORE_MATERIALS = _pool(
    "round flat clear firm blue green red black white tall deep curved double single elastic woven cool warm dry wet quick slim smooth"
    " rough square open closed hinged folding rolling coated ribbed gel paper canvas leather copper zinc glass wool bamboo velvet spare"
)
_MORE_NOUNS = _pool(
    "cuffs rings caps clips cords cups drapes grips hooks jars kits mats nets packs pins plugs rails rods rolls sheets shields slings"
    " spoons stands stools swings tapes tips trays tubs valves vests vials wraps"
)

_ONSETS = _pool("b br c cl d dr f fr g gr h j k l m n p pr r s st t tr v w")
_VOWELS = _pool("a e i o u ar el in or an")
_ENDINGS = _pool("ton ley ford dale wood well more by ham den row mont")


def bucket(text: str) -> Split:
    """The split that a text belongs to by its hash: six tenths train, two tenths dev, two tenths final.

    This is the third drawing: figures on the final splits of the first two had been looked at while choices were made.
    """
    shares: tuple[Split, ...] = ("train",) * 6 + ("dev",) * 2 + ("final",) * 2
    return shares[crc32(f"3|{text}".encode()) % 10]


@cache
def numbers(split: Split) -> tuple[str, ...]:
    """Four-digit numbers of orders, members, invoices and returns."""
    return tuple(number for number in map(str, range(1000, 10000)) if bucket(number) == split)


@cache
def streets(split: Split) -> tuple[str, ...]:
    """Street names made of syllables ("Marlley", "Dorford"), so that they must be copied and cannot be known."""
    names = (f"{onset}{vowel}{ending}".capitalize() for onset, vowel, ending in product(_ONSETS, _VOWELS, _ENDINGS))
    return tuple(name for name in names if bucket(name) == split)


@cache
def supplies(split: Split) -> tuple[str, ...]:
    """Supplies in the plural ("foam masks"). Every name of dev and of final has one word that train has never seen.

    Train has far more words than the others, many of them coined: what is seldom seen twice must be copied and cannot be known.
    """
    if split == "train":
        held_out = {word for words in (MATERIALS, NOUNS) for word in (*words.dev, *words.final)}
        coined = sorted({name.lower() for name in streets("train")} - held_out)
        materials, nouns = (*MATERIALS.train, *_MORE_MATERIALS), (*NOUNS.train, *_MORE_NOUNS)
        pairs = set(product(materials, nouns))
        pairs |= {(word, nouns[place % len(nouns)]) for place, word in enumerate(coined)}
        pairs |= {(materials[place % len(materials)], f"{word}s") for place, word in enumerate(coined)}
    else:
        pairs = set(product(MATERIALS.of(split), NOUNS.train)) | set(product(MATERIALS.train, NOUNS.of(split)))
    return tuple(f"{material} {noun}" for material, noun in sorted(pairs))
