"""Users: one owner is made at the first start, whoever starts at once; passwords are checked and hashed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from burnish.core.permissions import EVERYTHING
from burnish.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from burnish.store.access import Authority, installation_permissions
from burnish.store.audit import SYSTEM
from burnish.store.database import Database
from burnish.store.keys import authenticate_key
from burnish.store.tables import users
from burnish.store.users import check_password, create_user, find_user, first_start, fresh_password, update_user, verify_password

OWNER = Authority(SYSTEM, EVERYTHING)


def test_servers_that_start_at_once_make_one_owner(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = [start for start in threads.map(lambda _: first_start(database), range(4)) if start is not None]
    assert len(made) == 1
    with database.read() as transaction:
        (user,) = transaction.execute(select(users)).all()
        assert (user.email, user.role) == ("owner@localhost", "owner")
        assert verify_password(made[0].password, user.password_hash)
        assert made[0].password not in user.password_hash
        assert installation_permissions(transaction, authenticate_key(database, made[0].key)) == EVERYTHING
    assert first_start(database) is None


def test_a_password_is_kept_as_an_argon2_hash() -> None:
    hashed = check_password("four quite long words", "ann@example.org")
    assert hashed.startswith("$argon2id$")
    assert verify_password("four quite long words", hashed)
    assert not verify_password("four quite long word", hashed)
    assert hashed != check_password("four quite long words", "ann@example.org")


@pytest.mark.parametrize("hashed", [None, "", "plain", "$argon2id$broken"])
def test_no_password_fits_a_hash_that_is_none(hashed: str | None) -> None:
    assert not verify_password("four quite long words", hashed)
    assert not verify_password("", hashed)


def test_what_a_server_makes_up_is_long_and_never_the_same() -> None:
    made = {fresh_password() for _ in range(100)}
    assert len(made) == 100 and min(map(len, made)) >= 24
    for password in made:
        check_password(password, "ann@example.org")


@pytest.mark.parametrize("password", ["short", "x" * 20, "Password12345", "burnish123456", "annabella-1234"[:11]])
def test_what_is_tried_first_is_no_password(password: str) -> None:
    with pytest.raises(InputError, match="password"):
        check_password(password, "ann@example.org")


def test_who_may_less_makes_nobody_who_may_more(database: Database) -> None:
    some = Authority(SYSTEM, frozenset({"users.write", "users.read"}))
    with database.write() as transaction:
        ann = create_user(transaction, OWNER, "ann@example.org", "Ann", "owner", None)
        for role in ("owner", "admin", "viewer"):
            with pytest.raises(ForbiddenError):
                create_user(transaction, some, "bob@example.org", "Bob", role, None)
        with pytest.raises(ForbiddenError):
            update_user(transaction, some, ann.id, {"disabled": True})
        create_user(transaction, some, "bob@example.org", "Bob", None, None)
        with pytest.raises(ConflictError):
            create_user(transaction, OWNER, "bob@example.org", "Bob", None, None)


def test_a_user_is_found_by_address_however_it_is_spelt(database: Database) -> None:
    with database.write() as transaction:
        ann = create_user(transaction, OWNER, "ann@example.org", "Ann", None, None)
        assert find_user(transaction, "ANN@example.org") == find_user(transaction, ann.id) == ann
        for nobody in ("bob@example.org", f"user_{0:032x}", ""):
            with pytest.raises(NotFoundError):
                find_user(transaction, nobody)
