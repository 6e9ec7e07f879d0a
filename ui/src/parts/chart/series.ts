// Series: what charts draw, and the arithmetic on it: joining, smoothing, placing labels, saying it in words. Pure.
import { number } from "../format";

export interface Series {
  id: string;
  label: string;
  /** The token of its colour: `--series-live`, `--series-1` … */
  colour: string;
  x: readonly number[];
  y: readonly (number | null)[];
  /** The interval of each value, drawn as a band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
}

/** A labelled vertical: a promotion, a deploy, a resumed attempt. */
export interface Mark {
  x: number;
  label: string;
}

export type Range = readonly [from: number, to: number];

const COLOURS = ["--series-1", "--series-2", "--series-3", "--series-6", "--series-5", "--series-4", "--series-7"];

/** The colour of the nth of several equals. */
export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "--series-1";
}

/** All x of several series, in order, and each series' values on them; null where it has none. */
export function join(series: readonly Series[]): { x: number[]; ys: (number | null)[][] } {
  const x = [...new Set(series.flatMap((one) => [...one.x]))].sort((one, other) => one - other);
  const at = new Map(x.map((value, index) => [value, index]));
  const ys = series.map((one) => spread(one.x, one.y, at, x.length));
  return { x, ys };
}

/** Values put where their x stands among others. A value that is not finite is a gap. */
export function spread(
  x: readonly number[],
  y: readonly (number | null)[],
  at: ReadonlyMap<number, number>,
  length: number,
): (number | null)[] {
  const out: (number | null)[] = new Array(length).fill(null);
  x.forEach((value, index) => {
    const place = at.get(value);
    const here = y[index];
    if (place !== undefined && here !== undefined && here !== null && Number.isFinite(here)) out[place] = here;
  });
  return out;
}

/** Exponential mean with weight `smoothing` on the past, without its bias towards 0 at the start; gaps stay gaps. */
export function smooth(y: readonly (number | null)[], smoothing: number): (number | null)[] {
  if (smoothing <= 0) return [...y];
  const weight = Math.min(smoothing, 0.999);
  let mean = 0;
  let seen = 0;
  return y.map((value) => {
    if (value === null || !Number.isFinite(value)) return null;
    mean = weight * mean + (1 - weight) * value;
    seen += 1;
    return mean / (1 - weight ** seen);
  });
}

/** The last value and where it stands. */
export function last(one: Pick<Series, "x" | "y">): { x: number; y: number } | undefined {
  for (let index = one.y.length - 1; index >= 0; index -= 1) {
    const y = one.y[index];
    const x = one.x[index];
    if (y !== null && y !== undefined && x !== undefined && Number.isFinite(y)) return { x, y };
  }
  return undefined;
}

/** Lowest and highest value within a range of x, bands included. */
export function extent(series: readonly Series[], range?: Range): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const one of series) {
    one.x.forEach((x, index) => {
      if (range && (x < range[0] || x > range[1])) return;
      for (const value of [one.y[index], one.low?.[index], one.high?.[index]]) {
        if (value === null || value === undefined || !Number.isFinite(value)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    });
  }
  return low <= high ? [low, high] : undefined;
}

/** Labels moved apart so that none covers another, each as near to its wish as that allows; order is kept. */
export function placed(wishes: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wishes.map((wish, index) => ({ wish, index })).sort((one, other) => one.wish - other.wish);
  const out: number[] = new Array(wishes.length).fill(0);
  let floor = top;
  for (const { wish, index } of order) {
    out[index] = Math.max(wish, floor);
    floor = (out[index] ?? 0) + gap;
  }
  let ceiling = bottom;
  for (const { index } of order.toReversed()) {
    out[index] = Math.min(out[index] ?? 0, ceiling);
    ceiling = (out[index] ?? 0) - gap;
  }
  return out;
}

export const DAY = 86_400_000;

/** Where on the x axis, in words: 1,200 of steps, 9 Mar of dates, which are days since 1970. */
export function place(axis: string, x: number): string {
  if (axis !== "date") return number(x);
  const date = new Date(Math.round(x * DAY));
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  return Number.isInteger(x) ? day : `${day} ${String(date.getUTCHours()).padStart(2, "0")}:00`;
}

/** A chart in a sentence, for those who hear it. */
export function spoken(title: string, series: readonly Series[], axis: string): string {
  if (series.length === 0) return `${title}: nothing yet.`;
  const parts = series.map((one) => {
    const end = last(one);
    const bounds = extent([{ ...one, low: [], high: [] }]);
    if (!end || !bounds) return `${one.label}: nothing yet`;
    return `${one.label}: ${number(end.y)} at ${axis} ${place(axis, end.x)}, between ${number(bounds[0])} and ${number(bounds[1])}`;
  });
  return `${title}. ${parts.join("; ")}.`;
}

/** At most `most` indices of `length`, evenly, with the first and the last. */
export function thinned(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}
