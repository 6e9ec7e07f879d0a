"""A recipe's text is read without running it."""

from pathlib import Path

import pytest

from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES, Recipe
from burnish.recipes.config_schema import filled_in
from burnish.recipes.source import read_source

SHAPE = "class Config: ...\nasync def train(run, config, policy{}): ...\n"


def block(lines: str) -> str:
    return "# /// script\n" + "".join(f"# {line}\n" for line in lines.splitlines()) + "# ///\n" + SHAPE.format("")


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_it_says_what_the_loaded_recipe_says(recipe: Recipe) -> None:
    read = read_source(recipe.source.read_text(encoding="utf-8"))
    assert (read.needs, read.takes, read.dependencies) == (recipe.needs, recipe.takes, ())
    assert read.caption


def test_what_train_takes_is_what_it_needs() -> None:
    read = read_source(SHAPE.format(", examples, *, env, reference=None"))
    assert (read.needs, read.takes) == (("examples", "env"), ("reference",))


def test_dependencies_come_from_the_inline_metadata() -> None:
    read = read_source(
        block('requires-python = ">=3.11"\ndependencies = [\n  "humanize>=4,<5", "numpy", "a[b]==1.0; python_version>\'3\'",\n]')
    )
    assert read.dependencies == ("a[b]==1.0; python_version>'3'", "humanize>=4,<5", "numpy")
    assert read_source(SHAPE.format("")).dependencies == ()


@pytest.mark.parametrize(
    "dependency",
    ["a @ https://example.org/a.whl", "git+https://example.org/a", "--index-url=x", "-r x", "../a", "./a.whl", "a\n--pre", "a b", ""],
)
def test_a_dependency_is_a_name_and_versions(dependency: str) -> None:
    with pytest.raises(ConfigError, match="no dependency that a run can be given"):
        read_source(block(f"dependencies = [{dependency!r}]".replace("'", '"')))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("async def train(run, config, policy): ...", "no pydantic model `Config`"),
        ("class Config: ...\ndef train(run, config, policy): ...", "no `async def train`"),
        (SHAPE.format(", judge"), "'judge', which no run can give"),
        ("(" * 10_000, "is no Python"),
        ("\0", "is no Python"),
        (block("dependencies = 1"), "no list of dependencies"),
        (block("dependencies = ["), "is no TOML"),
        (block("x = 1") + block("x = 1"), "two blocks"),
        ("#" * 300_000, "longer than"),
    ],
)
def test_what_is_no_recipe_says_why(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read_source(text)


def test_reading_runs_nothing(tmp_path: Path) -> None:
    read_source(f"open({str(tmp_path / 'ran')!r}, 'w')\n" + SHAPE.format(""))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_schema_gives_the_defaults_of_its_config(recipe: Recipe) -> None:
    assert recipe.config.model_validate(filled_in(recipe.config.model_json_schema(), {})) == recipe.config()


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ({"type": "integer"}, 1, True),
        ({"type": "integer"}, True, False),
        ({"type": "integer"}, 1.5, False),
        ({"type": "number", "minimum": 0}, 0, True),
        ({"type": "number", "exclusiveMinimum": 0}, 0, False),
        ({"type": "number", "maximum": 1}, 1.1, False),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, True),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "x", False),
        ({"enum": ["a", "b"], "type": "string"}, "c", False),
        ({"$ref": "#/$defs/Kind"}, "c", False),
        ({"$ref": "#/$defs/Kind"}, "a", True),
        ({"$ref": "#/$defs/Itself"}, "a", True),
        ({}, object(), True),
    ],
)
def test_a_value_is_of_the_kind_that_the_schema_has(field: dict[str, object], value: object, allowed: bool) -> None:
    itself = {"$ref": "#/$defs/Itself"}
    schema = {"type": "object", "properties": {"x": field}, "$defs": {"Kind": {"enum": ["a"]}, "Itself": itself}}
    if allowed:
        assert filled_in(schema, {"x": value}) == {"x": value}
    else:
        with pytest.raises(ConfigError, match=r"config\.x: is "):
            filled_in(schema, {"x": value})
