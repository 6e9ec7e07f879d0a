"""The catalogue: every recipe can be found, configured, called and copied."""

import inspect

import pytest

from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES, Recipe, find_recipe


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_is_complete(recipe: Recipe) -> None:
    assert find_recipe(recipe.name) is recipe
    recipe.config()  # every default is usable
    assert recipe.config.model_config["frozen"]
    for name, field in recipe.config.model_fields.items():
        assert field.description, name
    takes = list(inspect.signature(recipe.train).parameters.values())
    assert [one.name for one in takes] == ["run", "config", "policy", *recipe.needs, *recipe.takes]
    assert all(one.default is None for one in takes if one.name in recipe.takes)
    assert "async def train(" in recipe.source.read_text()


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"'ppo2'.*sft, rejection_sampling, grpo"):
        find_recipe("ppo2")
