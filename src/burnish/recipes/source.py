"""RecipeSource: what the text of a recipe says of it: caption, needs, dependencies; read, and never run."""

import ast
import re
import tomllib
from dataclasses import dataclass
from typing import get_args

from burnish.errors import ConfigError
from burnish.recipes.catalog import Need

__all__ = ["LONGEST_SOURCE", "RecipeSource", "read_source"]

LONGEST_SOURCE = 256 * 1024
"""The most bytes of a recipe's file."""

_SHAPE = "start from a copy: burnish recipes copy grpo"
_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")  # as PEP 723 has it
_REQUIREMENT = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"  # its name
    r"( ?\[[A-Za-z0-9._, -]*\])?"  # extras
    r" ?\(?( ?(===|~=|==|!=|<=|>=|<|>) ?[A-Za-z0-9.*+!_-]+ ?,?)*\)?"  # versions
    r"( ?;[^\n@]*)?"  # for which machines
)
_MOST_DEPENDENCIES = 100


@dataclass(frozen=True, slots=True)
class RecipeSource:
    """What a recipe's text says.

    Attributes:
        caption: first line of its docstring; empty if it has none.
        needs, takes: what `train` takes beside run, config and policy: without a default, and with one.
        dependencies: packages that it wants, as its inline metadata has them (PEP 723), sorted.
    """

    caption: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    dependencies: tuple[str, ...]


def read_source(text: str, where: str = "source") -> RecipeSource:
    """Read a recipe's text without running it.

    Args:
        text: of the file.
        where: what errors call it.

    Raises:
        ConfigError: it is too long, is no Python, lacks `Config` or `async def train`, or its inline metadata cannot be used.
    """
    if len(text.encode(errors="surrogatepass")) > LONGEST_SOURCE:
        raise ConfigError(f"is longer than {LONGEST_SOURCE:,} bytes", where=where, fix="put data elsewhere: a recipe is one loop")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigError(f"is no Python: {error}", where=where, fix="correct it") from None
    if not any(isinstance(node, ast.ClassDef) and node.name == "Config" for node in tree.body):
        raise ConfigError("has no pydantic model `Config`", where=where, fix=_SHAPE)
    train = next((node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.name == "train"), None)
    if train is None:
        raise ConfigError("has no `async def train`", where=where, fix=_SHAPE)
    given = _parameters(train)[3:]  # after run, config and policy
    for name, _ in given:
        if name not in get_args(Need):
            fix = f"it may take {', '.join(get_args(Need))} after run, config and policy"
            raise ConfigError(f"`train` takes {name!r}, which no run can give", where=where, fix=fix)
    return RecipeSource(
        caption=(ast.get_docstring(tree) or "").partition("\n")[0].strip()[:1000],
        needs=tuple(name for name, optional in given if not optional),
        takes=tuple(name for name, optional in given if optional),
        dependencies=_dependencies(text, where),
    )


def _parameters(function: ast.AsyncFunctionDef) -> list[tuple[str, bool]]:
    """Names of a function's parameters, each with whether it has a default."""
    plain = [*function.args.posonlyargs, *function.args.args]
    without = len(plain) - len(function.args.defaults)
    told = [(one.arg, number >= without) for number, one in enumerate(plain)]
    return told + [(one.arg, default is not None) for one, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)]


def _dependencies(text: str, where: str) -> tuple[str, ...]:
    blocks = [found for found in _BLOCK.finditer(text) if found["type"] == "script"]
    if not blocks:
        return ()
    if len(blocks) > 1:
        raise ConfigError("has two blocks of inline metadata", where=where, fix="keep one `# /// script` block")
    content = "".join(line[2:] if line.startswith("# ") else line[1:] for line in blocks[0]["content"].splitlines(keepends=True))
    try:
        wanted = tomllib.loads(content).get("dependencies", [])
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the inline metadata is no TOML: {error}", where=where, fix="see PEP 723") from None
    if not isinstance(wanted, list) or len(wanted) > _MOST_DEPENDENCIES:
        fix = f"write `dependencies` as a list of at most {_MOST_DEPENDENCIES} texts"
        raise ConfigError("the inline metadata has no list of dependencies", where=where, fix=fix)
    for one in wanted:
        if not isinstance(one, str) or len(one) > 500 or not _REQUIREMENT.fullmatch(one.strip()):
            fix = "write a name and versions, such as `humanize>=4`: no addresses, no paths, no options"
            raise ConfigError(f"{str(one)[:100]!r} is no dependency that a run can be given", where=where, fix=fix)
    return tuple(sorted({one.strip() for one in wanted}))
