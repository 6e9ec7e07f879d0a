// Models: names for weights, what each means now, and how to take one in.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { modelsQuery, projectLineageQuery } from "@/api/queries/models";
import type { Model, ModelVersion } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { bytes, count } from "@/parts/format";
import { Page } from "@/parts/Page";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Id, Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { Places } from "../serving/Places";
import { importModelWays } from "../ways";
import { ImportModel } from "./ImportModel";
import { ModelView } from "./ModelView";

const Graph = lazy(() => import("./Graph"));

const route = getRouteApi("/inside/p/$project/models");

/** The version that a name means, or the newest one where it means none yet. */
export function shown(model: Model): ModelVersion | undefined {
  return model.versions.find((version) => version.number === model.current) ?? model.versions.at(0);
}

const COLUMNS: Column<Model>[] = [
  { id: "name", header: "Model", value: (model) => model.name, cell: (model) => model.name, grow: true },
  {
    id: "status",
    header: "Status",
    value: (model) => shown(model)?.status,
    cell: (model) => <Status status={shown(model)?.status ?? "queued"} />,
  },
  {
    id: "current",
    header: "Version",
    value: (model) => model.current,
    cell: (model) => model.current ?? <Nothing why="none is ready" />,
    end: true,
  },
  { id: "kind", wide: true, header: "Kind", value: (model) => shown(model)?.kind, cell: (model) => shown(model)?.kind },
  {
    id: "parameters",
    wide: true,
    header: "Parameters",
    value: (model) => shown(model)?.parameters,
    cell: (model) => counted(shown(model)?.parameters, count),
    end: true,
  },
  {
    id: "bytes",
    wide: true,
    header: "Size",
    value: (model) => shown(model)?.bytes,
    cell: (model) => counted(shown(model)?.bytes, bytes),
    end: true,
  },
  {
    id: "licence",
    wide: true,
    header: "Licence",
    value: (model) => shown(model)?.licence,
    cell: (model) => shown(model)?.licence || <Nothing why="not said" />,
  },
  {
    id: "made",
    wide: true,
    header: "Made",
    value: (model) => model.created_at,
    cell: (model) => <When at={shown(model)?.created_at ?? model.created_at} />,
    end: true,
  },
  { id: "id", wide: true, header: "Id", cell: (model) => <Id id={model.id} /> },
];

function counted(value: number | null | undefined, written: (value: number) => string) {
  return value === null || value === undefined ? <Nothing /> : written(value);
}

export default function Models() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/models" });
  const may = useMay(project);
  const models = useQuery(modelsQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return (models.data ?? []).filter((model) => `${model.name} ${model.id} ${model.description}`.toLowerCase().includes(text));
  }, [models.data, search.text]);
  const take = () => set({ view: "import" }, false);
  useKeys("Models", may("models.write") ? [{ key: "c", does: "Import a model", act: take }] : []);
  const button = may("models.write") ? (
    <Button kind="primary" onClick={take}>
      <Plus size={14} aria-hidden />
      Import model
    </Button>
  ) : null;
  const graph = search.view === "lineage";
  const nothing = models.data?.length === 0;
  const open = models.data?.find((model) => model.id === search.open);
  return (
    <Page title="Models" acts={nothing ? null : button} full={rows.length > 0 && !graph}>
      <Places project={project} />
      {models.isPending ? <TableSkeleton /> : null}
      {models.error ? <Failure error={models.error} retry={() => void models.refetch()} /> : null}
      {nothing ? (
        <Empty title="No models yet" acts={button} ways={importModelWays(project)}>
          A model is a name for weights: a folder that you import, or what a run made. Each import and each run adds a version; the name
          means one of them, and rolls back in one step. The embedded <code>tiny</code> is always there to try things with.
        </Empty>
      ) : null}
      {models.data && !nothing ? (
        <Toolbar>
          <SearchBox label="Search by name or id" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
          <Segments
            label="View"
            value={graph ? "lineage" : "list"}
            onChange={(view) => set({ view: view === "lineage" ? view : undefined })}
            options={[
              { value: "list", label: "List" },
              { value: "lineage", label: "Lineage" },
            ]}
          />
        </Toolbar>
      ) : null}
      {models.data && !nothing && rows.length === 0 ? <Quiet>No model matches.</Quiet> : null}
      {graph && !nothing ? <WholeLineage project={project} text={search.text ?? ""} /> : null}
      {rows.length > 0 && !graph ? (
        <DataTable
          label="Models"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(model) => model.id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(model) => set({ open: model.id }, Boolean(search.open))}
          onEnter={(model) => void go({ to: "/p/$project/models/$model", params: { project, model: model.name } })}
          foot={`${rows.length} ${rows.length === 1 ? "model" : "models"}`}
        />
      ) : null}
      {open ? (
        <Drawer
          title={open.name}
          onClose={() => set({ open: undefined })}
          onFull={() => void go({ to: "/p/$project/models/$model", params: { project, model: open.name } })}
        >
          <ModelView project={project} model={open} />
        </Drawer>
      ) : null}
      {search.view === "import" ? <ImportModel project={project} onClose={() => set({ view: undefined })} /> : null}
    </Page>
  );
}

/** Where every model came from; what is searched for stands out. */
function WholeLineage({ project, text }: { project: string; text: string }) {
  const { data, error } = useQuery(projectLineageQuery(project));
  if (error) return <Failure error={error} />;
  const sought = text.toLowerCase();
  const here = data?.nodes.filter((node) => sought !== "" && node.label.toLowerCase().includes(sought)).map((node) => node.id) ?? [];
  return (
    <Suspense fallback={<BlockSkeleton />}>{data ? <Graph project={project} lineage={data} here={here} /> : <BlockSkeleton />}</Suspense>
  );
}
