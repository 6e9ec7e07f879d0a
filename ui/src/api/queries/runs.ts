// Runs: the list, one run with all that it streams, and what can be done to it.
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { cache } from "../cache";
import { api, ask } from "../client";
import { extended, type Handlers } from "../stream";
import { ENDED, type Run, type RunEvent, type RunLogLine, type RunMetrics, type RunRequest, type RunStatus } from "../types";

export interface RunFilter {
  status?: RunStatus[] | undefined;
  recipe?: string | undefined;
  tag?: string[] | undefined;
  text?: string | undefined;
}

const PAGE = 100;
const MOVES = 5_000;

export function runsQuery(project: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", project, filter],
    queryFn: ({ pageParam }) => {
      const { status = [], recipe, tag = [], text } = filter;
      const given = { ...(recipe ? { recipe } : {}), ...(text ? { text } : {}), ...(pageParam ? { after: pageParam } : {}) };
      const query = { status, tag, limit: PAGE, ...given };
      return ask(api.GET("/api/v1/projects/{project}/runs", { params: { path: { project }, query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((run) => !ENDED.has(run.status))) ? MOVES : false),
  });
}

/** How many runs there are in each status. */
export function countsQuery(project: string) {
  return queryOptions({
    queryKey: ["runs", project, "counts"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/run-counts", { params: { path: { project } } })),
    refetchInterval: MOVES,
  });
}

export function runQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/runs/{run}", { params: { path: { project, run } } })),
    refetchInterval: ({ state }) => (state.data && !ENDED.has(state.data.status) ? MOVES : false),
  });
}

type Rows<Row> = Promise<{ items: Row[]; next?: string | null }>;

/** Every row of a stream of a run, page by page. */
async function all<Row extends { seq: number }>(page: (after: number) => Rows<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const { items, next } = await page(rows.at(-1)?.seq ?? 0);
    rows.push(...items);
    if (!next || items.length === 0) return rows;
  }
}

const ROWS = 5000;
const EPISODES = 100;
const at = (project: string, run: string) => ({ project, run });
const params = (project: string, run: string, after: number, limit: number) => ({
  params: { path: at(project, run), query: { after, limit } },
});

export function metricsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "metrics"],
    queryFn: () => all((after) => ask(api.GET("/api/v1/projects/{project}/runs/{run}/metrics", params(project, run, after, ROWS)))),
    staleTime: 30_000,
  });
}

/** The newest lines; a run may say more than anybody reads. */
export function logsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "logs"],
    queryFn: async () => {
      const query = { limit: ROWS, last: true };
      return (await ask(api.GET("/api/v1/projects/{project}/runs/{run}/logs", { params: { path: at(project, run), query } }))).items;
    },
    staleTime: 30_000,
  });
}

export function eventsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "events"],
    queryFn: () => all((after) => ask(api.GET("/api/v1/projects/{project}/runs/{run}/events", params(project, run, after, ROWS)))),
  });
}

/** Example episodes, the oldest first, a hundred at a time. */
export function episodesQuery(project: string, run: string) {
  return infiniteQueryOptions({
    queryKey: ["run", project, run, "episodes"],
    queryFn: ({ pageParam }) => ask(api.GET("/api/v1/projects/{project}/runs/{run}/episodes", params(project, run, pageParam, EPISODES))),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.next ? page.items.at(-1)?.seq : undefined),
  });
}

export function checkpointsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "checkpoints"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/runs/{run}/checkpoints", { params: { path: at(project, run) } })),
  });
}

export function attemptsQuery(project: string, run: string) {
  return queryOptions({
    queryKey: ["run", project, run, "attempts"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/runs/{run}/attempts", { params: { path: at(project, run) } })),
  });
}

/** Where a run's stream is, from a number on, and what to do with what it says. */
export function runStream(project: string, run: string, after: number): { url: string; handlers: Handlers } {
  const add = <Row extends { seq: number }>(part: string) => {
    return (row: unknown) =>
      cache.setQueryData<Row[]>(["run", project, run, part], (rows) => (rows ? extended(rows, [row as Row]) : undefined));
  };
  return {
    url: `/api/v1/projects/${encodeURIComponent(project)}/runs/${encodeURIComponent(run)}/stream?after=${after}`,
    handlers: {
      run: (body) => cache.setQueryData<Run>(runQuery(project, run).queryKey, body as Run),
      metrics: add<RunMetrics>("metrics"),
      log: add<RunLogLine>("logs"),
      event: (row) => {
        add<RunEvent>("events")(row);
        if ((row as RunEvent).kind === "checkpoint") void cache.invalidateQueries({ queryKey: ["run", project, run, "checkpoints"] });
      },
      end: () => void cache.invalidateQueries({ queryKey: ["run", project, run] }),
      episode: () => void cache.invalidateQueries({ queryKey: ["run", project, run, "episodes"] }),
    },
  };
}

/** Ask for a run. The same request, sent again because no answer came, makes no second one. */
export function useNewRun(project: string) {
  const sent = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: (body: RunRequest) => {
      const text = JSON.stringify(body);
      if (sent.current.body !== text) sent.current = { body: text, key: freshKey() };
      const header = { "Idempotency-Key": sent.current.key };
      return ask(api.POST("/api/v1/projects/{project}/runs", { params: { path: { project }, header }, body }));
    },
    meta: { told: true },
    onSuccess: (run) => {
      sent.current = { body: "", key: "" };
      cache.setQueryData<Run>(runQuery(project, run.id).queryKey, run);
      void cache.invalidateQueries({ queryKey: ["runs", project] });
    },
  });
}

/** 128 random bits; `randomUUID` is missing on pages without TLS. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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

function changed(project: string, run: Run): void {
  cache.setQueryData<Run>(runQuery(project, run.id).queryKey, run);
  void cache.invalidateQueries({ queryKey: ["runs", project] });
}

/** The same again, from the newest place that the run reached. */
export function useRetry(project: string, run: string) {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/projects/{project}/runs/{run}/retry", { params: { path: at(project, run) }, body: {} })),
    onSuccess: (fresh) => changed(project, fresh),
  });
}

export function useRename(project: string, run: string) {
  return useMutation({
    mutationFn: (name: string) =>
      ask(api.PATCH("/api/v1/projects/{project}/runs/{run}", { params: { path: at(project, run) }, body: { name } })),
    meta: { told: true },
    onSuccess: (fresh) => changed(project, fresh),
  });
}

/** Remove a run that has ended, with all that it wrote. */
export function useRemoveRun(project: string, run: string) {
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/projects/{project}/runs/{run}", { params: { path: at(project, run) } })),
    meta: { told: true },
    onSuccess: () => {
      cache.removeQueries({ queryKey: ["run", project, run] });
      void cache.invalidateQueries({ queryKey: ["runs", project] });
    },
  });
}
