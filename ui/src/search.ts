// What stands in the address after the `?`: plain words, read with care, since anybody may write them.

export type Search = Record<string, string | undefined>;

/** `?status=failed&text=12` as words; nothing in it is anything but a word. */
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The words back into an address; what is not there, or empty, is left out. */
export function writeSearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

type Words<Name extends string> = { [name in Name]?: string | undefined };

/** A route's own words; others are dropped. */
export function words<Name extends string>(...names: Name[]): (search: Record<string, unknown>) => Words<Name> {
  return (search) => {
    const out: Words<Name> = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") out[name] = value;
    }
    return out;
  };
}

/** A number in the address, within bounds; otherwise the one that holds without it. */
export function amount(text: string | undefined, otherwise: number, low: number, high: number): number {
  const value = Number(text);
  return text !== undefined && text !== "" && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
}

/** A list in the address, `a,b,c`, each once. */
export function list(text: string | undefined): string[] {
  return [...new Set((text ?? "").split(",").filter(Boolean))];
}
