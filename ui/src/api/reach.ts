// Reach: whether the server answers. A request that got no answer raises a doubt; asking the server whether it is ready decides.
import { useSyncExternalStore } from "react";

const READY = "/readyz";
const PATIENCE_MS = 5_000;
const FIRST_MS = 1_000;
const MOST_MS = 15_000;

/** The server is away: since when, when it is asked next, and whether it is being asked now. */
export interface Away {
  since: Date;
  next: number;
  asking: boolean;
}

let away: Away | undefined;
let question: Promise<boolean> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let tries = 0;
const listeners = new Set<() => void>();

function change(next: Away | undefined): void {
  away = next;
  for (const listener of [...listeners]) listener();
}

/** Hear of every change; returns how to stop. */
export function onReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isAway(): boolean {
  return away !== undefined;
}

export function useAway(): Away | undefined {
  return useSyncExternalStore(onReach, () => away);
}

/** Something got no answer. Whether the server is there is asked at once, but once only; resolves to that. */
export function doubt(): Promise<boolean> {
  if (away && !question) return Promise.resolve(false);
  return ask(new Date());
}

/** Ask now, without waiting for the next turn. */
export function askNow(): void {
  if (away) void ask(away.since);
}

/** An answer came: the server is there. */
export function answered(): void {
  clearTimeout(timer);
  tries = 0;
  if (away) change(undefined);
}

/** After something got no answer: false if the server is there all the same, true once it is back from having been away. */
export async function outlasted(): Promise<boolean> {
  if (await doubt()) return false;
  await new Promise<void>((resolve) => {
    const stop = onReach(() => {
      if (away) return;
      stop();
      resolve();
    });
  });
  return true;
}

function ask(since: Date): Promise<boolean> {
  question ??= ready().then((there) => {
    question = undefined;
    if (there) answered();
    else wait(since);
    return there;
  });
  clearTimeout(timer);
  if (away) change({ ...away, asking: true });
  return question;
}

/** Twice as long each time, up to a bound, and not all pages at the same moment. */
function wait(since: Date): void {
  const pause = Math.min(MOST_MS, FIRST_MS * 2 ** tries) * (0.8 + 0.4 * Math.random());
  tries += 1;
  timer = setTimeout(askNow, pause);
  change({ since: away?.since ?? since, next: Date.now() + pause, asking: false });
}

async function ready(): Promise<boolean> {
  try {
    return (await fetch(READY, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

globalThis.window?.addEventListener("online", askNow);
globalThis.window?.addEventListener("offline", () => void doubt());
globalThis.document?.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askNow());
