"""Whatever people, models and workers write stays text, in every place that shows it."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from burnish.store.leases import Entry, EpisodeRow, EventRow, LogRow, MetricsRow
from tests.page.ground import Ground, conversation
from tests.page.record import interaction_id
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


def test_text_of_the_record_stays_text(visitor: Visitor, ground: Ground) -> None:
    """What callers asked, models answered, tools said, people and judges judged, and what deployments and aliases are called."""
    path, one = f"/projects/{ground.project}", interaction_id(0xBAD)
    messages = [{"role": "system", "content": NASTY}, {"role": "user", "content": NASTY}]
    call = {"id": CORPUS[1], "type": "function", "function": {"name": CORPUS[1], "arguments": f'{{"{CORPUS[5]}": "{CORPUS[6]}"}}'}}
    answer = {"role": "assistant", "content": NASTY, "tool_calls": [call]}
    interaction = {
        "id": one,
        "project": ground.project,
        "source": "logged",
        "dialect": "chat",
        "started_at": datetime.now(UTC).isoformat(),
        "episode": "nasty",
        "alias": CORPUS[0],
        "deployment": CORPUS[1],
        "upstream_model": CORPUS[2],
        "request": {"messages": messages},
        "answer": {"choices": [{"index": 0, "message": answer, "finish_reason": CORPUS[4]}]},
        "status": "partial",
        "error": {"code": CORPUS[5], "message": NASTY},
        "attempts": [{"deployment": CORPUS[1], "outcome": CORPUS[8], "latency_ms": 5.0}],
        "latency_ms": 10.0,
        "tools_called": [CORPUS[1]],
        "tags": {"nasty": CORPUS[0], "constructor": CORPUS[1]},
        "keys": {"order": CORPUS[2]},
        "end_user": CORPUS[3],
    }
    told = {"target": {"interaction": one}, "source": {"kind": "judge", "id": CORPUS[1], "version": CORPUS[2]}, "reason": NASTY}
    feedback = [
        {"id": "nasty-1", "metric": "nasty", "value": NASTY, **told},
        {"id": "nasty-2", "metric": "correction", "value": {"message": {"role": "assistant", "content": NASTY}}, **told},
    ]
    outcomes = [{"episode": "nasty", "id": "nasty-3", "resolved": False, "reason": NASTY}]
    ground.owner.post(f"{path}/interactions", {"interactions": [interaction], "feedback": feedback, "outcomes": outcomes}, 200)
    ground.owner.post(f"{path}/views", {"name": NASTY[:100], "filter": {"field": "tag:nasty", "op": "eq", "value": CORPUS[0]}})
    target = {"kind": "openai", "url": "https://api.example.org/v1", "model": CORPUS[0]}
    ground.owner.post(f"{path}/deployments", {"name": "nasty", "target": target, "description": NASTY}, 202)
    settings = {"prompt": {"text": f"{{name}} {CORPUS[0]}", "arguments": {"name": "string"}}, "defaults": {CORPUS[1]: CORPUS[2]}}
    alias = {"name": "nasty", "shares": [{"deployment": "nasty"}], "description": NASTY, "settings": settings}
    ground.owner.post(f"{path}/aliases", alias)
    ground.owner.patch(f"{path}/aliases/nasty", {"description": CORPUS[0]})
    deployment = ground.owner.get(f"{path}/deployments/nasty")["id"]
    for place in (
        "",
        f"interactions?open={one}",
        f"interactions?where=tag:nasty%3D{_encoded(_encoded(CORPUS[0]))}&text={_encoded(CORPUS[1])}",
        "interactions?level=episodes&open=nasty",
        f"interactions/{one}",
        f"interactions/compare?ids={one},{interaction_id(13002 * 4 + 1)}",
        "episodes/nasty",
        "feedback?open=nasty-1",
        "feedback/metrics?open=nasty",
        f"deployments?open={deployment}",
        "deployments/nasty?view=edit",
        "aliases/nasty",
        "aliases/nasty/settings",
        "aliases/nasty/history",
        f"playground?from={one}&at=nasty",
        "datasets?view=build",
    ):
        visitor.page.goto(f"/p/{ground.project}/{place}")
        visitor.settle()
        for fold in visitor.page.locator("main details, aside details").all():
            fold.evaluate("details => { details.open = true; }")
        harmless(visitor, place)
    visitor.page.goto(f"/p/{ground.project}/interactions/{one}")
    expect(visitor.page.get_by_role("region", name="What was said")).to_contain_text(CORPUS[0])
    expect(visitor.page.get_by_role("region", name="Feedback")).to_contain_text(CORPUS[1])


def test_text_of_addresses_stays_text(visitor: Visitor, ground: Ground) -> None:
    for text in CORPUS:
        for place in (
            "runs?text={}&status={}&sort={}&open={}",
            "runs/new?recipe={}&from={}",
            "settings/audit?action={}",
            "runs/compare?runs={}",
            "interactions?where={}&text={}&last={}&from={}&open={}&pick={}",
            "interactions?level=episodes&where=tag:x%3D{}&open={}",
            "interactions/compare?ids={},{}",
            "feedback?state={}&metric={}",
            "feedback/{}",
            "deployments?text={}&status={}&open={}&model={}",
            "aliases?text={}&to={}&open={}",
            "playground?at={}",
            "datasets?view=build&where={}&words={}&last={}&from={}",
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
