// Datasets: examples to learn from.
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import type { DatasetFromRecord, Filter } from "../types";

export function datasetsQuery(project: string) {
  return queryOptions({
    queryKey: ["datasets", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/datasets", { params: { path: { project }, query: { limit: 500 } } }))).items,
  });
}

export function useImportDataset(project: string) {
  return useMutation({
    mutationFn: (body: { name: string; path: string; description: string }) =>
      ask(api.POST("/api/v1/projects/{project}/datasets", { params: { path: { project } }, body: { ...body, kind: "chat" } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["datasets", project] }),
  });
}

export function useArchiveDataset(project: string, dataset: string) {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/projects/{project}/datasets/{dataset}/archive", { params: { path: { project, dataset } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["datasets", project] }),
  });
}

/** A dataset to make from what a filter finds; the rest has its defaults. */
export interface BuildAsked {
  name: string;
  kind: "chat" | "preference" | "rated" | "prompts";
  level: "interactions" | "episodes";
  filter: Filter;
  metric: string | null;
  splits: { train: number; dev: number; test: number };
  description: string;
}

const MOST = 50_000;

/** What it would be made of, now. Its name does not matter for that. */
export function previewQuery(project: string, { name: _, description: __, ...asked }: BuildAsked) {
  const body = { ...asked, name: "preview", description: "", limit: MOST } as DatasetFromRecord;
  return queryOptions({
    queryKey: ["datasets", project, "preview", asked],
    queryFn: ({ signal }) => ask(api.POST("/api/v1/projects/{project}/datasets/preview", { params: { path: { project } }, body, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useBuildDataset(project: string) {
  return useMutation({
    mutationFn: (asked: BuildAsked) => {
      const body = { ...asked, limit: MOST } as DatasetFromRecord;
      return ask(api.POST("/api/v1/projects/{project}/datasets/build", { params: { path: { project } }, body }));
    },
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["datasets", project] }),
  });
}

/** The runs that learned from it, and the models that came of them. */
export function datasetUsesQuery(project: string, dataset: string) {
  return queryOptions({
    queryKey: ["dataset", project, dataset, "uses"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/datasets/{dataset}/uses", { params: { path: { project, dataset } } })),
  });
}

/** Where its first examples came from. */
export function datasetOriginsQuery(project: string, dataset: string) {
  return queryOptions({
    queryKey: ["dataset", project, dataset, "origins"],
    queryFn: () =>
      ask(
        api.GET("/api/v1/projects/{project}/datasets/{dataset}/origins", { params: { path: { project, dataset }, query: { limit: 20 } } }),
      ),
  });
}
