"""Deployments, aliases and the playground in a real browser: made, changed, rolled back, called."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.ground import Ground
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow


def test_a_model_is_deployed_from_the_page_under_a_name_that_apps_can_call(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    ground.owner.post("/projects", {"name": "fresh"})
    page.goto("/p/fresh/deployments")
    page.get_by_role("button", name="Deploy").click()
    dialog = page.get_by_role("dialog", name="Deploy")
    dialog.get_by_role("button", name="Deploy").click()
    expect(dialog.locator("[data-field='target.model']")).to_contain_text("is needed")
    dialog.locator("[data-field='target.model'] select").select_option("tiny")
    expect(dialog.get_by_label("Name")).to_have_value("tiny")
    dialog.get_by_role("button", name="Deploy").click()
    expect(page.get_by_role("row", name=re.compile("tiny.*starting"))).to_be_visible()
    expect(page.get_by_text("Apps call it by fresh/tiny").first).to_be_visible()
    alias = ground.owner.get("/projects/fresh/aliases/tiny")
    assert [share["deployment"] for share in alias["shares"]] == ["tiny"]
    page.goto("/p/fresh/aliases/tiny")
    expect(page.get_by_role("tabpanel").or_(page.locator("pre")).first).to_contain_text('model="fresh/tiny"')
    expect(page.locator("pre").first).to_contain_text("http://127.0.0.1:7071/v1")


def test_an_outside_server_is_connected_with_a_secret_by_its_name(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/deployments?view=deploy")
    dialog = page.get_by_role("dialog", name="Deploy")
    dialog.get_by_text("OpenAI-compatible").click()
    dialog.locator("[data-field='target.url'] input").fill("https://api.example.org/v1?key=1")
    dialog.locator("[data-field='target.model'] input").fill("huge-3")
    dialog.locator("[data-field='target.secret'] select").select_option("PROVIDER_KEY")
    dialog.get_by_label("Name").fill("huge")
    dialog.get_by_role("button", name="Deploy").click()
    expect(dialog.locator("[data-field='target.url']")).to_contain_text("has to match")
    dialog.locator("[data-field='target.url'] input").fill("https://api.example.org/v1")
    dialog.get_by_role("button", name="Deploy").click()
    expect(page.get_by_role("row", name=re.compile("huge-3 at api.example.org"))).to_be_visible()
    made = ground.owner.get(f"/projects/{ground.project}/deployments/huge")
    assert made["target"] == {"kind": "openai", "url": "https://api.example.org/v1", "model": "huge-3", "secret": "PROVIDER_KEY"}
    page.get_by_role("row", name=re.compile("huge-3")).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("dialog")).to_contain_text("huge")
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_role("complementary")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_an_alias_is_changed_told_in_its_history_and_rolled_back(visitor: Visitor, ground: Ground) -> None:
    page, path = visitor.page, f"/projects/{ground.project}/aliases"
    ground.owner.post(path, {"name": "changing", "shares": [{"deployment": "desk"}]})
    visitor.go("/p/{project}/aliases/changing/settings")
    expect(page.get_by_role("button", name="Save as version 2")).to_be_disabled()
    page.get_by_role("button", name="Share the traffic").click()
    page.get_by_label("Deployment 2").select_option("desk-next")
    page.get_by_label("Weight of desk", exact=True).fill("many")
    page.get_by_label("Text of the prompt").fill("You help {name}, who is {age}.")
    page.get_by_label("Type of age").select_option("integer")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("alert").first).to_contain_text("above 0")
    page.get_by_label("Weight of desk", exact=True).fill("4")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("button", name="Save as version 3")).to_be_disabled()
    now = ground.owner.get(f"{path}/changing")
    assert [(share["deployment"], share["weight"]) for share in now["shares"]] == [("desk", 4), ("desk-next", 1)]
    assert now["settings"]["prompt"]["arguments"] == {"name": "string", "age": "integer"}
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("region", name="History")).to_contain_text("desk 80 %, desk-next 20 %")
    page.get_by_role("button", name="Roll back").click()
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(page.get_by_role("region", name="History")).to_contain_text("rolled back")
    assert [share["deployment"] for share in ground.owner.get(f"{path}/changing")["shares"]] == ["desk"]


def test_nobody_overwrites_an_alias_that_somebody_else_changed_meanwhile(visitor: Visitor, ground: Ground) -> None:
    page, path = visitor.page, f"/projects/{ground.project}/aliases"
    ground.owner.post(path, {"name": "contested", "shares": [{"deployment": "desk"}]})
    visitor.go("/p/{project}/aliases/contested/settings")
    page.get_by_label("In words").fill("mine")
    ground.owner.patch(f"{path}/contested", {"description": "theirs"})
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("alert")).to_contain_text("version 2 now")
    assert ground.owner.get(f"{path}/contested")["description"] == "theirs"
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.get_by_role("button", name="Save as version 4")).to_be_visible()
    assert ground.owner.get(f"{path}/contested")["description"] == "mine"


def test_the_playground_asks_several_beside_each_other(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/p/{project}/playground?at=echo,judge")
    page.get_by_role("textbox", name="Turn 1").fill("Where is <b>order</b> A-1173?")
    page.get_by_label("Temperature").fill("warm")
    page.get_by_role("button", name="Ask all 2").click()
    expect(page.get_by_role("alert").first).to_contain_text("is not a number")
    page.get_by_label("Temperature").fill("0.2")
    page.keyboard.press("Control+Enter")
    answer = page.get_by_role("region", name="Answer of echo")
    expect(answer).to_contain_text("Where is <b>order</b> A-1173?")
    expect(answer).to_contain_text("11 → 4")
    expect(answer).to_contain_text("by echo, ended by stop")
    expect(answer.locator("b")).to_have_count(0)
    other = page.get_by_role("region", name="Answer of judge")
    expect(other.get_by_role("alert")).to_be_visible(timeout=30_000)  # nobody answers at api.example.org
    page.reload()
    visitor.settle()
    expect(page.get_by_role("textbox", name="Turn 1")).to_have_value("Where is <b>order</b> A-1173?")
