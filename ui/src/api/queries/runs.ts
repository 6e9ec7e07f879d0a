// Runs: the list, one run with all that it streams, and what can be done to it.
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import { extended, type Handlers } from "../stream";
import { ENDED, type Run, type RunEvent, type RunLoad, type RunLogLine, type RunMetrics, type RunRequest, type RunStatus } from "../types";

export interface RunFilter {
  text?: string | undefined;
  status?: RunStatus[] | undefined;
  recipe?: string | undefined;
}

const PAGE = 100;
const MOVES = 5_000;

export function runsQuery(project: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", project, filter],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET("/api/v1/projects/{project}/runs", {
          params: { path: { project }, query: { ...filter, after: pageParam ?? undefined, limit: PAGE } as never },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((run) => !ENDED.has(run.status))) ? MOVES : false),
  });
}

export function runQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/runs/{run}", { params: { path: { project, run } } })),
    refetchInterval: ({ state }) => (state.data && !ENDED.has(state.data.status) ? MOVES : false),
  });
}

/** Every row of a stream of a run, page by page. */
async function all<Row extends { seq: number }>(page: (after: number) => Promise<{ items: Row[] }>, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const { items } = await page(rows.at(-1)?.seq ?? 0);
    rows.push(...items);
    if (items.length < limit) return rows;
  }
}

const ROWS = 5000;
const LINES = 500;
const at = (project: string, run: string) => ({ project, run });

export function metricsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "metrics"],
    queryFn: () =>
      all<RunMetrics>(
        (after) =>
          ask(
            api.GET("/api/v1/projects/{project}/runs/{run}/metrics", { params: { path: at(project, run), query: { after, limit: ROWS } } }),
          ),
        ROWS,
      ),
    staleTime: 30_000,
  });
}

export function logsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "logs"],
    queryFn: () =>
      all<RunLogLine>(
        (after) =>
          ask(
            api.GET("/api/v1/projects/{project}/runs/{run}/logs", { params: { path: at(project, run), query: { after, limit: LINES } } }),
          ),
        LINES,
      ),
    staleTime: 30_000,
  });
}

export function eventsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "events"],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/events", { params: { path: at(project, run) } }))).items,
  });
}

export function loadQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "load"],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/load", { params: { path: at(project, run) } }))).items,
    staleTime: 30_000,
  });
}

export function episodesQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "episodes"],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/episodes", { params: { path: at(project, run) } }))).items,
  });
}

export function checkpointsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "checkpoints"],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/checkpoints", { params: { path: at(project, run) } }))).items,
  });
}

export function attemptsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "attempts"],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/attempts", { params: { path: at(project, run) } }))).items,
  });
}

/** Where a run's stream is, and what to do with what it says. */
export function runStream(project: string, run: string): { url: string; handlers: Handlers } {
  const add = <Row extends { seq: number }>(part: string) => {
    return (row: unknown) =>
      cache.setQueryData<Row[]>(["run", project, run, part], (rows) => (rows ? extended(rows, [row as Row]) : undefined));
  };
  return {
    url: `/api/v1/projects/${encodeURIComponent(project)}/runs/${encodeURIComponent(run)}/stream`,
    handlers: {
      run: (body) => cache.setQueryData<Run>(runQuery(project, run).queryKey, body as Run),
      metrics: add<RunMetrics>("metrics"),
      log: add<RunLogLine>("logs"),
      event: add<RunEvent>("events"),
      load: add<RunLoad>("load"),
      episode: () => void cache.invalidateQueries({ queryKey: ["run", project, run, "episodes"] }),
      checkpoint: () => void cache.invalidateQueries({ queryKey: ["run", project, run, "checkpoints"] }),
    },
  };
}

export function useNewRun(project: string) {
  return useMutation({
    mutationFn: (body: RunRequest) => ask(api.POST("/api/v1/projects/{project}/runs", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: (run) => {
      cache.setQueryData<Run>(runQuery(project, run.id).queryKey, run);
      void cache.invalidateQueries({ queryKey: ["runs", project] });
    },
  });
}

export type RunAct = "pause" | "resume" | "cancel";

/** Pause, resume or cancel; the list and the run are told at once. */
export function useRunAct(project: string, run: string) {
  return useMutation({
    mutationFn: (act: RunAct) => {
      const to = { params: { path: at(project, run) } };
      if (act === "pause") return ask(api.POST("/api/v1/projects/{project}/runs/{run}/pause", to));
      if (act === "resume") return ask(api.POST("/api/v1/projects/{project}/runs/{run}/resume", to));
      return ask(api.POST("/api/v1/projects/{project}/runs/{run}/cancel", to));
    },
    onSuccess: (fresh) => {
      cache.setQueryData<Run>(runQuery(project, run).queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["runs", project] });
    },
  });
}

/** What runs now, for the bar. */
export function busyQuery(project: string) {
  return queryOptions({
    queryKey: ["runs", project, "busy"],
    queryFn: () =>
      ask(
        api.GET("/api/v1/projects/{project}/runs", { params: { path: { project }, query: { status: ["running", "leased"], limit: 12 } } }),
      ),
    refetchInterval: 10_000,
  });
}
