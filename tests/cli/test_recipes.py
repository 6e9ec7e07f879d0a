"""`burnish recipes`, and recipes of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from burnish.cli.own_recipe import adopt
from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES
from burnish.recipes.file import recipe_from_file

from .conftest import Answer
from .test_train import QUICK

Burnish = Callable[..., Answer]


def test_the_list_has_every_recipe(burnish: Burnish) -> None:
    assert [row["name"] for row in burnish("recipes", "list", "--json").json] == list(RECIPES)
    assert all(name in burnish("recipes", "list").out for name in RECIPES)


def test_show_prints_the_whole_loop(burnish: Burnish) -> None:
    shown = burnish("recipes", "show", "grpo", "--json").json
    assert "async for step" in shown["source"]
    assert "group_size" in shown["config"]["properties"]
    assert "async for step" in burnish("recipes", "show", "grpo").out


def test_an_unknown_recipe_is_told_with_those_there_are(burnish: Burnish) -> None:
    answer = burnish("recipes", "show", "grop")
    assert answer.code == 2
    assert "there is no recipe 'grop' → use one of sft" in answer.err


def test_a_copy_trains_under_its_own_name(burnish: Burnish, tmp_path: Path) -> None:
    assert burnish("recipes", "copy", "grpo", "my_grpo.py").code == 0
    arguments = ["train", "my_grpo.py", *QUICK, "--out", "run", "--json"]
    adopt(arguments)
    answer = burnish(*arguments)
    assert answer.code == 0, answer.out
    assert answer.json["recipe"] == "my_grpo.py"


def test_a_copy_never_overwrites(burnish: Burnish, tmp_path: Path) -> None:
    (tmp_path / "sft.py").write_text("mine")
    answer = burnish("recipes", "copy", "sft")
    assert answer.code == 2
    assert "there is a file already" in answer.err
    assert (tmp_path / "sft.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no such file"),
        ("1 / 0", "the file cannot be run: ZeroDivisionError"),
        ("x = 1", "has no pydantic model `Config`"),
        ("from pydantic import BaseModel\nclass Config(BaseModel): pass", "has no `async def train`"),
        (
            "from pydantic import BaseModel\nclass Config(BaseModel): pass\nasync def train(run, config, policy, oracle): pass",
            "`train` takes 'oracle', which no run can give",
        ),
    ],
    ids=["missing", "failing", "no config", "no train", "strange need"],
)
def test_a_file_that_is_no_recipe_says_what_it_lacks(tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "own.py").write_text(content)
    with pytest.raises(ConfigError, match=told):
        recipe_from_file(str(tmp_path / "own.py"))
