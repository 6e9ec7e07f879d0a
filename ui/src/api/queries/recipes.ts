// Recipes and envs: what runs are made of; a recipe of one's own is published, and put away.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";

const LONG = 300_000;
const at = (project: string, recipe: string) => ({ params: { path: { project, recipe } } });

export function recipesQuery(project: string) {
  return queryOptions({
    queryKey: ["recipes", project],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/recipes", { params: { path: { project } } })),
    staleTime: LONG,
  });
}

/** One recipe with its source; `name@2` is a version of a published one. */
export function recipeQuery(project: string, recipe: string) {
  return queryOptions({
    queryKey: ["recipe", project, recipe],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/recipes/{recipe}", at(project, recipe))),
    staleTime: LONG,
  });
}

/** All versions of a published recipe, newest first. */
export function recipeVersionsQuery(project: string, recipe: string) {
  return queryOptions({
    queryKey: ["recipe", project, recipe, "versions"],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/recipes/{recipe}/versions", at(project, recipe))),
    staleTime: LONG,
  });
}

function changed(project: string): void {
  void cache.invalidateQueries({ queryKey: ["recipes", project] });
  void cache.invalidateQueries({ queryKey: ["recipe", project] });
}

/** Publish a file, or another version of one: the server reads it and does not run it. */
export function usePublish(project: string) {
  return useMutation({
    mutationFn: (body: { name: string; source: string }) =>
      ask(api.POST("/api/v1/projects/{project}/recipes", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: () => changed(project),
  });
}

export function useArchiveRecipe(project: string, recipe: string) {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/projects/{project}/recipes/{recipe}/archive", at(project, recipe))),
    meta: { told: true },
    onSuccess: () => changed(project),
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
