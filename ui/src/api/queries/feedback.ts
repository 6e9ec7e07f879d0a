// Feedback: events, what they are recorded under, how episodes ended, and KPIs over episodes.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import type { FeedbackRequest, KpiRequest, MetricRequest } from "../types";

export interface FeedbackFilter {
  metric?: string | undefined;
  source_kind?: "person" | "judge" | "system" | "implicit" | "outcome" | undefined;
  parked?: boolean | undefined;
  counts?: boolean | undefined;
  aside?: boolean | undefined;
  interaction?: string | undefined;
  episode?: string | undefined;
}

const PAGE = 100;
const MOVES = 5_000;

export function feedbackQuery(project: string, filter: FeedbackFilter, live = false) {
  return infiniteQueryOptions({
    queryKey: ["feedback", project, filter],
    queryFn: ({ pageParam }) => {
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
      const query = { ...given, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) };
      return ask(api.GET("/api/v1/projects/{project}/feedback", { params: { path: { project }, query: query as object } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchInterval: ({ state }) => (live && (state.data?.pages.length ?? 0) <= 1 ? MOVES : false),
  });
}

export function feedbackCountsQuery(project: string, filter: FeedbackFilter = {}) {
  return queryOptions({
    queryKey: ["feedback", project, "counts", filter],
    queryFn: () => {
      const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
      return ask(api.GET("/api/v1/projects/{project}/feedback-counts", { params: { path: { project }, query: query as object } }));
    },
    refetchInterval: MOVES * 2,
  });
}

function given(project: string): void {
  void cache.invalidateQueries({ queryKey: ["feedback", project] });
  void cache.invalidateQueries({ queryKey: ["metrics", project] });
  void cache.invalidateQueries({ queryKey: ["outcome", project] });
}

/** What a person on the page says; the rest of an event has its defaults. */
export type Said = Pick<FeedbackRequest, "metric" | "value"> & Partial<FeedbackRequest>;

export function useGiveFeedback(project: string) {
  return useMutation({
    mutationFn: (body: Said) =>
      ask(api.POST("/api/v1/projects/{project}/feedback", { params: { path: { project } }, body: body as FeedbackRequest })),
    meta: { told: true },
    onSuccess: () => given(project),
  });
}

export function useRetract(project: string) {
  return useMutation({
    mutationFn: ({ feedback, reason }: { feedback: string; reason: string }) =>
      ask(
        api.POST("/api/v1/projects/{project}/feedback/{feedback}/retract", { params: { path: { project, feedback } }, body: { reason } }),
      ),
    onSuccess: () => given(project),
  });
}

export function outcomeQuery(project: string, episode: string) {
  return queryOptions({
    queryKey: ["outcome", project, episode],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/episodes/{episode}/outcome", { params: { path: { project, episode } } })),
  });
}

export interface OutcomeSaid {
  resolved?: boolean;
  escalated?: boolean;
  containable?: boolean;
  must_escalate?: boolean;
  reason?: string;
}

export function useTellOutcome(project: string, episode: string) {
  return useMutation({
    mutationFn: (said: OutcomeSaid) =>
      ask(
        api.POST("/api/v1/projects/{project}/episodes/{episode}/outcome", {
          params: { path: { project, episode } },
          body: { ...said, source: { kind: "person", id: "", version: "" } } as never,
        }),
      ),
    onSuccess: () => {
      given(project);
      void cache.invalidateQueries({ queryKey: ["episode", project, episode] });
    },
  });
}

export function metricsQuery(project: string) {
  return queryOptions({
    queryKey: ["metrics", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/metrics", { params: { path: { project }, query: { limit: 500 } } }))).items,
    staleTime: 30_000,
  });
}

export function useDeclareMetric(project: string) {
  return useMutation({
    mutationFn: (body: MetricRequest) => ask(api.POST("/api/v1/projects/{project}/metrics", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["metrics", project] }),
  });
}

export function kpisQuery(project: string) {
  return queryOptions({
    queryKey: ["metrics", project, "kpis"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/kpis", { params: { path: { project } } })),
    staleTime: 60_000,
  });
}

export interface KpiAsked {
  kpi: string;
  since: string;
  every?: "hour" | "day";
  by?: "alias" | "deployment";
}

/** A figure with its interval: of all episodes, and of each day, alias or deployment that is asked for. */
export function kpiQuery(project: string, { kpi, ...query }: KpiAsked) {
  return queryOptions({
    queryKey: ["metrics", project, "kpi", kpi, query],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/kpis/{kpi}", { params: { path: { project, kpi }, query } })),
    staleTime: 15_000,
  });
}

/** What a KPI would be if it were defined so; its words do not matter for that. */
export function kpiPreviewQuery(
  project: string,
  { name: _, description: __, unit: ___, direction: ____, ...asked }: KpiRequest,
  since: string,
) {
  const body: KpiRequest = { ...asked, name: "preview", description: "", unit: "", direction: "up" };
  return queryOptions({
    queryKey: ["metrics", project, "kpi", "preview", asked, since],
    queryFn: ({ signal }) =>
      ask(api.POST("/api/v1/projects/{project}/kpis/preview", { params: { path: { project }, query: { since } }, body, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useDefineKpi(project: string) {
  return useMutation({
    mutationFn: (body: KpiRequest) => ask(api.POST("/api/v1/projects/{project}/kpis", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["metrics", project] }),
  });
}

export function useRemoveKpi(project: string) {
  return useMutation({
    mutationFn: (kpi: string) => ask(api.DELETE("/api/v1/projects/{project}/kpis/{kpi}", { params: { path: { project, kpi } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["metrics", project] }),
  });
}
