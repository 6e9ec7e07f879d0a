"""The env in docs/environments.md: short, and it works as printed."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from burnish.envs.rollout import rollout

from .scripted import PARAMS, ScriptedModel, call

PAGE = Path(__file__).parents[2] / "docs" / "environments.md"


@pytest.fixture
def example(tmp_path: Path) -> ModuleType:
    """The page's first block of Python as a module."""
    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    (tmp_path / "room_desk.py").write_text(block[1], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("room_desk", tmp_path / "room_desk.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_has_at_most_60_lines(example: ModuleType) -> None:
    assert example.__file__ is not None
    assert len(Path(example.__file__).read_text(encoding="utf-8").splitlines()) <= 60
    assert "room_desk" not in sys.modules


async def test_the_example_can_be_played_to_the_end(example: ModuleType) -> None:
    env = example.room_desk
    six = env.scenarios[5:6]  # six people: Elm is large enough but taken, Ash is free
    replies = [
        call("find_rooms", people=6),
        call("book_room", room="Elm", day="monday"),
        call("book_room", room="Ash", day="monday"),
        "Ash it is.",
    ]
    [group] = await rollout(env, ScriptedModel(replies), six, params=PARAMS)
    [episode] = group.episodes
    assert [message.content for message in episode.messages if message.role == "tool"] == [
        '["Elm", "Ash"]',
        '{"error": "Elm is taken on monday"}',
        '{"ok": true}',
    ]
    assert (episode.stop, episode.reward) == ("done", 1.0)
    assert episode.outcome == {"resolved": True, "refused_calls": 1, "failure": ""}


async def test_the_example_can_be_failed(example: ModuleType) -> None:
    env = example.room_desk
    [group] = await rollout(env, ScriptedModel([call("book_room", room="Oak", day="monday"), "Done."]), env.scenarios[9:10], params=PARAMS)
    assert (group.episodes[0].reward, group.episodes[0].outcome["failure"]) == (0.0, "wrong_booking")
