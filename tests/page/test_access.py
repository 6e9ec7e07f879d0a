"""Teams, quotas and roles in the page: made, changed, refused, and never overwritten unseen."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.ground import Ground
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def member(chromium: Browser, ground: Ground) -> Visitor:
    """A developer of the project, who manages a team and nothing else."""
    email = f"kim{len(ground.owner.get('/users')['items'])}@example.org"
    made = ground.owner.post("/users", {"email": email, "name": "Kim"})
    ground.owner.put(f"/projects/{ground.project}/members/{email}", {"role": "developer"})
    ground.owner.put(f"/teams/desk/members/{email}", {"role": "admin"})
    context = chromium.new_context(base_url=ground.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    visitor = Visitor(context.new_page(), ground)
    visitor.page.goto("/login")
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.get_by_label("Password").fill(made["password"])
    visitor.page.get_by_role("button", name="Log in").click()
    expect(visitor.page.get_by_role("heading", name="Projects")).to_be_visible()
    return visitor


def pick(page: Page, permission: str, on: bool = True) -> None:
    page.get_by_role("checkbox", name=re.compile(f"^{re.escape(permission)}:")).set_checked(on)


def test_a_team_is_made_filled_renamed_and_shares_a_project(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/teams?new=team")
    page.get_by_role("textbox", name="Name").fill("Pit Crew")
    page.get_by_label("Who they are").fill("Who is there at night")
    page.get_by_role("button", name="Make team").click()
    expect(page).to_have_url(re.compile("/teams/pit-crew$"))
    page.get_by_role("button", name="Add member").click()
    page.get_by_label("E-mail").fill("noor@example.org")
    page.get_by_label("Role", exact=True).select_option("developer")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("table", name="Members")).to_contain_text("Noor")
    page.get_by_label("Role of Noor").select_option("annotator")
    expect(page.get_by_role("region", name="Notifications")).to_contain_text("Noor is annotator now")
    page.get_by_role("link", name="Projects", exact=True).last.click()
    page.get_by_role("button", name="Share a project").click()
    page.get_by_role("dialog").get_by_label("Project").select_option(label=ground.project)
    page.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("table", name="Projects")).to_contain_text(ground.project)
    assert [one["name"] for one in ground.owner.get("/teams/pit-crew/projects")["items"]] == [ground.project]
    page.get_by_role("button", name=f"Share {ground.project} no more").click()
    page.get_by_role("dialog").get_by_role("button", name="Share no more").click()
    expect(page.get_by_role("heading", name="No projects yet")).to_be_visible()
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_role("textbox", name="Name").fill("late crew")
    page.get_by_role("button", name="Save team").click()
    expect(page).to_have_url(re.compile("/teams/late-crew/projects$"))
    expect(page.get_by_role("heading", name="late-crew")).to_be_visible()


def test_two_who_change_a_team_see_each_other(visitor: Visitor, ground: Ground) -> None:
    ground.owner.post("/teams", {"name": "contested", "description": "first"})
    page = visitor.page
    visitor.go("/teams/contested?new=name")
    page.get_by_label("Who they are").fill("mine")
    ground.owner.patch("/teams/contested", {"description": "theirs"})
    page.get_by_role("button", name="Save team").click()
    expect(page.get_by_role("alert")).to_contain_text("theirs")
    expect(page.get_by_label("Who they are")).to_have_value("mine")
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save team").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert ground.owner.get("/teams/contested")["description"] == "mine"


@pytest.mark.parametrize("whose", ["/p/quiet/settings", "/teams/quiet"])
def test_a_limit_is_set_changed_and_lifted(visitor: Visitor, ground: Ground, whose: str) -> None:
    kind = "projects" if whose.startswith("/p/") else "teams"
    ground.owner.post(f"/{kind}", {"name": "quiet"})
    page, path = visitor.page, f"/{kind}/quiet/quotas"
    page.goto(f"{whose}/quotas")
    page.get_by_role("button", name="New limit").click()
    page.get_by_label("What", exact=True).select_option("tokens")
    page.get_by_label("In a", exact=True).select_option("month")
    page.get_by_label("At most").fill("many")
    page.get_by_role("button", name="Set limit").click()
    expect(page.get_by_role("alert")).to_contain_text("many is not a number")
    page.get_by_label("At most").fill("2,500,000")
    page.get_by_role("button", name="Set limit").click()
    row = page.get_by_role("row", name=re.compile("Tokens a month"))
    expect(row).to_contain_text("2.5M")
    assert ground.owner.get(path)[0]["most"] == 2_500_000
    row.get_by_role("button", name="Acts on the limit").click()
    page.get_by_role("menuitem", name="Change").click()
    expect(page.get_by_label("At most")).to_have_value("2500000")
    page.get_by_label("At most").fill("7")
    ground.owner.put(f"{path}/tokens/month", {"most": 9})
    page.get_by_role("button", name="Save limit").click()
    expect(page.get_by_role("alert")).to_contain_text("The limit is 9 now.")
    assert ground.owner.get(path)[0]["most"] == 9
    expect(page.get_by_label("At most")).to_have_value("7")
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save limit").click()
    expect(row).to_contain_text("7")
    row.get_by_role("button", name="Acts on the limit").click()
    page.get_by_role("menuitem", name="Lift").click()
    page.get_by_role("dialog").get_by_role("button", name="Lift it").click()
    expect(page.get_by_role("heading", name="No limits yet")).to_be_visible()
    assert ground.owner.get(path) == []


def test_what_is_used_up_is_said_in_a_word(visitor: Visitor) -> None:
    visitor.go("/p/{project}/settings/quotas")
    expect(visitor.page.get_by_role("row", name=re.compile("Cost"))).to_contain_text("used up")
    expect(visitor.page.get_by_role("row", name=re.compile("Tokens"))).to_contain_text("nearly used up")


def test_a_role_is_copied_changed_held_and_removed(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/roles?open=viewer")
    page.get_by_role("complementary").get_by_role("button", name="Copy as a new role").click()
    page.get_by_role("textbox", name="Name").fill("Night Watch")
    pick(page, "runs.write")
    pick(page, "feedback.read", on=False)
    page.get_by_role("button", name="Training: all").click()
    expect(page.get_by_label("What saving changes")).to_contain_text("recipes.write")
    page.get_by_role("button", name="Make role").click()
    expect(page).to_have_url(re.compile("open=night-watch"))
    made = ground.owner.get("/roles/night-watch")["permissions"]
    assert {"runs.read", "runs.write", "recipes.write"} <= set(made) and "feedback.read" not in made
    page.get_by_role("complementary").get_by_role("button", name="Open as a page").click()
    expect(page).to_have_url(re.compile("/roles/night-watch$"))
    expect(page.get_by_role("button", name="Save role")).to_be_disabled()
    pick(page, "secrets.read")
    expect(page.get_by_label("What saving changes")).to_contain_text("more: secrets.read")
    page.get_by_role("button", name="Save role").click()
    expect(page).to_have_url(re.compile("/roles$"))
    assert "secrets.read" in ground.owner.get("/roles/night-watch")["permissions"]
    ground.owner.put(f"/projects/{ground.project}/members/noor@example.org", {"role": "night-watch"})
    page.goto("/roles/night-watch")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("somebody holds the role")
    ground.owner.put(f"/projects/{ground.project}/members/noor@example.org", {"role": "viewer"})
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page).to_have_url(re.compile("/roles$"))
    expect(page.get_by_role("table", name="Roles")).not_to_contain_text("night-watch")


def test_nobodys_role_is_overwritten_unseen(visitor: Visitor, ground: Ground) -> None:
    ground.owner.put("/roles/contested", {"permissions": ["runs.read"]})
    page = visitor.page
    visitor.go("/roles?new=role")
    page.get_by_role("textbox", name="Name").fill("contested")
    pick(page, "models.read")
    page.get_by_role("button", name="Make role").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a role of this name already")
    visitor.go("/roles/contested")
    pick(page, "models.read")
    ground.owner.put("/roles/contested", {"permissions": ["runs.read", "runs.write"]})
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_role("alert")).to_contain_text("+ runs.write")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_label("What saving changes")).to_contain_text("less: runs.write")
    page.get_by_role("button", name="Save role").click()
    expect(page).to_have_url(re.compile("/roles$"))
    assert ground.owner.get("/roles/contested")["permissions"] == ["runs.read", "models.read"]


def test_a_role_is_made_by_keyboard_alone(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs")
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Roles", exact=True)).to_be_visible()
    page.get_by_role("button", name="New role").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("keys only")
    page.get_by_role("checkbox", name=re.compile("^project.read:")).focus()
    page.keyboard.press("Space")
    page.get_by_role("textbox", name="Name").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("open=keys-only"))
    assert ground.owner.get("/roles/keys-only")["permissions"] == ["project.read"]
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("table", name="Teams")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/teams/[\w-]+$"))


def test_who_may_not_is_shown_and_not_tempted(member: Visitor, ground: Ground) -> None:
    page = member.page
    member.go("/roles")
    expect(page.get_by_role("button", name="New role")).to_have_count(0)
    member.go("/roles/operator")
    expect(page.get_by_text("Roles are changed by who has roles.write")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    member.go("/p/{project}/settings/quotas")
    expect(page.get_by_role("table", name="Quotas")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("New limit|Acts on"))).to_have_count(0)
    member.go("/teams")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("button", name="New team")).to_have_count(0)
    member.go("/teams/desk")
    expect(page.get_by_role("button", name="Add member")).to_be_visible()
    member.go("/teams/desk/quotas")
    expect(page.get_by_role("button", name="New limit")).to_have_count(0)
    member.page.goto("/teams/night")
    expect(page.get_by_role("alert")).to_contain_text("no team")
    page.context.close()
