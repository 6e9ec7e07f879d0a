// Roles: sets of permissions with a name; those that every installation has, and its own.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask, askTagged, madeFrom, orOvertaken, type Tagged } from "../client";
import type { Role } from "../types";

const at = (role: string) => ({ params: { path: { role } } });

const LONG = 300_000;

export const rolesQuery = queryOptions({ queryKey: ["roles"], queryFn: () => ask(api.GET("/api/v1/roles")), staleTime: LONG });

/** Every permission, what it allows, and what it belongs to. */
export const matrixQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: () => ask(api.GET("/api/v1/permissions")),
  staleTime: LONG,
});

const readRole = (role: string) => askTagged(api.GET("/api/v1/roles/{role}", at(role)));

export function roleQuery(role: string) {
  return queryOptions({ queryKey: ["role", role], queryFn: () => readRole(role) });
}

export interface RoleAsked {
  name: string;
  description: string;
  permissions: string[];
  /** What it is made from; undefined for one that must be new. */
  base: Tagged<Role> | undefined;
}

export function useSaveRole() {
  return useMutation({
    mutationFn: ({ name, base, ...body }: RoleAsked) =>
      orOvertaken(askTagged(api.PUT("/api/v1/roles/{role}", { ...at(name), headers: madeFrom(base), body })), () => readRole(name)),
    meta: { told: true },
    onSuccess: (saved) => {
      cache.setQueryData(roleQuery(saved.value.name).queryKey, saved);
      void cache.invalidateQueries({ queryKey: ["roles"] });
      void cache.invalidateQueries({ queryKey: ["session"] });
      void cache.invalidateQueries({ queryKey: ["projects"] });
    },
  });
}

export function useRemoveRole() {
  return useMutation({
    mutationFn: (role: string) => ask(api.DELETE("/api/v1/roles/{role}", at(role))),
    meta: { told: true },
    onSuccess: (_, role) => {
      cache.removeQueries({ queryKey: ["role", role] });
      void cache.invalidateQueries({ queryKey: ["roles"] });
    },
  });
}
