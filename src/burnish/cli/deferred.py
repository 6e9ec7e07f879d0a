"""Deferred: a command whose module is imported when it is called, so that help and completion are instant."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = ["Deferred", "Entry", "deferred_group"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as help lists it.

    Attributes:
        name: on the command line.
        reference: `module:attribute` of its Typer application, or of its function.
        caption: one line; the command's own help begins with it.
        panel: heading that help lists it under.
    """

    name: str
    reference: str
    caption: str
    panel: str


class Deferred(TyperCommand):
    """What stands for a command until it is called."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(name=entry.name, help=entry.caption, rich_help_panel=entry.panel)
        self._reference = entry.reference

    @cached_property
    def loaded(self) -> Any:
        """The command itself."""
        module, _, name = self._reference.partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
            alone.command(self.name)(found)
            found = alone
        return typer.main.get_command(found)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """The context of the command itself: from here on click deals with that one."""
        return self.loaded.make_context(*arguments, **options)


def deferred_group(entries: tuple[Entry, ...]) -> type[TyperGroup]:
    """A group of these commands, beside those that are added to it."""

    class DeferredGroup(TyperGroup):
        """Commands that are imported when they are called."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            own = dict(self.commands)
            self.commands = {entry.name: Deferred(entry) for entry in entries} | own

    return DeferredGroup
