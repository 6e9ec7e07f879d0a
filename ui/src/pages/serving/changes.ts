// What changed between two states of an alias, in words. Pure.
import type { AliasState } from "@/api/types";
import { words } from "@/parts/format";
import { pointed } from "./serves";

export interface Difference {
  what: string;
  before: string;
  after: string;
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Every field that differs; the whole state where there was none before. */
export function differences(before: AliasState | null, after: AliasState): Difference[] {
  const rows: Difference[] = [];
  const add = (what: string, one: string, other: string) => {
    if (one !== other) rows.push({ what, before: one, after: other });
  };
  add("Answers", before ? pointed(before.shares) : "", pointed(after.shares));
  add("Fallbacks", before ? before.fallbacks.join(", ") || "none" : "none", after.fallbacks.join(", ") || "none");
  const flat = (state: AliasState | null): Record<string, unknown> => {
    if (!state) return {};
    const { limits, prompt, ...rest } = state.settings;
    const named = Object.entries(prompt?.arguments ?? {}).map(([name, type]) => `${name} (${type})`);
    return {
      prompt: prompt?.text ?? null,
      arguments: named.join(", "),
      ...rest,
      ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [`limit: ${name}`, value])),
    };
  };
  const [old, now] = [flat(before), flat(after)];
  if (before) for (const name of Object.keys({ ...old, ...now })) add(words(name), said(old[name]), said(now[name]));
  if (before) add("What it is for", before.description || "none", after.description || "none");
  return rows;
}
