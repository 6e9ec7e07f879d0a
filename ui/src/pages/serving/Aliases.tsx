// Aliases: the names that apps call, and what answers behind each.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { aliasesQuery } from "@/api/queries/serving";
import type { Alias as Called } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Chip, Id, Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { aliasWays } from "../ways";
import { AliasActs } from "./AliasActs";
import { AliasView } from "./AliasView";
import { NewAlias } from "./NewAlias";
import { Places } from "./Places";
import { pointed } from "./serves";

const route = getRouteApi("/inside/p/$project/aliases");

const columns = (project: string): Column<Called>[] => [
  { id: "name", header: "Alias", value: (row) => row.name, cell: (row) => row.name },
  { id: "call", wide: true, header: "Called as", cell: (row) => <Id id={`${project}/${row.name}`} full /> },
  {
    id: "shares",
    header: "Answers",
    value: (row) => pointed(row.shares),
    cell: (row) => <span title={pointed(row.shares)}>{pointed(row.shares)}</span>,
    grow: true,
  },
  { id: "fallbacks", wide: true, header: "Then", cell: (row) => row.fallbacks.join(", ") || <Nothing why="no fallback" /> },
  {
    id: "settings",
    wide: true,
    header: "With",
    cell: (row) => {
      const has = traits(row);
      return has.length ? has.map((one) => <Chip key={one}>{one}</Chip>) : <Nothing why="defaults" />;
    },
  },
  { id: "version", header: "Version", value: (row) => row.version, cell: (row) => row.version, end: true },
  { id: "changed", wide: true, header: "Changed", value: (row) => row.updated_at, cell: (row) => <When at={row.updated_at} />, end: true },
];

/** What of an alias's settings somebody would want to know at a glance. */
function traits({ settings }: Called): string[] {
  const limits = Object.values(settings.limits).some((value) => value !== null && value !== undefined);
  return [
    ...(settings.prompt ? ["prompt"] : []),
    ...(limits ? ["limits"] : []),
    ...(settings.tokens ? ["token ids"] : []),
    ...(settings.record ? [] : ["not recorded"]),
  ];
}

export default function Aliases() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/aliases" });
  const may = useMay(project);
  const aliases = useQuery(aliasesQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return (aliases.data ?? []).filter((row) =>
      `${row.name} ${row.id} ${pointed(row.shares)} ${row.description}`.toLowerCase().includes(text),
    );
  }, [aliases.data, search.text]);
  const shown = useMemo(() => columns(project), [project]);
  const make = () => set({ view: "new" }, false);
  useKeys("Aliases", may("deployments.write") ? [{ key: "c", does: "New alias", act: make }] : []);
  const button = may("deployments.write") ? (
    <Button kind="primary" onClick={make}>
      <Plus size={14} aria-hidden />
      New alias
    </Button>
  ) : null;
  const nothing = aliases.data?.length === 0;
  const open = aliases.data?.find((row) => row.id === search.open);
  const full = (row: Called) => void go({ to: "/p/$project/aliases/$alias/{-$tab}", params: { project, alias: row.name } });
  return (
    <Page title="Aliases" acts={nothing ? null : button} full={rows.length > 0}>
      <Places project={project} />
      {aliases.isPending ? <TableSkeleton /> : null}
      {aliases.error ? <Failure error={aliases.error} retry={() => void aliases.refetch()} /> : null}
      {nothing ? (
        <Empty title="No aliases yet" acts={button} ways={aliasWays(project)}>
          An alias is the name that apps call, <code>{`${project}/…`}</code>. It points at deployments, in shares if you like, and can point
          elsewhere within a second without any change in the app; every change is kept and rolls back in one step.
        </Empty>
      ) : null}
      {aliases.data && !nothing ? (
        <Toolbar>
          <SearchBox label="Search by name or deployment" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        </Toolbar>
      ) : null}
      {aliases.data && !nothing && rows.length === 0 ? <Quiet>No alias matches.</Quiet> : null}
      {rows.length > 0 ? (
        <DataTable
          label="Aliases"
          fill
          rows={rows}
          columns={shown}
          rowId={(row) => row.id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
          onEnter={full}
          foot={`${rows.length} ${rows.length === 1 ? "alias" : "aliases"}`}
        />
      ) : null}
      {open ? (
        <Drawer title={open.name} onClose={() => set({ open: undefined })} onFull={() => full(open)}>
          <AliasActs project={project} alias={open} onGone={() => set({ open: undefined })} />
          <AliasView project={project} alias={open} />
        </Drawer>
      ) : null}
      {search.view === "new" ? <NewAlias project={project} to={search.to} onClose={() => set({ view: undefined, to: undefined })} /> : null}
    </Page>
  );
}
