"""One flag for each field of a pydantic model: its type, default, limits and description come from the schema."""

import inspect
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = ["flag_parameters", "given_flags", "with_parameters"]


def flag_parameters(model: type[BaseModel], panel: str) -> list[inspect.Parameter]:
    """Keyword parameters for typer. Values arrive as text and are parsed by the model, so that every error comes from one place."""
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_option(name, field, panel))
        for name, field in model.model_fields.items()
    ]


def given_flags(model: type[BaseModel], options: dict[str, Any]) -> dict[str, str]:
    """The fields that were given on the command line."""
    return {name: options[name] for name in model.model_fields if options.get(name) is not None}


def with_parameters(command: Callable[..., Any], parameters: list[inspect.Parameter]) -> Callable[..., Any]:
    """The command with more keyword parameters, in place of its `**options`."""
    own = [parameter for parameter in inspect.signature(command).parameters.values() if parameter.kind is not parameter.VAR_KEYWORD]
    together = [*own, *parameters]
    command.__signature__ = inspect.Signature(together)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in together}
    return command


def _option(name: str, field: FieldInfo, panel: str) -> Any:
    default = "none" if field.default is None else field.default
    default = str(default).lower() if isinstance(default, bool) else default
    default = default if default != () else "none"
    limits = " ".join(_limits(field))
    words = " ".join(filter(None, [field.description, f"[dim]\\[{limits}][/dim]" if limits else "", f"[dim]\\[default: {default}][/dim]"]))
    flag = f"--{name.replace('_', '-')}"
    return Annotated[str | None, typer.Option(flag, metavar=_type(field.annotation), help=words, rich_help_panel=panel, show_default=False)]


def _type(annotation: Any) -> str:
    """int → INTEGER, Literal["a", "b"] → a|b, X | None → X: how help calls the type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "|".join(map(str, inner))
    if origin in (Union, types.UnionType):
        return "|".join(_type(one) for one in inner if one is not type(None))
    named = {int: "INTEGER", float: "NUMBER", bool: "true|false"}
    return named.get(annotation, "TEXT")


def _limits(field: FieldInfo) -> Iterator[str]:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    for limit in field.metadata:
        for name, sign in signs.items():
            value = getattr(limit, name, None)
            if value is not None:
                yield f"{sign} {value:g}"
