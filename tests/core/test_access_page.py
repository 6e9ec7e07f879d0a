"""The page about access tells the matrix as it is."""

from pathlib import Path

from burnish.core.permissions import BUILTIN_ROLES, PERMISSIONS

PAGE = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_matrix_of_the_page_is_the_one_of_the_code() -> None:
    rows = [f"| `{one}` | {' | '.join('✓' if one in allowed else '' for allowed in BUILTIN_ROLES.values())} |" for one in PERMISSIONS]
    assert f"| permission | {' | '.join(BUILTIN_ROLES)} |\n" in PAGE.read_text(encoding="utf-8")
    assert "\n".join(rows) in PAGE.read_text(encoding="utf-8")
