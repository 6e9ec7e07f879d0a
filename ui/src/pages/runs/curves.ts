// Curves of runs: rows of metrics as series, which charts there are, and in what order. Pure.

import type { Run, RunEvent, RunMetrics } from "@/api/types";
import { colourOf, type Mark, type Series } from "@/parts/chart/series";

export type Axis = "step" | "time";

export interface Told {
  run: Pick<Run, "id" | "name" | "started_at">;
  rows: readonly RunMetrics[];
}

export interface Chart {
  metric: string;
  /** What stands before the slash: charts of one group are shown together. */
  group: string;
  title: string;
  series: Series[];
}

/** The group of what the machine does; it has a place of its own. */
export const LOAD = "load";

/** What people look at first; the rest follows by name. */
const FIRST = [
  "reward",
  "held_out/reward",
  "loss",
  "accuracy",
  "kl",
  "entropy",
  "completion_tokens",
  "sampled_tokens",
  "tokens_per_second",
];
const LETTERS = /\b(kl|gpu|lr|mse)\b/g;
const BOUND = /^(?<metric>.*)_(?<side>low|high|n)$/;

/** A chart for each metric, with a line for each run; `x_low` and `x_high` are the band of `x`, and no charts of their own. */
export function charts(told: readonly Told[], axis: Axis): Chart[] {
  const names = new Set(told.flatMap((one) => one.rows.flatMap((row) => Object.keys(row.values))));
  const own = [...names].filter((name) => !boundOf(name, names));
  return own
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other, "en", { numeric: true }))
    .map((metric) => ({
      metric,
      ...titled(metric),
      series: told.flatMap((one, index) => seriesOf(one, metric, index, told.length, axis)),
    }));
}

function boundOf(name: string, names: ReadonlySet<string>): boolean {
  const metric = BOUND.exec(name)?.groups?.metric;
  return metric !== undefined && names.has(metric) && names.has(`${metric}_low`) && names.has(`${metric}_high`);
}

function rank(metric: string): number {
  const place = FIRST.indexOf(metric);
  return place < 0 ? FIRST.length : place;
}

function titled(metric: string): { group: string; title: string } {
  const slash = metric.indexOf("/");
  const text = metric.replaceAll("_", " ");
  const title = (slash < 0 ? text : `${text.slice(0, slash)} · ${text.slice(slash + 1)}`).replace(LETTERS, (found) => found.toUpperCase());
  return { group: slash < 0 ? "" : metric.slice(0, slash), title: title.charAt(0).toUpperCase() + title.slice(1) };
}

function seriesOf({ run, rows }: Told, metric: string, index: number, runs: number, axis: Axis): Series[] {
  const kept = rows.filter((row) => row.values[metric] !== undefined);
  if (kept.length === 0) return [];
  const begin = run.started_at ? Date.parse(run.started_at) : Date.parse(kept[0]?.at ?? "");
  const at = (row: RunMetrics) => (axis === "step" ? row.step : (Date.parse(row.at) - begin) / 1000);
  const column = (name: string) => kept.map((row) => row.values[name] ?? null);
  const colour = runs === 1 ? "--series-candidate" : colourOf(index);
  const banded = kept.some((row) => row.values[`${metric}_low`] !== undefined);
  const series: Series = { id: run.id, label: run.name, colour, x: kept.map(at), y: column(metric) };
  return [banded ? { ...series, low: column(`${metric}_low`), high: column(`${metric}_high`) } : series];
}

/** Events worth a vertical: where a run went on after an interruption. */
export function marks(events: readonly RunEvent[], axis: Axis): Mark[] {
  if (axis === "time") return [];
  return events.flatMap((event) => {
    const step = event.details?.step;
    return event.kind === "resumed" && typeof step === "number" ? [{ x: step, label: `attempt ${event.attempt}` }] : [];
  });
}
