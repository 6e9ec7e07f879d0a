"""The schema of a recipe's `Config`, read from its text: nothing of it is run, so only plain fields can be read so.

The text is parsed; types and limits are looked up among known ones; pydantic makes the same schema of them as it would of the class.
"""

import ast
import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict, Field, create_model

from burnish.errors import ConfigError

__all__ = ["read_config_schema"]

_TYPES: Mapping[str, Any] = MappingProxyType(
    {"int": int, "float": float, "str": str, "bool": bool, "None": None, "list": list, "tuple": tuple, "dict": dict, "Optional": Optional}
    | {"Union": Union, "Literal": Literal, "Annotated": Annotated, "Any": Any, "List": list, "Tuple": tuple, "Dict": dict}
)
_FACTORIES: Mapping[str, Callable[[], Any]] = MappingProxyType({"list": list, "dict": dict, "tuple": tuple})
_OURS = ("burnish.recipes.", "burnish.core.")
_RUN_IT = "publish it from where it runs, which tells the schema: burnish recipes publish FILE"


def read_config_schema(text: str, where: str = "source") -> dict[str, Any]:
    """What `Config.model_json_schema()` gives, for a `Config` of plain fields.

    Args:
        text: of a recipe, which `read_source` has read already.
        where: what errors call it.

    Raises:
        ConfigError: the class has something that only running it can tell; names it.
    """
    try:
        return _Reader(ast.parse(text), where).model().model_json_schema()
    except RecursionError:
        raise ConfigError("the fields of `Config` are nested too deeply", where=where, fix=_RUN_IT) from None


class _Reader:
    def __init__(self, tree: ast.Module, where: str) -> None:
        self._where = where
        self._classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        self._values = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        self._imports: dict[str, tuple[str, str]] = {}  # what a name stands for: a module, and a name in it
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self._imports |= {one.asname or one.name: (node.module, one.name) for one in node.names}
        self._depth = 0

    def model(self) -> type[BaseModel]:
        """A class with the fields of `Config`."""
        return self._class(self._classes["Config"])

    def _class(self, node: ast.ClassDef) -> type[BaseModel]:
        if not node.bases:
            raise self._unreadable(f"class {node.name}", "is not made from pydantic's BaseModel")
        bases = tuple(self._base(base) for base in node.bases)
        fields: dict[str, Any] = {}
        config: dict[str, Any] = {}
        for one in node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                fields[one.target.id] = self._field(one)
            elif isinstance(one, ast.Assign) and [ast.unparse(target) for target in one.targets] == ["model_config"]:
                config = self._keywords(one.value)
        try:
            made: type[BaseModel] = create_model(node.name, __base__=bases, __doc__=ast.get_docstring(node), **fields)
            made.model_config = ConfigDict(**{**made.model_config, **config})  # type: ignore[typeddict-item]
            made.model_rebuild(force=True)
        except Exception as error:  # whatever pydantic says of such fields
            raise self._unreadable(f"class {node.name}", str(error).partition("\n")[0]) from None
        return made

    def _base(self, node: ast.expr) -> type[BaseModel]:
        """The class that another one is made from: pydantic's own, one of this text, or one of Burnish's."""
        text = ast.unparse(node)
        if text in self._classes:
            made: type[BaseModel] = self._deeper(lambda: self._class(self._classes[text]))
            return made
        found = self._of_burnish(node)
        if found is None and (text == "BaseModel" or text == "pydantic.BaseModel"):
            found = BaseModel
        if not (isinstance(found, type) and issubclass(found, BaseModel)):
            raise self._unreadable(text, "is no class that is known here")
        return found

    def _field(self, node: ast.AnnAssign) -> Any:
        kind = self._type(node.annotation)
        if node.value is None:
            return (kind, ...)
        return (kind, self._default(node.value))

    def _default(self, node: ast.expr) -> Any:
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("Field", "pydantic.Field")):
            return self._value(node)
        given = self._keywords(node)
        if node.args:
            first = node.args[0]
            given["default"] = ... if isinstance(first, ast.Constant) and first.value is ... else self._value(first)
        return Field(**given)

    def _keywords(self, node: ast.expr) -> dict[str, Any]:
        """What a call is given by name."""
        if not isinstance(node, ast.Call):
            raise self._unreadable(ast.unparse(node))
        given: dict[str, Any] = {}
        for one in node.keywords:
            if one.arg is None:
                raise self._unreadable(ast.unparse(node))
            if one.arg == "default_factory":
                name = ast.unparse(one.value)
                if name not in _FACTORIES:
                    raise self._unreadable(name)
                given[one.arg] = _FACTORIES[name]
            else:
                given[one.arg] = self._value(one.value)
        return given

    def _value(self, node: ast.expr) -> Any:
        """A literal, or a name of this text, or of Burnish, that stands for one."""
        if isinstance(node, ast.Name) and node.id in self._values:
            return self._deeper(lambda: self._value(self._values[node.id]))
        found = self._of_burnish(node)
        if isinstance(found, int | float | str | tuple):
            return found
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, MemoryError, RecursionError):
            raise self._unreadable(ast.unparse(node)) from None

    def _type(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._type(ast.parse(node.value, mode="eval").body)
        if isinstance(node, ast.Constant) and node.value is None:
            return None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return Union[self._type(node.left), self._type(node.right)]  # noqa: UP007 (made of values, not written)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        name = ast.unparse(node).removeprefix("typing.")
        if name in self._values:
            return self._deeper(lambda: self._type(self._values[name]))
        found = self._of_burnish(node)
        if found is not None:
            return found
        if name not in _TYPES:
            raise self._unreadable(name, "is no type that is known here")
        return _TYPES[name]

    def _subscript(self, node: ast.Subscript) -> Any:
        outer, inner = self._type(node.value), node.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if outer is Literal:
            return Literal[tuple(self._value(one) for one in parts)]
        if outer is Annotated:
            return Annotated[(self._type(parts[0]), *(self._default(one) for one in parts[1:]))]
        made = tuple(... if isinstance(one, ast.Constant) and one.value is ... else self._type(one) for one in parts)
        return outer[made if len(made) > 1 else made[0]]

    def _of_burnish(self, node: ast.expr) -> Any:
        """What a name means that comes from Burnish's own recipes or values; None if it comes from elsewhere."""
        first, *rest = ast.unparse(node).split(".")
        module, name = self._imports.get(first, ("", ""))
        place = f"{module}.{name}" if rest else module
        if len(rest) > 1 or not f"{place}.".startswith(_OURS):
            return None
        try:
            return getattr(importlib.import_module(place), rest[0] if rest else name, None)
        except ImportError:
            return None

    def _deeper(self, work: Callable[[], Any]) -> Any:
        """What a name stands for, which may be another name, but not for ever."""
        self._depth += 1
        if self._depth > 100:
            raise self._unreadable("Config", "its names stand for each other")
        try:
            return work()
        finally:
            self._depth -= 1

    def _unreadable(self, what: str, why: str = "only running the file can tell what that is") -> ConfigError:
        words = f"the fields of `Config` cannot be read from the text at `{what[:200]}`: {why[:300]}"
        return ConfigError(words, where=self._where, fix=_RUN_IT)
