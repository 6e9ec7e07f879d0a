// KPIs as charts and words. Pure.
import type { Kpi, KpiPoint } from "@/api/types";
import { colourOf, DAY, type Series } from "@/parts/chart/series";
import { number, words } from "@/parts/format";

/** Rates are told in per cent; means and costs as they are. */
export function isRate(kpi: Kpi): boolean {
  return kpi.kind !== "metric" && kpi.kind !== "cost_per_resolved";
}

export function kpiName(kpi: Kpi): string {
  return words(kpi.name.replaceAll(".", " "));
}

export function figure(value: number, kpi: Kpi): string {
  return isRate(kpi) ? `${number(value * 100, 1)} %` : number(value, kpi.kind === "cost_per_resolved" ? 4 : 2);
}

/** One line for each group, over days; days in which nothing is known are gaps. */
export function kpiSeries(kpi: Kpi, points: readonly KpiPoint[]): Series[] {
  const groups = [...new Set(points.map((point) => point.group ?? ""))];
  const scale = isRate(kpi) ? 100 : 1;
  return groups.map((group, index) => {
    const mine = points.filter((point) => (point.group ?? "") === group && point.starts_at !== null && point.mean !== null);
    const of = (name: "mean" | "low" | "high") => mine.map((point) => (point[name] === null ? null : (point[name] ?? 0) * scale));
    return {
      id: group || kpi.name,
      label: group || kpiName(kpi),
      colour: groups.length === 1 ? "--series-live" : colourOf(index),
      x: mine.map((point) => Date.parse(point.starts_at ?? "") / DAY),
      y: of("mean"),
      low: of("low"),
      high: of("high"),
    };
  });
}
