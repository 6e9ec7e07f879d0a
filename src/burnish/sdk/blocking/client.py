"""Client: everything that the API can do, as typed verbs,."""

from dataclasses import replace
from types import TracebackType
from typing import Self

import httpx

from burnish.sdk.account import Account
from burnish.sdk.blocking.audit import Audit
from burnish.sdk.blocking.connection import Connection
from burnish.sdk.blocking.deployments import Aliases, Deployments
from burnish.sdk.blocking.feedback import Feedback, Kpis, Metrics, Outcomes, Sources
from burnish.sdk.blocking.interactions import Episodes, Interactions, Views
from burnish.sdk.blocking.keys import Keys, ProjectKeys, Secrets, ServiceAccounts
from burnish.sdk.blocking.models import Datasets, Models
from burnish.sdk.blocking.people import Quotas, Roles, Teams, Users
from burnish.sdk.blocking.prices import Prices
from burnish.sdk.blocking.projects import Members, Projects
from burnish.sdk.blocking.recipes import Envs, Recipes
from burnish.sdk.blocking.retention import Retention
from burnish.sdk.blocking.runs import Runs
from burnish.sdk.blocking.session import Session
from burnish.sdk.calls import Call, read_answer
from burnish.sdk.records import Health

__all__ = ["Client"]


class Client:
    """A Burnish server, and somebody who may use it.

    Use as `with Client() as client`, or close it. Calls may overlap.

    What is not given is read from BURNISH_URL, BURNISH_API_KEY and BURNISH_PROJECT, else from what `burnish login` kept. A call whose
    repetition changes nothing is sent again, after a pause, where the network or the server fails in passing.

    Attributes:
        account: the server, the key and the project in use.
        session, projects, users, teams, roles, keys, audit: of the installation.
        members, services, project_keys, secrets, quotas, recipes, envs, runs, models, datasets, deployments, aliases, interactions,
            episodes, views, feedback, outcomes, metrics, sources, kpis, prices, retention: of the project.

    Raises (every verb):
        BurnishError: one of the tree in `burnish.errors`, with what, where and fix; `code` is what the API sent.
        NotSignedInError: there is no key, or one that is over.
        ForbiddenError: the key may not.
        OutboundError: the server gave no answer, or another one than Burnish gives.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        project: str | None = None,
        *,
        timeout_s: float = 60.0,
        retries: int = 3,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Nothing is sent yet.

        Args:
            url: of the server.
            api_key: `bk_…`.
            project: id or name of the project that the verbs of a project are about.
            timeout_s: seconds that each attempt may take to connect, and may be silent.
            retries: how often a repeatable call is sent again.
            transport: what sends requests, in place of the network.

        Raises:
            ConfigError: the URL is none, or a setting is wrong.
        """
        account = Account.find(url, api_key, project)
        self._set_up(account, Connection(account, timeout_s=timeout_s, retries=retries, transport=transport))

    @classmethod
    def of(cls, account: Account, *, timeout_s: float = 60.0, retries: int = 3, transport: httpx.BaseTransport | None = None) -> Self:
        """A client of exactly this account, whatever settings and login say."""
        made = object.__new__(cls)
        made._set_up(account, Connection(account, timeout_s=timeout_s, retries=retries, transport=transport))
        return made

    def _set_up(self, account: Account, connection: Connection) -> None:
        self.account = account
        self._connection = connection
        project = account.project
        self.session = Session(connection, project)
        self.projects = Projects(connection, project)
        self.members = Members(connection, project)
        self.users = Users(connection, project)
        self.teams = Teams(connection, project)
        self.roles = Roles(connection, project)
        self.keys = Keys(connection, project)
        self.project_keys = ProjectKeys(connection, project)
        self.services = ServiceAccounts(connection, project)
        self.secrets = Secrets(connection, project)
        self.quotas = Quotas(connection, project)
        self.audit = Audit(connection, project)
        self.recipes = Recipes(connection, project)
        self.envs = Envs(connection, project)
        self.runs = Runs(connection, project)
        self.models = Models(connection, project)
        self.datasets = Datasets(connection, project)
        self.deployments = Deployments(connection, project)
        self.aliases = Aliases(connection, project)
        self.feedback = Feedback(connection, project)
        self.outcomes = Outcomes(connection, project)
        self.metrics = Metrics(connection, project)
        self.sources = Sources(connection, project)
        self.kpis = Kpis(connection, project)
        self.prices = Prices(connection, project)
        self.retention = Retention(connection, project)
        self.interactions = Interactions(connection, project)
        self.episodes = Episodes(connection, project)
        self.views = Views(connection, project)

    def with_project(self, project: str) -> Self:
        """The same client, about another project. It shares the connection: closing one closes both."""
        other = object.__new__(type(self))
        other._set_up(replace(self.account, project=project), self._connection)
        return other

    def health(self) -> Health:
        """That the server can work, and its version; needs no key."""
        return read_answer(self._connection.send(Call("GET", "/readyz")), Health)

    def close(self) -> None:
        """Close its connections."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.account.url}, project {self.account.project or 'not chosen'}>"
