"""What a failure of the database means: one of our errors, and whether the same work may be tried again."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from burnish.errors import BurnishError, ConflictError, DataError, SchemaError, StoreError, StoreFullError, StoreUnavailableError

__all__ = ["may_pass", "translated"]

LATER = "try again in a moment; if it stays so, look at the database's own log"
ROOM = "make room on the database's disk; what was stored before is safe"
MIGRATE = "run `burnish up`, which brings the tables up to date"

SQLITE_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
SQLITE_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
POSTGRES_PASSING_CLASSES = {"08", "40", "57P", "25P03"}  # connection lost, rolled back, server stopping, idle too long
POSTGRES_SLOW = {"55P03", "57014"}  # a lock or a statement took longer than its limit
POSTGRES_NO_TABLE = {"42P01", "42703"}


def may_pass(error: BaseException) -> bool:
    """Whether the same work may succeed if it is done again: the connection broke, a server restarts, two transactions collided.

    A commit may have got through although its answer was lost, so only work that may be done twice may be repeated.
    """
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) & 0xFF in SQLITE_PASSING
    state = _state(error)
    lost = not state and isinstance(error, OperationalError)  # no answer of the server at all
    return error.connection_invalidated or lost or any(state.startswith(prefix) for prefix in POSTGRES_PASSING_CLASSES)


def translated(error: Exception) -> Exception:
    """The error to raise in its place; the same one if it is none of the database's."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailableError("all connections to the database are in use", fix=LATER)
    if isinstance(error, OverflowError):
        return DataError("a number does not fit into 64 bits", fix="give a smaller one")
    if isinstance(error, StatementError) and isinstance(error.orig, BurnishError):
        return error.orig
    if isinstance(error, StatementError) and isinstance(error.orig, OverflowError):
        return DataError("a number does not fit into 64 bits", fix="give a smaller one")
    if not isinstance(error, DBAPIError):
        return error
    return _of_sqlite(error, error.orig) if isinstance(error.orig, sqlite3.Error) else _of_postgres(error)


def _of_sqlite(error: DBAPIError, cause: sqlite3.Error) -> StoreError | DataError:
    code = _sqlite_code(cause)
    broken: StoreError | DataError
    if isinstance(error, IntegrityError):
        broken = _broken_rule(str(cause), unique=code in SQLITE_UNIQUE, reference=code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY)
    elif code & 0xFF == sqlite3.SQLITE_FULL:
        broken = StoreFullError("the disk of the database is full", fix=ROOM)
    elif code & 0xFF in SQLITE_PASSING:
        broken = StoreUnavailableError("the database is busy: another process is writing", fix=LATER)
    elif code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        broken = StoreError(f"the database file is damaged: {cause}", fix="restore it from a backup")
    elif "no such table" in str(cause) or "no such column" in str(cause):
        broken = SchemaError(f"the tables are not those of this version: {cause}", fix=MIGRATE)
    elif code & 0xFF in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM}:
        broken = StoreUnavailableError(f"the database file cannot be used: {cause}", fix="check its disk, its folder and their permissions")
    else:
        broken = StoreError(f"the database refused a statement: {cause}", fix="this is a defect of Burnish; please report it")
    return broken


def _of_postgres(error: DBAPIError) -> StoreError | DataError:
    state, cause = _state(error), str(error.orig).strip().partition("\n")[0]
    broken: StoreError | DataError
    if state.startswith("23"):
        broken = _broken_rule(_rule(error) or cause, unique=state in {"23505", "23P01"}, reference=state == "23503")
    elif state.startswith("22"):
        broken = DataError(f"a value cannot be stored: {cause}", fix="correct the value")
    elif state == "53100":
        broken = StoreFullError("the disk of the database is full", fix=ROOM)
    elif state in POSTGRES_NO_TABLE:
        broken = SchemaError(f"the tables are not those of this version: {cause}", fix=MIGRATE)
    elif state in POSTGRES_SLOW:
        broken = StoreUnavailableError(f"the database was too slow: {cause}", fix=LATER)
    elif may_pass(error) or state.startswith("53") or state.startswith("28") or state == "3D000":
        broken = StoreUnavailableError(f"the database cannot be reached: {cause}", fix=LATER)
    else:
        broken = StoreError(f"the database refused a statement: {cause}", fix="this is a defect of Burnish; please report it")
    return broken


def _broken_rule(rule: str, *, unique: bool, reference: bool) -> StoreError | DataError:
    if unique:
        return ConflictError(f"there is one already ({rule})", fix="use the one that is there, or another name")
    if reference:
        return ConflictError(f"it refers to something that does not exist, or is still referred to ({rule})", fix="look at both ends")
    if "append-only" in rule:
        return ConflictError(rule, fix="leave what is written as it is; add a new row")
    return DataError(f"a value is against the rules of its table ({rule})", fix="correct the value")


def _rule(error: DBAPIError) -> str:
    return str(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _sqlite_code(cause: sqlite3.Error) -> int:
    return int(getattr(cause, "sqlite_errorcode", 0))
