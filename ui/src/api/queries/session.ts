// The session: who is signed in, and what they may.
import { queryOptions, useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask, setCsrf } from "../client";
import { Problem } from "../problem";
import type { SignedIn } from "../types";

async function whoami(): Promise<SignedIn | null> {
  try {
    const session = await ask(api.GET("/api/v1/session"));
    setCsrf(session.csrf);
    return session;
  } catch (error) {
    if (Problem.from(error).status === 401) return null;
    throw error;
  }
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: whoami, staleTime: 60_000 });

/** Who is signed in; pages behind the login have somebody. */
export function useSession(): SignedIn {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Problem({ code: "not_signed_in", message: "Nobody is signed in.", fix: "Log in.", status: 401 });
  return data;
}

export function useLogin() {
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => ask(api.POST("/api/v1/session", { body })),
    meta: { told: true },
    onSuccess: (session) => {
      setCsrf(session.csrf);
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

export function useLogout() {
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      setCsrf("");
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, null);
    },
  });
}

/** How one can log in here: a password, another system, or both. */
export const waysQuery = queryOptions({
  queryKey: ["session", "ways"],
  queryFn: () => ask(api.GET("/api/v1/session/ways")),
  staleTime: 300_000,
});

export function useNewPassword() {
  return useMutation({
    mutationFn: (body: { current: string; new: string }) => ask(api.POST("/api/v1/session/password", { body })),
    meta: { told: true },
    onSuccess: () => void cache.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
}
