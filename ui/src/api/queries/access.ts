// Access: keys, secrets, the teams of a project, and the log of who did what.
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";

const at = (project: string) => ({ params: { path: { project } } });

export function projectTeamsQuery(project: string) {
  return queryOptions({
    queryKey: ["teams", "of", project],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/teams", at(project))),
  });
}

/** Every key that opens this project alone, of people and of programs. */
export function projectKeysQuery(project: string) {
  return queryOptions({
    queryKey: ["keys", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/keys", { params: { path: { project }, query: { limit: 500 } } }))).items,
  });
}

/** One's own keys. */
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async () => (await ask(api.GET("/api/v1/keys", { params: { query: { limit: 500 } } }))).items,
});

export function servicesQuery(project: string) {
  return queryOptions({
    queryKey: ["services", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/services", { params: { path: { project }, query: { limit: 500 } } }))).items,
  });
}

export interface KeyAsked {
  name: string;
  scopes: string[];
  days: number | null;
  /** The service account that it acts as; one's own key without. */
  service: string | undefined;
}

export function useNewKey(project: string) {
  return useMutation({
    mutationFn: ({ service, ...body }: KeyAsked) =>
      service
        ? ask(
            api.POST("/api/v1/projects/{project}/services/{service}/keys", {
              params: { path: { project, service } },
              body: { ...body, project },
            }),
          )
        : ask(api.POST("/api/v1/keys", { body: { ...body, project } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["keys"] }),
  });
}

/** Revoke a key of one's own, or one of the project. */
export function useRevokeKey(project: string) {
  return useMutation({
    mutationFn: ({ key, own }: { key: string; own: boolean }) =>
      own
        ? ask(api.DELETE("/api/v1/keys/{key}", { params: { path: { key } } }))
        : ask(api.DELETE("/api/v1/projects/{project}/keys/{key}", { params: { path: { project, key } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["keys"] }),
  });
}

/** A new secret for a key; the old one works on for some hours. */
export function useRotateKey(project: string) {
  return useMutation({
    mutationFn: ({ key, own, hours }: { key: string; own: boolean; hours: number }) => {
      const body = { grace_hours: hours };
      return own
        ? ask(api.POST("/api/v1/keys/{key}/rotate", { params: { path: { key } }, body }))
        : ask(api.POST("/api/v1/projects/{project}/keys/{key}/rotate", { params: { path: { project, key } }, body }));
    },
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["keys"] }),
  });
}

export function useNewService(project: string) {
  return useMutation({
    mutationFn: (body: { name: string; role: string }) => ask(api.POST("/api/v1/projects/{project}/services", { ...at(project), body })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["services", project] }),
  });
}

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
}

export function auditQuery(project: string, filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", project, filter],
    queryFn: ({ pageParam }) => {
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
      const query = { limit: 100, ...given, ...(pageParam ? { after: pageParam } : {}) };
      return ask(api.GET("/api/v1/projects/{project}/audit", { params: { path: { project }, query: query as object } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
}

export function useVerify() {
  return useMutation({ mutationFn: () => ask(api.GET("/api/v1/audit/verify")), meta: { told: true } });
}

export function secretsQuery(project: string) {
  return queryOptions({
    queryKey: ["secrets", project],
    queryFn: () => ask(api.GET("/api/v1/projects/{project}/secrets", at(project))),
  });
}

export function useSetSecret(project: string) {
  return useMutation({
    mutationFn: ({ name, value }: { name: string; value: string }) =>
      ask(api.PUT("/api/v1/projects/{project}/secrets/{name}", { params: { path: { project, name } }, body: { value } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["secrets", project] }),
  });
}

export function useRemoveSecret(project: string) {
  return useMutation({
    mutationFn: (name: string) => ask(api.DELETE("/api/v1/projects/{project}/secrets/{name}", { params: { path: { project, name } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["secrets", project] }),
  });
}
