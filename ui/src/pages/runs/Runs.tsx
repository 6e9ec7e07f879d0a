// Runs: the list; details beside it; several picked to compare.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { recipesQuery } from "@/api/queries/recipes";
import { countsQuery, metricsQuery, runQuery, runsQuery } from "@/api/queries/runs";
import { ENDED, type Run, type RunStatus as State } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button, buttonClass } from "@/parts/Button";
import { LineChart } from "@/parts/chart/LineChart";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import { Page } from "@/parts/Page";
import page from "@/parts/page.module.css";
import part from "@/parts/parts.module.css";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Id, Lasting, Nothing, Progress, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import { list } from "@/search";
import { useMay } from "../may";
import css from "../pages.module.css";
import { newRunWays } from "../ways";
import { asked } from "./asked";
import { charts } from "./curves";
import { RunFacts, RunStatus, Why } from "./parts";
import { RunActs } from "./RunActs";

const route = getRouteApi("/inside/p/$project/runs");

const STATES: { value: string; label: string; statuses: State[] }[] = [
  { value: "all", label: "All", statuses: [] },
  { value: "active", label: "Active", statuses: ["queued", "leased", "running", "paused"] },
  { value: "succeeded", label: "Succeeded", statuses: ["succeeded"] },
  { value: "failed", label: "Failed", statuses: ["failed"] },
  { value: "cancelled", label: "Cancelled", statuses: ["cancelled"] },
];

/** What a run said last of what it is for: its reward, else its loss. */
function latest(run: Run): [name: string, value: number] | undefined {
  const name = ["reward", "loss"].find((one) => run.latest?.[one] !== undefined);
  return name ? [name, run.latest?.[name] ?? 0] : undefined;
}

function Latest({ run }: { run: Run }) {
  const found = latest(run);
  if (!found) return <Nothing why="nothing logged" />;
  return (
    <>
      <span className={part.muted}>{found[0]}</span> {number(found[1])}
    </>
  );
}

const COLUMNS: Column<Run>[] = [
  { id: "name", header: "Run", value: (run) => run.name, cell: (run) => <span title={run.name}>{run.name}</span>, grow: true },
  { id: "status", header: "Status", value: (run) => run.status, cell: (run) => <RunStatus run={run} /> },
  {
    id: "progress",
    header: "Step",
    value: (run) => (run.steps ? (run.step ?? 0) / run.steps : 0),
    cell: (run) => <Progress step={run.step ?? 0} steps={run.steps} />,
  },
  { id: "recipe", wide: true, header: "Recipe", value: (run) => run.spec.recipe, cell: (run) => run.spec.recipe },
  { id: "model", wide: true, header: "Model", value: (run) => run.spec.model.name, cell: (run) => run.spec.model.name },
  { id: "latest", wide: true, header: "Latest", value: (run) => latest(run)?.[1], cell: (run) => <Latest run={run} />, end: true },
  {
    id: "took",
    wide: true,
    header: "Took",
    value: (run) => (run.started_at ? Date.parse(run.finished_at ?? "") - Date.parse(run.started_at) || 0 : null),
    cell: (run) => <Lasting from={run.started_at} to={run.finished_at} />,
    end: true,
  },
  { id: "made", wide: true, header: "Made", value: (run) => run.created_at, cell: (run) => <When at={run.created_at} />, end: true },
  { id: "id", wide: true, header: "Id", cell: (run) => <Id id={run.id} /> },
];

export default function Runs() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/runs" });
  const may = useMay(project);
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const state = STATES.find((one) => one.value === search.status) ?? STATES[0];
  const filter = { status: state?.statuses, recipe: search.recipe, ...asked(search.text) };
  const runs = useInfiniteQuery(runsQuery(project, filter));
  const counts = useQuery(countsQuery(project));
  const rows = useMemo(() => runs.data?.pages.flatMap((one) => one.items) ?? [], [runs.data]);
  const picked = useMemo(() => new Set(list(search.pick)), [search.pick]);
  const narrowed = Boolean(search.text || search.status || search.recipe);
  const make = () => void go({ to: "/p/$project/runs/new", params: { project } });
  useKeys("Runs", may("runs.write") ? [{ key: "c", does: "New run", act: make }] : []);
  const button = may("runs.write") ? (
    <Link to="/p/$project/runs/new" params={{ project }} className={buttonClass("primary")}>
      <Plus size={14} aria-hidden />
      New run
    </Link>
  ) : null;
  const nothing = runs.isSuccess && rows.length === 0;
  return (
    <Page title="Runs" acts={nothing && !narrowed ? null : button} full={rows.length > 0}>
      {(nothing && !narrowed) || (runs.error && !runs.data) ? null : (
        <Toolbar side={<Picked project={project} picked={picked} onNone={() => set({ pick: undefined })} />}>
          <SearchBox label="Search by name, id or tag" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
          <Segments
            label="Status"
            value={state?.value ?? "all"}
            options={STATES.map((one) => ({ ...one, count: total(counts.data, one.statuses) }))}
            onChange={(value) => set({ status: value === "all" ? undefined : value })}
          />
          <RecipeFilter project={project} value={search.recipe} onChange={(recipe) => set({ recipe })} />
        </Toolbar>
      )}
      {runs.isPending ? <TableSkeleton rows={12} /> : null}
      {runs.error ? <Failure error={runs.error} retry={() => void runs.refetch()} /> : null}
      {nothing && narrowed ? <Quiet>No run matches. Clear the search or choose another status.</Quiet> : null}
      {nothing && !narrowed ? (
        <Empty title="No runs yet" acts={button} ways={newRunWays(project, { recipe: "grpo", env: { name: "supply_desk" } })}>
          A run trains a model by a recipe. It survives crashes, streams its numbers here as they come, and can be repeated from its id.
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          label="Runs"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(run) => run.id}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(run) => set({ open: run.id }, Boolean(search.open))}
          onEnter={(run) => void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: run.id } })}
          picked={picked}
          onPick={(id, on) => {
            const next = on ? [...picked, id] : [...picked].filter((one) => one !== id);
            set({ pick: next.join(",") || undefined });
          }}
          foot={
            runs.hasNextPage ? (
              <Button small onClick={() => void runs.fetchNextPage()} disabled={runs.isFetchingNextPage}>
                Older runs
              </Button>
            ) : (
              `${rows.length} ${rows.length === 1 ? "run" : "runs"}`
            )
          }
        />
      ) : null}
      {search.open ? <RunDrawer project={project} id={search.open} onClose={() => set({ open: undefined })} /> : null}
    </Page>
  );
}

/** How many runs are in these statuses, or in any. */
function total(counts: Readonly<Record<string, number>> | undefined, statuses: readonly State[]): number | undefined {
  if (!counts) return undefined;
  return (statuses.length ? statuses : Object.keys(counts)).reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

function Picked({ project, picked, onNone }: { project: string; picked: ReadonlySet<string>; onNone: () => void }) {
  if (picked.size === 0) return null;
  return (
    <span className={page.acts}>
      <span className={part.muted}>{picked.size} picked</span>
      <Button kind="ghost" onClick={onNone}>
        None
      </Button>
      <Link to="/p/$project/runs/compare" params={{ project }} search={{ runs: [...picked].join(",") }} className={buttonClass()}>
        Compare
      </Link>
    </span>
  );
}

function RecipeFilter({
  project,
  value,
  onChange,
}: {
  project: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { data: recipes = [] } = useQuery(recipesQuery(project));
  return (
    <select
      className={`${part.input} ${css.filter}`}
      aria-label="Recipe"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">Any recipe</option>
      {recipes.map((recipe) => (
        <option key={recipe.name} value={recipe.name}>
          {recipe.name}
        </option>
      ))}
    </select>
  );
}

/** A run beside the list: how it goes, what it is. */
function RunDrawer({ project, id, onClose }: { project: string; id: string; onClose: () => void }) {
  const go = useNavigate();
  const { data: run, error } = useQuery(runQuery(project, id));
  const full = () => void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: id } });
  return (
    <Drawer title={run?.name ?? "Run"} onClose={onClose} onFull={full}>
      {error ? <Failure error={error} /> : null}
      {run ? (
        <>
          <div className={page.head}>
            <RunStatus run={run} />
            <div className={page.acts}>
              <RunActs project={project} run={run} />
              <Button onClick={full}>Open</Button>
            </div>
          </div>
          <Why run={run} />
          <FewCurves project={project} run={run} />
          <RunFacts project={project} run={run} />
        </>
      ) : error ? null : (
        <BlockSkeleton />
      )}
    </Drawer>
  );
}

function FewCurves({ project, run }: { project: string; run: Run }) {
  const { data } = useQuery({ ...metricsQuery(project, run.id), refetchInterval: ENDED.has(run.status) ? false : 5000 });
  const found = useMemo(() => (data ? charts([{ run, rows: data }], "step").slice(0, 2) : []), [data, run]);
  return found.map((chart) => (
    <LineChart key={chart.metric} title={chart.title} series={chart.series} smoothing={0.6} syncKey={run.id} height={140} />
  ));
}
