"""A recipe of your own: `burnish train ./my_grpo.py` takes a file with `Config` and `train`, such as `burnish recipes copy` makes."""

from collections.abc import Sequence

from burnish.cli.train import add_recipe
from burnish.recipes.file import recipe_from_file

__all__ = ["adopt"]


def adopt(arguments: Sequence[str]) -> None:
    """Make a command for the file that `train FILE.py …` names, before the command line is parsed."""
    if len(arguments) > 1 and arguments[0] == "train" and arguments[1].endswith(".py"):
        add_recipe(recipe_from_file(arguments[1]))
