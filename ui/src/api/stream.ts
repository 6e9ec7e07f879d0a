// Server-sent events: what happens, as it happens. A stream that breaks goes on from what it said last.
import { useEffect, useRef, useState } from "react";
import { doubt, isAway, onReach } from "./reach";

export type Handlers = Readonly<Record<string, (body: unknown) => void>>;

/** Refused for good is refused: with the server there, a stream that it closed is opened anew this often. */
const ATTEMPTS = 5;
const PAUSE_MS = 2_000;

/**
 * Listen to a stream while the page shows it. Returns whether it is connected; `undefined` url listens to nothing.
 * The stream takes `after` in its address, the id of the last event that is known.
 */
export function useStream(url: string | undefined, handlers: Handlers): boolean {
  const latest = useRef(handlers);
  latest.current = handlers;
  const [connected, setConnected] = useState(false);
  const names = Object.keys(handlers).join(" ");
  useEffect(() => {
    if (url === undefined) return;
    const hear = (name: string, body: unknown) => latest.current[name]?.(body);
    const stop = follow(url, names.split(" ").filter(Boolean), hear, setConnected);
    return () => {
      stop();
      setConnected(false);
    };
  }, [url, names]);
  return connected;
}

/** Follow a stream over breaks and outages; returns how to stop. */
export function follow(
  url: string,
  names: readonly string[],
  hear: (name: string, body: unknown) => void,
  tell: (connected: boolean) => void,
): () => void {
  let source: EventSource;
  let last = "";
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    clearTimeout(timer);
    source = new EventSource(last ? from(url, last) : url, { withCredentials: true });
    source.onopen = () => {
      attempts = 0;
      tell(true);
    };
    source.onerror = () => {
      tell(false);
      void doubt();
      // After a plain break the browser connects again by itself; after an answer that is an error, it never does.
      if (source.readyState === EventSource.CLOSED && attempts < ATTEMPTS) timer = setTimeout(again, PAUSE_MS * 2 ** attempts);
    };
    for (const name of names) {
      source.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        if (lastEventId) last = lastEventId;
        const body = parsed(data);
        if (body !== undefined) hear(name, body);
      });
    }
  };
  const again = () => {
    if (isAway()) return; // its return opens the stream
    attempts += 1;
    source.close();
    open();
  };
  let away = isAway();
  const stop = onReach(() => {
    const back = away && !isAway();
    away = isAway();
    if (!back || source.readyState === EventSource.OPEN) return;
    attempts = 0;
    source.close();
    open();
  });
  open();
  return () => {
    stop();
    clearTimeout(timer);
    source.close();
  };
}

function from(url: string, last: string): string {
  const [path = "", query = ""] = url.split("?");
  const words = new URLSearchParams(query);
  words.set("after", last);
  return `${path}?${words}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rows with newer ones added, each `seq` once. */
export function extended<Row extends { seq: number }>(rows: readonly Row[] | undefined, more: readonly Row[]): Row[] {
  const end = rows?.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const fresh = more.filter((row) => row.seq > end);
  return rows ? (fresh.length > 0 ? [...rows, ...fresh] : (rows as Row[])) : fresh;
}
