"""The serving revision: a number that rises with every change of anything that a gateway holds in memory."""

from sqlalchemy import select, update

from burnish.store.database import Database, Transaction
from burnish.store.tables import serving_revision

__all__ = ["bump", "revision"]


def revision(database: Database) -> int:
    """The number as it is now: one row, so that gateways may ask several times a second.

    Raises:
        StoreError: the database does not answer.
    """
    with database.read() as transaction:
        number: int = transaction.execute(select(serving_revision.c.number)).scalar_one()
    return number


def bump(transaction: Transaction) -> None:
    """Something changed that gateways hold. Last in its transaction, after the audit event: who takes both rows takes them in one order."""
    transaction.execute(update(serving_revision).values(number=serving_revision.c.number + 1))
