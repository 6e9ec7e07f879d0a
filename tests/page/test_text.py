"""Whatever people, models and workers write stays text, in every place that shows it."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from burnish.store.leases import Entry, EpisodeRow, EventRow, LogRow, MetricsRow
from tests.page.ground import Ground, conversation
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow

CORPUS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '"><svg/onload=window.hacked=1>',
    "'-window.hacked=1-'",
    "</textarea><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "javascript:window.hacked=1",
    "[a](javascript:window.hacked=1)",
    "{{constructor.constructor('window.hacked=1')()}}",
    "<math><mtext></table></math><img src onerror=window.hacked=1>",
    "<style>@import 'data:text/css,*{display:none}'</style>",
    '\u202ereversed\u202c <a href="data:text/html,<script>opener.hacked=1</script>">x</a>',
    "__proto__",
    "${window.hacked=1}",
)
NASTY = " ".join(CORPUS)
NAME = "script.alert-1"


@pytest.fixture
def nasty(ground: Ground) -> str:
    """A run whose every text tries to be more than text; its id."""
    run = ground.enqueue(800, name=NAME, tags={CORPUS[0]: CORPUS[1], "key": CORPUS[2]})
    claim = ground.claim(run.id)
    episode = conversation(0, good=True, words=NASTY)
    episode["messages"][2]["tool_calls"] = [{"id": "1", "name": CORPUS[1], "arguments": {CORPUS[0]: CORPUS[2]}}]
    episode["messages"][3]["content"] = NASTY
    episode["outcome"] = {CORPUS[1]: CORPUS[0]}
    episode["scenario"]["tags"] = {CORPUS[2]: CORPUS[3]}
    entry = Entry(
        1,
        step=1,
        steps=60,
        metrics=(MetricsRow(0, {"reward": 0.5, CORPUS[1]: 1.0, "__proto__": 2.0}),),
        logs=tuple(LogRow(text) for text in CORPUS),
        events=(EventRow("notice", NASTY, {CORPUS[0]: CORPUS[1]}),),
        episodes=(EpisodeRow(0, CORPUS[1], 1.0, "done", episode),),
    )
    ground.ledger.record(claim.lease, entry)
    ground.ledger.fail(claim.lease, "error", NASTY, NASTY)
    return run.id


def test_text_of_runs_stays_text(visitor: Visitor, ground: Ground, nasty: str) -> None:
    page = visitor.page
    runs = f"/p/{ground.project}/runs"
    episode = ground.owner.get(f"/projects/{ground.project}/runs/{nasty}/episodes")["items"][0]["seq"]
    for path in (
        runs,
        f"{runs}?open={nasty}",
        f"{runs}/{nasty}",
        f"{runs}/{nasty}/logs?level=debug",
        f"{runs}/{nasty}/history",
        f"{runs}/{nasty}/setup",
        f"{runs}/{nasty}/episodes?open={episode}",
        f"{runs}/compare?runs={nasty}",
        f"{runs}/new?from={nasty}",
    ):
        page.goto(path)
        visitor.settle()
        harmless(visitor, path)
    page.goto(f"{runs}/{nasty}/episodes?open={episode}")
    expect(page.get_by_role("complementary")).to_contain_text(CORPUS[0])
    for folded in page.locator("details").all():
        folded.evaluate("details => { details.open = true; }")
    expect(page.get_by_role("complementary").locator("pre").first).to_contain_text(CORPUS[0])
    harmless(visitor, "tool calls")


def test_text_of_people_stays_text(visitor: Visitor, ground: Ground) -> None:
    ground.owner.post("/projects", {"name": "nasty", "description": NASTY})
    ground.owner.put(f"/projects/{ground.project}/secrets/{NAME.replace('.', '_').replace('-', '_')}", {"value": NASTY})
    ground.owner.post("/keys", {"name": CORPUS[1], "scopes": ["project.read"], "project": ground.project})
    ground.owner.post("/users", {"email": "nasty@example.org", "name": CORPUS[0]})
    ground.owner.put(f"/projects/{ground.project}/members/nasty@example.org", {"role": "viewer"})
    team = ground.owner.post("/teams", {"name": "nasty", "description": NASTY})["id"]
    ground.owner.put("/teams/nasty/members/nasty@example.org", {"role": "viewer"})
    ground.owner.put("/projects/nasty/teams/nasty", None)
    ground.owner.put("/roles/nasty", {"permissions": ["runs.read"], "description": NASTY})
    for path in (
        "/",
        "/teams",
        f"/teams?open={team}",
        "/teams/nasty",
        "/teams/nasty?new=name",
        "/teams/nasty/projects",
        "/roles",
        "/roles?open=nasty",
        "/roles/nasty",
        "settings",
        "settings/keys",
        "settings/secrets",
        "settings/audit",
    ):
        visitor.page.goto(path if path.startswith("/") else f"/p/{ground.project}/{path}")
        visitor.settle()
        harmless(visitor, path)
    visitor.page.goto(f"/p/{ground.project}/settings")
    expect(visitor.page.get_by_role("table", name="Members")).to_contain_text(CORPUS[0])


def test_text_of_addresses_stays_text(visitor: Visitor, ground: Ground) -> None:
    for text in CORPUS:
        for place in (
            "runs?text={}&status={}&sort={}&open={}",
            "runs/new?recipe={}&from={}",
            "settings/audit?action={}",
            "runs/compare?runs={}",
        ):
            filled = place.replace("{}", _encoded(text))
            visitor.page.goto(f"/p/{ground.project}/{filled}")
            expect(visitor.page.locator("h1")).to_be_visible()
            harmless(visitor, filled)
    visitor.page.goto(f"/p/{_encoded(CORPUS[1])}/runs")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    harmless(visitor, "a project's name")


def test_what_is_typed_stays_text(visitor: Visitor, ground: Ground) -> None:
    page = visitor.page
    page.goto(f"/p/{ground.project}/runs/new?recipe=grpo")
    visitor.settle()
    for fold in page.locator("main details").all():
        fold.evaluate("details => { details.open = true; }")
    for box in page.locator("main input[type=text], main textarea").all():
        box.fill(NASTY)
    expect(page.get_by_label("The same as code")).to_contain_text("<script>")
    page.get_by_role("button", name="Start run").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    harmless(visitor, "the form of a run")
    page.goto("/roles?new=role")
    page.get_by_label("Who it is for").fill(NASTY)
    expect(page.get_by_label("What saving changes")).to_contain_text("<script>")
    harmless(visitor, "the form of a role")
    page.get_by_role("button", name="Search or command").click()
    for text in CORPUS:
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        harmless(visitor, text)


def _encoded(text: str) -> str:
    return quote(text, safe="")


def harmless(visitor: Visitor, place: str) -> None:
    """Nothing of the corpus ran, or became an element."""
    assert visitor.page.evaluate("window.hacked") is None, place
    planted = (
        "main :is(iframe, script, style, math, [onload], [onerror]), main img:not([src='/mark.svg']), "
        "a:is([href^='javascript:' i], [href^='data:' i])"
    )
    assert visitor.page.locator(planted).count() == 0, place
