// Models: names for weights, their versions, and what came from what.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import type { Model, ModelRequest } from "../types";

const at = (project: string, model: string) => ({ params: { path: { project, model } } });

export function modelsQuery(project: string) {
  return queryOptions({
    queryKey: ["models", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/models", { params: { path: { project }, query: { limit: 500 } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some(arriving) ? 2000 : false),
  });
}

/** A version of it is being taken in. */
export function arriving(model: Model): boolean {
  return model.versions.some((version) => version.status === "importing");
}

export function modelQuery(project: string, model: string) {
  return queryOptions({
    queryKey: ["model", project, model],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/models/{model}", at(project, model))),
    refetchInterval: ({ state }) => (state.data && arriving(state.data) ? 2000 : false),
  });
}

export function lineageQuery(project: string, model: string, number: number) {
  return queryOptions({
    queryKey: ["model", project, model, "lineage", number],
    queryFn: () =>
      ask(api.GET("/api/v1/projects/{project}/models/{model}/versions/{number}/lineage", { params: { path: { project, model, number } } })),
  });
}

export function filesQuery(project: string, model: string, number: number) {
  return queryOptions({
    queryKey: ["model", project, model, "files", number],
    queryFn: () =>
      ask(api.GET("/api/v1/projects/{project}/models/{model}/versions/{number}/files", { params: { path: { project, model, number } } })),
    staleTime: 60_000,
  });
}

function changed(project: string): void {
  void cache.invalidateQueries({ queryKey: ["models", project] });
  void cache.invalidateQueries({ queryKey: ["model", project] });
}

/** Take in a version: from a folder on the server, or from a run. */
export function useImport(project: string) {
  return useMutation({
    mutationFn: (body: ModelRequest) => ask(api.POST("/api/v1/projects/{project}/models", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: () => changed(project),
  });
}

/** Let the name mean another version. */
export function useCurrent(project: string, model: string) {
  return useMutation({
    mutationFn: (current: number) =>
      ask(api.PATCH("/api/v1/projects/{project}/models/{model}", { ...at(project, model), body: { current } })),
    onSuccess: () => changed(project),
  });
}

export function useRollback(project: string, model: string) {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/projects/{project}/models/{model}/rollback", at(project, model))),
    onSuccess: () => changed(project),
  });
}

export function useArchive(project: string, model: string) {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/projects/{project}/models/{model}/archive", at(project, model))),
    onSuccess: () => changed(project),
  });
}

/** What came from what in the whole project. */
export function projectLineageQuery(project: string) {
  return queryOptions({
    queryKey: ["models", project, "lineage"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/lineage", { params: { path: { project } } })),
  });
}
