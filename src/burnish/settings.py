"""Settings: what Burnish reads from the environment, all of it, in one frozen value."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from burnish.errors import ConfigError

__all__ = ["Settings"]

PREFIX = "BURNISH_"


class Settings(BaseModel):
    """Settings of this process. Each field is read from the variable `BURNISH_` + its name in capitals; flags win over settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(Path("~/.burnish"), description="Folder for runs that were not told where to go (`--out`).")
    ranks: int | None = Field(
        None,
        ge=1,
        description="Rank processes of the engine; by default one for each core or device; one for large weights on CPU.",
    )
    threads: int | None = Field(
        None, ge=1, description="Threads of each rank; by default one, or a thread a core for large weights in a single rank."
    )
    log_format: Literal["auto", "live", "text", "json", "off"] = Field(
        "auto",
        description="How progress is told, on stderr: `live` bars, `text` or `json` lines, `off`; `auto` is live on a terminal, else text.",
    )
    debug: bool = Field(False, description="Show the traceback of an error instead of its one line.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; empty variables count as not set.

        Raises:
            ConfigError: a variable does not parse, or starts with `BURNISH_` and is no setting; names the variable.
        """
        variables = os.environ if environment is None else environment
        given = {name.removeprefix(PREFIX).lower(): value for name, value in variables.items() if name.startswith(PREFIX) and value}
        for name in given.keys() - cls.model_fields.keys():
            near = get_close_matches(name, cls.model_fields, n=1)
            fix = f"did you mean {cls.variable(near[0])}?" if near else f"known: {', '.join(map(cls.variable, cls.model_fields))}"
            raise ConfigError("no such setting", where=cls.variable(name), fix=fix)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            name = cls.variable(str(first["loc"][0]))
            raise ConfigError(f"is {first['input']!r}: {first['msg']}", where=name, fix=f"correct it, or unset {name}") from None

    @staticmethod
    def variable(field: str) -> str:
        """The environment variable of a field."""
        return PREFIX + field.upper()

    @property
    def runs(self) -> Path:
        """Where runs go by default."""
        return self.home.expanduser() / "runs"
