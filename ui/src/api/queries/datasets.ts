// Datasets: examples to learn from.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";

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
      ask(api.POST("/api/v1/projects/{project}/datasets", { params: { path: { project } }, body })),
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
