// DatasetView: what a dataset is, its versions and splits, where its examples came from, what learned from it; export.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, Download, Play } from "lucide-react";
import { useState } from "react";
import { datasetOriginsQuery, datasetUsesQuery, useArchiveDataset } from "@/api/queries/datasets";
import type { Dataset } from "@/api/types";
import { Button, buttonClass } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { bytes, number } from "@/parts/format";
import { Menu, MenuItem } from "@/parts/Menu";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import { Facts, Id, Status, When } from "@/parts/Small";
import { DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import css from "../pages.module.css";

/** `train 320, dev 40, test 40`. */
export function splitWords(splits: Readonly<Record<string, number>>): string {
  return Object.entries(splits)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(", ");
}

export function DatasetView({
  project,
  dataset,
  all,
  onOpen,
  onGone,
}: {
  project: string;
  dataset: Dataset;
  all: readonly Dataset[];
  onOpen: (id: string) => void;
  onGone: () => void;
}) {
  const may = useMay(project);
  const archive = useArchiveDataset(project, dataset.id);
  const [asking, ask] = useState(false);
  const plain = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const source = Object.entries(dataset.source).map(([name, value]): [string, string] => [`From ${name}`, plain(value)]);
  const versions = all.filter((one) => one.name === dataset.name);
  const file = (format: string) => {
    const path = `/api/v1/projects/${encodeURIComponent(project)}/datasets/${dataset.id}/file?format=${format}`;
    window.location.assign(path);
  };
  return (
    <>
      <div className={page.acts}>
        {may("runs.write") ? (
          <Link to="/p/$project/runs/new" params={{ project }} search={{ recipe: "sft", dataset: dataset.name }} className={buttonClass()}>
            <Play size={14} aria-hidden />
            Learn from it
          </Link>
        ) : null}
        <Menu
          trigger={
            <Button>
              <Download size={14} aria-hidden />
              Export
            </Button>
          }
        >
          <MenuItem onSelect={() => file("jsonl")}>JSON lines</MenuItem>
          <MenuItem onSelect={() => file("parquet")}>Parquet</MenuItem>
          <MenuItem onSelect={() => file("csv")}>CSV</MenuItem>
        </Menu>
        {may("datasets.write") ? (
          <Button kind="ghost" onClick={() => ask(true)}>
            <Archive size={14} aria-hidden />
            Archive
          </Button>
        ) : null}
      </div>
      <Facts
        rows={[
          ...(dataset.description ? [["What it is", dataset.description] as [string, string]] : []),
          ["Kind", dataset.kind],
          ["Examples", number(dataset.examples)],
          ["Splits", splitWords(dataset.splits)],
          ...(dataset.erased
            ? [["Removed since", `${number(dataset.erased)}, as what they came from was deleted`] as [string, string]]
            : []),
          ["Size", bytes(dataset.bytes)],
          ...source,
          ["Frozen", dataset.frozen_at ? <When key="f" at={dataset.frozen_at} /> : "not yet: nothing learned from it"],
          ["Made", <When key="m" at={dataset.created_at} />],
          ["SHA-256", <Id key="d" id={dataset.digest} full />],
          ["Id", <Id key="i" id={dataset.id} full />],
        ]}
      />
      {versions.length > 1 ? (
        <Section title="Versions">
          <DataTable
            label="Versions"
            rows={versions}
            rowId={(row) => row.id}
            active={dataset.id}
            columns={[
              {
                id: "version",
                header: "Version",
                cell: (row) => (
                  <button type="button" className={css.plainlink} aria-pressed={row.id === dataset.id} onClick={() => onOpen(row.id)}>
                    {row.version}
                  </button>
                ),
              },
              { id: "examples", header: "Examples", cell: (row) => number(row.examples), end: true },
              { id: "splits", header: "Splits", cell: (row) => splitWords(row.splits), grow: true },
              { id: "made", header: "Made", cell: (row) => <When at={row.created_at} />, end: true },
            ]}
          />
        </Section>
      ) : null}
      <Uses project={project} dataset={dataset} />
      {dataset.source.record ? <Origins project={project} dataset={dataset} /> : null}
      <Confirm
        title="Archive this dataset?"
        act="Archive"
        open={asking}
        onClose={() => ask(false)}
        onConfirm={async () => {
          await archive.mutateAsync();
          onGone();
        }}
      >
        <strong>{`${dataset.name}@${dataset.version}`}</strong> leaves the lists and can no longer be learned from. Runs that did can still
        be repeated.
      </Confirm>
    </>
  );
}

function Uses({ project, dataset }: { project: string; dataset: Dataset }) {
  const { data, error } = useQuery(datasetUsesQuery(project, dataset.id));
  if (error) return <Failure error={error} />;
  if (!data) return null;
  return (
    <Section title="What learned from it">
      {data.length === 0 ? <Quiet>Nothing yet.</Quiet> : null}
      <ul>
        {data.map((one) => (
          <li key={one.run} className={page.acts}>
            <Status status={one.status} />
            <Link to="/p/$project/runs/$run/{-$tab}" params={{ project, run: one.run }} className={css.link}>
              {one.name}
            </Link>
            {one.models.map((model) => (
              <Id key={model} id={model} />
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The first of them; an example leads back to where it came from. */
function Origins({ project, dataset }: { project: string; dataset: Dataset }) {
  const { data } = useQuery(datasetOriginsQuery(project, dataset.id));
  if (!data?.length) return null;
  return (
    <Section title="Where its examples came from" said={dataset.examples > data.length ? `the first ${data.length}` : undefined}>
      <DataTable
        label="Origins"
        rows={data}
        rowId={(row) => String(row.number)}
        columns={[
          { id: "number", header: "Example", cell: (row) => number(row.number), end: true },
          { id: "split", header: "Split", cell: (row) => (row.erased ? "removed" : row.split) },
          {
            id: "episode",
            header: "Episode",
            grow: true,
            cell: (row) =>
              row.episode ? (
                <Link to="/p/$project/episodes/$episode" params={{ project, episode: row.episode }} className={css.link}>
                  {row.episode}
                </Link>
              ) : null,
          },
          { id: "interaction", header: "Interaction", cell: (row) => (row.interaction ? <Id id={row.interaction} /> : null) },
        ]}
      />
    </Section>
  );
}
