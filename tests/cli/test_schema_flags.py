"""Flags from a JSON schema: every kind of field, its limits, its default, and the value that text becomes."""

import inspect
from typing import Any, Literal

import pytest
import typer
from pydantic import BaseModel, Field
from typer.testing import CliRunner

from burnish.cli.flags import with_parameters
from burnish.cli.schema_flags import given_fields, schema_parameters


class Part(BaseModel):
    """A config within."""

    size: int = 1


class Config(BaseModel):
    """One field of each kind."""

    steps: int = Field(10, ge=1, le=100, description="How many.")
    rate: float = Field(1e-6, gt=0, lt=1)
    loud: bool = False
    form: Literal["plain", "round"] = "plain"
    label: str = "x"
    limit: int | None = None
    either: int | str = 3
    many: tuple[float, ...] = ()
    part: Part = Part()
    needed: str
    seed: int = 0


SCHEMA = Config.model_json_schema()


def parsed(*arguments: str) -> tuple[int, dict[str, Any], str]:
    parameters = schema_parameters(SCHEMA, "Config", taken=frozenset({"seed"}))
    found: dict[str, Any] = {}

    def command(seed: int = 0, **options: str | None) -> None:
        found.update(given_fields(SCHEMA, parameters, options))

    app = typer.Typer()
    app.command()(with_parameters(command, list(parameters.values())))
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return result.exit_code, found, result.output


@pytest.mark.parametrize(
    ("flag", "text", "value"),
    [
        ("--steps", "3", 3),
        ("--steps", "three", "three"),  # the server says what is wrong
        ("--rate", "1e-4", 1e-4),
        ("--rate", "NaN", "NaN"),
        ("--loud", "true", True),
        ("--form", "round", "round"),
        ("--label", "3", "3"),
        ("--label", "null", "null"),
        ("--limit", "none", None),
        ("--limit", "4", 4),
        ("--either", "4", 4),
        ("--either", "four", "four"),
        ("--many", "[1, 2]", [1, 2]),
        ("--part", '{"size": 2}', {"size": 2}),
        ("--config-seed", "5", 5),
    ],
)
def test_text_becomes_the_value_that_the_schema_asks_for(flag: str, text: str, value: Any) -> None:
    code, found, _ = parsed(flag, text)
    assert code == 0
    assert list(found.values()) == [value]
    assert type(next(iter(found.values()))) is type(value)


def test_what_is_not_given_is_left_to_the_server() -> None:
    assert parsed()[1] == {}


def test_help_says_type_limits_and_default() -> None:
    help_of = parsed("--help")[2]
    for words in ("INTEGER", "How many.", "≥ 1 ≤ 100", "default: 10", "> 0 < 1", "true|false", "plain|round", "default: none", "needed"):
        assert words in help_of, words


def test_a_field_whose_name_is_taken_gets_another_flag() -> None:
    parameters = schema_parameters(SCHEMA, "Config", taken=frozenset({"seed"}))
    assert parameters["seed"].name == "config_seed"
    assert all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values())
