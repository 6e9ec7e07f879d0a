"""A server that is away for a while: the page says so, keeps what was typed, and goes on by itself."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.page.ground import Ground
from tests.page.relay import Relay
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow

CUTS: dict[str, Callable[[Relay], None]] = {"nothing listens": Relay.down, "a proxy answers": Relay.refuse}


@pytest.fixture
def relay(ground: Ground) -> Iterator[Relay]:
    with Relay(urlsplit(ground.url).port or 0) as relay:
        yield relay


@pytest.fixture
def behind(chromium: Browser, ground: Ground, relay: Relay) -> Iterator[Visitor]:
    """The owner, signed in through a relay that can be cut; only errors of the page itself fail the test at its end."""
    context = chromium.new_context(base_url=relay.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    visitor = Visitor(context.new_page(), ground)
    visitor.sign_in()
    yield visitor
    assert [one for one in visitor.complaints if one.startswith("error: ")] == []
    context.close()


@pytest.mark.parametrize("cut", CUTS)
def test_what_is_typed_stays_and_can_be_sent_when_the_server_is_back(behind: Visitor, relay: Relay, cut: str) -> None:
    page, status = behind.page, behind.page.get_by_role("status", name="Connection")
    behind.go("/p/{project}/runs/new?recipe=grpo")
    page.locator("[data-field='env.name'] select").select_option("supply_desk")
    page.get_by_label("Learning rate", exact=True).fill("3e-6")
    expect(status).to_be_empty()
    CUTS[cut](relay)
    page.get_by_role("button", name="Start run").click()
    expect(status).to_contain_text(re.compile(r"No answer from Burnish since \d\d:\d\d:\d\d"))
    expect(page.get_by_label("Learning rate", exact=True)).to_have_value("3e-6")
    assert behind.axe() == []
    page.get_by_role("button", name="Try now").click()
    expect(status).to_contain_text("No answer")
    relay.up()
    expect(status).to_have_text("Burnish answers again.")  # by itself, for who listens; the eye sees the bar go
    expect(page.get_by_role("button", name="Try now")).to_have_count(0)
    expect(page.get_by_label("Learning rate", exact=True)).to_have_value("3e-6")
    page.get_by_role("button", name="Start run").click()
    expect(page).to_have_url(re.compile(r"/runs/run_\w+$"))


@pytest.mark.parametrize("cut", CUTS)
def test_a_live_run_is_followed_on_after_an_outage(behind: Visitor, relay: Relay, ground: Ground, cut: str) -> None:
    run = ground.enqueue(710)
    claim = ground.claim(run.id)
    ground.write(claim, 3, 1)
    page = behind.page
    page.goto(f"/p/{ground.project}/runs/{run.id}/logs")
    expect(page.get_by_role("main")).to_contain_text("3 / 60")
    CUTS[cut](relay)
    ground.write(claim, 9, 1, first=3, number=2)
    expect(page.get_by_role("status", name="Connection")).to_contain_text("No answer")
    relay.up()
    expect(page.get_by_role("main")).to_contain_text("9 / 60")
    for step in (2, 5, 8):
        expect(page.get_by_text(f"step {step}: 128 episodes")).to_have_count(1)
    ground.write(claim, 12, 1, first=9, number=3)
    expect(page.get_by_role("main")).to_contain_text("12 / 60")
    ground.owner.post(f"/projects/{ground.project}/runs/{run.id}/cancel", status=200)
    ground.ledger.settle(claim.lease)


def test_a_page_that_was_not_loaded_yet_comes_when_the_server_is_back(behind: Visitor, relay: Relay) -> None:
    page = behind.page
    behind.go("/p/{project}/runs")
    page.evaluate("window.stays = true")
    relay.down()
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_role("status", name="Connection")).to_contain_text("No answer")
    relay.up()
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name="Models")).to_be_visible()
    assert page.evaluate("window.stays") is True
    lost = "[...document.querySelectorAll('link[rel=stylesheet]')].filter(link => !link.sheet).length"
    assert page.evaluate(lost) == 0


def test_one_lost_request_raises_no_alarm(behind: Visitor) -> None:
    page = behind.page
    behind.go("/p/{project}/runs")
    page.route("**/api/v1/projects/*/runs?*", lambda route: route.abort("connectionreset"), times=1)
    seen = page.evaluate_handle(
        """() => {
          const heard = [];
          const region = document.querySelector('[role=status][aria-label=Connection]');
          new MutationObserver(() => heard.push(region.textContent)).observe(region, {childList: true, subtree: true, characterData: true});
          return heard;
        }"""
    )
    page.get_by_role("searchbox").fill("grpo-3")
    expect(page.get_by_role("row", name=re.compile("grpo-3"))).not_to_have_count(0)
    assert seen.json_value() == []
