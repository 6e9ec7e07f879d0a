// The record: interactions and episodes by a filter, what values they have, how they went over time, and filters with a name.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import type { Filter, GroupQuery } from "../types";

const PAGE = 100;
const MOVES = 5_000;
const MOST_LISTS = 20;

export function interactionsQuery(project: string, filter: Filter, live = false) {
  return infiniteQueryOptions({
    queryKey: ["interactions", project, filter],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.POST("/api/v1/projects/{project}/interactions/query", {
          params: { path: { project } },
          body: { filter, limit: PAGE, after: pageParam },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (live && (state.data?.pages.length ?? 0) <= 1 ? MOVES : false),
  });
}

export function episodesQuery(project: string, filter: Filter, live = false) {
  return infiniteQueryOptions({
    queryKey: ["episodes", project, filter],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.POST("/api/v1/projects/{project}/episodes/query", {
          params: { path: { project } },
          body: { filter, limit: PAGE, after: pageParam },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (live && (state.data?.pages.length ?? 0) <= 1 ? MOVES : false),
  });
}

/** How often each value comes; of every facet, or of those that are named. */
export function facetsQuery(project: string, filter: Filter, fields: string[] = []) {
  return queryOptions({
    queryKey: ["interactions", project, "facets", filter, fields],
    queryFn: ({ signal }) =>
      ask(
        api.POST("/api/v1/projects/{project}/interactions/facets", {
          params: { path: { project } },
          body: { filter, fields, most: 20 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** How many a filter finds, in all of the time. */
export function countQuery(project: string, level: "interactions" | "episodes", filter: Filter) {
  const params = { path: { project } };
  return queryOptions({
    queryKey: [level, project, "count", filter],
    queryFn: ({ signal }) =>
      ask(
        level === "episodes"
          ? api.POST("/api/v1/projects/{project}/episodes/count", { params, body: { filter, limit: 1 }, signal })
          : api.POST("/api/v1/projects/{project}/interactions/count", { params, body: { filter, format: "jsonl" }, signal }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export interface SeriesAsked {
  filter: Filter;
  start: string;
  end: string;
  span: "hour" | "day";
  split?: "alias" | "deployment" | "status" | null;
}

export function seriesQuery(project: string, asked: SeriesAsked) {
  return queryOptions({
    queryKey: ["interactions", project, "series", asked],
    queryFn: ({ signal }) =>
      ask(api.POST("/api/v1/projects/{project}/interactions/series", { params: { path: { project } }, body: asked, signal })),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** What interactions of a time did cost, and would have cost by every price list of the project; null where there is no list. */
export function costsQuery(project: string, filter: Filter) {
  return queryOptions({
    queryKey: ["interactions", project, "costs", filter],
    queryFn: async ({ signal }) => {
      const params = { path: { project } };
      const lists = await ask(api.GET("/api/v1/projects/{project}/price-lists", { params, signal }));
      if (lists.length === 0) return null;
      const body = { filter, models: {}, lists: lists.slice(0, MOST_LISTS).map((list) => list.name) };
      return ask(api.POST("/api/v1/projects/{project}/interactions/costs", { params, body, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function groupsQuery(project: string, asked: GroupQuery) {
  return queryOptions({
    queryKey: ["interactions", project, "groups", asked],
    queryFn: ({ signal }) =>
      ask(api.POST("/api/v1/projects/{project}/interactions/groups", { params: { path: { project } }, body: asked, signal })),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export function interactionQuery(project: string, interaction: string) {
  return queryOptions({
    queryKey: ["interaction", project, interaction],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/interactions/{interaction}", { params: { path: { project, interaction } } })),
    staleTime: 300_000, // what was written down does not change
  });
}

export function episodeQuery(project: string, episode: string) {
  return queryOptions({
    queryKey: ["episode", project, episode],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/episodes/{episode}", { params: { path: { project, episode } } })),
  });
}

export function viewsQuery(project: string) {
  return queryOptions({
    queryKey: ["views", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/views", { params: { path: { project }, query: { limit: 500 } } }))).items,
    staleTime: 60_000,
  });
}

export interface ViewAsked {
  name: string;
  level: "interactions" | "episodes";
  filter: Filter;
  shown: Record<string, string>;
}

export function useSaveView(project: string) {
  return useMutation({
    mutationFn: (body: ViewAsked) =>
      ask(api.POST("/api/v1/projects/{project}/views", { params: { path: { project } }, body: { ...body, description: "" } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["views", project] }),
  });
}

export function useRemoveView(project: string) {
  return useMutation({
    mutationFn: (view: string) => ask(api.DELETE("/api/v1/projects/{project}/views/{view}", { params: { path: { project, view } } })),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["views", project] }),
  });
}
