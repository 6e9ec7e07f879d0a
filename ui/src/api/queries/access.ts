// Access: members, roles, keys, and the log of who did what.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";

const at = (project: string) => ({ params: { path: { project } } });

export function membersQuery(project: string) {
  return queryOptions({
    queryKey: ["members", project],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/members", at(project)))).items,
  });
}

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async () => (await ask(api.GET("/api/v1/roles"))).items,
  staleTime: 300_000,
});

export function keysQuery(project: string) {
  return queryOptions({
    queryKey: ["keys", project],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/keys", at(project)))).items,
  });
}

export function useNewKey(project: string) {
  return useMutation({
    mutationFn: (body: { name: string; scopes: string[]; days: number | null }) =>
      ask(api.POST("/api/v1/projects/{project}/keys", { ...at(project), body })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["keys", project] }),
  });
}

export function auditQuery(project: string) {
  return queryOptions({
    queryKey: ["audit", project],
    queryFn: async () => (await ask(api.GET("/api/v1/projects/{project}/audit", at(project)))).items,
  });
}
