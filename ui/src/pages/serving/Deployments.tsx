// Deployments: models being served, by our engine or by an outside server; how they are, and what calls them.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { aliasesQuery, deploymentsQuery } from "@/api/queries/serving";
import type { Alias, Deployment as Served } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Id, Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { deployWays } from "../ways";
import { DeployForm } from "./DeployForm";
import { DeploymentActs, DeploymentView } from "./DeploymentView";
import { Places } from "./Places";
import { KINDS, price, ready, serves, usedBy } from "./serves";

const route = getRouteApi("/inside/p/$project/deployments");

const STATES = [
  { value: "all", label: "All", of: [] },
  { value: "ready", label: "Ready", of: ["ready"] },
  { value: "moving", label: "Starting", of: ["starting", "degraded"] },
  { value: "failed", label: "Failed", of: ["failed"] },
  { value: "stopped", label: "Stopped", of: ["stopped"] },
] as const;

function columns(aliases: readonly Alias[]): Column<Served>[] {
  return [
    { id: "name", header: "Deployment", value: (row) => row.name, cell: (row) => row.name },
    { id: "status", header: "Status", value: (row) => row.status, cell: (row) => <Status status={row.status} /> },
    {
      id: "serves",
      header: "Serves",
      value: (row) => serves(row.target),
      cell: (row) => <span title={serves(row.target)}>{serves(row.target)}</span>,
      grow: true,
    },
    { id: "by", wide: true, header: "By", value: (row) => row.target.kind, cell: (row) => KINDS[row.target.kind] },
    {
      id: "ready",
      header: "Replicas",
      cell: (row) => ready(row) ?? <Nothing why="outside" />,
      end: true,
    },
    {
      id: "aliases",
      wide: true,
      header: "Called as",
      cell: (row) =>
        usedBy(row.name, aliases)
          .map((one) => one.name)
          .join(", ") || <Nothing why="by no alias" />,
    },
    {
      id: "weights",
      wide: true,
      header: "Weights",
      cell: (row) => (row.weights ? <Id id={row.weights} /> : <Nothing why="outside" />),
    },
    { id: "price", wide: true, header: "Price", unit: "$/M tokens", cell: (row) => price(row) ?? <Nothing why="not said" />, end: true },
    {
      id: "changed",
      wide: true,
      header: "Changed",
      value: (row) => row.updated_at,
      cell: (row) => <When at={row.updated_at} />,
      end: true,
    },
  ];
}

export default function Deployments() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/deployments" });
  const may = useMay(project);
  const deployments = useQuery(deploymentsQuery(project));
  const { data: aliases } = useQuery(aliasesQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const state = STATES.find((one) => one.value === search.status) ?? STATES[0];
  const among = (of: readonly string[], row: Served) => of.length === 0 || of.includes(row.status);
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    const inside = (row: Served) => `${row.name} ${row.id} ${serves(row.target)} ${row.description}`.toLowerCase().includes(text);
    const of: readonly string[] = state.of;
    return (deployments.data ?? []).filter((row) => (of.length === 0 || of.includes(row.status)) && inside(row));
  }, [deployments.data, search.text, state]);
  const shown = useMemo(() => columns(aliases ?? []), [aliases]);
  const make = () => set({ view: "deploy" }, false);
  useKeys("Deployments", may("deployments.write") ? [{ key: "c", does: "Deploy a model", act: make }] : []);
  const button = may("deployments.write") ? (
    <Button kind="primary" onClick={make}>
      <Plus size={14} aria-hidden />
      Deploy
    </Button>
  ) : null;
  const nothing = deployments.data?.length === 0;
  const open = deployments.data?.find((row) => row.id === search.open);
  const full = (row: Served) => void go({ to: "/p/$project/deployments/$deployment", params: { project, deployment: row.name } });
  return (
    <Page title="Deployments" acts={nothing ? null : button} full={rows.length > 0}>
      <Places project={project} />
      {deployments.isPending ? <TableSkeleton /> : null}
      {deployments.error ? <Failure error={deployments.error} retry={() => void deployments.refetch()} /> : null}
      {nothing ? (
        <Empty title="Nothing is served yet" acts={button} ways={deployWays(project)}>
          A deployment is a model that answers: a version of the registry on our own engine, or a server elsewhere that speaks OpenAI's or
          Anthropic's API. Apps call it by an alias, so that what answers can change without them.
        </Empty>
      ) : null}
      {deployments.data && !nothing ? (
        <Toolbar>
          <SearchBox label="Search by name or model" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
          <Segments
            label="Status"
            value={state.value}
            options={STATES.map(({ of, ...one }) => ({ ...one, count: deployments.data.filter((row) => among(of, row)).length }))}
            onChange={(value) => set({ status: value === "all" ? undefined : value })}
          />
        </Toolbar>
      ) : null}
      {deployments.data && !nothing && rows.length === 0 ? <Quiet>No deployment matches.</Quiet> : null}
      {rows.length > 0 ? (
        <DataTable
          label="Deployments"
          fill
          rows={rows}
          columns={shown}
          rowId={(row) => row.id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
          onEnter={full}
          foot={`${rows.length} ${rows.length === 1 ? "deployment" : "deployments"}`}
        />
      ) : null}
      {open ? (
        <Drawer title={open.name} onClose={() => set({ open: undefined })} onFull={() => full(open)}>
          <DeploymentActs
            project={project}
            deployment={open}
            onEdit={() => set({ view: "edit" }, false)}
            onGone={() => set({ open: undefined })}
          />
          <DeploymentView project={project} deployment={open} />
        </Drawer>
      ) : null}
      {search.view === "deploy" ? <DeployForm project={project} onClose={() => set({ view: undefined })} model={search.model} /> : null}
      {search.view === "edit" && open ? (
        <DeployForm project={project} changes={open.name} onClose={() => set({ view: undefined })} />
      ) : null}
    </Page>
  );
}
