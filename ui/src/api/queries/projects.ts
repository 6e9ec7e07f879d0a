// Projects: what everything belongs to.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import type { Project } from "../types";

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async () => (await ask(api.GET("/api/v1/projects"))).items,
  staleTime: 30_000,
});

export function useNewProject() {
  return useMutation({
    mutationFn: (body: { name: string; description: string; team?: string }) => ask(api.POST("/api/v1/projects", { body })),
    meta: { told: true },
    onSuccess: (project) => {
      cache.setQueryData<Project[]>(projectsQuery.queryKey, (known) => [...(known ?? []), project]);
      void cache.invalidateQueries({ queryKey: projectsQuery.queryKey });
    },
  });
}
