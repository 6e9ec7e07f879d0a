// Recipes and envs: what runs are made of.
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../client";

const LONG = 300_000;

export function recipesQuery(project: string) {
  return queryOptions({
    queryKey: ["recipes", project],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/recipes", { params: { path: { project } } })),
    staleTime: LONG,
  });
}

export function envsQuery(project: string) {
  return queryOptions({
    queryKey: ["envs", project],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/envs", { params: { path: { project } } })),
    staleTime: LONG,
  });
}

/** The schemas of what every run has, in the order in which they are meant to be read. */
export const runFormQuery = queryOptions({
  queryKey: ["run-form"],
  queryFn: () => ask(api.GET("/api/v1/run-form")),
  staleTime: LONG,
});
