// Datasets: examples to learn from; each immutable, known by its digest.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Filter, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { Problem } from "@/api/problem";
import { datasetsQuery, useImportDataset } from "@/api/queries/datasets";
import type { Dataset } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { bytes, number } from "@/parts/format";
import { tell } from "@/parts/Notices";
import { Page } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Id, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { slug } from "../Projects";
import { importDatasetWays } from "../ways";
import { BuildDataset } from "./BuildDataset";
import { DatasetView, splitWords } from "./DatasetView";

const route = getRouteApi("/inside/p/$project/datasets");

const COLUMNS: Column<Dataset>[] = [
  { id: "name", header: "Dataset", value: (row) => row.name, cell: (row) => `${row.name}@${row.version}`, grow: true },
  { id: "kind", wide: true, header: "Kind", value: (row) => row.kind, cell: (row) => row.kind },
  { id: "from", wide: true, header: "From", cell: (row) => (row.source.record ? "the record" : "a file") },
  {
    id: "splits",
    wide: true,
    header: "Splits",
    cell: (row) => splitWords(row.splits),
  },
  { id: "examples", header: "Examples", value: (row) => row.examples, cell: (row) => number(row.examples), end: true },
  { id: "bytes", wide: true, header: "Size", value: (row) => row.bytes, cell: (row) => bytes(row.bytes), end: true },
  { id: "digest", wide: true, header: "SHA-256", cell: (row) => <Id id={row.digest} /> },
  { id: "made", header: "Made", value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, end: true },
  { id: "id", wide: true, header: "Id", cell: (row) => <Id id={row.id} /> },
];

export default function Datasets() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/datasets" });
  const may = useMay(project);
  const { data, error, isPending, refetch } = useQuery(datasetsQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return (data ?? []).filter((row) => `${row.name} ${row.id} ${row.description}`.toLowerCase().includes(text));
  }, [data, search.text]);
  const take = () => set({ view: "import" }, false);
  useKeys("Datasets", may("datasets.write") ? [{ key: "c", does: "Import a dataset", act: take }] : []);
  const button = may("datasets.write") ? (
    <Button kind="primary" onClick={take}>
      <Plus size={14} aria-hidden />
      Import dataset
    </Button>
  ) : null;
  const build =
    may("datasets.write") && may("interactions.read") ? (
      <Button onClick={() => set({ view: "build" }, false)}>
        <Filter size={14} aria-hidden />
        Make from the record
      </Button>
    ) : null;
  const open = data?.find((row) => row.id === search.open);
  return (
    <Page
      title="Datasets"
      acts={
        data?.length ? (
          <>
            {build}
            {button}
          </>
        ) : null
      }
      full={rows.length > 0}
    >
      {isPending ? <TableSkeleton /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data?.length === 0 ? (
        <Empty
          title="No datasets yet"
          acts={
            <>
              {build}
              {button}
            </>
          }
          ways={importDatasetWays(project)}
        >
          A dataset is a file of conversations to learn from, one JSON object a line. It is read whole when it comes in, and never changes
          afterwards: a run that learned from it can be repeated.
        </Empty>
      ) : null}
      {data?.length ? (
        <Toolbar>
          <SearchBox label="Search by name or id" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        </Toolbar>
      ) : null}
      {data?.length && rows.length === 0 ? <Quiet>No dataset matches.</Quiet> : null}
      {rows.length > 0 ? (
        <DataTable
          label="Datasets"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(row) => row.id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
          foot={`${rows.length} ${rows.length === 1 ? "dataset" : "datasets"}`}
        />
      ) : null}
      {open ? (
        <Drawer title={`${open.name}@${open.version}`} onClose={() => set({ open: undefined })}>
          <DatasetView
            project={project}
            dataset={open}
            all={data ?? []}
            onOpen={(id) => set({ open: id })}
            onGone={() => set({ open: undefined })}
          />
        </Drawer>
      ) : null}
      {search.view === "build" ? (
        <BuildDataset
          project={project}
          asked={{
            where: search.where,
            also: search.also,
            words: search.words,
            last: search.last,
            from: search.from,
            to: search.to,
          }}
          onClose={() => set({ view: undefined, where: undefined, words: undefined, last: undefined, from: undefined, to: undefined })}
        />
      ) : null}
      {search.view === "import" ? <ImportDataset project={project} onClose={() => set({ view: undefined })} /> : null}
    </Page>
  );
}

function ImportDataset({ project, onClose }: { project: string; onClose: () => void }) {
  const take = useImportDataset(project);
  const [name, setName] = useState("");
  const [path, setPath] = useState("");
  const [description, setDescription] = useState("");
  const problem = take.error ? Problem.from(take.error) : undefined;
  const placed = ["name", "path", "description"].some((field) => problem?.at(field));
  return (
    <Dialog title="Import a dataset" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take.mutate(
            { name, path, description },
            {
              onSuccess: (dataset) => {
                tell(`${dataset.name} is here`, `${number(dataset.examples)} examples, each of them read.`);
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="Name"
            autoFocus
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(slug(event.target.value))}
          />
          <TextField
            label="File on the server"
            about="A .jsonl or .jsonl.gz file, under one of BURNISH_IMPORT_ROOTS."
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="/data/train.jsonl.gz"
            value={path}
            problem={problem?.at("path")}
            onChange={(event) => setPath(event.target.value)}
          />
          <TextField
            label="What it is"
            autoComplete="off"
            maxLength={1000}
            value={description}
            problem={problem?.at("description")}
            onChange={(event) => setDescription(event.target.value)}
          />
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={take.isPending || name === "" || path === ""}>
              {take.isPending ? "Reading every row" : "Import"}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
