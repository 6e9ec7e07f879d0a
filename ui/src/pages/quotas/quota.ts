// Quota: what is limited and in which time, in words; how much is left; when it starts anew. Pure.
import type { Quota, QuotaKind, QuotaPeriod } from "@/api/types";

export const KINDS: Readonly<Record<QuotaKind, { name: string; unit: string; about: string }>> = {
  requests: { name: "Requests", unit: "", about: "Requests to models." },
  tokens: { name: "Tokens", unit: "", about: "Tokens of requests to models, read and written." },
  cost_usd: { name: "Cost", unit: "$", about: "What requests to models cost, in US dollars." },
  run_hours: {
    name: "Run hours",
    unit: "",
    about: "Hours that workers spend on runs, also on those under way. At the limit no run starts.",
  },
};

export const PERIODS: readonly QuotaPeriod[] = ["minute", "hour", "day", "month"];

/** The share from which on somebody should know. */
const NEAR = 0.8;

/** When the next period begins, in UTC as the server counts. */
export function startsAnew(quota: Pick<Quota, "period" | "starts_at">): Date {
  const at = new Date(quota.starts_at);
  if (quota.period === "minute") at.setUTCMinutes(at.getUTCMinutes() + 1);
  else if (quota.period === "hour") at.setUTCHours(at.getUTCHours() + 1);
  else if (quota.period === "day") at.setUTCDate(at.getUTCDate() + 1);
  else at.setUTCMonth(at.getUTCMonth() + 1);
  return at;
}

export interface Standing {
  /** Of the limit, 0 to 1; more if it was lowered afterwards. */
  share: number;
  word: "free" | "nearly used up" | "used up";
}

export function standing({ used, most }: Pick<Quota, "used" | "most">): Standing {
  const share = most > 0 ? used / most : 1;
  return { share, word: used >= most ? "used up" : share >= NEAR ? "nearly used up" : "free" };
}

/** The first kind and period that has no limit yet; run hours a day comes before all others. */
export function firstFree(there: readonly Pick<Quota, "kind" | "period">[]): { kind: QuotaKind; period: QuotaPeriod } {
  const kinds: readonly QuotaKind[] = ["run_hours", "tokens", "cost_usd", "requests"];
  const all = kinds.flatMap((kind) => (["day", "month", "hour", "minute"] as const).map((period) => ({ kind, period })));
  const free = all.find(({ kind, period }) => !there.some((one) => one.kind === kind && one.period === period));
  return free ?? { kind: "run_hours", period: "day" };
}

/** A limit as typed: a number, or what is wrong with it. */
export function readMost(text: string): { most: number } | { problem: string } {
  const plain = text.trim().replaceAll(/[, _]/g, "");
  const most = Number(plain);
  if (plain === "" || !Number.isFinite(most)) return { problem: `${text.trim() || "Nothing"} is not a number` };
  if (most < 0) return { problem: "A limit is 0 or more" };
  return most > 1e15 ? { problem: "A limit is at most 1e15" } : { most };
}
