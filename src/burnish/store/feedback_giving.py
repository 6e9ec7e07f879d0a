"""Giving feedback through the API: checked against what the project's metrics are, each event answered as it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from burnish.core.feedback import Feedback, FeedbackEvent, FeedbackRequest, FeedbackTaken
from burnish.core.ids import new_id
from burnish.core.metrics import check_request, fault_of
from burnish.errors import BurnishError, ConflictError, DataError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.feedback import take
from burnish.store.feedback_reading import FeedbackReader
from burnish.store.metrics import Metrics

__all__ = ["FeedbackGiver"]


class FeedbackGiver(FeedbackReader):
    """Gives feedback in one project; an event of a person who is not named is its sender's own."""

    def give(self, transaction: Transaction, authority: Authority, request: FeedbackRequest) -> Feedback:
        """One event, as it is kept.

        Raises:
            DataError: its form is wrong, or its value is none of its metric; names the field.
            ConflictError: there is another event under its id.
        """
        (event,) = self._events(transaction, authority, [request], "")
        if take(transaction, self.project_id, [event]).differing:
            raise ConflictError(
                "is the id of another event", where="id", fix="choose another, or leave it out; to correct one, override it"
            )
        return self.find(transaction, event.id)

    def give_all(self, transaction: Transaction, authority: Authority, requests: Sequence[FeedbackRequest]) -> FeedbackTaken:
        """Many at once; all are right in form, or none is taken.

        Raises:
            DataError: one is wrong; names it and the field.
        """
        return take(transaction, self.project_id, self._events(transaction, authority, requests, "events."))

    def retract(self, transaction: Transaction, authority: Authority, feedback_id: str, reason: str) -> Feedback:
        """Take an event back: it stays, and counts no more. Doing so twice changes nothing.

        Raises:
            NotFoundError: this project has none of this id.
            DataError: it takes another one back itself.
        """
        earlier = self.find(transaction, feedback_id)
        if not earlier.valid:
            raise DataError("takes another event back itself", where=feedback_id, fix="give feedback anew in its place")
        fields: dict[str, Any] = {name: getattr(earlier, name) for name in ("metric", "value", "target")}
        fields |= {"overrides": feedback_id, "valid": False, "reason": reason, "source": {"kind": "person", "id": authority.actor.id}}
        at = self._moment(transaction)
        event = FeedbackEvent(id=new_id("feedback"), given_at=at, received_at=at, caller=authority.actor.id, **fields)
        take(transaction, self.project_id, [event])
        audit.record(transaction, authority.actor, "feedback.retract", feedback_id, project_id=self.project_id)
        return self.find(transaction, feedback_id)

    def _events(
        self, transaction: Transaction, authority: Authority, requests: Sequence[FeedbackRequest], where: str
    ) -> list[FeedbackEvent]:
        known = Metrics(self.database, self.project_id).by_name(transaction, (request.metric for request in requests))
        at = self._moment(transaction)
        made = []
        for number, request in enumerate(requests):
            place = f"{where}{number}." if where else ""
            try:
                check_request(request)
            except BurnishError as error:
                raise DataError(error.what, where=f"{place}{error.where}", fix=error.fix) from None
            metric = known.get(request.metric)
            fault = "" if metric is None else fault_of(metric, request.value)
            if fault:
                raise DataError(fault, where=f"{place}value", fix="correct the value, or use another metric")
            made.append(_event(request, authority.actor.id, at))
        return made

    def _moment(self, transaction: Transaction) -> datetime:
        at: datetime = transaction.execute(select(now())).scalar_one()
        return at


def _event(request: FeedbackRequest, caller: str, at: datetime) -> FeedbackEvent:
    fields = {name: getattr(request, name) for name in FeedbackRequest.model_fields}
    source = request.source
    if source.kind == "person" and not source.id:
        source = source.model_copy(update={"id": caller})
    fields |= {"id": request.id or new_id("feedback"), "given_at": request.given_at or at, "source": source}
    return FeedbackEvent(**fields, received_at=at, caller=caller)
