// Checkpoints: what the run saved, where it lies, and the way from there into the models.
import { useQuery } from "@tanstack/react-query";
import { Box } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useImport } from "@/api/queries/models";
import { checkpointsQuery } from "@/api/queries/runs";
import type { Run, RunCheckpoint } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { bytes, number } from "@/parts/format";
import { tell } from "@/parts/Notices";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Id, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import { slug } from "../Projects";

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
];

export function Checkpoints({ project, run }: { project: string; run: Run }) {
  const { data, error, isPending } = useQuery(checkpointsQuery(project, run.id));
  const may = useMay(project);
  const [taking, take] = useState<RunCheckpoint>();
  if (isPending) return <TableSkeleton rows={4} />;
  if (error) return <Failure error={error} />;
  if (data.length === 0) {
    return (
      <Quiet>
        Nothing saved yet. How often it saves is <code>checkpoint_every</code> in the run's options.
      </Quiet>
    );
  }
  const act: Column<RunCheckpoint> = {
    id: "act",
    header: "Acts",
    unseen: true,
    end: true,
    cell: (row) => (
      <Button small kind="ghost" onClick={() => take(row)}>
        <Box size={14} aria-hidden />
        Add to models
      </Button>
    ),
  };
  return (
    <>
      <DataTable label="Checkpoints" rows={data} columns={may("models.write") ? [...COLUMNS, act] : COLUMNS} rowId={(row) => row.id} />
      {taking ? <AddToModels project={project} run={run} checkpoint={taking} onClose={() => take(undefined)} /> : null}
    </>
  );
}

function AddToModels({ project, run, checkpoint, onClose }: { project: string; run: Run; checkpoint: RunCheckpoint; onClose: () => void }) {
  const add = useImport(project);
  const [name, setName] = useState(slug(run.spec.model.name === "tiny" ? run.name : run.spec.model.name.replace(/@.*/, "")));
  const problem = add.error ? Problem.from(add.error) : undefined;
  return (
    <Dialog title={`Add ${checkpoint.name} to the models`} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(
            { name, checkpoint: { run: run.id, checkpoint: checkpoint.id }, description: "", licence: "", current: true },
            {
              onSuccess: (version) => {
                tell(`${version.name}@${version.number} is being taken in`, "The name means it as soon as it is ready.");
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="If there is a model of this name, it gets another version, and the name means that from then on."
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(slug(event.target.value))}
          />
          {problem && !problem.at("name") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={add.isPending || name === ""}>
              Add
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
