"""The schema of a config that is read from its text is the one that pydantic makes of the class, or is refused; and nothing is run."""

import ast
from pathlib import Path
from typing import Any

import pytest

from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES
from burnish.recipes.config_text import read_config_schema

FILES = {name: recipe.source.read_text(encoding="utf-8") for name, recipe in RECIPES.items()}
TRAIN = "\n\nasync def train(run, config, policy): ...\n"
HEAD = "from typing import *\nfrom pydantic import BaseModel, ConfigDict, Field\n"


def run(text: str) -> dict[str, Any]:
    """What running the file gives."""
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(ast.parse(text), "recipe", "exec"), names)  # noqa: S102 (texts of this file and of Burnish)
    schema: dict[str, Any] = names["Config"].model_json_schema()
    return schema


@pytest.mark.parametrize("name", FILES)
def test_the_config_of_every_recipe_reads_as_it_runs(name: str) -> None:
    assert read_config_schema(FILES[name]) == RECIPES[name].config.model_json_schema()


CLASSES = {
    "no fields": """
class Config(BaseModel):
    pass
""",
    "words": """
class Config(BaseModel):
    'Words.'
    a: int = 1
    b: float
""",
    "limits": """
class Config(BaseModel):
    a: int = Field(3, ge=1, le=9, multiple_of=2, description='so')
    b: str = Field(pattern='a+', max_length=3)
""",
    "choices": """
Kind = Literal['x', 'y']
class Config(BaseModel):
    a: Kind = 'x'
    b: Literal[1, None] | str = None
""",
    "lists": """
class Config(BaseModel):
    a: list[int] = Field(default_factory=list)
    b: tuple[str, ...] = ()
    c: dict[str, float] = {}
""",
    "annotated": """
class Config(BaseModel):
    a: Annotated[int, Field(gt=0)] = 2
    b: Optional[str] = None
    c: Union[int, str] = 1
""",
    "constants": """
HIGH = 5
MORE = HIGH
class Config(BaseModel):
    a: int = Field(MORE, le=HIGH)
    b: float = -1e-6
""",
    "words as types": """
class Config(BaseModel):
    a: 'int | None' = None
""",
    "another class": """
class Base(BaseModel):
    a: int = 1
class Config(Base):
    model_config = ConfigDict(extra='forbid')
    b: int = 2
""",
    "of a recipe": """
from burnish.recipes import sft
class Config(sft.Config):
    more: int = 2
""",
    "of a recipe, by name": """
from burnish.recipes.sft import Config as Base
class Config(Base):
    more: int = 2
""",
    "with a check": """
class Config(BaseModel):
    a: int = 1
    def twice(self):
        return 2 * self.a
""",
}


@pytest.mark.parametrize("what", CLASSES)
def test_plain_fields_read_as_they_run(what: str) -> None:
    text = HEAD + CLASSES[what] + TRAIN
    assert read_config_schema(text) == run(text)


UNREADABLE = {
    "a call": ("class Config(BaseModel):\n    a: int = len('x')", r"at `len\('x'\)`"),
    "a call as a default": ("class Config(BaseModel):\n    a: int = Field(print(1))", r"at `print\(1\)`"),
    "a factory": ("class Config(BaseModel):\n    a: int = Field(default_factory=lambda: 1)", "at `lambda: 1`"),
    "a type of one's own": ("class Mine: ...\nclass Config(BaseModel):\n    a: Mine", "at `Mine`"),
    "a type from elsewhere": ("import os\nclass Config(BaseModel):\n    a: os.PathLike", "at `os.PathLike`"),
    "another module's class": ("from os import path as sft\nclass Config(sft.Config):\n    a: int", "at `sft.Config`"),
    "no pydantic": ("class Config:\n    a: int = 1", "is not made from pydantic's BaseModel"),
    "what pydantic refuses": ("class Config(BaseModel):\n    a: int = Field(1, nothing_known=open)", "at `open`"),
    "names in a circle": ("A = B\nB = A\nclass Config(BaseModel):\n    a: A = 1", "stand for each other"),
    "a class in a circle": ("class Config(Config):\n    a: int = 1", "stand for each other"),
    "a long chain": ("class Config(BaseModel):\n    a: " + " | ".join(["int"] * 5000) + " = 1", "nested too deeply"),
    "stars": ("class Config(BaseModel):\n    a: int = Field(**{})", r"at `Field\(\*\*"),
    "brackets without end": ("class Config(BaseModel):\n    a: " + "list[" * 80 + "int" + "]" * 80 + " = 1\n    b: len = 1", "at `len`"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_only_running_can_tell_is_refused_with_the_way_out(what: str) -> None:
    text, words = UNREADABLE[what]
    with pytest.raises(ConfigError, match=words) as refused:
        read_config_schema(HEAD + text + TRAIN)
    assert "burnish recipes publish" in refused.value.fix


def test_nothing_of_the_text_is_run(tmp_path: Path) -> None:
    touch = f"open({str(tmp_path / 'ran')!r}, 'w')"
    for text in (
        f"{touch}\nclass Config(BaseModel):\n    a: int = 1",
        f"class Config(BaseModel):\n    {touch}\n    a: int = 1",
        f"class Config(BaseModel):\n    a: int = {touch}",
        f"class Config(BaseModel):\n    a: Literal[{touch}] = 1",
        f"class Config(BaseModel):\n    a: '{touch.replace(chr(39), chr(34))}' = 1",
        f"class Config(BaseModel):\n    model_config = ConfigDict(title={touch})",
        "from burnish.recipes import nothing\nclass Config(nothing.Config):\n    a: int = 1",
        "from burnish.recipes.catalog import find_recipe\nclass Config(BaseModel):\n    a: int = find_recipe('sft')",
    ):
        try:
            read_config_schema(HEAD + text + TRAIN)
        except ConfigError:
            continue
    assert list(tmp_path.iterdir()) == []
