"""How episodes ended, and the KPIs over them: what is known, what cannot be known yet, and who came back."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from burnish.core.feedback import OutcomeEvent, SourceRule
from burnish.core.kpis import GIVEN_KPIS, KpiRequest, KpiSums, KpiWindow
from burnish.errors import DataError, NotFoundError
from burnish.store import outcomes
from burnish.store.database import Database
from burnish.store.kpis import Kpis
from burnish.store.outcomes import Outcomes
from tests.store.feedback_ground import NOON, SOMEBODY, FeedbackGround, event, interaction, outcome


@pytest.fixture
def ground(database: Database) -> FeedbackGround:
    return FeedbackGround.made(database)


def tell(ground: FeedbackGround, *told: OutcomeEvent) -> int:
    with ground.database.write() as transaction:
        return outcomes.take(transaction, ground.project, told)


def sums(ground: FeedbackGround, kpi: KpiRequest | str, **window: Any) -> list[KpiSums]:
    request = GIVEN_KPIS[kpi] if isinstance(kpi, str) else kpi
    with ground.database.read() as transaction:
        return Kpis(ground.database, ground.project).sums(transaction, request, KpiWindow(**window))


def figure(ground: FeedbackGround, kpi: KpiRequest | str, **window: Any) -> tuple[float, float, int]:
    """Numerator, denominator, pending."""
    (found,) = sums(ground, kpi, **window)
    return found.a, found.b, found.pending


def test_of_each_fact_the_last_one_counts_in_whatever_order_they_came(ground: FeedbackGround) -> None:
    told = [
        outcome("first", "call-1", minute=1, resolved=True, value=3.0),
        outcome("second", "call-1", minute=2, resolved=False, reason="came back"),
        outcome("third", "call-1", minute=3, escalated=True),
    ]
    for number, order in enumerate(itertools.permutations(told)):
        other = FeedbackGround.made(ground.database, f"order-{number}")
        assert [tell(other, one) for one in (*order, *order)] == [1, 1, 1, 0, 0, 0]
        with other.database.read() as transaction:
            found = Outcomes(other.database, other.project).find(transaction, "call-1")
            short = Outcomes(other.database, other.project).of_episodes(transaction, ["call-1", "call-2"])
        assert (found.resolved, found.escalated, found.value, found.reason) == (False, True, 3.0, "came back")
        assert (found.containable, found.given_at) == (None, NOON + timedelta(minutes=3))
        assert [one.id for one in found.history] == ["first", "second", "third"]
        assert short["call-1"].resolved is False
        assert list(short) == ["call-1"]


def test_of_two_outcomes_under_one_id_the_first_received_stays(ground: FeedbackGround) -> None:
    later, earlier = outcome("same", "call-1", minute=5, resolved=True), outcome("same", "call-2", minute=4, resolved=False)
    assert (tell(ground, later), tell(ground, earlier)) == (1, 0)
    with ground.database.read() as transaction:
        found = Outcomes(ground.database, ground.project).of_episodes(transaction, ["call-1", "call-2"])
    assert {episode: one.resolved for episode, one in found.items()} == {"call-2": False}


def test_an_episode_of_which_nothing_is_known_is_in_no_figure(ground: FeedbackGround) -> None:
    ground.record(*(interaction(number, f"call-{number}") for number in range(1, 4)))
    tell(ground, outcome("a", "call-1", resolved=True, escalated=False), outcome("b", "never-called", resolved=True, escalated=False))
    assert figure(ground, "resolution") == (1, 1, 0)
    assert figure(ground, "containment") == (1, 1, 0)
    assert figure(ground, "missed_escalation") == (0, 0, 0)


def test_containment_is_among_what_is_containable(ground: FeedbackGround) -> None:
    ground.record(*(interaction(number, f"call-{number}") for number in range(1, 6)))
    tell(
        ground,
        outcome("a", "call-1", escalated=False, containable=True),
        outcome("b", "call-2", escalated=True, containable=True),
        outcome("c", "call-3", escalated=True, containable=False),
        outcome("d", "call-4", escalated=False),
        outcome("e", "call-5", escalated=False, must_escalate=True),
    )
    assert figure(ground, "containment") == (3, 4, 0)
    assert figure(ground, "escalation") == (2, 5, 0)
    assert figure(ground, "missed_escalation") == (1, 1, 0)


def test_who_comes_back_was_not_contained(ground: FeedbackGround) -> None:
    day = timedelta(days=1)
    ground.record(
        interaction(1, "kept", started_at=NOON, keys={"customer": "ann", "order": "1"}),
        interaction(2, "kept-too", started_at=NOON + 8 * day, keys={"customer": "ann", "order": "2"}),
        interaction(3, "came-back", started_at=NOON, keys={"customer": "bob", "order": "3"}),
        interaction(4, "again", started_at=NOON + 6.9 * day, keys={"customer": "bob", "order": "4"}),
        interaction(5, "missed", started_at=NOON, keys={"customer": "cid"}),
        interaction(6, "escalated", started_at=NOON),
        interaction(7, "unresolved", started_at=NOON),
        interaction(8, "unknown", started_at=NOON),
    )
    good: dict[str, Any] = {"resolved": True, "escalated": False}
    tell(
        ground,
        *(outcome(name, name, **good) for name in ("kept", "kept-too", "came-back", "again")),
        outcome("missed", "missed", **good, must_escalate=True),
        outcome("escalated", "escalated", escalated=True),
        outcome("unresolved", "unresolved", escalated=False, resolved=False),
        outcome("unknown", "unknown", escalated=False),
    )
    assert figure(ground, "resolved_containment") == (3, 7, 0)
    by_order = KpiRequest(name="x", kind="resolved_containment", key="order")
    assert figure(ground, by_order) == (4, 7, 0)
    shorter = KpiRequest(name="x", kind="resolved_containment", days=6)
    assert figure(ground, shorter) == (4, 7, 0)
    longer = KpiRequest(name="x", kind="resolved_containment", days=8)
    assert figure(ground, longer) == (2, 7, 0)


def test_whether_somebody_comes_back_is_not_known_before_the_days_have_passed(ground: FeedbackGround) -> None:
    today = datetime.now(UTC) - timedelta(minutes=5)
    ground.record(interaction(1, "old"), interaction(2, "new", started_at=today), interaction(3, "failed", started_at=today))
    tell(
        ground,
        outcome("old", "old", resolved=True, escalated=False),
        outcome("new", "new", resolved=True, escalated=False),
        outcome("failed", "failed", resolved=False, escalated=False),
    )
    assert figure(ground, "resolved_containment") == (1, 1, 2)


def test_cost_per_resolved_carries_what_the_others_cost(ground: FeedbackGround) -> None:
    ground.record(*(interaction(number, f"call-{number}", cost_usd=0.1 * number) for number in range(1, 5)))
    tell(ground, outcome("a", "call-1", resolved=True), outcome("b", "call-2", resolved=True), outcome("c", "call-3", resolved=False))
    (found,) = sums(ground, "cost_per_resolved")
    assert (found.a, found.b, found.episodes) == (pytest.approx(0.6), 2, 3)


def test_figures_by_day_and_by_alias(ground: FeedbackGround) -> None:
    ground.record(
        interaction(1, "a", alias="support"),
        interaction(2, "b", alias="support", started_at=NOON + timedelta(days=1, hours=3)),
        interaction(3, "c", alias="sales", started_at=NOON + timedelta(days=1, hours=4)),
        interaction(4, "d", started_at=NOON + timedelta(days=1, hours=4)),
    )
    tell(ground, *(outcome(name, name, escalated=name == "b") for name in "abcd"))
    days = [(one.starts_at, one.a, one.b) for one in sums(ground, "containment", every="day")]
    midnight = NOON.replace(hour=0)
    assert days == [(midnight, 1, 1), (midnight + timedelta(days=1), 2, 3)]
    hours = [one.starts_at for one in sums(ground, "containment", every="hour", alias="support")]
    assert hours == [NOON, NOON + timedelta(days=1, hours=3)]
    aliases = [(one.group, one.a, one.b) for one in sums(ground, "containment", by="alias")]
    assert aliases == [("", 1, 1), ("sales", 1, 1), ("support", 1, 2)]
    both = [(one.starts_at, one.group) for one in sums(ground, "containment", every="day", by="alias", since=NOON + timedelta(days=1))]
    assert both == [(midnight + timedelta(days=1), group) for group in ("", "sales", "support")]
    assert figure(ground, "containment", until=NOON + timedelta(days=1)) == (1, 1, 0)


def test_a_metric_is_a_kpi_over_episodes_and_trust_weighs(ground: FeedbackGround) -> None:
    ground.record(interaction(1, "call-1"), interaction(2, "call-1"), interaction(3, "call-2"))
    ground.take(
        event("a", True),
        event("b", False, target={"interaction": interaction(2, "call-1").id}, source={"kind": "person", "id": "troll"}),
        event("c", True, target={"episode": "call-2"}),
        event("d", "cross", metric="mood", target={"episode": "call-2"}),
        event("e", "fine", metric="mood", target={"episode": "call-1"}),
        event("early", True, target={"episode": "call-9"}),
    )
    helpful = KpiRequest(name="x", kind="metric", metric="helpful")
    (found,) = sums(ground, helpful)
    assert (found.a, found.b, found.episodes, found.values) == (2, 3, 2, 3)
    assert figure(ground, KpiRequest(name="x", kind="metric", metric="mood", category="cross")) == (1, 2, 0)
    with ground.database.write() as transaction:
        ground.sources.set(transaction, SOMEBODY, SourceRule(kind="person", id="troll", trust=0.25))
        ground.sources.set(transaction, SOMEBODY, SourceRule(kind="person", trust=0.5))
    assert figure(ground, helpful) == (2, 2.25, 0)
    with ground.database.read() as transaction:
        shares = {(one.metric, one.source.id): (one.trust, round(one.share, 3)) for one in ground.sources.shares(transaction)}
    assert shares["helpful", "troll"] == (0.25, round(0.25 / 3.25, 3))
    assert shares["helpful", ""] == (1.0, round(3 / 3.25, 3))


def test_a_kpi_of_the_project_stands_in_the_place_of_the_given_one(ground: FeedbackGround) -> None:
    known = Kpis(ground.database, ground.project)
    with ground.database.write() as transaction:
        known.define(transaction, SOMEBODY, KpiRequest(name="containment", kind="resolved_containment", days=30))
        known.define(transaction, SOMEBODY, KpiRequest(name="csat", kind="metric", metric="stars"))
        assert [(one.name, one.given) for one in known.page(transaction)][:2] == [("containment", False), ("resolved_containment", True)]
        assert known.find(transaction, "containment").days == 30
        known.remove(transaction, SOMEBODY, "containment")
        assert known.find(transaction, "containment").given
        with pytest.raises(NotFoundError, match="defines no KPI 'containment'"):
            known.remove(transaction, SOMEBODY, "containment")
        with pytest.raises(DataError, match="which metric"):
            known.define(transaction, SOMEBODY, KpiRequest(name="y", kind="metric"))
