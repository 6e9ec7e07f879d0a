"""The permission matrix: each builtin role holds what the one before it holds, and nobody's unknown role allows anything."""

import itertools

import pytest

from burnish.core.permissions import BUILTIN_ROLES, EVERYTHING, PERMISSIONS, SENTENCES, permissions_of, unknown_permissions


def test_each_role_holds_more_than_the_one_before_it() -> None:
    for (lower, fewer), (higher, more) in itertools.pairwise(BUILTIN_ROLES.items()):
        assert fewer < more, f"{lower} is no part of {higher}"


def test_an_owner_may_do_everything() -> None:
    assert BUILTIN_ROLES["owner"] == EVERYTHING == set(PERMISSIONS)


def test_who_may_write_a_thing_may_read_it() -> None:
    for role, allowed in BUILTIN_ROLES.items():
        for permission in allowed:
            thing, _, verb = permission.partition(".")
            assert verb == "read" or f"{thing}.read" in allowed, f"{role} has {permission} but cannot read"


@pytest.mark.parametrize("permission", ["runs.write", "models.export", "members.write", "keys.write", "users.write", "audit.read"])
def test_a_viewer_and_an_annotator_change_and_take_nothing(permission: str) -> None:
    assert permission not in BUILTIN_ROLES["viewer"] | BUILTIN_ROLES["annotator"]


def test_only_an_owner_makes_users_and_roles() -> None:
    for permission in ("users.write", "roles.write", "project.admin"):
        assert [role for role, allowed in BUILTIN_ROLES.items() if permission in allowed] == ["owner"]


def test_a_custom_role_is_its_set_of_permissions() -> None:
    custom = {"operator": ["runs.read", "runs.write"]}
    assert permissions_of("operator", custom) == {"runs.read", "runs.write"}


def test_a_custom_role_cannot_take_the_name_of_a_builtin_one() -> None:
    assert permissions_of("viewer", {"viewer": ["users.write"]}) == BUILTIN_ROLES["viewer"]


def test_what_this_version_does_not_know_allows_nothing() -> None:
    assert permissions_of("gone", {}) == frozenset()
    assert permissions_of("later", {"later": ["runs.read", "rockets.launch"]}) == {"runs.read"}
    assert unknown_permissions(["runs.read", "rockets.launch", "", "RUNS.READ"]) == ["", "RUNS.READ", "rockets.launch"]


def test_each_permission_is_told_in_a_sentence() -> None:
    assert tuple(SENTENCES) == PERMISSIONS
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
