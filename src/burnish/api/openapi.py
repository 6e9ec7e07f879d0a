"""The OpenAPI document on stdout: `python -m burnish.api.openapi`; the same bytes for the same version, so that drift can be checked."""

import json
import sys

from burnish.api.app import openapi_document

__all__ = ["main"]


def main() -> None:
    """Print the document, its keys sorted."""
    sys.stdout.write(json.dumps(openapi_document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
