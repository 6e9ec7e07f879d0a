// Times: the last day, week or month, or from one moment to another; and in which steps charts count. Pure.

export const SPANS = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24 } as const;
export type Last = keyof typeof SPANS;
export const LAST: Last = "7d";
const HOUR = 3_600_000;
const HOURS_IN_STEPS_OF_ONE = 8 * 24;

export interface Times {
  from: string;
  to: string | undefined;
  /** What charts count in. */
  span: "hour" | "day";
  /** Until when charts are drawn. */
  end: string;
}

export function lastOf(text: string | undefined): Last {
  return text !== undefined && Object.hasOwn(SPANS, text) ? (text as Last) : LAST;
}

/** The moments that an address means; `now` stands still while a page is looked at, by whole minutes. */
export function timesOf(search: { last?: string | undefined; from?: string | undefined; to?: string | undefined }, now: number): Times {
  const minute = Math.ceil(now / 60_000) * 60_000;
  const given = moment(search.from);
  const until = moment(search.to);
  const end = until ?? minute;
  const start = given ?? minute - SPANS[lastOf(search.last)] * HOUR;
  const span = (end - start) / HOUR > HOURS_IN_STEPS_OF_ONE ? "day" : "hour";
  const iso = (time: number) => new Date(time).toISOString();
  return { from: iso(start), to: until === undefined ? undefined : iso(end), span, end: iso(Math.max(end, start + 1000)) };
}

const MOMENT = /^20\d\d-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;

/** Moments are written as they are to be read; what browsers would guess at is none. */
function moment(text: string | undefined): number | undefined {
  const time = text && MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? time : undefined;
}

/** Where each step begins, from the first to the last, empty ones too; steps are whole hours and days in UTC. */
export function steps(from: string, end: string, span: "hour" | "day"): number[] {
  const size = span === "hour" ? HOUR : 24 * HOUR;
  const first = Math.floor(Date.parse(from) / size) * size;
  const out: number[] = [];
  for (let at = first; at < Date.parse(end) && out.length < 3000; at += size) out.push(at);
  return out;
}

export function sizeOf(span: "hour" | "day"): number {
  return span === "hour" ? HOUR : 24 * HOUR;
}
