// Server-sent events: what happens, as it happens. The browser reconnects by itself and says what it saw last.
import { useEffect, useRef, useState } from "react";

export type Handlers = Readonly<Record<string, (body: unknown) => void>>;

/** Listen to a stream while the page shows it. Returns whether it is connected; `undefined` url listens to nothing. */
export function useStream(url: string | undefined, handlers: Handlers): boolean {
  const latest = useRef(handlers);
  latest.current = handlers;
  const [connected, setConnected] = useState(false);
  const names = Object.keys(handlers).join(" ");
  useEffect(() => {
    if (url === undefined) return;
    const source = new EventSource(url, { withCredentials: true });
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    for (const name of names.split(" ").filter(Boolean)) {
      source.addEventListener(name, (event) => {
        const body = parsed((event as MessageEvent<string>).data);
        if (body !== undefined) latest.current[name]?.(body);
      });
    }
    return () => {
      source.close();
      setConnected(false);
    };
  }, [url, names]);
  return connected;
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
