"""Whether the page is built, asked without importing a server."""

from importlib.resources import files

__all__ = ["page_is_built"]


def page_is_built() -> bool:
    """Whether `make ui`, or the wheel, has put the page where the API serves it from."""
    return files("burnish").joinpath("api", "static", "index.html").is_file()
