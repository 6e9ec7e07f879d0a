// ModelView: a model's versions, where the chosen one came from and what was made of it, its facts and files.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Archive, Download, Ellipsis, Play, Rocket, Undo2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { filesQuery, lineageQuery, useArchive, useCurrent, useRollback } from "@/api/queries/models";
import type { Model, ModelVersion } from "@/api/types";
import { Button, buttonClass } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { bytes, count, words } from "@/parts/format";
import { Menu, MenuItem } from "@/parts/Menu";
import { tell } from "@/parts/Notices";
import { Section } from "@/parts/Page";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Chip, Facts, Id, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import css from "../pages.module.css";
import { shown } from "./Models";
import own from "./models.module.css";

const Graph = lazy(() => import("./Graph"));

export function ModelView({ project, model, wide = false }: { project: string; model: Model; wide?: boolean }) {
  const [chosen, choose] = useState<number>();
  const version = model.versions.find((one) => one.number === chosen) ?? shown(model);
  const lineage = useLineage(project, model, version);
  return (
    <>
      {version?.message && version.status === "failed" ? <Failure error={new Error(version.message)} /> : null}
      {version?.message && version.status === "importing" ? <p role="status">{version.message}</p> : null}
      <div className={wide ? css.columns : css.form}>
        <Versions project={project} model={model} chosen={version?.number} onChoose={choose} />
        {version ? (
          <Section title={`Version ${version.number}`}>
            <VersionFacts project={project} version={version} />
          </Section>
        ) : null}
      </div>
      {version ? (
        <Section title="Where it came from, and what was made of it">
          {lineage.error ? <Failure error={lineage.error} /> : null}
          <Suspense fallback={<BlockSkeleton />}>
            {lineage.data ? <Graph project={project} lineage={lineage.data} here={[version.id]} /> : <BlockSkeleton />}
          </Suspense>
        </Section>
      ) : null}
      {version?.status === "ready" ? <Files project={project} model={model} version={version} /> : null}
    </>
  );
}

function useLineage(project: string, model: Model, version: ModelVersion | undefined) {
  return useQuery({ ...lineageQuery(project, model.name, version?.number ?? 1), enabled: version !== undefined });
}

function Versions({
  project,
  model,
  chosen,
  onChoose,
}: {
  project: string;
  model: Model;
  chosen: number | undefined;
  onChoose: (number: number) => void;
}) {
  const may = useMay(project);
  const current = useCurrent(project, model.name);
  const columns: Column<ModelVersion>[] = [
    {
      id: "number",
      header: "Version",
      cell: (row) => (
        <button type="button" className={css.plainlink} aria-pressed={row.number === chosen} onClick={() => onChoose(row.number)}>
          {row.number}
        </button>
      ),
    },
    {
      id: "status",
      header: "Status",
      cell: (row) => (
        <>
          <Status status={row.status} /> {row.number === model.current ? <Chip>current</Chip> : null}
        </>
      ),
      grow: true,
    },
    { id: "kind", header: "Kind", cell: (row) => row.kind },
    { id: "made", header: "Made", cell: (row) => <When at={row.created_at} />, end: true },
    {
      id: "act",
      header: "Acts",
      unseen: true,
      end: true,
      cell: (row) =>
        row.status === "ready" && row.number !== model.current && may("models.write") ? (
          <Button
            small
            kind="ghost"
            disabled={current.isPending}
            onClick={() => current.mutate(row.number, { onSuccess: () => tell(`${model.name} means version ${row.number} now`) })}
          >
            Make current
          </Button>
        ) : null,
    },
  ];
  return (
    <Section title="Versions">
      <DataTable
        label="Versions"
        rows={model.versions}
        columns={columns}
        rowId={(row) => row.id}
        active={model.versions.find((one) => one.number === chosen)?.id}
      />
    </Section>
  );
}

function VersionFacts({ project, version }: { project: string; version: ModelVersion }) {
  const plain = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const source = Object.entries(version.source).filter(([name, value]) => name !== "skipped" && value !== null && value !== "");
  return (
    <Facts
      rows={[
        ["Kind", version.kind],
        ...(version.parameters === null ? [] : [["Parameters", count(version.parameters)] as [string, string]]),
        ...(version.bytes === null ? [] : [["Size", bytes(version.bytes)] as [string, string]]),
        ["Licence", version.licence || "not said"],
        ...Object.entries(version.architecture).map(([name, value]) => [words(name), plain(value)] as [string, string]),
        ...source.map(
          ([name, value]) =>
            [`From ${name}`, name === "run" ? <RunLink key={name} project={project} run={plain(value)} /> : plain(value)] as [
              string,
              React.ReactNode,
            ],
        ),
        ...(version.digest ? [["Digest", <Id key="d" id={version.digest} full />] as [string, React.ReactNode]] : []),
        ["Id", <Id key="i" id={version.id} full />],
      ]}
    />
  );
}

function RunLink({ project, run }: { project: string; run: string }) {
  return (
    <Link to="/p/$project/runs/$run/{-$tab}" params={{ project, run }} className={css.link}>
      {run}
    </Link>
  );
}

function Files({ project, model, version }: { project: string; model: Model; version: ModelVersion }) {
  const may = useMay(project);
  const files = useQuery(filesQuery(project, model.name, version.number));
  const place = `/api/v1/projects/${encodeURIComponent(project)}/models/${encodeURIComponent(model.name)}/versions/${version.number}/files`;
  return (
    <Section title="Files" said="together a plain Hugging Face folder">
      {files.isPending ? <TableSkeleton rows={3} /> : null}
      {files.error ? <Failure error={files.error} /> : null}
      {files.data ? (
        <DataTable
          label="Files"
          rows={files.data}
          rowId={(file) => file.path}
          columns={[
            { id: "path", header: "File", grow: true, cell: (file) => <code>{file.path}</code> },
            { id: "bytes", header: "Size", end: true, cell: (file) => bytes(file.bytes) },
            { id: "sha256", header: "SHA-256", cell: (file) => <Id id={file.sha256} /> },
            {
              id: "get",
              header: "Download",
              unseen: true,
              end: true,
              cell: (file) =>
                may("models.export") ? (
                  <a
                    className={buttonClass("ghost", own.tiny)}
                    href={`${place}/${file.path.split("/").map(encodeURIComponent).join("/")}`}
                    download={file.path.split("/").at(-1)}
                    aria-label={`Download ${file.path}`}
                  >
                    <Download size={14} aria-hidden />
                  </a>
                ) : null,
            },
          ]}
        />
      ) : null}
    </Section>
  );
}

export function ModelActs({ project, model }: { project: string; model: Model }) {
  const may = useMay(project);
  const go = useNavigate();
  const back = useRollback(project, model.name);
  const archive = useArchive(project, model.name);
  const [asking, ask] = useState<"rollback" | "archive">();
  const close = () => ask(undefined);
  return (
    <>
      {may("runs.write") && model.current !== null ? (
        <Link to="/p/$project/runs/new" params={{ project }} search={{ model: model.name }} className={buttonClass()}>
          <Play size={14} aria-hidden />
          Train
        </Link>
      ) : null}
      {may("deployments.write") && model.current !== null ? (
        <Link
          to="/p/$project/deployments"
          params={{ project }}
          search={{ view: "deploy", model: `${model.name}@${model.current}` }}
          className={buttonClass()}
        >
          <Rocket size={14} aria-hidden />
          Deploy
        </Link>
      ) : null}
      {may("models.write") ? (
        <Menu
          trigger={
            <Button kind="ghost" aria-label="More acts">
              <Ellipsis size={16} aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={<Undo2 size={14} aria-hidden />} disabled={model.previous === null} onSelect={() => ask("rollback")}>
            Roll back{model.previous === null ? "" : ` to version ${model.previous}`}
          </MenuItem>
          <MenuItem danger icon={<Archive size={14} aria-hidden />} onSelect={() => ask("archive")}>
            Archive
          </MenuItem>
        </Menu>
      ) : null}
      <Confirm
        title="Roll back?"
        act="Roll back"
        open={asking === "rollback"}
        onClose={close}
        onConfirm={async () => tell(`${model.name} means version ${(await back.mutateAsync()).current} again`)}
      >
        <strong>{model.name}</strong> will mean version {model.previous} instead of {model.current}. Both stay.
      </Confirm>
      <Confirm
        title="Archive this model?"
        act="Archive"
        open={asking === "archive"}
        onClose={close}
        onConfirm={async () => {
          await archive.mutateAsync();
          await go({ to: "/p/$project/models", params: { project } });
        }}
      >
        <strong>{model.name}</strong> leaves the lists and can no longer be trained from. Its files stay, and runs that started from it can
        be repeated.
      </Confirm>
    </>
  );
}
