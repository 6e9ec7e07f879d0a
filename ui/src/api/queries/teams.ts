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
