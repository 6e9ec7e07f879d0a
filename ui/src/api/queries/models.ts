// Models: names for weights, their versions, and what came from what.
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../client";

export function modelsQuery(project: string) {
  return queryOptions({
    queryKey: ["models", project],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/models", { params: { path: { project } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some((model) => model.version?.status === "importing") ? 3000 : false),
  });
}

export function modelQuery(project: string, model: string) {
  return queryOptions({
    queryKey: ["model", project, model],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/models/{model}", { params: { path: { project, model } } })),
  });
}

export function versionsQuery(project: string, model: string) {
  return queryOptions({
    queryKey: ["model", project, model, "versions"],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/models/{model}/versions", { params: { path: { project, model } } }))).items,
  });
}

export function lineageQuery(project: string) {
  return queryOptions({
    queryKey: ["lineage", project],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/lineage", { params: { path: { project } } }))).items,
  });
}
