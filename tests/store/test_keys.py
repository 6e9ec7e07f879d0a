"""Keys: never stronger than who made them, whatever is made of them in turn; and dead when they should be."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from burnish.core.access import ApiKey, KeyRequest, MintedKey
from burnish.core.permissions import BUILTIN_ROLES, EVERYTHING, PERMISSIONS, Permission
from burnish.errors import AccessError, ConflictError, ForbiddenError, InputError, NotFoundError, NotSignedInError, StoreFullError
from burnish.store import keys
from burnish.store.access import Authority, Principal, held_permissions, project_permissions, role_permissions
from burnish.store.audit import SYSTEM, Actor
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.keys import authenticate_key, digest_of, mint_key, revoke_key, rotate_key
from burnish.store.projects import create_project, set_member
from burnish.store.services import ServiceAccounts
from burnish.store.tables import api_keys, users
from burnish.store.teams import set_role
from burnish.store.users import create_user, update_user

OWNER = Authority(SYSTEM, EVERYTHING)
ALL = KeyRequest(name="all", scopes=PERMISSIONS, days=None)


@dataclass
class Ground:
    """A user who holds a role on one project and none on another."""

    transaction: Transaction
    user: str
    project: str
    other: str


@contextmanager
def ground(database: Database, role: str = "developer") -> Iterator[Ground]:
    with database.write() as transaction:
        user = create_user(transaction, OWNER, "ann@example.org", "Ann", None, None)
        project = create_project(transaction, OWNER, "demo", "", None)
        other = create_project(transaction, OWNER, "other", "", None)
        set_member(transaction, OWNER, project.id, user.id, role)
        yield Ground(transaction, user.id, project.id, other.id)


def sorted_scopes(permissions: frozenset[Permission]) -> tuple[str, ...]:
    return tuple(sorted(permissions))


def made(database: Database, role: str = "developer", **request: object) -> tuple[MintedKey, Ground]:
    with ground(database, role) as there:
        authority = Authority(Actor(there.user), BUILTIN_ROLES[role])  # type: ignore[index]
        asked = KeyRequest(**{"name": "k", "scopes": sorted_scopes(authority.permissions), **request})  # type: ignore[arg-type]
        return mint_key(there.transaction, authority, asked, user_id=there.user, project_id=there.project), there


def test_a_key_acts_as_its_owner(database: Database) -> None:
    minted, there = made(database)
    principal = authenticate_key(database, minted.secret)
    assert (principal.kind, principal.id, principal.email) == ("user", there.user, "ann@example.org")
    with database.read() as transaction:
        assert project_permissions(transaction, principal, there.project) == BUILTIN_ROLES["developer"]
        assert project_permissions(transaction, principal, there.other) == frozenset()


def test_a_secret_is_256_random_bits_and_is_not_kept(database: Database) -> None:
    minted, _ = made(database)
    assert len(minted.secret) == 46 and minted.secret.startswith("bk_")
    assert minted.secret.startswith(minted.key.prefix) and len(minted.key.prefix) == 11
    with database.read() as transaction:
        row = transaction.execute(select(api_keys)).one()
    assert row.digest == digest_of(minted.secret)
    assert minted.secret[12:] not in str(row)


@pytest.mark.parametrize("secret", ["", "bk_", "bk_" + "A" * 43, "x" * 10_000, "bk_\x00", "Bearer", "' OR 1=1 --", "\ud800"])
def test_an_unknown_key_is_refused(database: Database, secret: str) -> None:
    made(database)
    with pytest.raises((NotSignedInError, UnicodeEncodeError)):
        authenticate_key(database, secret)


def test_a_demoted_owner_takes_the_key_along(database: Database) -> None:
    minted, there = made(database)
    with database.write() as transaction:
        set_member(transaction, OWNER, there.project, there.user, "viewer")
    principal = authenticate_key(database, minted.secret)
    with database.read() as transaction:
        assert project_permissions(transaction, principal, there.project) == BUILTIN_ROLES["viewer"] & BUILTIN_ROLES["developer"]


def test_a_disabled_owner_is_nobody(database: Database) -> None:
    minted, there = made(database)
    with database.write() as transaction:
        create_user(transaction, OWNER, "boss@example.org", "", "owner", None)
        update_user(transaction, OWNER, there.user, {"disabled": True})
    with pytest.raises(NotSignedInError):
        authenticate_key(database, minted.secret)


@pytest.mark.parametrize("column", ["expires_at", "revoked_at", "grace_until"])
def test_a_key_that_is_over_is_refused(database: Database, column: str) -> None:
    minted, _ = made(database)
    authenticate_key(database, minted.secret)
    with database.write() as transaction:
        transaction.execute(update(api_keys).values({column: now(-1)}))
    with pytest.raises(NotSignedInError, match="the key is not valid"):
        authenticate_key(database, minted.secret)


def test_a_revoked_key_is_refused_at_once_and_revoking_again_changes_nothing(database: Database) -> None:
    minted, _ = made(database)
    with database.write() as transaction:
        revoked = revoke_key(transaction, OWNER, minted.key)
        assert revoke_key(transaction, OWNER, revoked) == revoked
    with pytest.raises(NotSignedInError):
        authenticate_key(database, minted.secret)


def test_a_rotated_key_works_until_its_grace_is_over(database: Database) -> None:
    minted, _ = made(database)
    with database.write() as transaction:
        fresh = rotate_key(transaction, OWNER, minted.key, grace_hours=1)
    assert authenticate_key(database, minted.secret).id == authenticate_key(database, fresh.secret).id
    assert fresh.key.scopes == minted.key.scopes
    with database.write() as transaction:
        transaction.execute(update(api_keys).where(api_keys.c.id == minted.key.id).values(grace_until=now(-1)))
    with pytest.raises(NotSignedInError):
        authenticate_key(database, minted.secret)
    authenticate_key(database, fresh.secret)


def test_a_key_is_rotated_once(database: Database) -> None:
    minted, _ = made(database)
    with database.write() as transaction:
        rotate_key(transaction, OWNER, minted.key, 1)
        with pytest.raises(ConflictError):
            rotate_key(transaction, OWNER, keys.find_key(transaction, minted.key.id), 1)


def test_when_a_key_was_used_is_noted(database: Database) -> None:
    minted, _ = made(database)
    authenticate_key(database, minted.secret)
    with database.read() as transaction:
        assert keys.find_key(transaction, minted.key.id).last_used_at is not None


def test_a_key_is_let_in_though_its_use_cannot_be_noted(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    minted, _ = made(database)

    def full() -> None:
        raise StoreFullError("the disk is full")

    monkeypatch.setattr(database, "write", full)
    assert authenticate_key(database, minted.secret).via == minted.key.id


def test_a_scope_that_does_not_exist_is_named(database: Database) -> None:
    with ground(database) as there, pytest.raises(InputError, match="rockets"):
        mint_key(there.transaction, OWNER, KeyRequest(name="k", scopes=("rockets.launch",)), user_id=there.user)


def test_a_key_does_not_outlast_the_one_that_makes_it(database: Database) -> None:
    until = datetime(2100, 1, 1, tzinfo=UTC)
    with ground(database) as there:
        within = Authority(SYSTEM, EVERYTHING, until)
        with pytest.raises(ForbiddenError, match="outlast"):
            mint_key(there.transaction, within, ALL, user_id=there.user)
        soon = Authority(SYSTEM, EVERYTHING, datetime(2026, 1, 1, tzinfo=UTC))
        request = KeyRequest(name="k", scopes=("runs.read",), days=3650)
        assert mint_key(there.transaction, soon, request, user_id=there.user).key.expires_at == soon.until
        forever = mint_key(there.transaction, OWNER, ALL, user_id=there.user)
        with pytest.raises(ForbiddenError, match="outlast"):
            rotate_key(there.transaction, within, forever.key, 1)


def test_a_key_of_another_owner_or_project_is_not_found(database: Database) -> None:
    minted, there = made(database)
    with database.read() as transaction:
        keys.find_key(transaction, minted.key.id, owner=there.user, project_id=there.project)
        for wrong in ({"owner": "user_0"}, {"project_id": there.other}):
            with pytest.raises(NotFoundError):
                keys.find_key(transaction, minted.key.id, **wrong)


# -- never stronger ----------------------------------------------------------------------------------------------------------------

SETS = st.frozensets(st.sampled_from(PERMISSIONS), min_size=1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(held=SETS, first=SETS, second=SETS, service=SETS, member=SETS)
def test_nothing_that_is_minted_is_stronger_than_its_maker(
    database: Database,
    held: frozenset[Permission],
    first: frozenset[Permission],
    second: frozenset[Permission],
    service: frozenset[Permission],
    member: frozenset[Permission],
) -> None:
    """A user with any permissions makes a key with any scopes, which makes a key, a service account with a role and a key for it, and
    gives a role to somebody else: each is refused, or may no more than its maker may, there and elsewhere."""

    class Undone(Exception):
        pass

    with pytest.raises(Undone), ground(database) as there:
        transaction = there.transaction
        for name, permissions in (("held", held), ("service", service), ("member", member)):
            set_role(transaction, OWNER, name, tuple(permissions), "")
        set_member(transaction, OWNER, there.project, there.user, "held")
        person = Principal("user", there.user, "", "", None, "login_1")
        makers = [person]
        for scopes in (first, second):
            maker = makers[-1]
            key = _attempt(partial(_minted, transaction, there, maker, scopes))
            if key is not None:
                makers.append(_principal_of(transaction, key, maker))
        for maker in makers:
            assert _may(transaction, maker, there) <= _may(transaction, person, there)
            _check_service(transaction, there, maker, service)
            _check_member(transaction, there, maker, member)
        for stronger, weaker in itertools.pairwise(makers):
            assert weaker.scopes <= stronger.scopes
            assert held_permissions(transaction, weaker) <= held_permissions(transaction, stronger)
            assert project_permissions(transaction, weaker, there.other) <= project_permissions(transaction, stronger, there.other)
        raise Undone


def _minted(transaction: Transaction, there: Ground, maker: Principal, scopes: frozenset[Permission]) -> ApiKey:
    authority = Authority(Actor(maker.id, maker.via), _may(transaction, maker, there))
    request = KeyRequest(name="k", scopes=sorted_scopes(scopes))
    return mint_key(transaction, authority, request, user_id=maker.id, project_id=there.project).key


def _check_service(transaction: Transaction, there: Ground, maker: Principal, wanted: frozenset[Permission]) -> None:
    may = _may(transaction, maker, there)
    services = ServiceAccounts.__new__(ServiceAccounts)
    services.project_id = there.project
    authority = Authority(Actor(maker.id), may)
    made = _attempt(lambda: services.create(transaction, authority, f"s-{maker.via[-8:]}-{len(may)}", "service"))
    assert (made is not None) == (wanted <= may)
    if made is not None:
        request = KeyRequest(name="k", scopes=sorted_scopes(wanted))
        key = services.mint(transaction, authority, made, request).key
        assert set(key.scopes) <= may


def _check_member(transaction: Transaction, there: Ground, maker: Principal, wanted: frozenset[Permission]) -> None:
    may = _may(transaction, maker, there)
    other = create_user(transaction, OWNER, f"{maker.via}{len(may)}{id(maker)}@example.org", "", None, None)
    given = _attempt(lambda: set_member(transaction, Authority(Actor(maker.id), may), there.project, other.id, "member"))
    assert (given is not None) == (wanted <= may)


def _may(transaction: Transaction, principal: Principal, there: Ground) -> frozenset[Permission]:
    return project_permissions(transaction, principal, there.project)


def _principal_of(transaction: Transaction, key: ApiKey, maker: Principal) -> Principal:
    scopes = frozenset(scope for scope in PERMISSIONS if scope in key.scopes)
    return Principal(maker.kind, maker.id, "", "", maker.role, key.id, scopes, key.project, key.expires_at)


def _attempt(act):  # type: ignore[no-untyped-def]
    try:
        return act()
    except AccessError:
        return None


def test_a_custom_role_is_never_more_than_who_makes_it(database: Database) -> None:
    with database.write() as transaction:
        some = Authority(SYSTEM, frozenset({"roles.write", "runs.read"}))
        with pytest.raises(ForbiddenError, match=r"users\.write"):
            set_role(transaction, some, "mine", ("runs.read", "users.write"), "")
        set_role(transaction, OWNER, "strong", ("users.write",), "")
        with pytest.raises(ForbiddenError):
            set_role(transaction, some, "strong", ("runs.read",), "")
        assert role_permissions(transaction, ["strong"]) == {"users.write"}
        assert transaction.execute(select(users.c.id)).all() == []
