"""Ready: what a server's process tells when it answers."""

from pydantic import BaseModel, ConfigDict

__all__ = ["FirstKey", "Ready"]


class FirstKey(BaseModel):
    """What the very first start made, to be shown this once."""

    model_config = ConfigDict(frozen=True)

    email: str
    password: str
    key: str


class Ready(BaseModel):
    """That a server answers, and what its first start made."""

    model_config = ConfigDict(frozen=True)

    first: FirstKey | None = None
