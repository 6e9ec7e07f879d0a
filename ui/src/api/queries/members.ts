// Members: who has which role, in a project or in a team.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";
import { Problem } from "../problem";
import type { Member } from "../types";

/** Where somebody can have a role: how its members are read and changed. */
export interface Place {
  kind: "project" | "team";
  name: string;
  list: () => Promise<Member[]>;
  put: (user: string, role: string) => Promise<Member>;
  remove: (user: string) => Promise<unknown>;
}

export function ofProject(project: string): Place {
  const path = (user: string) => ({ params: { path: { project, user } } });
  return {
    kind: "project",
    name: project,
    list: () => ask(api.GET("/api/v1/projects/{project}/members", { params: { path: { project } } })),
    put: (user, role) => ask(api.PUT("/api/v1/projects/{project}/members/{user}", { ...path(user), body: { role } })),
    remove: (user) => ask(api.DELETE("/api/v1/projects/{project}/members/{user}", path(user))),
  };
}

export function ofTeam(team: string): Place {
  const path = (user: string) => ({ params: { path: { team, user } } });
  return {
    kind: "team",
    name: team,
    list: () => ask(api.GET("/api/v1/teams/{team}/members", { params: { path: { team } } })),
    put: (user, role) => ask(api.PUT("/api/v1/teams/{team}/members/{user}", { ...path(user), body: { role } })),
    remove: (user) => ask(api.DELETE("/api/v1/teams/{team}/members/{user}", path(user))),
  };
}

export function membersQuery(place: Place) {
  return queryOptions({ queryKey: ["members", place.kind, place.name], queryFn: place.list });
}

const renew = (place: Place) => void cache.invalidateQueries({ queryKey: membersQuery(place).queryKey });

/** What adding a member came to: a user who was made for it has a first password, told this once. */
export interface Added {
  email: string;
  password: string | null;
}

/** Give somebody a role; who may make users also makes one that does not exist yet. */
export function useAddMember(place: Place, mayMakeUsers: boolean) {
  return useMutation({
    mutationFn: async ({ email, role }: { email: string; role: string }): Promise<Added> => {
      try {
        await place.put(email, role);
        return { email, password: null };
      } catch (error) {
        if (!mayMakeUsers || Problem.from(error).status !== 404) throw error;
        const made = await ask(api.POST("/api/v1/users", { body: { email, name: "" } }));
        await place.put(made.user.id, role);
        return { email, password: made.password ?? null };
      }
    },
    meta: { told: true },
    onSuccess: () => renew(place),
  });
}

export function useSetRole(place: Place) {
  return useMutation({
    mutationFn: ({ user, role }: { user: string; role: string }) => place.put(user, role),
    onSettled: () => renew(place),
  });
}

export function useRemoveMember(place: Place) {
  return useMutation({ mutationFn: place.remove, meta: { told: true }, onSuccess: () => renew(place) });
}
