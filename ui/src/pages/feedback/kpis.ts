// KPIs as charts and words. Pure.
import type { Kpi, KpiPoint, KpiRequest } from "@/api/types";
import { colourOf, DAY, type Series } from "@/parts/chart/series";
import { number, words } from "@/parts/format";

/** Rates are told in per cent; means and costs as they are. */
export function isRate(kpi: Pick<Kpi, "kind" | "category">): boolean {
  return Boolean(kpi.category) || (kpi.kind !== "metric" && kpi.kind !== "cost_per_resolved");
}

export function kpiName(kpi: Kpi): string {
  return words(kpi.name.replaceAll(".", " "));
}

export function figure(value: number, kpi: Pick<Kpi, "kind" | "category">): string {
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

export const KINDS: readonly { value: Kpi["kind"]; label: string }[] = [
  { value: "metric", label: "a metric: its mean, or how often it is one category" },
  { value: "containment", label: "containment: not handed to a person, of what may be settled alone" },
  { value: "resolved_containment", label: "resolved containment: contained, resolved, and nobody came back" },
  { value: "resolution", label: "resolution: resolved, by whomever" },
  { value: "escalation", label: "escalation: handed to a person" },
  { value: "missed_escalation", label: "missed escalation: not handed over, of what had to be" },
  { value: "cost_per_resolved", label: "cost per resolved: of all, by the number that were resolved" },
];

/** What a form says, as the API takes it: what its kind does not know is left out. */
export function kpiOf(form: KpiForm): KpiRequest {
  const { name, kind, metric, category, days, key, direction, unit, description } = form;
  const amount = Number(days);
  return {
    name,
    kind,
    metric: kind === "metric" ? metric || null : null,
    category: kind === "metric" ? category.trim() || null : null,
    days: kind === "resolved_containment" && days.trim() !== "" ? amount : 7,
    key: kind === "resolved_containment" ? key.trim() || null : null,
    direction,
    unit,
    description,
  };
}

export interface KpiForm {
  name: string;
  kind: Kpi["kind"];
  metric: string;
  category: string;
  days: string;
  key: string;
  direction: Kpi["direction"];
  unit: string;
  description: string;
}

/** A form with what a KPI is now, or an empty one. */
export function formOf(kpi: Kpi | undefined): KpiForm {
  return {
    name: kpi?.name ?? "",
    kind: kpi?.kind ?? "metric",
    metric: kpi?.metric ?? "",
    category: kpi?.category ?? "",
    days: String(kpi?.days ?? 7),
    key: kpi?.key ?? "",
    direction: kpi?.direction ?? "up",
    unit: kpi?.unit ?? "",
    description: kpi?.description ?? "",
  };
}
