"""What the API does with an import, for tests that go to the store."""

from datetime import datetime

from burnish.core.feedback import FeedbackEvent, FeedbackRequest, OutcomeEvent
from burnish.gateway.importers.pieces import Found
from burnish.store.filling import Arrived


def arrived_of(found: Found, at: datetime) -> Arrived:
    """With the times at which it arrived."""
    feedback = [
        FeedbackEvent(**{name: getattr(one, name) for name in FeedbackRequest.model_fields}, received_at=at) for one in found.feedback
    ]
    outcomes = [
        OutcomeEvent(
            id=one.id or "", episode=one.episode, outcome=one.outcome(), source=one.source, given_at=one.given_at or at, received_at=at
        )
        for one in found.outcomes
    ]
    return Arrived(list(found.interactions), feedback, outcomes)
