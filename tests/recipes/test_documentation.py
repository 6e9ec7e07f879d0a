"""docs/recipes.md shows the loop as it is, and speaks of every field and metric."""

import inspect
import re
from pathlib import Path

import pytest

from burnish.recipes import grpo
from burnish.recipes.catalog import RECIPES, Recipe

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text()


def test_the_loop_in_the_docs_is_the_loop() -> None:
    documented = re.search(r"```python\n(async def train.*?)```", PAGE, re.DOTALL)
    assert documented
    assert documented[1] == re.sub(r'    """.*?"""\n', "", inspect.getsource(grpo.train), flags=re.DOTALL)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_every_recipe_has_a_section_and_a_whole_loop_of_at_most_one_screen(recipe: Recipe) -> None:
    assert f"## `{recipe.name}`" in PAGE
    assert len(inspect.getsource(recipe.train).splitlines()) <= 40
