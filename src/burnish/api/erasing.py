"""Retention, and deletion of a person's data: from the record, from feedback, and from every dataset that has examples of it."""

import shutil
from pathlib import Path
from typing import Any

from burnish.api.access import Access, Caller
from burnish.api.dataset_files import rewritten
from burnish.api.routes import ProjectRef, Routes
from burnish.core.retention import ErasedDataset, Erasure, ErasureRequest, Retention
from burnish.errors import ConflictError
from burnish.gateway.redaction import Redactor
from burnish.store.clock import read_clock
from burnish.store.datasets import Datasets
from burnish.store.forgetting import Forgetting

__all__ = ["routes"]

routes = Routes("retention")


@routes.get("/projects/{project}/retention", needs="interactions.read")
def get_retention(project: ProjectRef, access: Caller) -> Retention:
    """How long the project's record is kept, and what is blanked out before anything is written down."""
    with access.server.database.read() as transaction:
        return _forgetting(access).retention(transaction)


@routes.put("/projects/{project}/retention", needs="interactions.delete")
def set_retention(project: ProjectRef, body: Retention, access: Caller) -> Retention:
    """Set how long words and anything else of interactions are kept, and which patterns are blanked out."""
    Redactor(body.redactions)
    with access.server.database.write() as transaction:
        return _forgetting(access).set_retention(transaction, access.authority, body)


@routes.post("/projects/{project}/erasures", needs="interactions.delete")
def erase(project: ProjectRef, body: ErasureRequest, access: Caller) -> Erasure:
    """Delete what is kept of a person, a business key or an episode; lists the datasets that held some of it, and what learned from it.

    Whole episodes are deleted, with their feedback and outcomes. Weights cannot unlearn: the answer names the models that have seen it.
    """
    database, forgetting, datasets = access.server.database, _forgetting(access), Datasets(access.server.database, access.project_id)
    with database.read() as transaction:
        found = forgetting.find(transaction, body)
        places = {one: Path(datasets.url(transaction, one)) for one in found.examples}
    made = {one: rewritten(access.server, access.project_id, places[one], set(found.examples[one])) for one in found.examples}
    with database.write() as transaction:
        now_found = forgetting.find(transaction, body)
        if now_found.examples != found.examples:
            raise ConflictError("a dataset was made of it meanwhile", where="erasure", fix="ask for it again; nothing was deleted")
        held = [_held(transaction, datasets, one, numbers) for one, numbers in now_found.examples.items()]
        feedback, outcomes = forgetting.erase(transaction, access.authority, body, now_found)
        for one, facts in made.items():
            datasets.erase(transaction, one, now_found.examples[one], facts)
        left = {str(place): datasets.refers(transaction, str(place)) for place in places.values()}
    for place, needed in left.items():
        if not needed:
            shutil.rmtree(Path(place).parent, ignore_errors=True)
    return Erasure(
        by="end_user" if body.end_user is not None else "key" if body.key is not None else "episode",
        interactions=len(now_found.ids),
        episodes=len(now_found.episodes),
        feedback=feedback,
        outcomes=outcomes,
        datasets=held,
        at=read_clock(database),
    )


def _held(transaction: Any, datasets: Datasets, dataset_id: str, numbers: list[int]) -> ErasedDataset:
    known = datasets.find(transaction, dataset_id)
    uses = datasets.uses(transaction, dataset_id)
    return ErasedDataset(id=known.id, name=known.name, version=known.version, examples=len(numbers), uses=uses)


def _forgetting(access: Access) -> Forgetting:
    return Forgetting(access.server.database, access.project_id)
