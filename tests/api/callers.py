"""Callers of the API in tests: the owner, users with roles, keys with scopes, browsers with sessions."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from burnish.api.app import create_app

__all__ = ["Caller", "Callers"]

API = "/api/v1"


@dataclass
class Caller:
    """Somebody with a key or a session, or nobody with neither."""

    client: TestClient
    key: str = ""
    id: str = ""
    csrf: str = ""

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """A request under `/api/v1`, or to a path that starts with `//`."""
        own = {"Authorization": f"Bearer {self.key}"} if self.key else {"X-CSRF-Token": self.csrf} if self.csrf else {}
        headers = {**own, **options.pop("headers", {})}
        url = path[1:] if path.startswith("//") else API + path
        sent = {} if body is None else {"json": body}
        return self.client.request(method, url, headers=headers, **sent, **options)

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """The JSON of a GET."""
        return self._answer(self("GET", path, **options), status)

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        """The JSON of a POST."""
        return self._answer(self("POST", path, body), status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        """The JSON of a PUT."""
        return self._answer(self("PUT", path, body), status)

    def patch(self, path: str, body: Any, status: int = 200) -> Any:
        """The JSON of a PATCH."""
        return self._answer(self("PATCH", path, body), status)

    def delete(self, path: str, status: int = 204) -> Any:
        """The JSON of a DELETE."""
        return self._answer(self("DELETE", path), status)

    def refused(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str]:
        """Status and code of an answer that is an error, in the one shape of errors."""
        response = self(method, path, body, **options)
        error = response.json()["error"]
        assert set(error) == {"code", "message", "where", "fix", "problems"}, error
        return response.status_code, error["code"]

    @staticmethod
    def _answer(response: Any, status: int) -> Any:
        assert response.status_code == status, f"{response.status_code}: {response.text}"
        return response.json() if response.content else None


@dataclass
class Callers:
    """A server's callers. `owner` has the key of the first start."""

    app: FastAPI
    client: TestClient
    made: int = field(default=0)
    others: list[FastAPI] = field(default_factory=list)

    @property
    def server(self) -> Any:
        return self.app.state.server

    @property
    def owner(self) -> Caller:
        return Caller(self.client, self.server.first_start.key)

    def another_app(self, **settings: Any) -> FastAPI:
        """Another server on the same state, with some settings changed."""
        self.others.append(create_app(self.server.settings.model_copy(update=settings)))
        return self.others[-1]

    def close(self) -> None:
        """Close the other servers."""
        for app in self.others:
            app.state.server.close()

    @property
    def nobody(self) -> Caller:
        return Caller(self.client)

    def project(self, name: str = "demo") -> str:
        """A fresh project's id."""
        made: dict[str, str] = self.owner.post("/projects", {"name": name})
        return made["id"]

    def user(self, role: str | None = None, project: str | None = None, *, installation: str | None = None) -> Caller:
        """A new user with a role on a project or on the installation, and a key with all scopes that the role allows."""
        self.made += 1
        email = f"user{self.made}@example.org"
        password = f"quite long words {self.made}"
        body = {"email": email, "name": email, "role": installation, "password": password}
        user = self.owner.post("/users", body)["user"]
        if project:
            self.owner.put(f"/projects/{project}/members/{user['id']}", {"role": role})
        browser, csrf = self.browser(email, password)
        caller = Caller(browser, "", user["id"], csrf)
        scopes = caller.get("/session")["holds"]
        if not scopes:  # a key of somebody who may nothing could do nothing
            return caller
        return Caller(self.client, caller.post("/keys", {"name": "test", "scopes": scopes})["secret"], user["id"])

    def browser(self, email: str, password: str) -> tuple[TestClient, str]:
        """A browser with a session, and its CSRF token."""
        client = TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)
        answer = client.post(f"{API}/session", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        return client, answer.json()["csrf"]
