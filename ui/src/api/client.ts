// The client of the API: the session's cookie, the token against forged requests, and one shape for everything that goes wrong.
import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import type { paths } from "./schema";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);
let csrf = "";
let signedOut: () => void = () => undefined;

/** What every change is sent with, as the session's answer said. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** What to do when the server no longer knows this browser. */
export function onSignedOut(act: () => void): void {
  signedOut = act;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (!READS.has(request.method) && csrf) request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  onError() {
    return Problem.unreachable();
  },
};

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or its Problem thrown. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = Problem.fromAnswer(response.status, error, response.headers.get("x-request-id") ?? "");
  if (problem.status === 401 && !response.url.endsWith("/session")) signedOut();
  throw problem;
}
