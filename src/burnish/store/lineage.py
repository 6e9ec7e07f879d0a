"""Lineage: where a version of a model came from, and what was made of it, as a graph."""

from collections.abc import Iterable

from burnish.core.registry import Lineage, LineageEdge, LineageNode
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.tables import model_parents, model_versions, models, runs

__all__ = ["LineageReader"]

_MOST = 200


class LineageReader(Repository):
    """Reads lineage in one project."""

    def of_version(self, transaction: Transaction, version_id: str) -> Lineage:
        """All that led to a version, and all that came of it, up to 200 versions; each run between two of them is a node."""
        edges = [*self._walk(transaction, version_id, up=True), *self._walk(transaction, version_id, up=False)]
        ids = {version_id, *(edge.source for edge in edges), *(edge.target for edge in edges)}
        return self._drawn(transaction, edges, ids)

    def of_project(self, transaction: Transaction) -> Lineage:
        """All versions of the project, the newest 200, with what led to each."""
        newest = self.select(model_versions.c.id).order_by(model_versions.c.id.desc()).limit(_MOST)
        ids = set(transaction.execute(newest).scalars())
        rows = transaction.execute(self.select(model_parents).where(model_parents.c.version_id.in_(ids))).all()
        edges = [LineageEdge(source=row.parent_id, target=row.version_id, relation=row.relation) for row in rows]
        return self._drawn(transaction, edges, ids | {edge.source for edge in edges})

    def _drawn(self, transaction: Transaction, edges: list[LineageEdge], ids: set[str]) -> Lineage:
        found = self._labels(transaction, ids)
        nodes = [found.get(one, LineageNode(id=one, kind="version", label=one, missing=True)) for one in sorted(ids)]
        through_runs, made_by = self._through_runs(transaction, edges, ids)
        return Lineage(nodes=(*nodes, *made_by), edges=tuple(through_runs))

    def _walk(self, transaction: Transaction, start: str, *, up: bool) -> list[LineageEdge]:
        edges: dict[tuple[str, str], LineageEdge] = {}
        frontier, seen = {start}, {start}
        near, far = (
            (model_parents.c.version_id, model_parents.c.parent_id) if up else (model_parents.c.parent_id, model_parents.c.version_id)
        )
        while frontier and len(seen) < _MOST:
            rows = transaction.execute(self.select(model_parents).where(near.in_(frontier))).all()
            for row in rows:
                edge = LineageEdge(source=row.parent_id, target=row.version_id, relation=row.relation)
                edges[edge.source, edge.target] = edge
            frontier = {getattr(row, far.name) for row in rows} - seen
            seen |= frontier
        return list(edges.values())

    def _labels(self, transaction: Transaction, ids: Iterable[str]) -> dict[str, LineageNode]:
        query = (
            self.select(model_versions.c.id, model_versions.c.number, models.c.name)
            .join_from(model_versions, models, models.c.id == model_versions.c.model_id)
            .where(model_versions.c.id.in_(ids))
        )
        rows = transaction.execute(query)
        return {row.id: LineageNode(id=row.id, kind="version", label=f"{row.name}@{row.number}") for row in rows}

    def _through_runs(
        self, transaction: Transaction, edges: list[LineageEdge], ids: Iterable[str]
    ) -> tuple[list[LineageEdge], list[LineageNode]]:
        """The edges, those of training led through the run that did it, and the nodes of these runs."""
        query = self.select(model_versions.c.id, model_versions.c.run_id).where(model_versions.c.id.in_(ids))
        by_run = {row.id: row.run_id for row in transaction.execute(query) if row.run_id is not None}
        query = self.select(runs.c.id, runs.c.name).where(runs.c.id.in_(set(by_run.values())))
        names = {row.id: row.name for row in transaction.execute(query)}
        nodes = [
            LineageNode(id=one, kind="run", label=names.get(one, one), missing=one not in names) for one in sorted(set(by_run.values()))
        ]
        led: dict[tuple[str, str], LineageEdge] = {}
        for edge in edges:
            run = by_run.get(edge.target) if edge.relation == "trained_from" else None
            if run is None:
                led[edge.source, edge.target] = edge
            else:
                led[edge.source, run] = LineageEdge(source=edge.source, target=run, relation="started")
        for version, run in by_run.items():
            led[run, version] = LineageEdge(source=run, target=version, relation="made")
        return list(led.values()), nodes
