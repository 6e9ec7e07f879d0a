// Checkpoints: what the run saved, and where it lies.
import { useQuery } from "@tanstack/react-query";
import { checkpointsQuery } from "@/api/queries/runs";
import type { Run, RunCheckpoint } from "@/api/types";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { bytes, number } from "@/parts/format";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Id, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";

const COLUMNS: Column<RunCheckpoint>[] = [
  { id: "step", header: "Step", cell: (row) => number(row.step), end: true },
  {
    id: "name",
    header: "Checkpoint",
    cell: (row) => (row.final ? <Status status="succeeded" word={`${row.name} · what the run made`} /> : row.name),
  },
  { id: "model", wide: true, header: "Model", cell: (row) => row.model },
  { id: "bytes", header: "Size", cell: (row) => bytes(row.bytes), end: true },
  {
    id: "url",
    wide: true,
    header: "Where",
    grow: true,
    cell: (row) => (
      <span className={part.mono} title={row.url}>
        {row.url}
      </span>
    ),
  },
  { id: "digest", wide: true, header: "Digest", cell: (row) => <Id id={row.digest} /> },
  { id: "at", wide: true, header: "Saved", cell: (row) => <When at={row.at} />, end: true },
  { id: "id", wide: true, header: "Id", cell: (row) => <Id id={row.id} /> },
];

export function Checkpoints({ project, run }: { project: string; run: Run }) {
  const { data, error, isPending } = useQuery(checkpointsQuery(project, run.id));
  if (isPending) return <TableSkeleton rows={4} />;
  if (error) return <Failure error={error} />;
  if (data.length === 0) return <Quiet>Nothing saved yet. The interval is `checkpoint_every` in the run's options.</Quiet>;
  return <DataTable label="Checkpoints" rows={data} columns={COLUMNS} rowId={(row) => row.id} />;
}
