"""Scenarios in files: read and write JSONL, split by a stable hash, sample by tags."""

import json
import math
import os
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import Any

from burnish.core.episodes import Scenario
from burnish.errors import ConfigError, DataError

__all__ = ["load_scenarios", "sample_scenarios", "save_scenarios", "select_scenarios", "split_scenarios"]

_FIELDS = frozenset({"id", "data", "tags"})


def load_scenarios(path: str | os.PathLike[str]) -> list[Scenario]:
    """Read scenarios from JSONL: `{"id": "return-17", "data": {…}, "tags": {"intent": "return"}}` a line; empty lines are skipped.

    Raises:
        DataError: the file cannot be read or holds no scenario, a row is malformed, or an id comes twice; names the file and the row.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read it: {error}", where=str(path), fix="give a UTF-8 JSONL file of scenarios") from error
    scenarios: list[Scenario] = []
    rows: dict[str, int] = {}
    for row, line in enumerate(text.split("\n"), start=1):  # not splitlines: JSON strings may hold other line separators
        if not line.strip():
            continue
        scenario = _parse(line, f"{path}:{row}")
        if scenario.id in rows:
            raise DataError(
                f"id {scenario.id!r} is also in row {rows[scenario.id]}", where=f"{path}:{row}", fix="give every scenario its own id"
            )
        rows[scenario.id] = row
        scenarios.append(scenario)
    if not scenarios:
        raise DataError("there is no scenario in it", where=str(path), fix="write one JSON object a line")
    return scenarios


def save_scenarios(path: str | os.PathLike[str], scenarios: Sequence[Scenario]) -> None:
    """Write scenarios as JSONL; the file appears whole or not at all.

    Raises:
        DataError: a scenario's data is no JSON; names the scenario.
    """
    lines = []
    for scenario in scenarios:
        row = {"id": scenario.id, "data": dict(scenario.data), "tags": dict(scenario.tags)}
        try:
            lines.append(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
        except (TypeError, ValueError) as error:
            raise DataError(f"its data is no JSON: {error}", where=f"scenario {scenario.id}", fix="keep data to what JSON has") from error
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_text("".join(lines), encoding="utf-8")
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def select_scenarios(scenarios: Sequence[Scenario], **tags: str) -> list[Scenario]:
    """Those that have all these tags: `select_scenarios(scenarios, intent="return", persona="angry")`."""
    return [scenario for scenario in scenarios if all(scenario.tags.get(name) == value for name, value in tags.items())]


def split_scenarios(scenarios: Sequence[Scenario], shares: Mapping[str, float], *, salt: str = "") -> dict[str, list[Scenario]]:
    """Deal scenarios out by a hash of their id, so that one stays where it is when others come and go.

    Args:
        scenarios: in any order; each part keeps it.
        shares: how much of all each part gets, on average; must add up to 1.
        salt: another salt, another split.

    Raises:
        ConfigError: a share is negative, or they do not add up to 1.
    """
    if not shares or min(shares.values()) < 0 or not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        raise ConfigError(f"shares are {dict(shares)}", where="split_scenarios.shares", fix="use shares of 0 or more that add up to 1")
    parts: dict[str, list[Scenario]] = {name: [] for name in shares}
    uppers = list(accumulate(shares.values()))
    names = [name for name, share in shares.items() if share > 0]  # the last one gets what rounding leaves at the very end
    for scenario in scenarios:
        point = _hash(f"{salt}\x1f{scenario.id}") / 2**64
        part = next((name for name, upper in zip(shares, uppers, strict=True) if point < upper), names[-1])
        parts[part].append(scenario)
    return parts


def sample_scenarios(scenarios: Sequence[Scenario], count: int, *, seed: int = 0, balance: str = "") -> list[Scenario]:
    """Draw `count` scenarios without replacement.

    Args:
        scenarios: to draw from.
        count: how many.
        seed: another seed, other scenarios.
        balance: a tag; its values are then drawn equally often, as far as there are enough of each.

    Raises:
        DataError: there are fewer than `count`.
    """
    if count > len(scenarios):
        raise DataError(f"{count} scenarios are wanted, but there are {len(scenarios)}", where="sample_scenarios", fix="ask for fewer")
    generator = random.Random(seed)
    decks: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        decks[scenario.tags.get(balance, "") if balance else ""].append(scenario)
    for name in sorted(decks):
        generator.shuffle(decks[name])
    drawn: list[Scenario] = []
    while len(drawn) < count:  # a round takes one of every value that has some left
        names = [name for name in sorted(decks) if decks[name]]
        if len(names) > count - len(drawn):
            names = generator.sample(names, count - len(drawn))
        drawn += [decks[name].pop() for name in names]
    return drawn


def _parse(line: str, where: str) -> Scenario:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DataError(f"this is no JSON: {error}", where=where, fix="write one JSON object a line") from error
    if not isinstance(row, dict):
        raise DataError(f"expected an object, got {type(row).__name__}", where=where, fix='write {"id": …, "data": …, "tags": …}')
    unknown = sorted(row.keys() - _FIELDS)
    if unknown:
        raise DataError(f"unknown field {unknown[0]!r}", where=where, fix="a scenario has id, data and tags; put the rest into data")
    name, content, tags = row.get("id"), row.get("data", {}), row.get("tags", {})
    if not isinstance(name, str) or not name:
        raise DataError(f"id is {name!r:.80}", where=f"{where}.id", fix="give every scenario an id, a non-empty string")
    if not isinstance(content, dict):
        raise DataError(f"data is {content!r:.80}", where=f"{where}.data", fix="use an object")
    return Scenario(name, content, _parse_tags(tags, where))


def _parse_tags(tags: Any, where: str) -> dict[str, str]:
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise DataError(f"tags are {tags!r:.80}", where=f"{where}.tags", fix='use an object of strings, {"intent": "return"}')
    return tags


def _hash(key: str) -> int:
    """64 bits, the same in every process, unlike `hash`."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
