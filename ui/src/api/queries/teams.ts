// Teams: people who share projects.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask, askTagged, madeFrom, orOvertaken, type Tagged } from "../client";
import type { Team } from "../types";

const at = (team: string) => ({ params: { path: { team } } });

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async () => (await ask(api.GET("/api/v1/teams", { params: { query: { limit: 500 } } }))).items,
});

export function teamQuery(team: string) {
  return queryOptions({ queryKey: ["team", team], queryFn: () => readTeam(team) });
}

export function teamProjectsQuery(team: string) {
  return queryOptions({
    queryKey: ["team", team, "projects"],
    queryFn: async () => (await ask(api.GET("/api/v1/teams/{team}/projects", { params: { path: { team }, query: { limit: 500 } } }))).items,
  });
}

const readTeam = (team: string) => askTagged(api.GET("/api/v1/teams/{team}", at(team)));

export interface TeamWords {
  name: string;
  description: string;
}

/** Make a team, or change the one that was read. */
export function useSaveTeam() {
  return useMutation({
    mutationFn: ({ base, ...body }: TeamWords & { base: Tagged<Team> | undefined }) =>
      base
        ? orOvertaken(
            ask(api.PATCH("/api/v1/teams/{team}", { params: { path: { team: base.value.id } }, headers: madeFrom(base), body })),
            () => readTeam(base.value.id),
          )
        : ask(api.POST("/api/v1/teams", { body })),
    meta: { told: true },
    onSuccess: (team) => {
      void cache.invalidateQueries({ queryKey: ["teams"] });
      void cache.invalidateQueries({ queryKey: ["team", team.name] });
    },
  });
}

/** Which groups of the OIDC provider put their members into a team. */
export function teamGroupsQuery(team: string) {
  return queryOptions({ queryKey: ["team", team, "groups"], queryFn: () => ask(api.GET("/api/v1/teams/{team}/groups", at(team))) });
}

/** Give the members of a group a role in a team; with no role, none any more. */
export function useSetGroup(team: string) {
  return useMutation({
    mutationFn: async ({ group, role }: { group: string; role: string | undefined }) => {
      const to = { params: { path: { team, group } } };
      if (role === undefined) await ask(api.DELETE("/api/v1/teams/{team}/groups/{group}", to));
      else await ask(api.PUT("/api/v1/teams/{team}/groups/{group}", { ...to, body: { role } }));
    },
    meta: { told: true },
    onSettled: () => void cache.invalidateQueries({ queryKey: ["team", team, "groups"] }),
  });
}

/** Share a project with a team, or stop that. */
export function useShare(team: string) {
  return useMutation({
    mutationFn: async ({ project, on }: { project: string; on: boolean }) => {
      const to = { params: { path: { project, team } } };
      if (on) await ask(api.PUT("/api/v1/projects/{project}/teams/{team}", to));
      else await ask(api.DELETE("/api/v1/projects/{project}/teams/{team}", to));
    },
    meta: { told: true },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["team", team] });
      void cache.invalidateQueries({ queryKey: ["teams", "of"] });
    },
  });
}
