// What the home page charts of the record: percentiles of latency, cost of an interaction. Pure.
import type { SeriesPoint } from "@/api/types";
import { DAY, type Series } from "@/parts/chart/series";

function line(
  id: string,
  label: string,
  colour: string,
  points: readonly SeriesPoint[],
  of: (point: SeriesPoint) => number | null,
): Series {
  return { id, label, colour, x: points.map((point) => Date.parse(point.starts_at) / DAY), y: points.map(of) };
}

const inSeconds = (ms: number | null) => (ms === null ? null : ms / 1000);

export function latency(points: readonly SeriesPoint[]): Series[] {
  return [
    line("p50", "half", "--series-live", points, (point) => inSeconds(point.latency_p50_ms)),
    line("p95", "95 %", "--series-1", points, (point) => inSeconds(point.latency_p95_ms)),
    line("first", "first 95 %", "--series-2", points, (point) => inSeconds(point.first_token_p95_ms)),
  ];
}

export function cost(points: readonly SeriesPoint[]): Series[] {
  return [line("cost", "cost", "--series-live", points, (point) => (point.count ? point.cost_usd / point.count : null))];
}
