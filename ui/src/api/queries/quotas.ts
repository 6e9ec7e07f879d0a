// Quotas: how much a project, or the projects of a team together, may use, and what they have used.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask, askTagged, madeFrom, orOvertaken, type Tagged } from "../client";
import type { Quota, QuotaKind, QuotaPeriod } from "../types";

const MOVES = 15_000;

/** Whose quotas: a project's own, or those of a team. */
export type Whose = { project: string } | { team: string };

const key = (whose: Whose) => ["quotas", "project" in whose ? "project" : "team", "project" in whose ? whose.project : whose.team];

export function quotasQuery(whose: Whose) {
  return queryOptions({
    queryKey: key(whose),
    queryFn: () =>
      "project" in whose
        ? ask(api.GET("/api/v1/projects/{project}/quotas", { params: { path: whose } }))
        : ask(api.GET("/api/v1/teams/{team}/quotas", { params: { path: whose } })),
    refetchInterval: ({ state }) => (state.data?.length ? MOVES : false),
  });
}

interface Of {
  kind: QuotaKind;
  period: QuotaPeriod;
}

/** One quota, as it is when its form opens, and no older. */
export function quotaQuery(whose: Whose, { kind, period }: Of) {
  return queryOptions({
    queryKey: [...key(whose), kind, period],
    queryFn: () => readQuota(whose, { kind, period }),
    staleTime: 0,
    gcTime: 0,
  });
}

function readQuota(whose: Whose, of: Of): Promise<Tagged<Quota>> {
  return "project" in whose
    ? askTagged(api.GET("/api/v1/projects/{project}/quotas/{kind}/{period}", { params: { path: { ...whose, ...of } } }))
    : askTagged(api.GET("/api/v1/teams/{team}/quotas/{kind}/{period}", { params: { path: { ...whose, ...of } } }));
}

export interface QuotaAsked extends Of {
  most: number;
  /** What it is made from; undefined for one that must be new. */
  base: Tagged<Quota> | undefined;
}

export function useSaveQuota(whose: Whose) {
  return useMutation({
    mutationFn: ({ kind, period, most, base }: QuotaAsked) => {
      const rest = { headers: madeFrom(base), body: { most } };
      const change =
        "project" in whose
          ? ask(api.PUT("/api/v1/projects/{project}/quotas/{kind}/{period}", { params: { path: { ...whose, kind, period } }, ...rest }))
          : ask(api.PUT("/api/v1/teams/{team}/quotas/{kind}/{period}", { params: { path: { ...whose, kind, period } }, ...rest }));
      return orOvertaken(change, () => readQuota(whose, { kind, period }));
    },
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: key(whose) }),
  });
}

export function useRemoveQuota(whose: Whose) {
  return useMutation({
    mutationFn: (of: Of) =>
      "project" in whose
        ? ask(api.DELETE("/api/v1/projects/{project}/quotas/{kind}/{period}", { params: { path: { ...whose, ...of } } }))
        : ask(api.DELETE("/api/v1/teams/{team}/quotas/{kind}/{period}", { params: { path: { ...whose, ...of } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: key(whose) }),
  });
}
