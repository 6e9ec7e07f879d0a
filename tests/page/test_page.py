"""The page in a real browser: every place in light and dark, wide and narrow; by keyboard; quick; and never more than text."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.page.ground import Ground
from tests.page.visitor import PLACES, Visitor

pytestmark = pytest.mark.slow

SIZES_JS = """() => {
  const sizes = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest(".unseen, script, style")) continue;
    const style = getComputedStyle(element);
    if (!style.fontFamily.includes("Mono")) sizes.set(style.fontSize, walker.currentNode.textContent.trim().slice(0, 40));
  }
  return Object.fromEntries(sizes);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_place_can_be_used_by_everybody(visitor: Visitor, theme: str) -> None:
    """WCAG AA by axe; at most three sizes of text and one primary button; on a phone, nothing beyond the window's edge."""
    page = visitor.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    wrong: dict[str, list[str]] = {}
    for place in PLACES:
        path = visitor.go(place)
        found = visitor.axe()
        sizes = page.evaluate(SIZES_JS)
        found += [f"{len(sizes)} sizes of text: {sizes}"] if len(sizes) > 3 else []
        primary = page.locator("main [class*=primary]:visible").count()
        dialogs = page.get_by_role("dialog").count()  # a dialog has a primary button of its own
        found += [f"{primary} primary buttons"] if primary > 1 + dialogs else []
        page.set_viewport_size({"width": 390, "height": 844})
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width} px wide on a phone"] if width > 390 else []
        page.set_viewport_size({"width": 1440, "height": 900})
        if found:
            wrong[path] = found
    assert wrong == {}


def test_the_login_can_be_used_by_everybody(page: Page, ground: Ground) -> None:
    visitor = Visitor(page, ground)
    page.goto("/login")
    expect(page.get_by_label("E-mail")).to_be_focused()
    assert visitor.axe() == []


def test_the_first_view_is_there_within_a_second(visitor: Visitor) -> None:
    visitor.go("/p/{project}/runs")
    began = time.perf_counter()
    visitor.page.reload()
    expect(visitor.page.get_by_role("row").nth(5)).to_be_visible()
    assert time.perf_counter() - began < 2.5  # a second on a quiet machine; the bench measures it


def test_the_keyboard_goes_everywhere(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"open=run_"))
    drawer = page.get_by_role("complementary")
    expect(drawer).to_be_visible()
    second = page.url
    page.keyboard.press("k")
    expect(page).not_to_have_url(second)
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    page.keyboard.press("j")
    expect(drawer).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/runs/run_\w+$"))
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Models", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next row")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def test_the_address_holds_the_state(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs?status=failed&text=grpo&sort=name")
    expect(page.get_by_role("searchbox")).to_have_value("grpo")
    expect(page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(page.get_by_role("columnheader", name="Run")).to_have_attribute("aria-sort", "ascending")
    assert all("failed" in text for text in page.locator("tbody tr").all_inner_texts())
    page.get_by_role("radio", name="Cancelled").check(force=True)
    expect(page).to_have_url(re.compile("status=cancelled"))


def test_a_run_is_made_from_the_form_and_what_is_wrong_is_said_at_its_field(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs/new?recipe=grpo")
    page.get_by_label("Learning rate", exact=True).fill("fast")
    page.get_by_role("button", name="Start run").click()
    expect(page.locator("[data-field='config.learning_rate']")).to_contain_text("is not a number")
    page.get_by_label("Learning rate", exact=True).fill("2e-6")
    page.locator("[data-field='env.name'] select").select_option("supply_desk")
    expect(page.get_by_label("The same as code")).to_contain_text('config={"learning_rate": 0.000002}')
    page.get_by_role("button", name="Start run").click()
    expect(page).to_have_url(re.compile(r"/runs/run_\w+$"))
    expect(page.get_by_role("main")).to_contain_text("queued")


def test_a_run_is_followed_live_paused_and_cancelled(visitor: Visitor, ground: Ground) -> None:
    run = ground.enqueue(700)
    claim = ground.claim(run.id)
    ground.write(claim, 3, 1)
    page = visitor.page
    page.goto(f"/p/{ground.project}/runs/{run.id}")
    expect(page.get_by_role("main")).to_contain_text("3 / 60")
    ground.write(claim, 9, 1, first=3, number=2)
    expect(page.get_by_role("main")).to_contain_text("9 / 60")
    expect(page.get_by_role("img", name=re.compile("^Reward"))).to_have_attribute("aria-label", re.compile("at step 8"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("main")).to_contain_text("pausing")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("main")).to_contain_text("running")
    page.get_by_role("button", name="More acts").click()
    page.get_by_role("menuitem", name="Cancel run").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel run").click()
    expect(page.get_by_role("main")).to_contain_text("cancelling")
    ground.ledger.settle(claim.lease)
    expect(page.get_by_role("main")).to_contain_text("cancelled")


def test_numbers_can_be_heard_and_read_as_a_table(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs/{run}")
    chart = page.get_by_role("figure", name="Reward", exact=True)
    expect(chart.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"^Reward\. .* at step 59, between"))
    expect(chart.locator("canvas")).to_be_visible()
    chart.get_by_role("img").focus()
    page.keyboard.press("ArrowRight")
    expect(chart).to_contain_text("step 0")
    chart.get_by_role("button", name="Show as a table").click()
    expect(chart.get_by_role("row")).to_have_count(61)


def test_a_key_is_shown_once(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/settings/keys?new=key")
    page.get_by_label("Name").fill("from the page")
    page.get_by_role("button", name="Make key").click()
    secret = page.get_by_role("dialog", name="Key from the page").locator("code").inner_text()
    assert secret.startswith("bk_")
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("row", name=re.compile("from the page"))).to_be_visible()
    page.reload()
    visitor.settle()
    assert secret not in page.content()


def test_who_is_signed_out_comes_back_to_where_they_were(visitor: Visitor) -> None:
    page = visitor.page
    path = visitor.go("/p/{project}/settings/roles")
    page.context.clear_cookies()
    page.goto(path)
    expect(page).to_have_url(re.compile("/login.next="))
    first = visitor.ground.app.state.server.first_start
    page.get_by_label("E-mail").fill(first.email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    expect(page.get_by_label("E-mail")).to_have_value(first.email)
    page.get_by_label("Password").fill(first.password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(re.escape(path)))


def test_a_login_never_leads_to_another_site(visitor: Visitor) -> None:
    first = visitor.ground.app.state.server.first_start
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        visitor.page.context.clear_cookies()
        visitor.page.goto(f"/login?next={elsewhere}")
        visitor.page.get_by_label("E-mail").fill(first.email)
        visitor.page.get_by_label("Password").fill(first.password)
        visitor.page.get_by_role("button", name="Log in").click()
        expect(visitor.page.get_by_role("heading", name="Projects")).to_be_visible()
        assert visitor.page.url == f"{visitor.ground.url}/"
