"""A visitor of the page: signs in, goes to places, waits for them, and hears what the browser complains of."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, expect

from tests.page.ground import Ground

__all__ = ["PLACES", "Visitor"]

AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"

PLACES = (
    "/",
    "/?new=project",
    "/p/{project}",
    "/p/{project}?kpi=containment&last=7d",
    "/p/empty",
    "/p/{project}/interactions",
    "/p/{project}/interactions?open={interaction}",
    "/p/{project}/interactions?level=episodes&where=tag:intent%3Dexchange;latency_ms%3E10&open=call-13001",
    "/p/{project}/interactions?last=24h&where=status%3Derror",
    '/p/{project}/interactions?also={{"any":[{{"field":"latency_ms","op":"gt","value":1000}},{{"field":"status","value":"error"}}]}}',
    "/p/{project}/interactions?also=nothing",
    "/p/{project}/interactions/{interaction}",
    "/p/{project}/interactions/compare?ids={interaction},{better}",
    "/p/{project}/episodes/call-13001",
    "/p/empty/interactions",
    "/p/{project}/feedback",
    "/p/{project}/feedback?state=parked",
    "/p/{project}/feedback/metrics?open=stars",
    "/p/{project}/feedback/metrics?view=declare",
    "/p/{project}/feedback/kpis",
    "/p/{project}/feedback/kpis?view=define",
    "/p/{project}/feedback/kpis?view=edit&open=resolved_containment",
    "/p/empty/feedback",
    "/p/{project}/deployments?open={deployment}",
    "/p/{project}/deployments?view=deploy",
    "/p/{project}/deployments/desk-next",
    "/p/{project}/deployments/large?view=edit",
    "/p/empty/deployments",
    "/p/{project}/aliases?open={alias}",
    "/p/{project}/aliases?view=new",
    "/p/{project}/aliases/agent",
    "/p/{project}/aliases/agent/settings",
    "/p/{project}/aliases/agent/history",
    "/p/empty/aliases",
    "/p/{project}/playground?from={interaction}&at=agent,judge",
    "/p/empty/playground",
    "/p/{project}/datasets?view=build&where=tag:intent%3Dexchange",
    "/p/{project}/runs",
    "/p/empty/runs",
    "/p/{project}/runs?open={run}",
    "/p/{project}/runs/new?recipe=grpo",
    "/p/{project}/runs/new?from={run}",
    "/p/{project}/runs/compare?runs={run},{other}",
    "/p/{project}/runs/{run}",
    "/p/{project}/runs/{run}/episodes?open={episode}",
    "/p/{project}/runs/{run}/episodes?view=side",
    "/p/{project}/runs/{run}/logs",
    "/p/{project}/runs/{run}/load",
    "/p/{project}/runs/{run}/checkpoints",
    "/p/{project}/runs/{failed}/history",
    "/p/{project}/runs/{run}/setup",
    "/p/{project}/recipes?open=patient_grpo",
    "/p/{project}/recipes?view=publish",
    "/p/{project}/datasets?open={dataset}",
    "/p/{project}/datasets?view=import",
    "/p/empty/datasets",
    "/p/{project}/models",
    "/p/{project}/models?view=import",
    "/p/{project}/models?view=lineage",
    "/p/{project}/models/desk-agent",
    "/p/empty/models",
    "/p/{project}/settings",
    "/p/{project}/settings?new=member",
    "/p/{project}/settings/roles",
    "/p/{project}/settings/keys",
    "/p/{project}/settings/keys?new=key",
    "/p/{project}/settings/quotas",
    "/p/{project}/settings/quotas?new=quota",
    "/p/empty/settings/quotas",
    "/p/{project}/settings/secrets",
    "/p/{project}/settings/audit",
    "/account",
    "/users",
    "/users?new=user",
    "/teams",
    "/teams?open={team}",
    "/teams?new=team",
    "/teams/desk",
    "/teams/desk?new=name",
    "/teams/night",
    "/teams/desk/groups",
    "/teams/night/groups",
    "/teams/night/groups?new=group",
    "/teams/desk/projects",
    "/teams/night/projects?new=share",
    "/teams/desk/quotas",
    "/roles",
    "/roles?open=operator",
    "/roles?new=role&from=viewer",
    "/roles/operator",
    "/roles/admin",
    "/p/nowhere/runs",
)
"""Every page, empty and full, with its drawers and dialogs open."""


@dataclass
class Visitor:
    """Somebody in front of the page."""

    page: Page
    ground: Ground
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self._failed(request.url, request.failure or ""))

    def _heard(self, message: ConsoleMessage) -> None:
        refused = "Failed to load resource" in message.text  # an answer that is an error is shown, and tested, in the page
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, url: str, why: str) -> None:
        if "ERR_ABORTED" not in why:  # leaving a page ends its stream
            self.complaints.append(f"{url}: {why}")

    def sign_in(self) -> None:
        """Log in as the owner."""
        first = self.ground.app.state.server.first_start
        self.page.goto("/login")
        self.page.get_by_label("E-mail").fill(first.email)
        self.page.get_by_label("Password").fill(first.password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Projects")).to_be_visible()

    def go(self, place: str) -> str:
        """Go to a place by its address and wait until it has settled; the address."""
        path = place.format(project=self.ground.project, **self.ground.known())
        self.page.goto(path)
        self.settle()
        return path

    def settle(self) -> None:
        """Wait until nothing loads any more."""
        expect(self.page.locator("h1")).to_be_visible()
        expect(self.page.locator("[role=status][aria-label=Loading]")).to_have_count(0)

    def axe(self) -> list[str]:
        """What axe finds wrong by WCAG 2.2 A and AA, in words."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found: dict[str, Any] = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]]
