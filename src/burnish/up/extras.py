"""The extras of the package, and what of them is installed, asked without importing any of it."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

__all__ = ["EXTRAS", "missing", "version_of"]

EXTRAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "server": ("fastapi", "uvicorn", "sqlalchemy", "alembic", "argon2-cffi", "cryptography", "authlib", "aiohttp", "psutil"),
        "engine": ("torch", "transformers", "safetensors", "msgpack"),
        "postgres": ("psycopg",),
        "demo": ("openai",),
    }
)
"""What an extra brings, by its name in `burnish[NAME]`."""


def version_of(package: str) -> str | None:
    """Which version of a package is installed; None if none is."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def missing(extra: str) -> str | None:
    """The first package of an extra that is not installed; None if all are."""
    return next((package for package in EXTRAS[extra] if version_of(package) is None), None)
