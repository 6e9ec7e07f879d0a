"""Interactions, episodes, feedback and datasets in a real browser: found, followed, judged, and made into examples."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.ground import Ground
from tests.page.record import interaction_id
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow


def test_facets_chips_and_words_narrow_the_list_and_stand_in_the_address(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions")
    page.get_by_role("region", name="intent").get_by_role("checkbox", name=re.compile("^exchange")).click()
    expect(page).to_have_url(re.compile(r"where=tag%3Aintent%3Dexchange"))
    page.get_by_role("region", name="Status").get_by_role("checkbox", name=re.compile("^error")).click()
    rows = page.get_by_role("table", name="Interactions").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("error")
    expect(page.get_by_role("region", name="intent")).to_contain_text("invoice")  # another can still be chosen beside it
    page.get_by_role("button", name="Not by Status error").click()
    page.get_by_role("searchbox").fill("pumps")
    expect(page.get_by_text("No interaction matches")).to_be_visible()
    page.get_by_role("button", name="Not by intent exchange").click()
    expect(rows.nth(1)).to_contain_text(re.compile("pumps|A-"))
    page.reload()
    visitor.settle()
    expect(page.get_by_role("searchbox")).to_have_value("pumps")


def test_a_part_of_the_time_is_chosen_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions?last=30d")
    page.get_by_role("slider", name=re.compile("Interactions over time")).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"from=.*&to="))
    page.get_by_role("button", name="All of the time").click()
    expect(page).not_to_have_url(re.compile("from="))


def test_the_list_keeps_its_place_beside_an_interaction(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions")
    expect(page.get_by_role("row").nth(3)).to_be_visible()
    page.keyboard.press("j")
    drawer = page.get_by_role("complementary", name="Interaction")
    expect(drawer).to_contain_text("What was said")
    first = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("k")
    expect(page).to_have_url(first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/interactions/interaction_\w+$"))
    page.go_back()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_feedback_is_given_corrected_and_taken_back(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    one = interaction_id(13_000 * 4 + 2)
    path = f"/projects/{ground.project}/feedback?interaction={one}"
    page.goto(f"/p/{ground.project}/interactions/{one}")
    section = page.get_by_role("region", name="Feedback")
    section.get_by_role("button", name="Bad").click()
    section.get_by_label("Why").fill("It thanks for nothing.")
    section.get_by_role("button", name="Give", exact=True).click()
    expect(section).to_contain_text("It thanks for nothing.")
    (given,) = ground.owner.get(path)["items"]
    assert (given["metric"], given["value"], given["source"]["kind"]) == ("thumb", False, "person")
    section.get_by_role("button", name="Correct the answer").click()
    section.get_by_label("What the answer should have been").fill("May I help with anything else?")
    section.get_by_role("button", name="Give", exact=True).click()
    expect(section).to_contain_text("May I help with anything else?")
    section.get_by_role("button", name="Take thumb back").click()
    expect(section).to_contain_text("It does not count")
    assert sorted((item["metric"], item["counts"]) for item in ground.owner.get(path)["items"])[0] == ("correction", True)


def test_two_are_picked_compared_and_preferred(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions")
    for number in (1, 2):
        page.get_by_role("table", name="Interactions").get_by_role("row").nth(number).get_by_role("checkbox").click()
    page.get_by_role("link", name="Compare two").click()
    expect(page.get_by_role("region", name="First")).to_be_visible()
    page.get_by_label("Why").fill("It is kinder.")
    page.get_by_role("button", name="The second").click()
    expect(page.get_by_text("It makes a preference pair to learn from.", exact=True)).to_be_visible()  # and is announced, with its title
    (given,) = ground.owner.get(f"/projects/{ground.project}/feedback?metric=better")["items"]
    assert given["reason"] == "It is kinder." and given["value"]["tie"] is False


def test_an_episode_shows_all_that_was_said_and_is_told_how_it_ended(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/episodes/call-13003")
    expect(page.locator("details summary").first).to_contain_text("make_exchange")
    expect(page.get_by_text("no answer")).to_have_count(0)
    ending = page.get_by_role("region", name="How it ended")
    ending.get_by_role("group", name="Had to be handed over").get_by_text("yes").click()
    expect(ending.get_by_role("group", name="Had to be handed over").get_by_role("radio", name="yes")).to_be_checked()
    assert ground.owner.get(f"/projects/{ground.project}/episodes/call-13003/outcome")["must_escalate"] is True


def test_a_view_is_saved_and_found_by_others(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions?where=tool%3Dfind_order&last=24h")
    page.get_by_role("button", name=re.compile("^Views")).click()
    page.get_by_role("menuitem", name="Save this view").click()
    page.get_by_label("Name").fill("Who looks for orders")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    visitor.go("/p/{project}/interactions")
    page.get_by_role("button", name=re.compile("^Views")).click()
    page.get_by_role("menuitem", name=re.compile("^Who looks for orders")).click()
    expect(page).to_have_url(re.compile("last=24h"))
    expect(page.get_by_role("button", name="Not by Tool called find_order")).to_be_visible()


def test_a_view_with_a_nested_filter_is_applied_as_it_is_and_edited(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    late, intent = {"field": "latency_ms", "op": "gt", "value": 1000}, {"field": "tag:intent", "op": "eq", "value": "invoice"}
    nested = {"any": [late, {"none": [{"field": "status", "op": "eq", "value": "ok"}]}]}
    view = {"name": "Late or failed", "level": "interactions", "filter": {"all": [intent, nested]}, "shown": {"last": "30d"}}
    ground.owner.post(f"/projects/{ground.project}/views", view, 201)
    expected = ground.owner.post(f"/projects/{ground.project}/interactions/count", {"filter": view["filter"]}, 200)["count"]
    assert 0 < expected < 100
    visitor.go("/p/{project}/interactions")
    page.get_by_role("button", name=re.compile("^Views")).click()
    page.get_by_role("menuitem", name=re.compile("^Late or failed")).click()
    said = "Latency > 1,000 ms or not Status is ok"
    expect(page.get_by_role("button", name=f"Edit the filter {said}")).to_be_visible()
    expect(page.get_by_role("button", name="Not by intent invoice")).to_be_visible()
    expect(page.get_by_text(f"{expected} interactions")).to_be_visible()
    page.reload()
    visitor.settle()
    page.get_by_role("button", name=f"Edit the filter {said}").click()
    dialog = page.get_by_role("dialog", name="Edit the filter")
    dialog.get_by_label("Filter").fill('{"any": [')
    expect(dialog.get_by_text("is no JSON")).to_be_visible()
    expect(dialog.get_by_role("button", name="Apply")).to_be_disabled()
    dialog.get_by_label("Filter").fill('{"any": [{"field": "colour"}, {"field": "status", "value": "error"}]}')
    expect(dialog.get_by_text("there is no field 'colour'")).to_be_visible()
    dialog.get_by_label("Filter").fill('{"all": [{"field": "status", "op": "eq", "value": "error"}]}')
    dialog.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("button", name="Not by Status error")).to_be_visible()  # what a term can say is one
    expect(page.get_by_role("button", name=re.compile("^Edit the filter"))).to_have_count(0)


def test_a_kpi_is_seen_defined_changed_and_taken_back(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/feedback/kpis")
    page.get_by_role("button", name="Define KPI").click()
    dialog = page.get_by_role("dialog", name="Define a KPI")
    dialog.get_by_label("Name").fill("thumbs")
    dialog.get_by_role("button", name="Define").click()
    expect(dialog.get_by_text("which metric?", exact=False)).to_be_visible()
    dialog.get_by_label("Metric").select_option("thumb")
    expect(dialog.get_by_role("status", name="Preview")).to_contain_text(re.compile(r"n \d+"))
    dialog.get_by_role("button", name="Define").click()
    expect(dialog).to_have_count(0)
    section = page.get_by_role("region", name="Thumbs")
    expect(section).to_contain_text(re.compile(r"n \d+"))
    section.get_by_role("button", name="Acts on thumbs").click()
    page.get_by_role("menuitem", name="Change").click()
    dialog = page.get_by_role("dialog", name="Change Thumbs")
    dialog.get_by_label("What it counts").select_option("resolved_containment")
    dialog.get_by_label("Days").fill("0")
    dialog.get_by_role("button", name="Change").click()
    expect(dialog.get_by_label("Days")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Days").fill("2")
    dialog.get_by_role("button", name="Change").click()
    expect(dialog).to_have_count(0)
    mine = [one for one in ground.owner.get(f"/projects/{ground.project}/kpis") if one["name"] == "thumbs"]
    assert [(one["kind"], one["days"], one["metric"]) for one in mine] == [("resolved_containment", 2, None)]
    section.get_by_role("button", name="Acts on thumbs").click()
    page.get_by_role("menuitem", name="Take back").click()
    page.get_by_role("button", name="Take back").click()
    expect(section).to_have_count(0)


def test_a_dataset_is_made_of_what_was_found(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/interactions?where=outcome:resolved%3Dtrue&last=30d")
    page.get_by_role("link", name="Make a dataset").click()
    dialog = page.get_by_role("dialog", name="Make a dataset from the record")
    expect(dialog.get_by_role("status")).to_contain_text(re.compile(r"\d+ episodes found"))
    dialog.get_by_label("Name").fill("resolved")
    dialog.get_by_role("button", name="Make dataset").click()
    expect(dialog).to_have_count(0)
    (made,) = ground.owner.get(f"/projects/{ground.project}/datasets?name=resolved")["items"]
    assert made["examples"] > 50 and sum(made["splits"].values()) == made["examples"]
    page.get_by_role("row", name=re.compile("resolved@1")).click()
    drawer = page.get_by_role("complementary")
    expect(drawer.get_by_role("table", name="Origins")).to_contain_text("call-")
    with page.expect_download() as download:
        drawer.get_by_role("button", name="Export").click()
        page.get_by_role("menuitem", name="JSON lines").click()
    assert download.value.suggested_filename == "resolved-1.jsonl"


def test_home_shows_the_loop_and_leads_to_what_is_behind_a_day(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}")
    loop = page.get_by_role("navigation", name="The loop")
    expect(loop).to_contain_text("answered in 24 h")
    expect(page.get_by_role("figure", name="Resolution by day")).to_be_visible()
    expect(page.get_by_role("region", name="As it happens").get_by_role("listitem").first).to_be_visible()
    page.get_by_label("KPI").select_option("containment")
    expect(page).to_have_url(re.compile("kpi=containment"))
    page.get_by_role("figure", name="Time of an answer").get_by_role("img").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/interactions\?from="))


def test_feedback_that_waits_is_shown(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/feedback?state=parked")
    rows = page.get_by_role("table", name="Feedback").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("waits")
    rows.nth(1).click()
    expect(page.get_by_role("complementary")).to_contain_text("its target has not come")
