// Serving: deployments with what they hold and say, aliases with their history, and where apps call them.
import { infiniteQueryOptions, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask, askTagged, madeFrom, orOvertaken, type Tagged } from "../client";
import type { Alias, AliasChanges, AliasRequest, Deployment, DeploymentRequest, Prices, Target } from "../types";

const MOVES = 2_000;
const MOST = 500;

/** Not where it is meant to stay: starting, or with replicas that come and go. */
export function moves(deployment: Deployment): boolean {
  return (
    deployment.status === "starting" || deployment.status === "degraded" || deployment.replicas.some((one) => one.status === "starting")
  );
}

export function deploymentsQuery(project: string) {
  return queryOptions({
    queryKey: ["deployments", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/deployments", { params: { path: { project }, query: { limit: MOST } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some(moves) ? MOVES : 10_000),
  });
}

export function deploymentQuery(project: string, deployment: string) {
  return queryOptions({
    queryKey: ["deployment", project, deployment],
    queryFn: () => readDeployment(project, deployment),
    refetchInterval: ({ state }) => (state.data && moves(state.data.value) ? MOVES : 10_000),
  });
}

function readDeployment(project: string, deployment: string): Promise<Tagged<Deployment>> {
  return askTagged(api.GET("/api/v1/projects/{project}/deployments/{deployment}", { params: { path: { project, deployment } } }));
}

export function deploymentLogsQuery(project: string, deployment: string) {
  return queryOptions({
    queryKey: ["deployment", project, deployment, "logs"],
    queryFn: () =>
      ask(
        api.GET("/api/v1/projects/{project}/deployments/{deployment}/logs", {
          params: { path: { project, deployment }, query: { lines: 500 } },
        }),
      ),
    refetchInterval: 3_000,
  });
}

function served(project: string): void {
  void cache.invalidateQueries({ queryKey: ["deployments", project] });
  void cache.invalidateQueries({ queryKey: ["deployment", project] });
}

export function useDeploy(project: string) {
  return useMutation({
    mutationFn: (body: DeploymentRequest) =>
      ask(api.POST("/api/v1/projects/{project}/deployments", { params: { path: { project } }, body })),
    meta: { told: true },
    onSuccess: () => served(project),
  });
}

export interface DeploymentAsked {
  target: Target;
  prices: Prices;
  description: string;
  base: Tagged<Deployment>;
}

export function useChangeDeployment(project: string, deployment: string) {
  return useMutation({
    mutationFn: ({ base, ...body }: DeploymentAsked) => {
      const path = { project, deployment };
      const change = ask(
        api.PATCH("/api/v1/projects/{project}/deployments/{deployment}", { params: { path }, headers: madeFrom(base), body }),
      );
      return orOvertaken(change, () => readDeployment(project, deployment));
    },
    meta: { told: true },
    onSuccess: () => served(project),
  });
}

export function useDeploymentAct(project: string, deployment: string) {
  return useMutation({
    mutationFn: (act: "start" | "stop") => {
      const to = { params: { path: { project, deployment } } };
      return act === "start"
        ? ask(api.POST("/api/v1/projects/{project}/deployments/{deployment}/start", to))
        : ask(api.POST("/api/v1/projects/{project}/deployments/{deployment}/stop", to));
    },
    onSuccess: () => served(project),
  });
}

export function useRemoveDeployment(project: string, deployment: string) {
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/projects/{project}/deployments/{deployment}", { params: { path: { project, deployment } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["deployments", project] }),
  });
}

// -- aliases ---------------------------------------------------------------------------------------------------------------------

export function aliasesQuery(project: string) {
  return queryOptions({
    queryKey: ["aliases", project],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/projects/{project}/aliases", { params: { path: { project }, query: { limit: MOST } } }))).items,
  });
}

export function aliasQuery(project: string, alias: string) {
  return queryOptions({ queryKey: ["alias", project, alias], queryFn: () => readAlias(project, alias) });
}

function readAlias(project: string, alias: string): Promise<Tagged<Alias>> {
  return askTagged(api.GET("/api/v1/projects/{project}/aliases/{alias}", { params: { path: { project, alias } } }));
}

export function aliasHistoryQuery(project: string, alias: string) {
  return infiniteQueryOptions({
    queryKey: ["alias", project, alias, "history"],
    queryFn: ({ pageParam }) => {
      const query = { limit: 50, ...(pageParam ? { after: Number(pageParam) } : {}) };
      return ask(api.GET("/api/v1/projects/{project}/aliases/{alias}/history", { params: { path: { project, alias }, query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
}

function called(project: string): void {
  void cache.invalidateQueries({ queryKey: ["aliases", project] });
  void cache.invalidateQueries({ queryKey: ["alias", project] });
}

/** How it answers is left to its defaults, and set later. */
export type NewAlias = Omit<AliasRequest, "settings">;

export function useNewAlias(project: string) {
  return useMutation({
    mutationFn: (body: NewAlias) =>
      ask(api.POST("/api/v1/projects/{project}/aliases", { params: { path: { project } }, body: body as AliasRequest })),
    meta: { told: true },
    onSuccess: () => called(project),
  });
}

export function useChangeAlias(project: string, alias: string) {
  return useMutation({
    mutationFn: ({ base, changes }: { base: Tagged<Alias>; changes: AliasChanges }) => {
      const path = { project, alias };
      const change = askTagged(
        api.PATCH("/api/v1/projects/{project}/aliases/{alias}", { params: { path }, headers: madeFrom(base), body: changes }),
      );
      return orOvertaken(change, () => readAlias(project, alias));
    },
    meta: { told: true },
    onSuccess: () => called(project),
  });
}

/** Back to a version of its history; without one, to what it was before its last change. */
export function useRollbackAlias(project: string, alias: string) {
  return useMutation({
    mutationFn: (version: number | null) =>
      ask(api.POST("/api/v1/projects/{project}/aliases/{alias}/rollback", { params: { path: { project, alias } }, body: { version } })),
    meta: { told: true },
    onSuccess: () => called(project),
  });
}

export function useRemoveAlias(project: string, alias: string) {
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/projects/{project}/aliases/{alias}", { params: { path: { project, alias } } })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["aliases", project] }),
  });
}

const gatewayQuery = queryOptions({
  queryKey: ["gateway"],
  queryFn: () => ask(api.GET("/api/v1/gateway")),
  staleTime: 600_000,
});

/** Where apps call, up to and including `/v1`; its name in the environment where the server does not know. */
export function useGateway(): string {
  const { data } = useQuery(gatewayQuery);
  return data?.url ?? "$BURNISH_GATEWAY_URL";
}
