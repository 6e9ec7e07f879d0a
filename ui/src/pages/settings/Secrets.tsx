// Secrets: tokens for other systems, kept encrypted; only names are ever shown.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { secretsQuery, useRemoveSecret, useSetSecret } from "@/api/queries/access";
import { Button, IconButton } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { Section } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Nothing, When } from "@/parts/Small";
import { DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import { useSet } from "../runs/Curves";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

export function Secrets({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const may = useMay(project);
  const { data, error, isPending } = useQuery(secretsQuery(project));
  const remove = useRemoveSecret(project);
  const [leaving, leave] = useState<string>();
  const edits = may("secrets.write");
  const make = edits ? (
    <Button kind="primary" onClick={() => set({ new: "secret" })}>
      <Plus size={14} aria-hidden />
      New secret
    </Button>
  ) : null;
  return (
    <Section title="Secrets" said="kept encrypted; no value is ever shown" acts={data?.length ? make : null}>
      {isPending ? <TableSkeleton rows={2} /> : null}
      {error ? <Failure error={error} /> : null}
      {data?.length === 0 ? (
        <Empty title="No secrets yet" acts={make} ways={{ CLI: `burnish secrets set HUB_TOKEN --project ${project}` }}>
          A secret is a token or a password for another system, such as a model hub or a webhook. Runs and graders of this project use it by
          its name.
        </Empty>
      ) : null}
      {data?.length ? (
        <DataTable
          label="Secrets"
          rows={data}
          rowId={(row) => row.name}
          columns={[
            { id: "name", header: "Secret", grow: true, cell: (row) => <code>{row.name}</code> },
            { id: "updated", header: "Set", end: true, cell: (row) => <When at={row.updated_at} /> },
            {
              id: "used",
              header: "Last used",
              end: true,
              cell: (row) => (row.last_used_at ? <When at={row.last_used_at} /> : <Nothing why="never" />),
            },
            {
              id: "acts",
              header: "Acts",
              unseen: true,
              end: true,
              cell: (row) =>
                edits ? (
                  <IconButton small label={`Remove ${row.name}`} onClick={() => leave(row.name)}>
                    <Trash2 size={14} aria-hidden />
                  </IconButton>
                ) : null,
            },
          ]}
        />
      ) : null}
      {search.new === "secret" ? <NewSecret project={project} onClose={() => set({ new: undefined })} /> : null}
      <Confirm
        title="Remove this secret?"
        act="Remove"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => remove.mutateAsync(leaving ?? "")}
      >
        <strong>{leaving}</strong> is forgotten. What uses it fails from then on.
      </Confirm>
    </Section>
  );
}

function NewSecret({ project, onClose }: { project: string; onClose: () => void }) {
  const put = useSetSecret(project);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const problem = put.error ? Problem.from(put.error) : undefined;
  const placed = problem?.at("name") ?? problem?.at("value");
  return (
    <Dialog title="New secret" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate({ name, value }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="What it is called in configs. A secret of this name gets the new value."
            autoFocus
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="HUB_TOKEN"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label="Value"
            type="password"
            required
            autoComplete="new-password"
            value={value}
            problem={problem?.at("value")}
            onChange={(event) => setValue(event.target.value)}
          />
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={put.isPending || name === "" || value === ""}>
              Keep it
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
