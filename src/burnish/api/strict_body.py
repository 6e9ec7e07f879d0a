"""Strict bodies: a body has exactly the types that its schema says; "5" is no number, and 1 is not true."""

import inspect
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

__all__ = ["StrictBody", "body_model"]


class StrictBody:
    """A dependency that reads a body as JSON to the letter, before FastAPI reads it again and lets more pass."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    async def __call__(self, request: Request) -> None:
        """Nothing, if the body is right.

        Raises:
            RequestValidationError: it is not; names every field that is wrong.
        """
        body = await request.body()
        if not body:
            return  # FastAPI says that it is missing
        try:
            self._model.model_validate_json(body, strict=True)
        except ValidationError as error:
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None


def body_model(handler: Callable[..., Any]) -> type[BaseModel] | None:
    """The model that a handler takes as its body: the one parameter that is a plain pydantic model."""
    for parameter in inspect.signature(handler).parameters.values():
        if inspect.isclass(parameter.annotation) and issubclass(parameter.annotation, BaseModel):
            return parameter.annotation
    return None
