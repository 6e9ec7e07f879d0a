"""The database's clock, which decides about leases and expiry, read once."""

from datetime import datetime

from sqlalchemy import select

from burnish.store.columns import now
from burnish.store.database import Database

__all__ = ["read_clock"]


def read_clock(database: Database) -> datetime:
    """What time it is for the database.

    Raises:
        StoreError: it does not answer.
    """
    with database.read() as transaction:
        moment: datetime = transaction.execute(select(now().label("now"))).scalar_one()
    return moment
