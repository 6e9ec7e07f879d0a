// Users: the people of the installation.
import { queryOptions, useMutation } from "@tanstack/react-query";
import { cache } from "../cache";
import { api, ask } from "../client";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async () => (await ask(api.GET("/api/v1/users", { params: { query: { limit: 500 } } }))).items,
});

const renew = () => void cache.invalidateQueries({ queryKey: ["users"] });

export function useNewUser() {
  return useMutation({
    mutationFn: (body: { email: string; name: string; role: string | null }) => ask(api.POST("/api/v1/users", { body })),
    meta: { told: true },
    onSuccess: renew,
  });
}

export function useChangeUser() {
  return useMutation({
    mutationFn: ({ user, ...body }: { user: string; role?: string | null; disabled?: boolean }) =>
      ask(api.PATCH("/api/v1/users/{user}", { params: { path: { user } }, body })),
    onSettled: renew,
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: (user: string) => ask(api.POST("/api/v1/users/{user}/password", { params: { path: { user } } })),
    meta: { told: true },
  });
}
