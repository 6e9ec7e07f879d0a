// The client of the API: the session's cookie, the token against forged requests, and one shape for everything that goes wrong.
import createClient, { type Middleware } from "openapi-fetch";
import { Overtaken, Problem } from "./problem";
import { answered, doubt } from "./reach";
import type { paths } from "./schema";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);
/** What a proxy says in front of a server that is away, and the server itself when its database is. */
const AWAY = new Set([502, 503, 504]);
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
  onResponse({ response }) {
    if (AWAY.has(response.status)) void doubt();
    else answered();
  },
  onError() {
    void doubt();
    return Problem.unreachable();
  },
};

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
api.use(guard);

/** A change that answers piece by piece; what is refused is thrown as a Problem. */
export async function askStream(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(csrf ? { "X-CSRF-Token": csrf } : {}) },
      body: JSON.stringify(body),
      credentials: "same-origin",
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    void doubt();
    throw Problem.unreachable();
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => undefined);
  const problem = Problem.fromAnswer(response.status, told, response.headers.get("x-request-id") ?? "");
  if (problem.status === 401) signedOut();
  throw problem;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or its Problem thrown. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await askTagged(call)).value;
}

/** A record, and which state of it this is: a change that is made from it says so, and overwrites no other. */
export interface Tagged<T> {
  value: T;
  etag: string;
}

export async function askTagged<T>(call: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, error, response } = await call;
  if (response.ok) return { value: data as T, etag: response.headers.get("etag") ?? "" };
  const problem = Problem.fromAnswer(response.status, error, response.headers.get("x-request-id") ?? "");
  if (problem.status === 401 && !response.url.endsWith("/session")) signedOut();
  throw problem;
}

/** The headers of a change: made from this state, or where there must be nothing yet. */
export function madeFrom(base: Tagged<unknown> | undefined): Record<string, string> {
  return base ? { "If-Match": base.etag } : { "If-None-Match": "*" };
}

/** The outcome of a change; if somebody was quicker, what they made of it is read, and thrown as Overtaken. */
export async function orOvertaken<T>(change: Promise<T>, read: () => Promise<Tagged<unknown>>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (Problem.from(error).status !== 412) throw error;
    throw new Overtaken(await ifThere(read()));
  }
}

async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (Problem.from(error).status === 404) return undefined;
    throw error;
  }
}
